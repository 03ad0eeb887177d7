"""Markdown in, a .docx in the official form out; and what was left out on the way, so that nobody wonders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hub.text import fold
from prompt_library.word import heading
from prompt_library.word.blocks import Block, Item, Note, Paragraph, plain
from prompt_library.word.body import body
from prompt_library.word.ending import ending
from prompt_library.word.fields import DocumentFields
from prompt_library.word.lift import lift
from prompt_library.word.markdown import read_markdown
from prompt_library.word.numbering import Numbering
from prompt_library.word.ooxml import Element, paragraph, run
from prompt_library.word.outline import arrange
from prompt_library.word.page import new_document, number_pages, to_bytes
from prompt_library.word.parties import Parties
from prompt_library.word.profiles import AI_NOTE, Profile, profile_of

MISSING_SUMMARY = "[cần bổ sung: trích yếu nội dung]"
_LONGEST_SLUG = 60
_GREETED_WITHIN = 5  # paragraphs: who speaks, and for how long, may stand before the greeting
_GREETING = re.compile(r"kinh (?:thua|gui|chao)|thua (?:cac|toan|quy|dong)")


@dataclass(frozen=True)
class WordFile:
    """A .docx file, and what of the Markdown is not in it as it was (`notes`, in order)."""

    data: bytes
    notes: tuple[Note, ...]


def to_docx(
    markdown: str, profile: str, parties: Parties, *, today: date, fields: DocumentFields | None = None
) -> bytes:
    """Return the .docx file alone; see `make_word_file`."""
    return make_word_file(markdown, profile, parties, today=today, fields=fields).data


def make_word_file(
    markdown: str, profile: str, parties: Parties, *, today: date, fields: DocumentFields | None = None
) -> WordFile:
    """Return `markdown` as a Word file of the profile, dated `today`.

    The same arguments give the same bytes. Raises `UnknownProfile`, and `TooMuchText`.
    """
    form = profile_of(profile)
    blocks, notes = read_markdown(markdown)
    found = lift(blocks, form)
    notes += found.notes
    fields = (fields or DocumentFields()).cleaned()
    fields = replace(
        fields,
        summary=_chosen_summary(fields.summary, found.summary, form, notes),
        addressees=_chosen(fields.addressees, found.addressees, "addressees", notes),
        recipients=_chosen(fields.recipients, found.recipients, "recipients", notes),
        secretary=_chosen_name(fields.secretary, found.secretary, notes),
        chair=_chosen_name(fields.chair, found.chair, notes),
    )
    numbering = Numbering()
    text = arrange(found.blocks, numbered=form.numbered)
    elements = [
        *_opening(form, parties, fields, today, text),
        *body(text, numbering, end_mark=form.end_mark if form.official else ""),
        *ending(form, parties, fields),
    ]
    return WordFile(_assemble(elements, numbering, form, fields, today), tuple(notes))


def suggested_name(profile: str, title: str, today: date) -> str:
    """Return a safe file name: ASCII, lower case, dated, for example "2026-11-22-bao-cao-thang-11.docx"."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    slug = ""
    for word in words:
        if len(slug) + len(word) >= _LONGEST_SLUG:
            break
        slug += f"-{word}"
    kind = profile_of(profile).id
    if slug.startswith(f"-{kind}-"):  # "Báo cáo tháng 11": the kind is not said twice
        slug = slug.removeprefix(f"-{kind}")
    return f"{today:%Y-%m-%d}-{kind}{slug}.docx"


def _opening(
    form: Profile, parties: Parties, fields: DocumentFields, today: date, text: Iterable[Block]
) -> list[Element]:
    """Return what stands above the text."""
    if form.official:
        made = heading.official_heading(form, parties, fields.summary, today)
        if fields.addressees or form.wants_addressees:
            made += heading.addressee_lines(fields.addressees)
        return made if form.type_name or form.wants_addressees else [*made, paragraph(after=6)]
    made = [paragraph([run(fields.summary)], style="Title")] if fields.summary else []
    salutation = fields.salutation or ("" if _greets(text) else form.salutation)
    if salutation:
        made.append(paragraph([run(salutation, bold=True)], style="BodyText"))
    return made


def _greets(text: Iterable[Block]) -> bool:
    """Tell whether the speech begins with a greeting of its own."""
    first = [block for block in text if isinstance(block, Paragraph | Item)][:_GREETED_WITHIN]
    return any(_GREETING.match(fold(plain(block.line))) for block in first)


def _assemble(
    elements: Iterable[Element], numbering: Numbering, form: Profile, fields: DocumentFields, today: date
) -> bytes:
    title = " ".join(part for part in (form.title, fields.summary) if part)
    document = new_document(today, line_spacing=form.line_spacing, title=title, remark=AI_NOTE)
    last = document.element.body.sectPr
    for made in elements:
        last.addprevious(made)
    numbering.write(document.part.numbering_part.element)
    footer = fields.ai_footer if fields.ai_footer is not None else form.ai_footer
    number_pages(document, AI_NOTE if footer else "")
    return to_bytes(document, today)


def _chosen_summary(given: str, found: str, form: Profile, notes: list[Note]) -> str:
    """Return the person's summary before the model's; say so when one gives way, or when there is none."""
    if given and found and fold(given) != fold(found):
        notes.append(Note("summary", "Trích yếu của mô hình đã thay bằng trích yếu đồng chí nhập.", found))
    if not (given or found) and form.has_summary:
        notes.append(
            Note("no_summary", "Chưa có trích yếu nội dung; mời đồng chí bổ sung vào chỗ đã đánh dấu.")
        )
        return MISSING_SUMMARY
    return given or found


def _chosen_name(given: str, found: str, notes: list[Note]) -> str:
    if given and found and given != found:
        notes.append(Note("signer", "Tên người ký của mô hình đã thay bằng tên đồng chí nhập.", found))
    return given or found


def _chosen(given: tuple[str, ...], found: tuple[str, ...], code: str, notes: list[Note]) -> tuple[str, ...]:
    if given and found and given != found:
        what = "Nơi gửi (Kính gửi)" if code == "addressees" else "Nơi nhận"
        notes.append(Note(code, f"{what} của mô hình đã thay bằng nội dung đồng chí nhập.", "; ".join(found)))
    return given or found
