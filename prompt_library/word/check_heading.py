"""The heading of an official paper: who, number and sign, place and date, type and summary, and the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hub.text import fold, squeeze
from prompt_library.word.check_read import Package, Para, W, cell_width_mm
from prompt_library.word.findings import Findings
from prompt_library.word.heading import MOTTO, NATIONAL
from prompt_library.word.metrics import text_width_mm, wrap
from prompt_library.word.profiles import PROFILES, Profile

_TEXT_MM = (155.0, 165.4)  # width of the text between the margins the form allows
_FULL = (0.9, 1.12)  # of its line: a rule "as long as the line", with room for another font's widths
_PART = (0.30, 0.55)  # "a third to half"
_DATE = re.compile(
    r"(?P<place>[^,]{2,40}), ngày\s+(?P<day>\d{1,2}|[….\s]+)\s*tháng\s+(?P<month>\d{1,2})\s+năm\s+\d{4}"
)
_MOST_TITLE = 8  # paragraphs from the type down to the rule


@dataclass
class Parts:
    """The body of the file, divided as an official paper is."""

    table: Any = None  # the two columns of the heading
    title: list[Para] = field(default_factory=list)  # type, summary, rule
    addressees: list[Para] = field(default_factory=list)
    text: list[Para] = field(default_factory=list)
    ends_in_table: bool = False


def divide(package: Package) -> Parts:
    """Return the parts; what cannot be told apart is text."""
    parts = Parts()
    blocks = [block for block in package.body if block.tag in {f"{W}p", f"{W}tbl"}]
    if blocks and blocks[0].tag == f"{W}tbl" and _is_heading(package, blocks[0]):
        parts.table = blocks.pop(0)
    stop = _end_of_text(package, blocks)
    words = [block for block in blocks[:stop] if block.tag == f"{W}tbl" or _words(block)]
    parts.ends_in_table = bool(words) and words[-1].tag == f"{W}tbl"
    paras = [package.paragraph(block) for block in blocks[:stop] if block.tag == f"{W}p"]
    if parts.table is not None:
        rule = next(
            (i for i, para in enumerate(paras[:_MOST_TITLE]) if para.ruled and not para.text.strip()), -1
        )
        parts.title, paras = paras[: rule + 1], paras[rule + 1 :]
        if not parts.title:  # no rule: the type and the bold lines after it are the title all the same
            while paras and paras[0].align == "center" and not fold(paras[0].text).startswith("kinh gui"):
                parts.title.append(paras.pop(0))
    place = next((i for i, para in enumerate(paras) if para.text.strip()), None)
    if place is not None and fold(paras[place].text).startswith("kinh gui"):
        end = place + 1
        while end < len(paras) and paras[end].left > 20 and not paras[end].number:
            end += 1
        parts.addressees, paras = paras[place:end], paras[:place] + paras[end:]
    parts.text = [para for para in paras if para.text.strip()]
    return parts


def check_heading(package: Package, parts: Parts, form: Profile, found: Findings) -> None:
    """Look at everything above the text."""
    if not form.official:
        if parts.table is not None:
            found.add("heading_not_wanted", f"{form.title} không dùng phần Quốc hiệu, số, ký hiệu.")
        return
    if parts.table is None:
        found.add("national", f"Chưa có Quốc hiệu “{NATIONAL}” và tên cơ quan ban hành ở đầu văn bản.")
        return
    rows = [row.findall(f"{W}tc") for row in parts.table.findall(f"{W}tr")]
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        found.add(
            "heading_table", "Phần đầu văn bản phải là bảng hai cột: cơ quan ban hành; Quốc hiệu, Tiêu ngữ."
        )
        return
    _check_lines_of_table(parts.table, found)
    _check_national(package, rows[0][1], found)
    _check_issuer(package, rows[0][0], found)
    _check_sign(_paras(package, rows[1][0]), form, found)
    _check_date(_paras(package, rows[1][1]), found)
    if form.summary_in_heading:
        under = [para for row in rows[1:] for para in _paras(package, row[0])]
        if not any(re.match(r"V/v \S", para.text) for para in under):
            found.add("summary", "Chưa có trích yếu “V/v …” dưới số, ký hiệu.")
    if form.type_name:
        _check_title(parts, form, found)
    if form.wants_addressees and not parts.addressees:
        found.add("addressees", "Chưa có dòng “Kính gửi:”.")


def _check_lines_of_table(table: Any, found: Findings) -> None:
    borders = [
        side for name in ("tblBorders", "tcBorders") for one in table.iter(f"{W}{name}") for side in one
    ]
    if any(side.get(f"{W}val") not in {"nil", "none"} for side in borders):
        found.add("heading_table", "Bảng hai cột ở đầu văn bản không được có đường viền.")


def _check_national(package: Package, cell: Any, found: Findings) -> None:
    paras = _paras(package, cell)
    national = next((para for para in paras if fold(para.text) == fold(NATIONAL)), None)
    motto = next((para for para in paras if fold(para.text) == fold(MOTTO)), None)
    if national is None or squeeze(national.text) != NATIONAL:
        found.add("national", f"Quốc hiệu phải là “{NATIONAL}”, viết hoa.", national.text if national else "")
    else:
        _look(national, "national", "Quốc hiệu", 12, 13, found, bold=True)
    if motto is None or squeeze(motto.text) != MOTTO:
        found.add("motto", f"Tiêu ngữ phải là “{MOTTO}”.", motto.text if motto else "")
    else:
        _look(motto, "motto", "Tiêu ngữ", 13, 14, found, bold=True)
        width = text_width_mm(MOTTO, _size(motto), bold=True)
        _check_rule(
            package, cell, width, _FULL, "motto_rule", "Đường kẻ dưới Tiêu ngữ phải dài bằng dòng chữ.", found
        )


def _check_issuer(package: Package, cell: Any, found: Findings) -> None:
    paras = [para for para in _paras(package, cell) if para.text.strip()]
    bold = [para for para in paras if all(run.bold for run in para.letters)]
    if not paras or any(para.text != para.text.upper() for para in paras):
        found.add("issuer", "Tên cơ quan ban hành phải viết hoa ở cột trái.", paras[0].text if paras else "")
        return
    if not bold or paras[-1] not in bold:
        found.add("issuer_bold", "Tên cơ quan ban hành (dòng dưới) phải in đậm.", paras[-1].text)
        return
    if len(bold) == len(paras) and len(paras) > 1:
        found.add("parent_bold", "Tên cơ quan cấp trên (dòng trên) không in đậm.", paras[0].text)
    for para in paras:
        _look(para, "issuer_size", "Tên cơ quan", 12, 13, found)
    last = text_width_mm(squeeze(bold[-1].text), _size(bold[-1]), bold=True)
    message = "Đường kẻ dưới tên cơ quan ban hành phải dài từ 1/3 đến 1/2 dòng chữ."
    _check_rule(package, cell, min(last, cell_width_mm(cell)), _PART, "issuer_rule", message, found)


def _check_sign(paras: list[Para], form: Profile, found: Findings) -> None:
    codes = "|".join(sorted({other.type_code for other in PROFILES.values() if other.type_code}))
    body = rf"(?!(?:{codes})-)\S+"  # "Số: /BC-MTTQ-BTT" is no sign of a công văn
    before, after = re.split(r"\s{2,}", form.sign.format(type=form.type_code, body="{body}"), maxsplit=1)
    number = r"\s*(?:\d{2,6}[a-zđ]?)?\s*"
    pattern = re.escape(before) + number + re.escape(after).replace(r"\{body\}", body)
    sign = next((para for para in paras if para.text.strip().startswith("Số")), None)
    example = form.sign.format(type=form.type_code, body="MTTQ-BTT")
    if sign is None or not re.fullmatch(pattern, sign.text.strip()):
        found.add("sign", f"Số, ký hiệu phải có dạng “{example}”.", sign.text if sign else "")
    elif sign.letters and _size(sign) != 13:
        found.add("sign_size", f"Số, ký hiệu cỡ {_size(sign):g}; quy định 13.", sign.text)


def _check_date(paras: list[Para], found: Findings) -> None:
    line = next((para for para in paras if "ngày" in para.text), None)
    if line is None or not (match := _DATE.fullmatch(line.text.strip())):
        found.add(
            "place_date",
            "Địa danh, thời gian phải có dạng “Hướng Phùng, ngày 05 tháng 02 năm 2026”.",
            line.text if line else "",
        )
        return
    day, month = match["day"], match["month"]
    if (day.isdigit() and len(day) == 1) or (len(month) == 1 and int(month) < 3):
        found.add("leading_zero", "Ngày dưới 10 và tháng 1, 2 phải ghi thêm số 0 ở trước.", line.text)
    if len(month) == 2 and month.startswith("0") and int(month) > 2:
        found.add("leading_zero", "Tháng 3 đến tháng 9 không ghi số 0 ở trước.", line.text)
    _look(line, "place_date", "Địa danh, thời gian", 13, 14, found)
    if not all(run.italic for run in line.letters):
        found.add("place_date", "Địa danh, thời gian phải in nghiêng.", line.text)


def _check_title(parts: Parts, form: Profile, found: Findings) -> None:
    lines = [para for para in parts.title if para.text.strip()]
    if not lines or squeeze(lines[0].text) != form.type_name:
        found.add(
            "type_name", f"Chưa có tên loại văn bản “{form.type_name}”.", lines[0].text if lines else ""
        )
        return
    _look(lines[0], "type_name", "Tên loại văn bản", 13, 14, found, bold=True)
    if lines[0].align != "center":
        found.add("type_name", "Tên loại văn bản phải canh giữa.", lines[0].text)
    if len(lines) < 2:
        found.add("summary", "Chưa có trích yếu nội dung dưới tên loại văn bản.")
        return
    for line in lines[1:]:
        _look(line, "summary", "Trích yếu", 13, 14, found, bold=True)
        if line.align != "center":
            found.add("summary", "Trích yếu phải canh giữa.", line.text)
    rule = parts.title[-1]
    if rule.text.strip() or not rule.ruled:
        found.add("summary_rule", "Chưa có đường kẻ dưới trích yếu.", lines[-1].text)
        return
    last, size = lines[-1], _size(lines[-1])
    shown = wrap(last.text, size, _TEXT_MM[1] - last.left - last.right, bold=True)
    longest = min(max(text_width_mm(line, size, bold=True) for line in shown), _TEXT_MM[1])
    length = [width - rule.left - rule.right for width in _TEXT_MM]
    if not (_PART[0] * longest <= length[1] and length[0] <= _PART[1] * longest):
        found.add("summary_rule", "Đường kẻ dưới trích yếu phải dài từ 1/3 đến 1/2 dòng chữ.", last.text)


def _check_rule(
    package: Package,
    cell: Any,
    width: float,
    share: tuple[float, float],
    code: str,
    message: str,
    found: Findings,
) -> None:
    rule = next((para for para in _paras(package, cell) if para.ruled), None)
    if rule is None:
        found.add(code, message)
        return
    length = cell_width_mm(cell) - rule.left - rule.right
    if not share[0] * width <= length <= share[1] * width:
        found.add(code, f"{message} Hiện dài {length:.0f} mm, dòng chữ {width:.0f} mm.")


def _look(
    para: Para, code: str, name: str, least: float, most: float, found: Findings, *, bold: bool | None = None
) -> None:
    for run in para.letters:
        if not least <= run.size <= most:
            found.add(code, f"{name} cỡ {run.size:g}; quy định {least:g}–{most:g}.", para.text)
        if bold is not None and run.bold != bold:
            found.add(code, f"{name} phải in đậm.", para.text)


def _size(para: Para) -> float:
    return max((run.size for run in para.letters), default=0.0)


def _paras(package: Package, cell: Any) -> list[Para]:
    return package.paragraphs(cell)


def _is_heading(package: Package, table: Any) -> bool:
    """Tell whether the first table is the heading: by its words, or by number and sign without lines."""
    folded = fold(" ".join(para.text for para in package.paragraphs(table)))
    if any(part in folded for part in ("cong hoa xa hoi", "doc lap - tu do")):
        return True
    bare = next(table.iter(f"{W}tblBorders"), None) is None
    return bare and re.search(r"\bso: *\d*/", folded) is not None


def is_ending(package: Package, table: Any) -> bool:
    """Tell whether the table holds nơi nhận and signature, or the two signatures of minutes."""
    folded = fold(" ".join(para.text for para in package.paragraphs(table)))
    return bool(re.search(r"\bnoi nhan:|\bthu ky\b.*\bchu toa\b|\b(?:tm|kt)\. ", folded))


def _end_of_text(package: Package, blocks: list[Any]) -> int:
    """Return where the signature begins: its table, or the line "Nơi nhận"."""
    for place in range(len(blocks) - 1, -1, -1):
        if blocks[place].tag == f"{W}tbl" and is_ending(package, blocks[place]):
            return place
    for place, block in enumerate(blocks):
        if block.tag == f"{W}p" and fold(package.paragraph(block).text).startswith("noi nhan:"):
            return place
    return len(blocks)


def _words(block: Any) -> bool:
    return any((text.text or "").strip() for text in block.iter(f"{W}t"))
