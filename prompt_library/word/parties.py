"""Who writes, from where, over whose signature and to whom: read from the unit of the person.

The wording is data (`parties.yml`), for the province to edit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from hub.people.store import Person
from hub.people.units import Unit
from hub.text import fold

_FILE = Path(__file__).with_name("parties.yml")
_PREFIX = re.compile(r"(Đặc khu|Phường|Xã)\s+", re.IGNORECASE)
# The chair and the vice-chairs of the committee itself, not of an organisation beside it.
_CHAIR = re.compile(
    r"(?P<vice>pho )?chu tich(?: (?:(?:uy ban|ub)\b ?)?(?:(?:ub)?mttq|mat tran|uy ban|ub)\b.*)?"
)


@dataclass(frozen=True)
class Parties:
    """What the unit decides about a paper: its heading, place, signature and usual recipients."""

    parent: str  # "ỦY BAN MTTQ VIỆT NAM TỈNH QUẢNG TRỊ"
    issuer: str  # "ỦY BAN MTTQ VIỆT NAM XÃ HƯỚNG PHÙNG"
    place: str  # "Hướng Phùng"
    sign_body: str  # "MTTQ-BTT"
    authority: str  # "TM. BAN THƯỜNG TRỰC"
    titles: tuple[str, ...]  # ("CHỦ TỊCH",) or ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    signer: str  # "" when somebody else than the writer signs
    recipients: tuple[str, ...]  # without "Như trên" and "Lưu"
    archive: str = "Lưu: VT"


def parties_for(person: Person | None, unit: Unit) -> Parties:
    """Return the parties of a paper that `person` of `unit` drafts.

    A chair or vice-chair signs with their own name; for anybody else the name stays empty. Raises
    `ValueError` when the person belongs to another unit.
    """
    if person is not None and person.unit_code != unit.code:
        raise ValueError(f"{person.username} does not belong to {unit.code}")
    words = _wording()
    form, name = _form(words, unit), unit.name
    capitals = name.upper()
    titles, signer = (
        _signer(person, form["head"]) if unit.code not in words["members"] else ((form["head"],), "")
    )
    return Parties(
        parent=form["parent"].format(name=capitals),
        issuer=form["issuer"].format(name=capitals),
        place=form.get("place") or _PREFIX.sub("", name, count=1),
        sign_body=form["sign"],
        authority=form["authority"],
        titles=titles,
        signer=signer,
        recipients=tuple(line.format(name=name[0].lower() + name[1:]) for line in form["recipients"]),
    )


def _form(words: Mapping[str, Any], unit: Unit) -> Mapping[str, Any]:
    """Return the wording for the unit: of a commune, of the provincial committee or of a member of it."""
    if unit.kind != "tinh":
        return dict(words["commune"])
    if unit.code in words["members"]:
        above = {"parent": words["province"]["parent"], "place": words["province"]["place"], "sign": "…"}
        return {**above, "recipients": words["commune"]["recipients"][:1], **words["members"][unit.code]}
    return dict(words["province"])


def _signer(person: Person | None, head: str) -> tuple[tuple[str, ...], str]:
    """Return the lines of the office under the authority, and the name under the signature."""
    found = _CHAIR.fullmatch(fold(person.position)) if person else None
    if person is None or found is None:
        return (head,), ""
    return ((f"KT. {head}", f"PHÓ {head}") if found["vice"] else (head,)), person.full_name


@cache
def _wording() -> Mapping[str, Any]:
    return dict(YAML(typ="safe").load(_FILE))
