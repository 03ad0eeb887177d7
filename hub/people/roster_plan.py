"""Preview of a roster: what an import would add, change and move, and every error; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, Text, any_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.errors import NotARoster
from hub.people.roster_headings import Field
from hub.people.roster_match import StoredPerson, is_marked, match_entries
from hub.people.roster_rows import RawRow
from hub.people.roster_units import marks_key
from hub.people.roster_values import ROLE_NAMES, Entry, RowError, parse_row, row_error
from hub.people.tables import people
from hub.people.units import load_units
from hub.text import fold


@dataclass(frozen=True)
class Change:
    """One value that an import would change, as the preview shows it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """One row, whom it means (`None`: somebody new), and what would change."""

    entry: Entry
    person: StoredPerson | None
    changes: tuple[Change, ...] = ()
    updates: tuple[tuple[str, object], ...] = ()  # (column of hub.people, new value)


@dataclass(frozen=True)
class Basis:
    """What the plan was made from, so that applying can see whether it still holds."""

    names: frozenset[str]
    codes: frozenset[str]
    usernames: frozenset[str]
    units: frozenset[str]
    people: tuple[StoredPerson, ...]


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. It may be applied only when `errors` is empty.

    `changed` holds people whose data change but not their unit, `moved` those whose unit changes
    (perhaps with more); `notes` are worth a look but stop nothing; `missing` are active people of the
    file's units whom the file does not name: they stay as they are.
    """

    new: tuple[Planned, ...]
    changed: tuple[Planned, ...]
    unchanged: tuple[Planned, ...]
    moved: tuple[Planned, ...]
    errors: tuple[RowError, ...]
    notes: tuple[RowError, ...]
    ignored: tuple[RawRow, ...]
    missing: tuple[StoredPerson, ...]
    basis: Basis


async def plan_import(
    conn: AsyncConnection,
    rows: Sequence[RawRow],
    now: datetime,
    *,
    allowed_units: set[str] | None = None,
    may_set_roles: bool = False,
) -> ImportPlan:
    """Return what importing `rows` would do.

    `allowed_units` are the codes of the units the importing person administers (`None`: all);
    `may_set_roles` is for a province administrator, who alone gives roles and takes people out of the
    count. Raises `NotARoster` when there is no row at all.
    """
    lines = [row for row in rows if not row.ignored]
    if not lines:
        raise NotARoster(
            "Danh sách không có dòng cán bộ nào dưới dòng tiêu đề. Mời đồng chí kiểm tra lại tệp."
        )
    entries: list[Entry] = []
    errors: list[RowError] = []
    for row in lines:
        entry, wrong = parse_row(row, now)
        errors += wrong
        if entry is not None and allowed_units is not None and entry.unit.code not in allowed_units:
            errors.append(
                row_error(
                    row,
                    Field.UNIT,
                    f"“{entry.unit.name}” không thuộc đơn vị đồng chí quản trị. Bỏ dòng này khỏi tệp.",
                )
            )
        elif entry is not None:
            entries.append(entry)
    basis = await load_basis(
        conn,
        names={fold(entry.full_name) for entry in entries},
        codes={entry.staff_code for entry in entries if entry.staff_code},
        usernames={entry.username for entry in entries if entry.username},
        units={entry.unit.code for entry in entries},
    )
    matches = match_entries(entries, basis.people, all_units=allowed_units is None)
    errors += matches.errors
    refused = {(error.sheet, error.row) for error in matches.errors}
    sorted_out: dict[str, list[Planned]] = {"new": [], "changed": [], "unchanged": [], "moved": []}
    for entry, person in zip(entries, matches.persons, strict=True):
        if (entry.raw.sheet, entry.raw.row) in refused:
            continue
        wrong = _rights(entry, person, allowed_units, may_set_roles=may_set_roles)
        errors += wrong
        if not wrong:
            kind, planned = _planned(entry, person)
            sorted_out[kind].append(planned)
    order = {(row.sheet, row.row): place for place, row in enumerate(lines)}
    named = {person.id for person in matches.persons if person}
    return ImportPlan(
        **{kind: tuple(planned) for kind, planned in sorted_out.items()},
        errors=tuple(sorted(errors, key=lambda error: order[error.sheet, error.row])),
        notes=tuple(matches.notes),
        ignored=tuple(row for row in rows if row.ignored),
        missing=tuple(
            p for p in basis.people if p.active and p.unit_code in basis.units and p.id not in named
        ),
        basis=basis,
    )


async def load_basis(
    conn: AsyncConnection,
    *,
    names: Iterable[str],
    codes: Iterable[str],
    usernames: Iterable[str],
    units: Iterable[str],
) -> Basis:
    """Read everybody with one of these folded names, staff codes or usernames, or of these units."""
    wanted = (frozenset(names), frozenset(codes), frozenset(usernames), frozenset(units))
    columns = (people.c.folded_name, people.c.staff_code, people.c.username, people.c.unit_code)
    fields = [people.c[name] for name in StoredPerson.__dataclass_fields__]
    conditions = [
        column == any_(literal(sorted(values), ARRAY(Text)))
        for column, values in zip(columns, wanted, strict=True)
    ]
    rows = await conn.execute(select(*fields).where(or_(*conditions)).order_by(people.c.id))
    return Basis(*wanted, tuple(StoredPerson(*row) for row in rows))


def _rights(
    entry: Entry, person: StoredPerson | None, allowed_units: set[str] | None, *, may_set_roles: bool
) -> list[RowError]:
    """Return what the importing person may not do in this row."""
    errors = []
    if person is not None and allowed_units is not None and person.unit_code not in allowed_units:
        what = "đồng chí này đang thuộc đơn vị khác. Đề nghị quản trị cấp tỉnh chuyển đơn vị."
        errors.append(row_error(entry.raw, Field.NAME, what))
    current = person.role if person else "cadre"
    if entry.role not in (None, current) and not may_set_roles:
        what = "chỉ quản trị cấp tỉnh được giao vai trò. Để trống cột này."
        errors.append(row_error(entry.raw, Field.ROLE, what))
    if entry.counted not in (None, person.counted if person else True) and not may_set_roles:
        what = "chỉ quản trị cấp tỉnh được đổi cột này. Để trống."
        errors.append(row_error(entry.raw, Field.COUNTED, what))
    return errors


def _planned(entry: Entry, person: StoredPerson | None) -> tuple[str, Planned]:
    """Return under which heading of the plan the row stands, and what changes."""
    if person is None:
        return "new", Planned(entry, None)
    values: Mapping[str, tuple[str, object, object]] = {
        "full_name": (Field.NAME, person.full_name, _better(person.full_name, entry.full_name)),
        "unit_code": (Field.UNIT, person.unit_code, entry.unit.code),
        "position": (Field.POSITION, person.position, _better(person.position, entry.position)),
        "organisation": (
            Field.ORGANISATION,
            person.organisation,
            _better(person.organisation, entry.organisation),
        ),
        "full_time": (Field.FULL_TIME, person.full_time, entry.full_time),
        "counted": (Field.COUNTED, person.counted, entry.counted),
        "staff_code": (Field.STAFF_CODE, person.staff_code, entry.staff_code),
        "birth_year": (Field.BIRTH, person.birth_year, entry.birth_year),
        "phone_last4": ("4 số cuối điện thoại", person.phone_last4, entry.phone_last4),
        "role": (Field.ROLE, person.role, entry.role),
        "active": ("Đang công tác", person.active, True),
    }
    changed = {n: v for n, v in values.items() if v[2] is not None and v[1] != v[2]}
    planned = Planned(
        entry,
        person,
        tuple(Change(str(label), _shown(name, before), _shown(name, after)) for name, (label, before, after)
              in changed.items()),
        tuple((name, after) for name, (_, _, after) in changed.items()),
    )  # fmt: skip
    if "unit_code" in changed:
        return "moved", planned
    return ("changed" if changed else "unchanged"), planned


def _better(stored: str, typed: str | None) -> str | None:
    """Return the new text, or `None` where the typed one only lacks marks or differs in letter case."""
    if typed is None or marks_key(stored) == marks_key(typed):
        return None
    return None if fold(stored) == fold(typed) and not is_marked(typed) else typed


def _shown(name: str, value: object) -> str:
    """Return a value as the preview shows it."""
    if name == "unit_code":
        return next((unit.name for unit in load_units().units if unit.code == value), str(value))
    if name == "role":
        return ROLE_NAMES[str(value)]
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else str(value)
