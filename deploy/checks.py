"""What would keep the platform from starting, said plainly in Vietnamese before anything runs."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from pathlib import Path

from deploy.errors import StartRefused
from deploy.proxy import PROXY_SCRIPT
from hub.settings import Settings

_NEEDED_MIB = 500
_SOCKET_PATH_MAX = 107  # sun_path of Linux, without its final zero


def check_data_folder(data: Path) -> None:
    """Raise StartRefused when the data folder is not ours, not writable, full, or its path too long."""
    if len(os.fsencode(data / "pg" / "socket" / ".s.PGSQL.5432")) > _SOCKET_PATH_MAX:
        raise StartRefused(f"Đường dẫn thư mục dữ liệu quá dài: {data}. Hãy đặt MATTRAN_DATA ngắn hơn.")
    try:
        data.mkdir(parents=True, exist_ok=True)
        owner = data.stat().st_uid
    except (FileExistsError, NotADirectoryError):
        raise StartRefused(f"{data} không phải là thư mục. Hãy đặt MATTRAN_DATA sang nơi khác.") from None
    except OSError as error:
        raise StartRefused(explain_os_error(error, data)) from None
    if owner != os.geteuid():
        raise StartRefused(
            f"Thư mục dữ liệu {data} thuộc về người dùng khác (uid {owner}). "
            "Hãy chạy bằng đúng người dùng đó, hoặc đặt MATTRAN_DATA sang thư mục của mình."
        )
    free_mib = shutil.disk_usage(data).free // 2**20
    if free_mib < _NEEDED_MIB:
        raise StartRefused(
            f"Đĩa chứa {data} sắp đầy: còn {free_mib} MB, cần ít nhất {_NEEDED_MIB} MB. "
            "Hãy dọn bớt đĩa rồi chạy lại."
        )
    data.chmod(0o711)


def explain_os_error(error: OSError, path: Path) -> str:
    """Return a Vietnamese sentence for an operating system's error about `path`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return disk_full(path)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Không được phép ghi vào {path}. Hãy đổi quyền, hoặc đặt MATTRAN_DATA sang thư mục khác."
    return f"Không dùng được {path}: {error.strerror or error}."


def disk_full(path: Path) -> str:
    """Return the Vietnamese sentence for a disk without room."""
    return f"Đĩa chứa {path} đã đầy. Hãy dọn bớt đĩa rồi chạy lại."


def tells_of_full_disk(text: str) -> bool:
    """Tell whether a program's output says that the disk has no room, or no room for us."""
    return any(os.strerror(code) in text for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def check_ports(settings: Settings) -> None:
    """Raise StartRefused when one of our ports is taken or may not be used."""
    wanted = [(settings.bind_address, settings.port)] + [
        ("127.0.0.1", port)
        for port in (settings.proxy_api_port, settings.hub_port, settings.portal_port, settings.gateway_port)
    ]
    for host, port in wanted:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise StartRefused(_port_sentence(error, host, port)) from None


def _port_sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó, "
            "hoặc chọn cổng khác, ví dụ: MATTRAN_PORT=9000 make start"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"Máy này không có địa chỉ {host}. Hãy kiểm tra lại --public-url hoặc MATTRAN_BIND."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Không được phép mở cổng {port}. Hãy chọn cổng từ 1024 trở lên."
    return f"Không mở được {host}:{port}: {error.strerror}."


def check_certificate(settings: Settings) -> None:
    """Raise StartRefused when certificate, key and public URL do not go together."""
    if bool(settings.cert) != bool(settings.key):
        raise StartRefused("Cần cả --cert và --key: chứng thư và khóa riêng đi với nhau.")
    for path in (settings.cert, settings.key):
        if path is not None and not path.is_file():
            raise StartRefused(f"Không thấy tệp {path}.")
    if settings.cert and not settings.secure:
        raise StartRefused("Có chứng thư thì --public-url phải bắt đầu bằng https://.")


def check_installed() -> None:
    """Raise StartRefused when `make setup` has not run."""
    if not PROXY_SCRIPT.exists():
        raise StartRefused("Chưa cài đủ thành phần (thiếu configurable-http-proxy). Hãy chạy: make setup")
