"""The end of a paper: nơi nhận on the left, the signature on the right, kept together on one page."""

from __future__ import annotations

from collections.abc import Sequence

from prompt_library.word.fields import DocumentFields
from prompt_library.word.ooxml import Element, bare_table, paragraph, run
from prompt_library.word.page import WIDTH_MM
from prompt_library.word.parties import Parties
from prompt_library.word.profiles import Profile

TO_PT, RECIPIENT_PT, SIGNATURE_PT = 12, 11, 14
_LEFT_MM = 84
_RIGHT_MM = WIDTH_MM - _LEFT_MM
_ROOM_PT = 64  # for hand and stamp


def recipients_of(profile: Profile, parties: Parties, fields: DocumentFields) -> tuple[str, ...]:
    """Return the lines of nơi nhận without signs: the person's own, or those usual for unit and document."""
    if fields.recipients:
        kept = fields.recipients
        return kept if kept[-1].startswith("Lưu") else (*kept, parties.archive)
    usual = parties.recipients if profile.signature == "standing" else ()
    above = ("Như trên",) if profile.as_above else ()
    return (*above, *usual, parties.archive)


def ending(profile: Profile, parties: Parties, fields: DocumentFields) -> list[Element]:
    """Return what stands after the text of the document."""
    if profile.signature == "author":
        author = fields.author
        return [paragraph([run(author, bold=True)], align="right", before=6)] if author else []
    if profile.signature == "none":
        return []
    recipients = _recipients(recipients_of(profile, parties, fields))
    if profile.signature == "minutes":
        return _minutes(fields, recipients)
    signer = fields.signer or parties.signer
    signature = [_line(text) for text in (parties.authority, *parties.titles)]
    signature.append(_line(signer, before=_ROOM_PT))
    return [_gap(), bare_table((_LEFT_MM, _RIGHT_MM), [[recipients, signature]]), _last()]


def _minutes(fields: DocumentFields, recipients: list[Element]) -> list[Element]:
    half = WIDTH_MM / 2
    left = [_line("THƯ KÝ"), _line(fields.secretary, before=_ROOM_PT)]
    right = [_line("CHỦ TỌA"), _line(fields.chair, before=_ROOM_PT)]
    return [_gap(), bare_table((half, half), [[left, right]]), _gap(), *recipients]


def _recipients(names: Sequence[str]) -> list[Element]:
    made = [paragraph([run("Nơi nhận:", size=TO_PT, bold=True, italic=True)], keep_next=True)]
    for place, name in enumerate(names, start=1):
        text = f"- {name}{'.' if place == len(names) else ';'}"
        made.append(paragraph([run(text, size=RECIPIENT_PT)], keep_next=place < len(names)))
    return made


def _line(text: str, before: float = 0) -> Element:
    return paragraph(
        [run(text, size=SIGNATURE_PT, bold=True)] if text else [],
        align="center",
        before=before,
        keep_next=True,
    )


def _gap() -> Element:
    return paragraph(exact=10, keep_next=True)


def _last() -> Element:
    """Return the paragraph that Word wants after a table, too low to open a page."""
    return paragraph(exact=1)
