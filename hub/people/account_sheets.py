"""Account sheets (phiếu tài khoản): a Word file, A4, eight to a page, to be cut and handed out.

One row of two cards is built with python-docx and copied for the others: built one by one, four hundred
cards take a minute.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import segno
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from hub.people.roster_apply import NewAccount
from hub.text import fold

_COLUMNS = 2
_CARD_WIDTH, _CARD_HEIGHT = Mm(97), Mm(70)  # two by four on A4 within 7 mm margins
_QR = Mm(28)
_INNER = _CARD_WIDTH - Mm(12)  # between the indents of a card
_SANS, _MONO = "Arial", "Courier New"
_RED, _GOLD, _TINT = "9C1C1C", "D9A441", "F6F1E7"
_INK, _SOFT, _WHITE = RGBColor(0x24, 0x1F, 0x1B), RGBColor(0x5C, 0x53, 0x4A), RGBColor(0xFF, 0xFF, 0xFF)
_STEPS = (
    "Quét mã bằng máy ảnh (không bằng Zalo) hoặc gõ địa chỉ trên.",
    "Gõ tên đăng nhập và mật khẩu một lần.",
    "Đặt mật khẩu mới; mật khẩu một lần hết hiệu lực.",
)
# Stand in the first row, and are replaced in each copy of it.
_NAME, _POSITION, _UNIT, _USERNAME, _PASSWORD = "{name}", "{position}", "{unit}", "{username}", "{password}"


def account_sheets(accounts: Sequence[NewAccount], *, address: str, sign_in_url: str = "") -> bytes:
    """Return a .docx file with a card for every account, in the order of units and names.

    `address` is printed; the QR code holds `sign_in_url` (`address` when empty) and never a password.
    """
    document = Document()
    _prepare(document)
    table = document.add_table(rows=1, cols=_COLUMNS)
    _fix(table, [_CARD_WIDTH] * _COLUMNS)
    _borders(
        table._tbl.tblPr, dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "dashed")
    )
    row = table.rows[0]
    row.height, row.height_rule = _CARD_HEIGHT, WD_ROW_HEIGHT_RULE.EXACTLY
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    qr = io.BytesIO()
    segno.make(sign_in_url or address, error="m", micro=False).save(qr, kind="png", scale=10, border=1)
    for cell in row.cells:
        _card(cell, address, qr)
    _fill(row._tr, accounts)
    _last_paragraph(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(row: Any, accounts: Sequence[NewAccount]) -> None:
    """Replace the row of placeholders by one row for every two accounts."""
    ordered = sorted(accounts, key=lambda a: (fold(a.unit_name), fold(a.full_name), a.person_id))
    for start in range(0, len(ordered), _COLUMNS):
        copy = deepcopy(row)
        for place, cell in enumerate(copy.findall(qn("w:tc"))):
            if start + place < len(ordered):
                _write(cell, ordered[start + place], start + place + 1)
            else:
                _empty(cell)
        row.addprevious(copy)
    row.getparent().remove(row)


def _write(cell: Any, account: NewAccount, number: int) -> None:
    """Write one account over the placeholders of a copied card."""
    texts = {
        _NAME: account.full_name,
        _POSITION: _short(account.position, 42),  # one line
        _UNIT: _short(account.unit_name, 76),  # two lines
        _USERNAME: account.username,
        _PASSWORD: account.password,
    }
    for text in list(cell.iter(qn("w:t"))):
        text.text = texts.get(text.text, text.text)
        if not text.text:  # no position: no empty line
            paragraph = text.getparent().getparent()
            paragraph.getparent().remove(paragraph)
    for drawing in cell.iter(qn("wp:docPr")):
        drawing.set("id", str(number))


def _empty(cell: Any) -> None:
    """Leave the cell with its properties and one empty paragraph."""
    for part in list(cell):
        if part.tag != qn("w:tcPr"):
            cell.remove(part)
    cell.append(OxmlElement("w:p"))


def _prepare(document: DocumentObject) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(8)
    section.top_margin = section.bottom_margin = Mm(7)
    section.header_distance = section.footer_distance = Mm(3)
    document.core_properties.title = "Phiếu tài khoản"
    document.core_properties.author = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _SANS, Pt(9)
    _all_scripts(normal.element.get_or_add_rPr(), _SANS)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0


def _card(cell: _Cell, address: str, qr: io.BytesIO) -> None:
    """Build a card of placeholders: whose it is, how to sign in beside the QR code, three steps below."""
    _strip(cell.paragraphs[0])
    name = cell.add_paragraph()
    _indent(name)
    name.paragraph_format.space_before, name.paragraph_format.space_after = Pt(5), Pt(1)
    _say(name, _NAME, 12.5, bold=True)
    body = cell.add_table(rows=2, cols=2)
    _fix(body, [_INNER - _QR - Mm(4), _QR + Mm(4)])
    who, how = body.cell(0, 0), body.cell(1, 0)
    _flush_left(who)
    _say(who.paragraphs[0], _POSITION, 8, color=_SOFT)
    unit = who.add_paragraph()
    unit.paragraph_format.space_after = Pt(4)
    _say(unit, _UNIT, 8, color=_SOFT)
    _shade(how._tc.get_or_add_tcPr(), _TINT)
    _labelled(how.paragraphs[0], how, "Tên đăng nhập", _USERNAME, 12)
    _labelled(how.add_paragraph(), how, "Mật khẩu một lần", _PASSWORD, 14)
    right = body.cell(0, 1).merge(body.cell(1, 1))
    how.vertical_alignment, right.vertical_alignment = WD_ALIGN_VERTICAL.CENTER, WD_ALIGN_VERTICAL.BOTTOM
    picture = right.paragraphs[0]
    picture.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    qr.seek(0)
    shape = picture.add_run().add_picture(qr, width=_QR)
    shape._inline.docPr.set("descr", f"Mã QR mở {address}")
    where = cell.paragraphs[-1]  # the paragraph that Word wants after an inner table
    _indent(where)
    where.paragraph_format.space_before = where.paragraph_format.space_after = Pt(5)
    _say(where, "Địa chỉ: ", 8.5, color=_SOFT)
    _say(where, address, 9, bold=True)
    for number, step in enumerate(_STEPS, start=1):
        line = cell.add_paragraph()
        _indent(line, hanging=Mm(4))
        line.paragraph_format.tab_stops.add_tab_stop(Mm(8))
        line.paragraph_format.space_after = Pt(1)
        _say(line, f"{number}.\t", 8, bold=True, color=RGBColor.from_string(_RED))
        _say(line, step, 8)


def _strip(paragraph: Paragraph) -> None:
    """Make the coloured strip at the top of a card."""
    _indent(paragraph)
    layout = paragraph.paragraph_format
    layout.space_before = Pt(9)
    layout.tab_stops.add_tab_stop(Mm(3) + _INNER, WD_TAB_ALIGNMENT.RIGHT)
    properties = paragraph._p.get_or_add_pPr()
    lines = OxmlElement("w:pBdr")
    for side, color, size in (("top", _RED, 24), ("bottom", _GOLD, 18)):
        lines.append(_line(side, "single", color, size))
    properties.insert_element_before(lines, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    _shade(properties, _RED)
    _say(paragraph, " HỌC AI MẶT TRẬN", 8, bold=True, color=_WHITE)
    _say(paragraph, "\tPhiếu tài khoản ", 8, color=_WHITE)


def _labelled(head: Paragraph, cell: _Cell, label: str, value: str, size: float) -> None:
    head.paragraph_format.space_before = Pt(3)
    _say(head, label, 7, color=_SOFT)
    line = cell.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    _say(line, value, size, bold=True, font=_MONO)


def _say(
    paragraph: Paragraph,
    text: str,
    size: float,
    *,
    bold: bool = False,
    color: RGBColor = _INK,
    font: str = _SANS,
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.color.rgb = bold, Pt(size), color
    _all_scripts(run._element.get_or_add_rPr(), font)


def _all_scripts(properties: Any, font: str) -> None:
    """Set the font for every script: Word takes Vietnamese letters from more than one of them."""
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), font)


def _short(text: str, longest: int) -> str:
    """Return at most `longest` characters: the height of a card is fixed."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _indent(paragraph: Paragraph, hanging: Length | None = None) -> None:
    paragraph.paragraph_format.left_indent = Mm(4) + (hanging or 0)
    paragraph.paragraph_format.right_indent = Mm(4)
    if hanging:
        paragraph.paragraph_format.first_line_indent = -hanging


