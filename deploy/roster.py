"""`mattran roster import`: the operator's way to load a roster, with the rights of the province."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from deploy.supervisor.state import read_state
from hub.auth.passwords import PasswordPool
from hub.db import Database
from hub.errors import UserError
from hub.people.account_sheets import account_sheets
from hub.people.roster_apply import apply_import
from hub.people.roster_plan import ImportPlan, plan_import
from hub.people.roster_report import errors_workbook
from hub.people.roster_rows import RawRow, read_roster
from hub.settings import Settings

_SHOWN = 20


class ImportRefused(UserError):
    """The import cannot begin; nothing was written."""

    code = "import_refused"


async def import_file(
    settings: Settings,
    file: Path,
    *,
    dry_run: bool,
    sheets: Path | None,
    errors: Path | None,
    say: Callable[[str], None] = print,
) -> int:
    """Import the roster `file`, all of it or nothing; return the exit code (0 written, 1 errors).

    Account sheets go to `sheets`, by default beside the file; they are written before the database
    commits, so that no one-time password is lost. `errors` gets the sheet of errors. Raises UserError.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ImportRefused(f"Không đọc được tệp {file}: {error.strerror}.") from None
    rows = read_roster(file.name, data)
    now = datetime.now(UTC)
    db = Database(settings.database("mattran"), pool_size=1)
    passwords = PasswordPool(memory_mib=settings.hash_memory_mib, parallel=settings.hash_parallel)
    written: Path | None = None
    filled = False
    try:
        async with db.begin() as conn:
            plan = await plan_import(conn, rows, now, allowed_units=None, may_set_roles=True)
            _report(plan, say)
            if plan.errors:
                _keep_errors(rows, plan, errors, say)
                return 1
            if dry_run:
                say("Chỉ xem trước, chưa ghi gì vào hệ thống.")
                return 0
            if plan.new:
                written = _place(sheets or file.with_name(f"{file.stem}-phieu-tai-khoan.docx"))
                say(f"Đang tạo {len(plan.new)} tài khoản…")
            with ThreadPoolExecutor(settings.hash_parallel) as feeder:
                result = await apply_import(
                    conn, plan, now, hash_password=passwords.hash_waiting, executor=feeder
                )
            if written is not None:
                _fill(written, account_sheets(result.created, address=_address(settings)))
                filled = True
    except BaseException as error:
        if filled:  # lost in the middle of the commit: nobody knows yet how it ended
            raise ImportRefused(
                f"Mất kết nối lúc đang ghi nên chưa rõ đã ghi xong hay chưa. Hãy giữ phiếu {written} và chạy "
                "lại lệnh với --dry-run: không còn ai mới là đã ghi xong; nếu còn thì xóa phiếu rồi nạp lại."
            ) from error
        if written is not None:
            written.unlink(missing_ok=True)
        if isinstance(error, OperationalError):
            raise ImportRefused(
                "Không kết nối được cơ sở dữ liệu. Hãy chạy nền tảng trước: mattran start"
            ) from None
        raise
    finally:
        passwords.close()
        await db.close()
    say("Đã ghi vào hệ thống.")
    if written is not None:
        say(f"Phiếu tài khoản (có mật khẩu một lần, in xong hãy xóa): {written}")
    return 0


def _report(plan: ImportPlan, say: Callable[[str], None]) -> None:
    say(
        f"Mới {len(plan.new)}, đổi thông tin {len(plan.changed)}, chuyển đơn vị {len(plan.moved)}, "
        f"không đổi {len(plan.unchanged)}, lỗi {len(plan.errors)}"
    )
    for note in plan.notes[:_SHOWN]:
        say(f"Nên xem lại: {note.message}")
    for error in plan.errors[:_SHOWN]:
        say(f"Lỗi: {error.message}")
    if len(plan.errors) > _SHOWN:
        say(f"… và {len(plan.errors) - _SHOWN} lỗi nữa.")
    if plan.missing:
        say(f"Có {len(plan.missing)} người của các đơn vị này không có trong tệp; họ được giữ nguyên.")


def _keep_errors(
    rows: list[RawRow], plan: ImportPlan, errors: Path | None, say: Callable[[str], None]
) -> None:
    if errors is None:
        say("Chưa ghi gì. Thêm --errors TỆP.xlsx để lấy bảng có cột “Lỗi”.")
        return
    _fill(_place(errors), errors_workbook(rows, plan))
    say(f"Chưa ghi gì. Bảng có cột “Lỗi”: {errors}")


def _place(path: Path) -> Path:
    """Make the new, empty file `path` with mode 0600; raise ImportRefused when it cannot be made."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise ImportRefused(f"Tệp {path} đã có, không ghi đè. Hãy chọn tên khác.") from None
    except OSError as error:
        raise ImportRefused(f"Không ghi được tệp {path}: {error.strerror}.") from None
    return path


def _fill(path: Path, body: bytes) -> None:
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _address(settings: Settings) -> str:
    """Return the address people type: the running platform's own, else that of the settings."""
    address, processes = read_state(settings.run_dir)
    return address if processes else settings.url
