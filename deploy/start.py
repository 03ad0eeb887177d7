"""`mattran start`: check, bring everything up, say where it is, and stop cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from courses.errors import ContentError
from deploy.checks import (
    check_certificate,
    check_data_folder,
    check_installed,
    check_ports,
    disk_full,
    explain_os_error,
    tells_of_full_disk,
)
from deploy.errors import StartRefused
from deploy.supervisor.state import end_orphans, take_lock
from hub.errors import UserError
from hub.settings import Settings
from hub.web.logs import configure_logs

if TYPE_CHECKING:  # imported while PostgreSQL starts: they take seconds, and a refusal needs neither
    from deploy.prepare import Preparation, Prepared


def _say(sentence: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')}  {sentence} …", flush=True)


def run(settings: Settings) -> int:
    """Run the platform until Ctrl-C or SIGTERM; return the exit code."""
    configure_logs()
    os.umask(0o027)
    try:
        check_installed()
        check_certificate(settings)
        check_data_folder(settings.data)
        lock = take_lock(settings.run_dir)
        ended = end_orphans(settings.run_dir)
        if ended:
            _say(f"Đã dừng tiến trình còn lại của lần chạy trước: {', '.join(ended)}")
        check_ports(settings)
    except StartRefused as refused:
        return _refuse(refused)
    except OSError as error:
        return _refuse(StartRefused(explain_os_error(error, settings.data)))
    print("Học AI Mặt trận đang khởi động (Ctrl-C để dừng):", flush=True)
    with lock:
        try:
            return asyncio.run(_run(settings))
        except KeyboardInterrupt:  # pressed before anything ran
            return 0


def _refuse(error: UserError) -> int:
    print(f"Không khởi động được. {error.message}", file=sys.stderr)
    for line in error.details:
        print(f"    {line}", file=sys.stderr)
    return 1


def _load_preparation() -> Preparation:
    from deploy.prepare import prepare

    return prepare


async def _run(settings: Settings) -> int:
    import psycopg
    from sqlalchemy.exc import SQLAlchemyError

    from deploy.supervisor.platform import Platform, database_answers

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(signum, stop.set)
    if settings.database_url and not await database_answers(settings.database("mattran")):
        return _refuse(StartRefused("Không kết nối được PostgreSQL theo MATTRAN_DATABASE_URL."))
    loading = asyncio.create_task(asyncio.to_thread(_load_preparation))
    platform = Platform(settings, _say)
    prepared: list[Prepared] = []

    async def first_steps() -> None:
        prepare = await loading
        prepared.append(await prepare(settings, _say))

    starting = asyncio.create_task(platform.start(first_steps))
    stopping = asyncio.create_task(stop.wait())
    code = 0
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            _announce(settings, prepared[0])
            await stop.wait()
    except* (
        UserError,
        ContentError,
        OSError,
        subprocess.CalledProcessError,
        psycopg.Error,
        SQLAlchemyError,
    ) as failed:
        code = max(_refuse(refusal_of(error, settings.data)) for error in leaves(failed))
    finally:
        stopping.cancel()
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        _say("Đang dừng")
        await platform.stop()
    print("Đã dừng. Dữ liệu còn nguyên ở " + str(settings.data), flush=True)
    return code


def refusal_of(error: BaseException, data: Path) -> UserError:
    """Return what the operator is told of an error that ended the start."""
    details = error.details if isinstance(error, UserError) else str(error).splitlines()[:5]
    if isinstance(error, ContentError):
        return StartRefused(
            "Danh mục khóa học hoặc bài học bị lỗi nên không phát hành được. Hãy sửa các chỗ dưới đây, kiểm "
            "tra lại bằng lệnh mattran courses check, rồi khởi động lại.",
            details=details,
        )
    if isinstance(error, subprocess.CalledProcessError):
        details = str(error.stderr or error).strip().splitlines()[-5:]
    if tells_of_full_disk("\n".join(details)):
        return StartRefused(disk_full(data), details=details)
    if isinstance(error, UserError):
        return error
    if isinstance(error, OSError):
        return StartRefused(explain_os_error(error, data))
    return StartRefused("Không chuẩn bị được cơ sở dữ liệu.", details=details)


def leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    """Return the exceptions of a group, however deep."""
    found: list[BaseException] = []
    for error in group.exceptions:
        found += leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


def _announce(settings: Settings, prepared: Prepared) -> None:
    print(f"\nĐã sẵn sàng. Mời mở: {settings.url}\n", flush=True)
    accounts = prepared.accounts
    if accounts:
        width = max(len(account.role) for account in accounts)
        print("Tài khoản để dùng thử:" if settings.demo else "Tài khoản đầu tiên:")
        for account in accounts:
            print(f"  {account.role:<{width}}  {account.username:<14}  {account.password}")
        print(flush=True)
    for sentence in _notices(settings, prepared):
        print(f"Lưu ý: {sentence}\n", flush=True)


def _notices(settings: Settings, prepared: Prepared) -> Iterator[str]:
    """Yield what the operator should know of this start."""
    yield from prepared.warnings
    if settings.demo and not settings.local and prepared.accounts:
        yield (
            "đây là bản trình diễn để người khác xem: người và số liệu đều là giả định, đừng đưa dữ liệu "
            "thật vào. Các mật khẩu trên là của riêng máy chủ này và giữ nguyên ở những lần chạy sau. "
            "Để chạy thật, hãy thêm --no-demo với một thư mục dữ liệu mới."
        )
    if os.geteuid() != 0:
        yield (
            "không chạy bằng root nên phòng thực hành (JupyterLab) không được cách ly; chỉ dùng để xem thử."
            if settings.demo and settings.local
            else "không chạy bằng root nên phòng thực hành (JupyterLab) đóng; trang bài học vẫn dùng được."
        )