def _fix(table: Table, widths: Sequence[int]) -> None:
    """Give the table fixed column widths, in the middle, as Word and LibreOffice both read them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(width)
        for cell in column.cells:
            cell.width = Length(width)


def _borders(properties: Any, sides: Mapping[str, str]) -> None:
    borders = OxmlElement("w:tblBorders")
    for side, style in sides.items():
        borders.append(_line(side, style, "A0A0A0", 4))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _line(side: str, style: str, color: str, eighths_pt: int) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", str(eighths_pt)), ("space", "0"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    return line


def _flush_left(cell: _Cell) -> None:
    """Take the cell's inner margin away on the left, so that its text stands under the name."""
    margins, left = OxmlElement("w:tcMar"), OxmlElement("w:left")
    left.set(qn("w:w"), "0")
    left.set(qn("w:type"), "dxa")
    margins.append(left)
    cell._tc.get_or_add_tcPr().insert_element_before(margins, "w:vAlign")


def _shade(properties: Any, fill: str) -> None:
    """Fill a paragraph or a cell with a colour."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    properties.insert_element_before(
        shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:noWrap", "w:tcMar", "w:vAlign"
    )


def _last_paragraph(document: DocumentObject) -> None:
    """Make the paragraph that must follow a table so small that it opens no page of its own."""
    last = document.add_paragraph()
    last.paragraph_format.line_spacing = Pt(1)
    last.add_run().font.size = Pt(1)
