"""The empty paper: A4, its margins, Times New Roman, the styles of a text, the page number at the top.

Sizes: Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from prompt_library.word.ooxml import Element, element, paragraph, run, twips

FONT = "Times New Roman"
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 15
WIDTH_MM = 210 - LEFT_MM - RIGHT_MM  # of the text
BODY_PT = 14
NUMBER_PT = 14
NOTE_PT = 10
FIRST_LINE = twips(12.7)
_SINGLE = 240  # 240ths of a line

_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
_DROPPED = ("stylesWithEffects", "customXml", "webSettings", "thumbnail")
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"


def new_document(today: date, *, line_spacing: float, title: str, remark: str) -> DocumentObject:
    """Return a paper with nothing on it; `line_spacing` counts in single lines.

    `title` and `remark` stand in the file's properties; it names no person as its author.
    """
    document = Document(io.BytesIO(_template()))
    spacing = document.styles.element.xpath("w:style[@w:styleId='BodyText']/w:pPr/w:spacing")[0]
    spacing.set(qn("w:line"), str(round(_SINGLE * line_spacing)))
    properties = document.core_properties
    properties.title, properties.comments = title[:250], remark
    properties.author = properties.last_modified_by = properties.keywords = properties.subject = ""
    properties.content_status, properties.language, properties.revision = "Dự thảo", "vi-VN", 1
    properties.created = properties.modified = datetime.combine(today, time())
    return document


def number_pages(document: DocumentObject, footer: str) -> None:
    """Write the page number into the middle of the top margin from page 2 on, and `footer` at the foot."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    _fill(section.header._element, _page_number())
    _fill(section.first_page_header._element, paragraph(style="Header"))
    if footer:
        section.footer.is_linked_to_previous = section.first_page_footer.is_linked_to_previous = False
        for part in (section.footer, section.first_page_footer):
            _fill(
                part._element,
                paragraph([run(footer, size=NOTE_PT, italic=True)], style="Footer", align="center"),
            )


def to_bytes(document: DocumentObject, today: date) -> bytes:
    """Return the file: the same document always gives the same bytes (python-docx stamps the time of day)."""
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    stamp = (max(today.year, 1980), today.month, today.day, 0, 0, 0)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()


def _page_number() -> Element:
    field = [run("", size=NUMBER_PT) for _ in range(5)]
    kinds = ("begin", None, "separate", None, "end")
    for place, kind in enumerate(kinds):
        field[place].remove(field[place][-1])
        if kind:
            field[place].append(element("fldChar", fldCharType=kind))
    instruction = element("instrText")
    instruction.text = "PAGE"
    field[1].append(instruction)
    shown = element("t")
    shown.text = "2"
    field[3].append(shown)
    return paragraph(field, style="Header", align="center")


def _fill(part: Element, content: Element) -> None:
    for child in list(part):
        part.remove(child)
    part.append(content)


@cache
def _template() -> bytes:
    """Return python-docx's empty document with our page, styles and settings, and nothing else."""
    document = Document()
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _DROPPED:
                del owner.rels[key]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    _replace(document, RT.STYLES, _styles())
    _replace(document, RT.SETTINGS, _SETTINGS)
    _replace(document, RT.FONT_TABLE, _FONT_TABLE)
    theme: Any = document.part.part_related_by(RT.THEME)  # asked for by the format, used by nothing of ours
    theme._blob = re.sub(rb'(<a:latin typeface=")[^"]*', rb"\1" + FONT.encode(), theme.blob)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _replace(document: DocumentObject, reltype: str, xml: str) -> None:
    part: Any = document.part.part_related_by(reltype)
    if hasattr(part, "_element"):
        part._element = parse_xml(xml)
    else:
        part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()


def _style(
    style_id: str, name: str, *, based: str = "Normal", paragraph: str = "", run: str = "", extra: str = ""
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{extra}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _heading(level: int, look: str) -> str:
    return _style(
        f"Heading{level}",
        f"heading {level}",
        based="BodyText",
        extra='<w:next w:val="BodyText"/>',
        paragraph=f'<w:keepNext/><w:keepLines/><w:outlineLvl w:val="{level - 1}"/>',
        run=look,
    )


def _styles() -> str:
    bold, italic = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
    half = BODY_PT * 2
    body = (
        f'<w:spacing w:before="0" w:after="120" w:line="{_SINGLE}" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="{FIRST_LINE}"/><w:jc w:val="both"/>'
    )
    return (
        f'<w:styles {nsdecls("w")}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:color w:val="000000"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        f'<w:rPr>{_FONTS}<w:color w:val="000000"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        + _style("BodyText", "Body Text", paragraph=body)
        + _heading(1, bold)
        + _heading(2, bold)
        + _heading(3, bold + italic)
        + _heading(4, italic)
        + _style("ListParagraph", "List Paragraph", based="BodyText")
        + _style(
            "Title",
            "Title",
            paragraph='<w:keepNext/><w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/>',
            run=bold,
        )
        + _style("TableText", "Table Text", paragraph='<w:spacing w:before="40" w:after="40"/>')
        + _style("Header", "header")
        + _style("Footer", "footer")
        + "</w:styles>"
    )


_SETTINGS = (
    f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="vi-VN"/>'
    '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)
_FONT_TABLE = (
    f'<w:fonts {nsdecls("w")}><w:font w:name="{FONT}"><w:panose1 w:val="02020603050405020304"/>'
    '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)
