"""A roster that is none: the page says in Vietnamese what is wrong, and nothing of it stays behind."""

from __future__ import annotations

import html
import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.world import row_counts
from tests.browsing import browser_client, give_password
from tests.english import english_words
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

_ALERT = re.compile(r'role="alert"[^>]*>\s*<p>(.*?)</p>', re.DOTALL)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _zip(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


# Kinds of files, and what stands in the menu of an English Excel.
EXCEL_WORDS = ("xlsx", "xls", "csv", "ods", "save", "workbook")

FILES = {
    "a picture named .xlsx": ("danh-sach.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "an empty file": ("danh-sach.xlsx", b""),
    "an old .xls": ("danh-sach.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048),
    "a letter": ("thu.csv", "Kính gửi các đồng chí,\nxin gửi danh sách.\n".encode()),
    "a Word file": ("thu.docx", _zip(**{"word/document.xml": b"<w:document/>"})),
    "a zip that is no workbook": ("danh-sach.xlsx", _zip(mot=b"1")),
    "half a workbook": (
        "danh-sach.xlsx",
        _zip(**{"[Content_Types].xml": b"<Types", "xl/workbook.xml": b"<"}),
    ),
    "only U+0000": ("danh-sach.csv", b"\0" * 4096),
    "a table without names": ("so-lieu.csv", "Tháng,Số lượt\n1,20\n2,31\n".encode()),
}


@pytest.fixture(scope="module")
def administrator(stack: Stack) -> Iterator[httpx.Client]:
    username = stack.add_people(1, prefix=f"r{uuid4().hex[:6]}", role="commune_admin")[0]
    give_password(stack, username)
    with closing(browser_client(stack, username)) as client:
        client.headers["Accept"] = "text/html"
        client.follow_redirects = True
        yield client


def upload(client: httpx.Client, stack: Stack, files: dict[str, tuple[str, bytes, str]]) -> httpx.Response:
    """Send the form of the roster page and wait for the page that answers it."""
    form = {"csrf_token": client.headers["X-CSRF-Token"]}
    answer = client.post(f"{stack.portal}roster", data=form, files=files)
    deadline = time.monotonic() + 60
    while "refresh" in answer.headers:  # "đang đọc tệp"
        assert time.monotonic() < deadline
        time.sleep(0.5)
        answer = client.get(answer.url)
    return answer


def sentence(answer: httpx.Response) -> str:
    """Return what the page says is wrong."""
    found = _ALERT.search(answer.text)
    assert found, answer.text
    said = html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()
    assert unicodedata.is_normalized("NFC", said)
    assert english_words(said, allowed=EXCEL_WORDS) == []
    return said


def kept(stack: Stack) -> list[str]:
    """Return what lies in the folder of uploads."""
    folder = stack.settings.data / "roster"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_on_the_page_and_nothing_is_kept(
    stack: Stack, administrator: httpx.Client, name: str
) -> None:
    before = row_counts(stack), kept(stack)
    filename, content = FILES[name]
    answer = upload(administrator, stack, {"file": (filename, content, XLSX)})
    assert 400 <= answer.status_code < 500
    assert len(sentence(answer)) > 30
    assert (row_counts(stack), kept(stack)) == before


def test_no_file_chosen_is_told(stack: Stack, administrator: httpx.Client) -> None:
    before = row_counts(stack), kept(stack)
    answer = upload(administrator, stack, {"file": ("", b"", XLSX)})
    assert answer.status_code == 422
    assert "chưa chọn tệp" in sentence(answer)
    assert (row_counts(stack), kept(stack)) == before


def test_a_file_over_the_limit_is_told_on_a_page_not_as_a_broken_connection(
    stack: Stack, administrator: httpx.Client
) -> None:
    before = row_counts(stack), kept(stack)
    answer = upload(administrator, stack, {"file": ("lon.xlsx", b"1" * (9 * 2**20), XLSX)})
    assert answer.status_code == 413
    assert "Nội dung quá lớn" in answer.text
    assert "tối đa 8 MB" in answer.text
    assert 'lang="vi"' in answer.text
    assert (row_counts(stack), kept(stack)) == before


def test_a_list_of_another_unit_is_refused_row_by_row(stack: Stack, administrator: httpx.Client) -> None:
    before = row_counts(stack)
    rows = "Họ và tên,Đơn vị,Chức vụ\nNguyễn Văn Mẫu,Xã Khe Sanh,Công chức\n"
    answer = upload(administrator, stack, {"file": ("danh-sach.csv", rows.encode(), "text/csv")})
    assert answer.status_code == 200
    assert "Khe Sanh" in sentence(answer) + answer.text
    assert "Nhập danh sách này" not in answer.text
    assert not re.search(r'action="[^"]*/apply"', answer.text), "cannot be applied"
    assert row_counts(stack) == before
