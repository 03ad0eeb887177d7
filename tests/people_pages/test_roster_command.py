"""`mattran roster import FILE`."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from deploy import roster
from hub.db import Database
from hub.people.errors import NotARoster
from hub.people.tables import people
from hub.settings import Settings
from tests.auth.people import add_units
from tests.people.files import simple
from tests.people_pages.rosters import passwords_in

ROWS = (
    (1, "Hoàng Văn Thí", "Xã Lìa", "Chủ tịch", "quản trị đơn vị"),
    (2, "Hoàng Thị Nghiệm", "Xã A Dơi", "Phó Chủ tịch", ""),
)
HEADING = ("STT", "Họ và tên", "Đơn vị", "Chức vụ", "Vai trò")


class _Elsewhere(Settings):
    """Settings whose database is the test's own."""

    at: str = ""

    def database(self, name: str) -> str:
        return self.at


class Command:
    """Runs the command's own function, and keeps what it says."""

    def __init__(self, settings: Settings, db: Database, folder: Path) -> None:
        self.settings, self.db, self.folder = settings, db, folder
        self.said: list[str] = []

    async def __call__(
        self, data: bytes | None = None, *, name: str = "tinh.xlsx", dry_run: bool = False, **files: Path
    ) -> int:
        file = self.folder / name
        if data is not None:
            file.write_bytes(data)
        given: dict[str, Any] = {"sheets": None, "errors": None, **files}
        return await roster.import_file(self.settings, file, dry_run=dry_run, say=self.said.append, **given)

    async def people(self) -> int:
        async with self.db.begin() as conn:
            return int(await conn.scalar(select(func.count()).select_from(people)) or 0)


@pytest.fixture
async def command(database: Database, tmp_path: Path) -> Command:
    """Return the command over a database with the units in it."""
    await add_units(database)
    folder = tmp_path / "tep"
    folder.mkdir()
    return Command(_Elsewhere(data=tmp_path / "data", hash_memory_mib=8, at=database.url), database, folder)


FILE = simple(*ROWS, heading=HEADING)


async def test_import(command: Command) -> None:
    """Everybody is written, roles included; the sheets lie beside the file, for its owner only."""
    assert await command(FILE) == 0
    assert await command.people() == 2
    sheets = command.folder / "tinh-phieu-tai-khoan.docx"
    assert stat.S_IMODE(sheets.stat().st_mode) == 0o600
    assert set(passwords_in(sheets.read_bytes())) == {"thi.hv", "nghiem.ht"}
    assert "Mới 2, đổi thông tin 0, chuyển đơn vị 0, không đổi 0, lỗi 0" in command.said
    assert str(sheets) in command.said[-1]
    async with command.db.begin() as conn:
        roles = await conn.scalars(select(people.c.role).order_by(people.c.id))
        assert list(roles) == ["commune_admin", "cadre"]


async def test_again_changes_nothing(command: Command) -> None:
    """The same file a second time writes nobody and no sheets."""
    await command(FILE)
    (command.folder / "tinh-phieu-tai-khoan.docx").unlink()
    assert await command(FILE) == 0
    assert "không đổi 2" in "\n".join(command.said)
    assert await command.people() == 2
    assert [path.name for path in command.folder.iterdir()] == ["tinh.xlsx"]


async def test_dry_run(command: Command) -> None:
    """Only the figures are told; nothing is written, to the database or to disk."""
    assert await command(FILE, dry_run=True) == 0
    assert "Chỉ xem trước" in command.said[-1]
    assert await command.people() == 0
    assert [path.name for path in command.folder.iterdir()] == ["tinh.xlsx"]


@pytest.mark.parametrize("dry_run", [True, False])
async def test_errors(command: Command, dry_run: bool) -> None:
    """A wrong row ends with code 1 and a sheet of errors; nobody is written."""
    bad = simple(*ROWS, (3, "Nguyễn Văn Sai", "Xã Không Có Thật", "", ""), heading=HEADING)
    sheet = command.folder / "loi.xlsx"
    assert await command(bad, dry_run=dry_run, errors=sheet) == 1
    assert await command.people() == 0
    assert any("Xã Không Có Thật" in line for line in command.said)
    table = load_workbook(io.BytesIO(sheet.read_bytes())).worksheets[0]
    assert table.cell(1, table.max_column).value == "Lỗi"
    assert await command(bad, name="hai.xlsx") == 1
    assert "--errors" in command.said[-1]


async def test_sheets_are_never_written_over(command: Command) -> None:
    """An existing file stops the import before anything is written: it may hold passwords."""
    sheets = command.folder / "phieu.docx"
    sheets.write_bytes(b"printed yesterday")
    with pytest.raises(roster.ImportRefused, match="không ghi đè"):
        await command(FILE, sheets=sheets)
    assert sheets.read_bytes() == b"printed yesterday"
    assert await command.people() == 0


async def test_no_folder_for_the_sheets(command: Command) -> None:
    """A place that cannot be written stops the import before anything is written."""
    with pytest.raises(roster.ImportRefused, match="Không ghi được tệp"):
        await command(FILE, sheets=command.folder / "khong" / "co.docx")
    assert await command.people() == 0


async def test_full_disk(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the sheets cannot be filled, nobody is written and no empty file is left."""

    def full_disk(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(roster, "_fill", full_disk)
    with pytest.raises(OSError, match="No space"):
        await command(FILE)
    assert await command.people() == 0
    assert [path.name for path in command.folder.iterdir()] == ["tinh.xlsx"]


async def test_database_lost_in_the_commit(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it was written is not known then: the only copy of the passwords must not be deleted."""
    original = roster._fill

    def fill_and_lose_the_database(path: Path, body: bytes) -> None:
        original(path, body)
        with psycopg.connect(command.db.url, autocommit=True) as conn:
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    monkeypatch.setattr(roster, "_fill", fill_and_lose_the_database)
    with pytest.raises(roster.ImportRefused, match="chưa rõ đã ghi xong hay chưa"):
        await command(FILE)
    sheets = command.folder / "tinh-phieu-tai-khoan.docx"
    assert set(passwords_in(sheets.read_bytes())) == {"thi.hv", "nghiem.ht"}


async def test_not_a_roster(command: Command) -> None:
    """A picture, and a file that is not there, get a sentence."""
    with pytest.raises(NotARoster):
        await command(b"\x89PNG" + bytes(100))
    with pytest.raises(roster.ImportRefused, match="Không đọc được tệp"):
        await command(name="khong-co.xlsx")


async def test_lost_database(command: Command) -> None:
    """Without a running platform the sentence says what to start."""
    command.settings = _Elsewhere(
        data=command.folder / "d", hash_memory_mib=8, at=f"postgresql://mattran@/x?host={command.folder}"
    )
    with pytest.raises(roster.ImportRefused, match="mattran start"):
        await command(FILE)
