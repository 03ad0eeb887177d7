"""`mattran start` says plainly in Vietnamese what is wrong, ends with 1 and leaves nothing running."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.english import english_words
from tests.stack import Stack, free_port_block
from tests.startup.commands import mattran, processes_of

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

# What an operator types or reads in a terminal.
TERMINAL_WORDS = (
    "public",
    "url",
    "cert",
    "key",
    "data",
    "bind",
    "make",
    "start",
    "ctrl",
    "uid",
    "docs",
    "settings",
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can do this to a folder or a disk")


@pytest.fixture
def data() -> Iterator[Path]:
    """Return a place for data, short enough for a socket's path."""
    with tempfile.TemporaryDirectory(prefix="mt-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "d"


def refused(data: Path, *arguments: str, port: int | None = None, prefix: tuple[str, ...] = ()) -> str:
    """Start where that cannot work; return the sentence, after checking all that holds for every refusal."""
    port = port or free_port_block()
    before = processes_of(data)
    done = mattran(
        "start", "--no-demo", *arguments, prefix=prefix, MATTRAN_DATA=str(data), MATTRAN_PORT=str(port)
    )
    said = done.stderr.strip()
    assert done.returncode == 1, done
    assert "Traceback" not in said
    first = said.splitlines()[0]
    assert first.startswith("Không khởi động được. ") or first.startswith("Thiết lập không hợp lệ. "), said
    assert english_words(first, allowed=TERMINAL_WORDS) == []
    assert first.rstrip().endswith((".", "make start")), "a whole sentence"
    assert processes_of(data).keys() <= before.keys()
    return first


@pytest.mark.parametrize("offset", [0, 2], ids=["the port people use", "a port between our processes"])
def test_a_port_that_is_taken(data: Path, offset: int) -> None:
    port = free_port_block()
    with socket.create_server(("127.0.0.1", port + offset)):
        sentence = refused(data, port=port)
    assert f"Cổng {port + offset} đang có chương trình khác dùng" in sentence
    assert "MATTRAN_PORT=9000 make start" in sentence


@as_root
def test_a_data_folder_that_belongs_to_somebody_else(data: Path) -> None:
    data.mkdir()
    os.chown(data, 54321, 54321)
    sentence = refused(data)
    assert "thuộc về người dùng khác (uid 54321)" in sentence
    assert list(data.iterdir()) == []


def test_data_that_is_a_file(data: Path) -> None:
    data.write_text("không phải thư mục")
    assert "không phải là thư mục" in refused(data)
    assert "không phải là thư mục" in refused(data / "con")


def test_a_path_too_long_for_a_socket(data: Path) -> None:
    assert "quá dài" in refused(data / ("d" * 90))


def test_a_wrong_address_of_a_database_is_told_without_its_password() -> None:
    done = mattran("status", MATTRAN_DATABASE_URL="mysql://u:bi-mat@may-chu")
    assert done.returncode == 1
    assert "MATTRAN_DATABASE_URL must look like postgresql://" in done.stderr
    assert "bi-mat" not in done.stderr


def test_a_certificate_without_its_key(data: Path) -> None:
    data.parent.joinpath("cert.pem").touch()
    assert "Cần cả --cert và --key" in refused(data, "--cert", str(data.parent / "cert.pem"))
    assert not data.exists()


def test_a_certificate_that_is_not_there(data: Path) -> None:
    missing = str(data.parent / "khong-co.pem")
    url = "https://hoc.vidu.example"
    assert "Không thấy tệp" in refused(data, "--public-url", url, "--cert", missing, "--key", missing)


@pytest.mark.parametrize(
    "arguments", [("--port", "99999"), ("--public-url", "hoc.vidu.example"), ("--public-url", "ftp://a.vn/b")]
)
def test_settings_that_make_no_sense(data: Path, arguments: tuple[str, str]) -> None:
    assert "docs/settings.md" in refused(data, *arguments)


def test_an_address_this_machine_does_not_have(data: Path) -> None:
    assert "không có địa chỉ 203.0.113.9" in refused(data, "--public-url", "http://203.0.113.9:8000")


def test_a_second_start_on_the_same_data(stack: Stack) -> None:
    before = stack.processes()
    sentence = refused(stack.settings.data)
    assert "đang chạy với thư mục dữ liệu" in sentence
    assert stack.processes() == before, "the first one does not notice"


# -- a full disk ---------------------------------------------------------------------------------------


Mount = Callable[[str], None]


@pytest.fixture
def mount(data: Path) -> Iterator[Mount]:
    """Return a function that mounts a small disk on `data` with the given options."""

    def mounting(options: str) -> None:
        data.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(data)],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            pytest.skip(f"a disk cannot be mounted here: {done.stderr}")

    yield mounting
    subprocess.run(["umount", "--lazy", str(data)], check=False, capture_output=True)


@as_root
def test_a_disk_with_too_little_room(data: Path, mount: Mount) -> None:
    mount("size=40m,mode=0711")
    sentence = refused(data)
    assert "sắp đầy" in sentence
    assert "cần ít nhất 500 MB" in sentence
    assert list(data.iterdir()) == []


@as_root
def test_a_disk_that_fills_up_while_the_database_is_made(data: Path, mount: Mount) -> None:
    mount("size=600m,nr_inodes=300,mode=0711")  # room enough, until there are 300 files
    assert "đã đầy" in refused(data)
    assert not (data / "pg" / "18").exists(), "nothing half made is left"


def test_a_limit_on_what_this_user_may_write(data: Path) -> None:
    """Stands for a full disk where none can be mounted: files above 256 KiB are refused."""
    sentence = refused(data, prefix=("prlimit", "--fsize=262144:262144"))
    assert "đã đầy" in sentence
    assert not (data / "pg" / "18").exists()
