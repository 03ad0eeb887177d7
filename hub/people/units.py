"""The units people belong to: the province's own list decides, `vietnam-provinces` must agree with it.

Matching a name typed by hand is in `roster_units.py`; `find_unit` here is its door.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.errors import UnitListMismatch
from hub.people.tables import units as units_table
from hub.text import fold, squeeze

DATA = Path(__file__).parent.parent / "data"
PROVINCE_CODE = 44
# Phong Nha has code 19165 in vietnam-provinces 2025.10.1 and 19138 in 2026.9.0; ours is the later one.
OTHER_CODES: Mapping[str, str] = MappingProxyType({"19165": "19138"})
_KINDS = {"xã": "xa", "phường": "phuong", "đặc khu": "dac_khu"}
_RANK = {"tinh": 0, "phuong": 1, "xa": 2, "dac_khu": 3}


@dataclass(frozen=True)
class Unit:
    """A commune-level unit (`kind` xa, phuong, dac_khu) or a provincial body (`kind` tinh)."""

    code: str  # "19441"; provincial bodies "T-VP"
    name: str  # "Xã Hướng Phùng"
    kind: str

    @property
    def sort_key(self) -> tuple[int, str]:
        """Order units as lists show them: provincial bodies, wards, communes, special zone; then by name."""
        return _RANK[self.kind], fold(self.name)


@dataclass(frozen=True)
class Ambiguous:
    """A name that may mean any of several units, or a unit of another kind: nobody guesses which."""

    candidates: tuple[Unit, ...]


@dataclass(frozen=True)
class OldCommune:
    """A commune of before 1 July 2025 and the unit of today that it became part of."""

    name: str  # "Thị trấn Hồ Xá"
    district: str  # "Huyện Vĩnh Linh"
    unit_code: str


@dataclass(frozen=True)
class UnitList:
    """Everything known of units: those of today, spellings of provincial bodies, and those of before."""

    units: tuple[Unit, ...]
    aliases: tuple[tuple[str, str], ...]  # (spelling, code) of provincial bodies
    old: tuple[OldCommune, ...]
    old_districts: tuple[tuple[str, str], ...]  # (district of before, code of a unit of today in it)


def join_units(listed: Iterable[Unit], packaged: Iterable[tuple[str, str]]) -> tuple[Unit, ...]:
    """Return `listed` when the package's (code, name) pairs are the same units, joined on code and name.

    One difference is known and allowed (`OTHER_CODES`). Raises `UnitListMismatch` for any other.
    """
    ours = {(unit.code, unit.name): unit for unit in listed}
    theirs = {(OTHER_CODES.get(code, code), squeeze(name)) for code, name in packaged}
    differences = [
        f"Chỉ có trong danh sách của tỉnh: {code} {name}" for code, name in sorted(set(ours) - theirs)
    ]
    differences += [f"Chỉ có trong gói: {code} {name}" for code, name in sorted(theirs - set(ours))]
    if differences:
        raise UnitListMismatch(differences)
    return tuple(ours.values())


def packaged_units() -> list[tuple[str, str]]:
    """Return (code, name) of the province's units in the installed `vietnam-provinces`, old or new API."""
    # Here, not above: 4 MiB of every process that knows people, for what one of them compares at its start.
    import vietnam_provinces

    wards = vietnam_provinces.Ward.iter_all()
    return [(f"{int(w.code):05d}", str(w.name)) for w in wards if int(w.province_code) == PROVINCE_CODE]


def listed_units(path: Path = DATA / "quangtri_units.csv") -> list[Unit]:
    """Return the units of the province's own list (columns code, name, type)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Unit(row["code"], squeeze(row["name"]), _KINDS[row["type"]]) for row in csv.DictReader(file)]


@cache
def load_units() -> UnitList:
    """Read the three data files and the package. Raises `UnitListMismatch` when list and package differ."""
    yaml = YAML(typ="safe")
    bodies = yaml.load(DATA / "provincial_bodies.yml")
    districts = yaml.load(DATA / "old_units.yml")
    communes = join_units(listed_units(), packaged_units())
    return UnitList(
        units=(*(Unit(body["code"], squeeze(body["name"]), "tinh") for body in bodies), *communes),
        aliases=tuple((name, b["code"]) for b in bodies for name in (b["name"], *b.get("aliases", ()))),
        old=tuple(
            OldCommune(squeeze(name), squeeze(district), code)
            for district, parts in districts.items()
            for code, names in parts.items()
            for name in names
        ),
        old_districts=tuple((squeeze(d), code) for d, parts in districts.items() for code in parts),
    )


def all_units() -> tuple[Unit, ...]:
    """Return the 78 units and the provincial bodies in the order lists show them."""
    return tuple(sorted(load_units().units, key=lambda unit: unit.sort_key))


def find_unit(text: str) -> Unit | Ambiguous | None:
    """Return the unit that `text`, as an office types it, names.

    Understands codes, names with or without prefix and diacritics, names of before 1 July 2025 and a
    text around the name ("UBMTTQ xã Hướng Phùng, huyện Hướng Hóa"). `Ambiguous` when the text may mean
    another unit, `None` when nothing fits.
    """
    from hub.people.roster_units import directory

    return directory().find(text)


async def ensure_units(conn: AsyncConnection) -> int:
    """Write every unit into `hub.units`, renaming those whose name changed; return how many there are.

    Units no longer listed stay, since people and frozen periods may point to them.
    """
    rows = [
        {"code": unit.code, "name": unit.name, "folded": fold(unit.name), "kind": unit.kind}
        for unit in load_units().units
    ]
    statement = insert(units_table)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=["code"],
            set_={name: statement.excluded[name] for name in ("name", "folded", "kind")},
        ),
        rows,
    )
    return len(rows)
