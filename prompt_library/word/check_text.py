"""The text of the paper and its end: layout, sizes, real numbering, nơi nhận, signature."""

from __future__ import annotations

import re
from typing import Any

from hub.text import fold, squeeze
from prompt_library.word.check_heading import Parts, is_ending
from prompt_library.word.check_read import Package, Para, W
from prompt_library.word.findings import Findings
from prompt_library.word.labels import split_label
from prompt_library.word.profiles import Profile

_FIRST_MM = (9.8, 13.0)  # 1 cm or 1.27 cm, rounded to twips
_LEAST_GAP_PT = 5.95
_LINE = (0.99, 1.51)
_TABLE_PT = (10, 14)
_AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ|Q)\. \S.*")


def check_text(package: Package, parts: Parts, form: Profile, found: Findings) -> None:
    """Look at the paragraphs of the text and at its tables."""
    paras = parts.text
    if not form.official:  # title and name of the author stand in the middle and at the right
        paras = [para for para in paras if para.style != "Title" and para.align != "right"]
    for para in paras:
        where = para.text
        if para.align != "both":
            found.add("align", "Nội dung phải canh đều hai bên.", where)
        if not _FIRST_MM[0] <= para.first <= _FIRST_MM[1]:
            found.add("indent", f"Dòng đầu lùi {para.first:.1f} mm; quy định 1 cm hoặc 1,27 cm.", where)
        if max(para.before, para.after) < _LEAST_GAP_PT:
            gap = max(para.before, para.after)
            found.add("gap", f"Khoảng cách đoạn {gap:g} pt; quy định ít nhất 6 pt.", where)
        if para.line and not _LINE[0] <= para.line <= _LINE[1]:
            found.add("spacing", f"Dãn dòng {para.line:g}; quy định từ đơn đến 1,5 dòng.", where)
        for run in para.letters:
            if not 13 <= run.size <= 14:
                found.add("body_size", f"Nội dung cỡ {run.size:g}; quy định 13–14.", run.text)
        if not para.number and _typed_number(para):
            found.add("fake_number", "Số thứ tự gõ tay; phải dùng đánh số tự động của Word.", where)
    for table in package.body.findall(f"{W}tbl"):
        if table is not parts.table and not is_ending(package, table):
            _check_table(package, table, found)


def check_end(package: Package, parts: Parts, form: Profile, found: Findings) -> None:
    """Look at the sign that ends the text, nơi nhận and the signature."""
    if not form.official:
        return
    if form.end_mark and parts.text and not (parts.ends_in_table or parts.text[-1].heading):
        last = parts.text[-1].text.rstrip()
        if not last.endswith(form.end_mark.lstrip(".")):
            found.add("end_mark", f"Nội dung phải kết thúc bằng “{form.end_mark}”.", last[-60:])
    paras = package.paragraphs(package.body)
    _check_recipients(paras, found)
    _check_signature(package, form, found)


def _check_recipients(paras: list[Para], found: Findings) -> None:
    heads = [place for place, para in enumerate(paras) if fold(para.text).startswith("noi nhan")]
    start = heads[-1] if heads else None
    if start is None:
        found.add("recipients", "Chưa có phần “Nơi nhận:”.")
        return
    head = paras[start]
    if squeeze(head.text) != "Nơi nhận:" or not all(
        run.bold and run.italic and run.size == 12 for run in head.letters
    ):
        found.add("recipients_head", "Dòng “Nơi nhận:” phải cỡ 12, đậm, nghiêng.", head.text)
    lines = []
    for para in paras[start + 1 :]:
        if not para.text.startswith("-"):
            break
        lines.append(para)
    if not lines:
        found.add("recipients", "Phần “Nơi nhận:” chưa có nơi nào.")
        return
    for place, para in enumerate(lines):
        end = "." if place == len(lines) - 1 else ";"
        if not para.text.rstrip().endswith(end):
            found.add("recipients_signs", f"Dòng nơi nhận này phải kết thúc bằng “{end}”.", para.text)
        if any(run.size != 11 for run in para.letters):
            found.add("recipients_size", "Các nơi nhận phải cỡ 11.", para.text)
    if not fold(lines[-1].text).startswith("- luu"):
        found.add("recipients_archive", "Dòng cuối của nơi nhận phải là “- Lưu: …”.", lines[-1].text)


def _check_signature(package: Package, form: Profile, found: Findings) -> None:
    table = next((t for t in reversed(package.body.findall(f"{W}tbl")) if is_ending(package, t)), None)
    if table is None:
        found.add("signature", "Chưa có phần chữ ký.")
        return
    cells = [package.paragraphs(cell) for cell in table.iter(f"{W}tc")]
    lines = [para for para in cells[-1] if para.text.strip()]
    if form.signature == "minutes":
        wanted = [("THƯ KÝ", cells[0]), ("CHỦ TỌA", cells[-1])]
        for name, cell in wanted:
            if not any(squeeze(para.text) == name for para in cell):
                found.add("signature", f"Biên bản phải có chữ ký của “{name}”.")
    elif len(lines) < 2 or not _AUTHORITY.fullmatch(lines[0].text.strip()):
        found.add(
            "signature",
            "Chữ ký phải ghi quyền hạn (ví dụ “TM. BAN THƯỜNG TRỰC”) và chức vụ.",
            lines[0].text if lines else "",
        )
    for para in lines:
        if para.align != "center" or any(not run.bold or not 13 <= run.size <= 14 for run in para.letters):
            found.add("signature_look", "Phần chữ ký phải in đậm, cỡ 13–14, canh giữa.", para.text)


def _check_table(package: Package, table: Any, found: Findings) -> None:
    paras = package.paragraphs(table)
    for para in paras:
        for run in para.letters:
            if not _TABLE_PT[0] <= run.size <= _TABLE_PT[1]:
                found.add("table_size", f"Chữ trong bảng cỡ {run.size:g}; nên từ 10 đến 14.", run.text)
    first = table.find(f"{W}tr")
    if first is not None and first.find(f"{W}trPr/{W}tblHeader") is None:
        found.add("table_head", "Hàng tiêu đề của bảng chưa lặp lại ở trang sau.")


def _typed_number(para: Para) -> bool:
    label, _ = split_label(para.text, heading=para.heading)
    if label is None and para.text == para.text.upper():
        label, _ = split_label(para.text, heading=True)
        return label is not None and label.fmt == "upperRoman"
    return label is not None
