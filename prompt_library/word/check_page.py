"""The paper, not its words: nothing but text inside, A4, margins, page number, letters."""

from __future__ import annotations

from typing import Any

from prompt_library.word.check_read import Package, W, fonts_of
from prompt_library.word.findings import Findings
from prompt_library.word.page import FONT

_MARGINS = (
    ("top", "trên", 20, 25),
    ("bottom", "dưới", 20, 25),
    ("left", "trái", 30, 35),
    ("right", "phải", 15, 20),
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MM_PER_TWIP = 25.4 / 1440
_SLACK_MM = 0.3  # rounding to twips
_BLACK = {"000000", "auto"}
_DRAWN = ("drawing", "pict", "object")
_REVISED = ("ins", "del", "moveFrom", "moveTo")


def check_package(package: Package, found: Findings) -> None:
    """Look for what no paper of ours holds: links out, images, HTML, macros, hidden or tracked text."""
    for _, relation in package.relations():
        kind = str(relation.get("Type", ""))
        if relation.get("TargetMode") == "External":
            found.add("external", "Tệp có liên kết ra bên ngoài.", str(relation.get("Target", "")))
        if kind == f"{_OFFICE}aFChunk":
            found.add("html", "Tệp có nhúng nội dung HTML.", str(relation.get("Target", "")))
        if kind == f"{_OFFICE}image":
            found.add("image", "Tệp có hình ảnh.", str(relation.get("Target", "")))
    for name in package.names:
        if name.startswith("word/media/") or name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".emf")):
            found.add("image", "Tệp có hình ảnh.", name)
        if "vbaProject" in name or name.startswith("word/embeddings/"):
            found.add("macro", "Tệp có mã lệnh (macro) hoặc đối tượng nhúng.", name)
        if name.lower().endswith((".html", ".htm", ".mht", ".xhtml")):
            found.add("html", "Tệp có nhúng nội dung HTML.", name)
    for tag in _DRAWN:
        if next(package.document.iter(f"{W}{tag}"), None) is not None:
            found.add("image", "Tệp có hình ảnh hoặc hình vẽ.")
    if next(package.document.iter(f"{W}hyperlink"), None) is not None:
        found.add("external", "Tệp có liên kết.")
    if any(next(package.document.iter(f"{W}{tag}"), None) is not None for tag in _REVISED):
        found.add("revision", "Tệp còn dấu vết sửa đổi (Track Changes) chưa chấp nhận.")
    if "word/comments.xml" in package.names:
        found.add("comment", "Tệp còn ghi chú (Comment).")


def check_page(package: Package, found: Findings) -> None:
    """Look at paper size and margins of every section."""
    sections = list(package.document.iter(f"{W}sectPr"))
    if not sections:
        found.add("paper", "Tệp chưa đặt khổ giấy.")
    for section in sections:
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        wide, high = (_mm(size, name) for name in ("w", "h"))
        if abs(wide - 210) > 1 or abs(high - 297) > 1:
            found.add("paper", f"Khổ giấy {wide:.0f} × {high:.0f} mm; quy định A4 đứng (210 × 297 mm).")
        for name, title, least, most in _MARGINS:
            margin = _mm(margins, name)
            if not least - _SLACK_MM <= margin <= most + _SLACK_MM:
                found.add(f"margin_{name}", f"Lề {title} {margin:.0f} mm; quy định {least}–{most} mm.")


def check_numbers(package: Package, found: Findings) -> None:
    """Look at the page number: in the top margin, in the middle, 13-14 points, not on page 1."""
    headers: dict[str, str] = {}
    section = package.body.find(f"{W}sectPr")
    for reference in section.findall(f"{W}headerReference") if section is not None else ():
        headers[str(reference.get(f"{W}type"))] = package.related(str(reference.get(_REL)))
    title_page = section.find(f"{W}titlePg") if section is not None else None
    if title_page is None or title_page.get(f"{W}val") in {"0", "false", "off"}:
        found.add("first_page", "Trang 1 chưa đặt khác các trang sau nên số trang hiện cả ở trang 1.")
    if "first" in headers and _has_page_field(package, headers["first"]):
        found.add("first_page", "Số trang hiện ở trang 1; quy định không hiện.")
    name = headers.get("default", "")
    if not name or not _has_page_field(package, name):
        found.add("page_number", "Chưa có số trang ở lề trên.")
        return
    for para in package.paragraphs(package.xml(name)):
        if not _instructions(para.element):
            continue
        if para.align != "center":
            found.add("page_number_place", "Số trang chưa canh giữa lề trên.")
        sizes = {run.size for run in para.runs}
        if any(not 13 <= size <= 14 for size in sizes):
            found.add("page_number_size", f"Số trang cỡ {_sizes(sizes)}; quy định 13–14.")


def check_look(package: Package, found: Findings) -> None:
    """Look at every letter: Times New Roman for all four scripts, black, nothing hidden or marked."""
    roots = [package.document]
    for name in package.names:
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            roots.append(package.xml(name))
    for root in roots:
        for para in package.paragraphs(root):
            for run in para.letters:
                wrong = sorted(set(run.fonts) - {FONT})
                if wrong:
                    shown = "phông theo chủ đề" if wrong[-1] in {"theme", ""} else f"phông {wrong[-1]}"
                    found.add("font", f"Có chữ dùng {shown}; quy định {FONT}.", run.text)
                if run.colour not in _BLACK:
                    found.add("colour", f"Có chữ màu {run.colour}; quy định màu đen.", run.text)
                if run.marked:
                    found.add("colour", "Có chữ tô nền.", run.text)
                if run.hidden:
                    found.add("hidden", "Có chữ ẩn.", run.text)
    for level in package.numbering.values():
        look = level.find(f"{W}rPr")
        if look is not None and set(fonts_of([look])) - {FONT, ""}:
            found.add("font", f"Số thứ tự dùng phông khác {FONT}.")


def _has_page_field(package: Package, name: str) -> bool:
    return bool(name) and package.has(name) and _instructions(package.xml(name))


def _instructions(root: Any) -> bool:
    """Tell whether a PAGE field stands below `root`, written either way."""
    texts = [text.text or "" for text in root.iter(f"{W}instrText")]
    texts += [field.get(f"{W}instr") or "" for field in root.iter(f"{W}fldSimple")]
    return any(text.split()[:1] == ["PAGE"] for text in texts)


def _mm(found: Any, name: str) -> float:
    value = found.get(f"{W}{name}") if found is not None else None
    return float(value or 0) * _MM_PER_TWIP


def _sizes(sizes: set[float]) -> str:
    return ", ".join(f"{size:g}" for size in sorted(sizes))
