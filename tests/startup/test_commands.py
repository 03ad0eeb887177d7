"""The `mattran` command for real, against a running platform: each verb once, and how each refuses."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook

from courses.catalogue import CONTENT_DIR
from hub.secrets import ensure_secret
from tests.acceptance.world import World, row_counts
from tests.browsing import invented_name
from tests.english import english_words
from tests.stack import Stack
from tests.startup.commands import mattran

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PEOPLE = "DANH SÁCH CÁN BỘ\nHọ và tên,Đơn vị,Chức vụ\n{name},Phường Đông Hà,Công chức\n"


def sentence(said: str) -> str:
    """Return the first line of a refusal, which must be Vietnamese."""
    assert "Traceback" not in said
    first = said.strip().splitlines()[0]
    assert english_words(first, allowed=("mattran", "start", "xlsx", "csv")) == [], first
    return first


def test_status_tells_addresses_and_processes(stack: Stack) -> None:
    done = mattran("status", "--json", MATTRAN_DATA=str(stack.settings.data))
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["running"] is True
    assert told["address"] == stack.url
    assert set(told["processes"]) == {"postgres", "proxy", "hub", "portal", "gateway", "worker"}
    assert all(isinstance(pid, int) and Path(f"/proc/{pid}").exists() for pid in told["processes"].values())
    addresses = told["addresses"]
    assert addresses.keys() == {"public", "hub", "portal", "gateway", "proxy_api"}
    assert addresses["public"] == stack.url
    token = ensure_secret(stack.settings.secrets_dir, "proxy")
    for url in (
        *(f"{addresses['hub']}health", f"{addresses['portal']}health", f"{addresses['gateway']}health"),
        f"{addresses['proxy_api']}routes",
    ):
        answer = httpx.get(url, headers={"Authorization": f"token {token}"}, trust_env=False, timeout=30)
        assert answer.status_code == 200, url
    plain = mattran("status", "--data", str(stack.settings.data))
    assert plain.stdout.startswith(f"Đang chạy tại {stack.url}\n")


def test_a_platform_that_does_not_run_is_told(tmp_path: Path) -> None:
    nowhere = ("--data", str(tmp_path / "d"))
    status = mattran("status", "--json", *nowhere)
    told = json.loads(status.stdout)
    assert (status.returncode, told["running"], told["addresses"]) == (3, False, {})
    assert mattran("status", *nowhere).stdout.strip() == "Nền tảng không chạy."
    roster = tmp_path / "danh-sach.csv"
    roster.write_text(PEOPLE.format(name=invented_name()))
    for arguments in (
        ("token", "hoc-vien"),
        ("roster", "import", str(roster)),
        ("grading", "export", str(tmp_path / "xuat")),
    ):
        done = mattran(*arguments, *nowhere)
        assert done.returncode == 1, arguments
        assert "mattran start" in sentence(done.stderr)
    assert not (tmp_path / "xuat").exists()
    assert not (tmp_path / "d").exists(), "asking makes no data folder"


def test_token_speaks_for_its_person_and_no_more(stack: Stack) -> None:
    learner = stack.add_people(1, prefix=f"lenh{uuid4().hex[:6]}")[0]
    data = str(stack.settings.data)
    done = mattran("token", learner, "--data", data)
    assert done.returncode == 0, done.stderr
    with stack.api(done.stdout.strip()) as client:
        assert client.get("me").json()["username"] == learner
        assert client.get("completion?target=T1&by=unit").status_code == 403
    hub = f"http://127.0.0.1:{stack.settings.hub_port}/hub/api/"
    with stack.api(done.stdout.strip()) as client:
        assert client.get(f"{hub}users").status_code == 403
        assert client.get(f"{hub}user").json()["admin"] is False


@pytest.mark.parametrize("username", ["khong-co-ai", "../../admin", "Học Viên", ""])
def test_token_of_nobody_is_refused(stack: Stack, username: str) -> None:
    before = row_counts(stack)
    done = mattran("token", username, "--data", str(stack.settings.data))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Không có tài khoản" in done.stderr
    assert row_counts(stack) == before


def test_roster_import_looks_first_and_writes_all_or_nothing(stack: Stack, tmp_path: Path) -> None:
    data, sheets = str(stack.settings.data), tmp_path / "phieu.docx"
    file = tmp_path / "danh-sach.csv"
    file.write_text(PEOPLE.format(name=invented_name()))
    before = row_counts(stack)
    looked = mattran("roster", "import", str(file), "--dry-run", "--data", data)
    assert looked.returncode == 0, looked.stderr
    assert "Mới 1," in looked.stdout
    assert "chưa ghi gì" in looked.stdout
    assert row_counts(stack) == before

    written = mattran("roster", "import", str(file), "--sheets", str(sheets), "--data", data)
    assert written.returncode == 0, written.stderr
    after = row_counts(stack)
    assert after["hub.people"] == before["hub.people"] + 1
    assert after["hub.accounts"] == before["hub.accounts"] + 1
    assert sheets.read_bytes()[:2] == b"PK"
    assert sheets.stat().st_mode & 0o077 == 0, "one-time passwords are for the operator alone"

    again = mattran("roster", "import", str(file), "--data", data)
    assert "Mới 0," in again.stdout
    assert row_counts(stack) == after, "safe to import twice"

    errors = tmp_path / "loi.xlsx"
    file.write_text("Họ và tên,Đơn vị\nLê Văn Ví Dụ,Phường Đông Hà\nPhạm Thị Mẫu,Xã Không Có\n")
    refused = mattran("roster", "import", str(file), "--errors", str(errors), "--data", data)
    assert refused.returncode == 1
    assert "Xã Không Có" in refused.stdout
    assert row_counts(stack) == after, "not even the good row"
    rows = [[str(cell.value) for cell in row] for row in load_workbook(errors).worksheets[0].iter_rows()]
    assert any("Xã Không Có" in " ".join(row) for row in rows)

    picture = tmp_path / "anh.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = mattran("roster", "import", str(picture), "--data", data)
    assert refused.returncode == 1
    assert sentence(refused.stderr)
    assert row_counts(stack) == after


def test_courses_check_passes_our_lessons_and_names_line_and_fault(tmp_path: Path) -> None:
    done = mattran("courses", "check")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("0 errors,")
    (tmp_path / "k2").mkdir()
    lesson = (CONTENT_DIR / "k2" / "k2-b3.md").read_text(encoding="utf-8")
    (tmp_path / "k2" / "k2-b3.md").write_text(lesson.replace("key: b\n", "key: z\n", 1), encoding="utf-8")
    (tmp_path / "courses.yml").write_text("- {id: k2, title: Thử, lessons: [k2-b3]}\n", encoding="utf-8")
    done = mattran("courses", "check", str(tmp_path))
    assert done.returncode == 1
    line = lesson.splitlines().index("key: b") + 1
    assert f"k2/k2-b3.md:{line}: q1: key: z is not one of the options a, b, c, d" in done.stderr
    old = mattran("courses", "check", "--on", "2020-01-01")
    assert "luat-117-2025-qh15 (Luật số 117/2025/QH15): takes effect only on 2026-03-01" in old.stdout


def test_grading_export_writes_a_course_for_stock_nbgrader(stack: Stack, tmp_path: Path) -> None:
    world = World(stack)
    folder, data = tmp_path / "xuat", str(stack.settings.data)
    try:
        done = mattran("grading", "export", str(folder), "--data", data)
        assert done.returncode == 0, done.stderr
        assignment = f"k2-b3-{world.version}"
        assert str(folder) in done.stdout
        assert (folder / "nbgrader_config.py").is_file()
        assert list((folder / "source" / assignment).glob("*.ipynb"))
        answers = json.loads((folder / "submitted" / world.learner / assignment / "answers.json").read_text())
        assert answers == {
            "lesson": "k2-b3",
            "version": world.version,
            "answers": {"q1": world.answered["value"]},
        }
        again = mattran("grading", "export", str(folder), "--data", data)
        assert again.returncode == 1
        assert "đã có tệp" in sentence(again.stderr)
    finally:
        world.close()
