"""Files that are no rosters, or that would hurt: refused in Vietnamese before anything is unpacked."""

from __future__ import annotations

import contextlib
import io
import resource
import time
import tracemalloc
import zipfile
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import UserError
from hub.people.errors import NotARoster, RosterTooLarge
from hub.people.roster_files import MAX_FILE_MIB, MAX_ROWS
from hub.people.roster_rows import read_roster
from tests.lying_zip import METHODS, lying
from tests.people.files import HEADING, brief, changed, csv_of, simple

GOOD = simple([1, "Nguyễn Văn Mẫu", "Xã Lìa", "Chủ tịch"])


def in_sheet(before: bytes, after: bytes) -> bytes:
    """Return the .xlsx file with a piece of its sheet's XML replaced."""
    sheet = "xl/worksheets/sheet1.xml"
    data = changed(sheet, lambda xml: xml.replace(before, after, 1), base=GOOD)
    assert zipfile.ZipFile(io.BytesIO(data)).read(sheet) != zipfile.ZipFile(io.BytesIO(GOOD)).read(sheet)
    return data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "trống"),
        (b" \r\n\0", "trống"),
        (b"%PDF-1.7 ...", "không phải bảng tính"),
        (b"\x89PNG\r\n\x1a\n....", "không phải bảng tính"),
        (b"<html><table><tr><td>Ho ten</td></tr></table></html>", "trang web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "97–2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"PK\x03\x04 broken", "hỏng"),
        (GOOD[: len(GOOD) // 2], "hỏng"),
        ("Họ tên,Đơn vị\nNguyễn".encode("cp1258", "ignore") + b"\x81\xfe", "Unicode"),
        ("Họ và tên;Đơn vị\n".encode() + b"Nguy\xe1\xbb", "dòng 2"),
        ("Họ và tên".encode("utf-16") + b"\0", "Unicode"),
    ],
)  # fmt: skip
def test_what_is_not_a_roster_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(NotARoster, match=says) as caught:
        read_roster("danh-sach.xlsx", data)
    assert "Mời đồng chí" in caught.value.message
    assert caught.value.status == 422


@pytest.mark.parametrize("kind", ["word/document.xml", "content.xml", "anh.png"])
def test_other_zip_files_are_refused(kind: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(kind, "<x/>")
    with pytest.raises(NotARoster, match="không phải bảng tính"):
        read_roster("a.xlsx", file.getvalue())


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(RosterTooLarge, match=f"{MAX_FILE_MIB} MB"):
        read_roster("a.csv", b"x" * (MAX_FILE_MIB * 2**20 + 1))


def test_too_many_rows_are_refused_and_the_limit_itself_is_read() -> None:
    rows = [["1", f"Nguyễn Văn {chr(65 + i % 26)}", "Xã Lìa", ""] for i in range(MAX_ROWS)]
    with pytest.raises(RosterTooLarge, match=r"20\.000 dòng"):
        read_roster("a.csv", csv_of(HEADING, *rows))
    assert len(read_roster("a.csv", csv_of(HEADING, *rows[1:]))) == MAX_ROWS - 1


BOMBS = {
    "zeros": lambda: changed("xl/theme/theme1.xml", lambda xml: xml + b" " * (90 * 2**20), base=GOOD),
    **{
        f"lying, {name}": partial(lying, "xl/media/anh.png", method, base=GOOD)
        for name, method in METHODS.items()
    },
    "cells": lambda: in_sheet(b"</sheetData>", b'<row r="9">' + b"<c/>" * 700_000 + b"</row></sheetData>"),
    "merged": lambda: in_sheet(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "merged, other quotes": lambda: in_sheet(
        b"</sheetData>", b"</sheetData><mergeCells count='1'><mergeCell ref = 'A1:XFD1048576'/></mergeCells>"
    ),
    "merged, after a > in a text": lambda: in_sheet(
        b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell x="a > b" ref="A1:XFD1048576"/></mergeCells>',
    ),
    "merged, after a small one": lambda: in_sheet(
        b"</sheetData>",
        b"""</sheetData><mergeCells><mergeCell x="ref='A1'" ref="A1:XFD1048576"/></mergeCells>""",
    ),
    "merged, prefix with a hyphen": lambda: in_sheet(
        b"</sheetData>",
        b'</sheetData><m-n:mergeCells xmlns:m-n="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<m-n:mergeCell ref="A1:XFD1048576"/></m-n:mergeCells>',
    ),
    "cells, broken lines": lambda: in_sheet(
        b"</sheetData>", b'<row r="9">' + b"<c\n/>" * 700_000 + b"</row></sheetData>"
    ),
    "linked": lambda: in_sheet(
        b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    ),
    "columns merged": lambda: in_sheet(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A:XFD"/></mergeCells>'
    ),
    "escaped": lambda: in_sheet(
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD&#49;048576"/></mergeCells>',
    ),
    "utf-16": lambda: changed(
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.decode()
            .replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
            .encode("utf-16")
        ),
        base=GOOD,
    ),
    "entities": lambda: changed(
        "xl/workbook.xml",
        lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + xml,
        base=GOOD,
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_small_files_that_would_unpack_to_much_are_refused_at_once(kind: str) -> None:
    data = BOMBS[kind]()
    assert len(data) < 2**20
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises((RosterTooLarge, NotARoster)):
        read_roster("a.xlsx", data)
    assert time.process_time() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024  # KiB


@pytest.mark.parametrize("method", METHODS)
def test_sizes_that_a_file_states_are_not_believed(method: str) -> None:
    data = lying("xl/worksheets/sheet2.xml", METHODS[method], base=GOOD)
    tracemalloc.start()
    try:
        with pytest.raises((RosterTooLarge, NotARoster), match=r"hỏng|lớn hơn 80 MB"):
            read_roster("a.xlsx", data)
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "piece",
    [b"<mergeCell ", b"<a:hyperlink ref ", b"<mergeCell ref='", b"<mergeCell>ref = ", b"<aaaaaaaaa", b"<c "],
)
def test_ten_times_the_file_takes_about_ten_times_as_long(piece: bytes) -> None:
    def took_s(size: int) -> float:
        data = changed("xl/worksheets/sheet1.xml", lambda _: piece * (size // len(piece)), base=GOOD)
        times = []
        for _ in range(5):
            start = time.process_time()
            with contextlib.suppress(UserError):
                read_roster("a.xlsx", data)
            times.append(time.process_time() - start)
        return min(times)

    took_s(1000)  # what is loaded once
    assert took_s(300_000) < 30 * took_s(30_000)


def test_a_stray_cell_in_the_last_corner_costs_nothing() -> None:
    data = in_sheet(
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>lac</t></is></c></row></sheetData>',
    )
    start = time.process_time()
    assert brief(data) == [("Nguyễn Văn Mẫu", "Xã Lìa")]
    assert time.process_time() - start < 5


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for file in (data, b"PK\x03\x04" + data):
        with pytest.raises(UserError):
            read_roster("a.xlsx", file)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@settings(max_examples=60)
def test_a_damaged_file_is_read_or_refused(place: int, flip: int) -> None:
    data = bytearray(GOOD)
    data[place] ^= flip
    with contextlib.suppress(UserError):  # any other error fails the test
        assert isinstance(read_roster("a.xlsx", bytes(data)), list)
