"""What a model wrote though the form has it already: national heading, "Kính gửi", nơi nhận, signature.

The text and its parts of the form are told apart by their words, at the beginning and at the end only.
What is used moves into its place; what the form writes itself is left out with a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.text import fold, squeeze
from prompt_library.word.blocks import Block, Heading, Item, Note, Paragraph, Table, text_of
from prompt_library.word.fields import clean_names
from prompt_library.word.profiles import Profile

_HEAD_BLOCKS, _TAIL_BLOCKS = 24, 24
_LONGEST_LINE = 120
_FORM_LINE = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|doc lap [-–—] tu do [-–—] hanh phuc|[-–—_*=. ]{3,}"
    r"|so ?: ?[^ ]{0,20} ?/.{1,30}|so ?: ?[….\[\]_ ]*"
    r"|[^,]{2,40}, ngay\b.{0,20} thang\b.{0,20} nam\b.{0,12}"
)
_ISSUER = re.compile(
    r"(?:uy ban|ubmttq|mat tran to quoc|ban thuong truc)\b.*|tinh quang tri|(?:xa|phuong|dac khu) .{2,20}"
)
_TO = re.compile(r"kinh gui ?:?(?: |$)", re.IGNORECASE)
_RE = re.compile(r"(?:V/v|Về việc)\b[:.]?\s*", re.IGNORECASE)
_FROM_HERE = re.compile(r"noi nhan ?:?(?: |$)|(?:t/?m|kt|tl|tuq)\.? ?(?:ban|uy ban|chu tich|truong)\b")
_MINUTES_END = re.compile(r"(?P<office>thu ky|chu toa|chu tri)(?: ?: ?(?P<name>.{2,60})| .{0,30})?")
# A section that says of itself that it is not for the paper: "Phần kiểm trước khi ký (bỏ khi phát hành)".
_FOR_WRITER = re.compile(r"\((?:bo|xoa)\b[^)]*\)")
_SIGNATURE = re.compile(
    r"(?:t/?m|kt|tl|tuq)\.? .{2,40}|(?:pho )?(?:chu tich|bi thu|truong ban|chanh van phong)(?: .{0,40})?"
    r"|\(.{0,50}(?:ky|dau|ho ten|ho va ten).{0,50}\)|\[.{0,60}(?:ky|ho ten|ho va ten|cho ky).{0,40}\]"
    r"|thu ky(?: .{0,30})?|chu toa(?: .{0,30})?|chu tri(?: .{0,30})?|[….\[\]_ -]{2,}|luu ?: ?.{1,40}"
)
_NAME = re.compile(r"(?:\[[^\]]{2,60}\]|\w+(?: \w+){1,5})")
_REMARKS = "Phần nhắc người soạn (đã ghi là bỏ trước khi phát hành) không đưa vào tệp Word."
_LEFT_OUT = "Đã bỏ một dòng thể thức mô hình viết sẵn, vì mẫu Word đã có phần này."


@dataclass
class Lifted:
    """The text proper, and what was found for the places of the form."""

    blocks: list[Block]
    summary: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    secretary: str = ""
    chair: str = ""
    notes: list[Note] = field(default_factory=list)


def lift(blocks: Sequence[Block], profile: Profile) -> Lifted:
    """Return the blocks of the text proper, and what was found for title, addressees, recipients."""
    found = Lifted(list(blocks))
    if profile.id != "plain":
        _lift_remarks(found)
    if profile.official:
        _lift_head(found, profile)
        _lift_tail(found, profile)
    elif found.blocks and isinstance(found.blocks[0], Heading):
        found.summary = text_of(found.blocks.pop(0))
    return found


def _lift_remarks(found: Lifted) -> None:
    """Leave out each section whose heading says that it is to be left out, down to the next such level."""
    kept: list[Block] = []
    level = 0  # of the section being left out
    for block in found.blocks:
        if isinstance(block, Heading) and (not level or block.level <= level):
            level = block.level if _FOR_WRITER.search(fold(text_of(block))) else 0
        if level:
            found.notes.append(Note("remarks", _REMARKS, text_of(block)))
        else:
            kept.append(block)
    found.blocks = kept


def _lift_head(found: Lifted, profile: Profile) -> None:
    typed = False  # the name of the type stood above: what follows is its summary
    addressed: list[str] | None = None
    for _ in range(min(_HEAD_BLOCKS, len(found.blocks))):
        block = found.blocks[0]
        text = squeeze(text_of(block))
        folded = fold(text)
        if addressed is not None and isinstance(block, Item) and len(text) <= _LONGEST_LINE:
            addressed.append(text)
        elif isinstance(block, Table):
            if "cong hoa xa hoi" not in folded:
                break
            _leave_out(found, text)
        elif (to := _TO.match(folded)) and len(text) <= _LONGEST_LINE:
            # Folding keeps the length of composed letters, so the place in `folded` is that in `text`.
            addressed = [text[to.end() :]]
        elif _FORM_LINE.fullmatch(folded) or _is_issuer(text, folded):
            _leave_out(found, text)
        elif _is_type(folded, profile):
            typed = True
            if not profile.type_name:  # a công văn does not print its type
                _leave_out(found, text)
        elif (
            profile.summary_in_heading and not found.summary and (re_ := _RE.match(text)) and len(text) <= 300
        ):
            found.summary = text[re_.end() :]
        elif _is_summary(block, text, profile, typed=typed, have=bool(found.summary), addressed=addressed):
            found.summary = _without_type(text, profile)
        else:
            break
        found.blocks.pop(0)
    found.addressees = clean_names([name for line in addressed or () for name in line.split(";")])


def _is_issuer(text: str, folded: str) -> bool:
    return text == text.upper() and len(text) <= _LONGEST_LINE and bool(_ISSUER.fullmatch(folded))


def _is_type(folded: str, profile: Profile) -> bool:
    return folded.strip(" .:") in {fold(profile.type_name) or "cong van", fold(profile.title)}


def _is_summary(
    block: Block, text: str, profile: Profile, *, typed: bool, have: bool, addressed: list[str] | None
) -> bool:
    """Tell whether the block is the title of the paper: its first heading, or the line under its type."""
    if have or addressed is not None or not profile.has_summary or len(text) > 300:
        return False
    if isinstance(block, Heading):
        return block.label is None and (block.level == 1 or typed or _starts_with_type(text, profile))
    if isinstance(block, Paragraph):
        bold = all(span.bold for span in block.line)
        return (typed and (bold or bool(_RE.match(text)))) or (bold and _starts_with_type(text, profile))
    return False


def _starts_with_type(text: str, profile: Profile) -> bool:
    return bool(profile.type_name) and fold(text).startswith(fold(profile.type_name))


def _without_type(text: str, profile: Profile) -> str:
    """Return "Kết quả công tác …" for "BÁO CÁO: Kết quả công tác …"."""
    for name in (profile.type_name, profile.title):
        if name and fold(text).startswith((f"{fold(name)} ", f"{fold(name)}:")):
            rest = text[len(name) :].lstrip(" :–—-")
            if rest:
                return rest
    return text


def _lift_tail(found: Lifted, profile: Profile) -> None:
    start = max(0, len(found.blocks) - _TAIL_BLOCKS)
    for place in range(start, len(found.blocks)):
        if _begins_end(found.blocks[place], profile):
            break
    else:
        return
    rest: list[Block] = []
    recipients: list[str] = []
    receiving = signing = False
    for block in found.blocks[place:]:
        text = squeeze(text_of(block))
        folded = fold(text)
        if isinstance(block, Table):
            (rest.append(block) if not _begins_end(block, profile) else _leave_out(found, text))
        elif profile.signature == "minutes" and (name := _signed(text)):
            signing = True
            found.secretary, found.chair = name[0] or found.secretary, name[1] or found.chair
        elif folded.startswith("noi nhan"):
            receiving, inside = True, text[len("nơi nhận") :].strip(" :")
            recipients += [inside] if inside else []
        elif receiving and not signing and (isinstance(block, Item) or folded.startswith("luu")):
            recipients.append(text)
        elif len(text) <= _LONGEST_LINE and _SIGNATURE.fullmatch(folded):
            signing = True
            _leave_out(found, text)
        elif signing and len(text) <= 60 and _NAME.fullmatch(text):
            _leave_out(found, text)
        else:
            rest.append(block)
    found.blocks[place:] = rest
    found.recipients = clean_names(recipients)


def _signed(text: str) -> tuple[str, str] | None:
    """Return (secretary, chair), one of them empty, for "THƯ KÝ: Hồ Thị Ví Dụ"; `None` for other lines."""
    match = _MINUTES_END.fullmatch(fold(text))
    if not match or not match["name"]:
        return None
    name = text.partition(":")[2].strip()
    return (name, "") if match["office"] == "thu ky" else ("", name)


def _begins_end(block: Block, profile: Profile) -> bool:
    text = squeeze(text_of(block))
    folded = fold(text)
    if isinstance(block, Table):
        return "noi nhan" in folded and bool(re.search(r"\b(?:tm|kt)\.? ", folded)) and len(block.rows) <= 6
    if len(text) > _LONGEST_LINE:
        return False
    if profile.signature == "minutes" and _MINUTES_END.fullmatch(folded):
        return text.partition(":")[0].isupper()
    return bool(_FROM_HERE.match(folded)) and (folded.startswith("noi nhan") or text == text.upper())


def _leave_out(found: Lifted, text: str) -> None:
    found.notes.append(Note("form", _LEFT_OUT, text))
