"""Decide which person of the database each row of a roster is: by key, and never by a guess.

The key is the staff code, else folded name, unit and position. Birth year and the last four digits of
the phone tell true twins apart. Where the key does not decide, the row is an error that says what to
add; the column "Tên đăng nhập" always decides (a username, or "mới" for somebody new). Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from hub.people import roster_messages as say
from hub.people.roster_headings import Field
from hub.people.roster_units import marks_key
from hub.people.roster_values import Entry, RowError, row_error
from hub.text import fold, squeeze

MOST_NAMESAKES = 200  # rows of one name and unit; more is a broken file


@dataclass(frozen=True)
class StoredPerson:
    """A person as the database holds them."""

    id: int
    username: str
    full_name: str
    folded_name: str
    unit_code: str
    position: str
    folded_position: str
    organisation: str
    full_time: bool
    counted: bool
    staff_code: str | None
    birth_year: int | None
    phone_last4: str | None
    role: str
    active: bool


@dataclass
class Matches:
    """Whom each row means (`None`: somebody new), what nobody can decide, and what is worth a look."""

    persons: list[StoredPerson | None]
    errors: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)


def is_marked(text: str) -> bool:
    """Whether the text was typed with Vietnamese marks."""
    return fold(text) != squeeze(text).casefold()


def _same(a: object, b: object) -> bool:
    return a is not None and a == b


def _differ(a: object, b: object) -> bool:
    return a is not None and b is not None and a != b


def _evident(entry: Entry, person: StoredPerson) -> bool:
    """Whether birth year or phone say that they are the same, and nothing says otherwise."""
    return _fits(entry, person) and (
        _same(entry.birth_year, person.birth_year) or _same(entry.phone_last4, person.phone_last4)
    )


def _fits(entry: Entry, person: StoredPerson) -> bool:
    """Whether nothing known says that they are two people."""
    return not (
        _differ(entry.staff_code, person.staff_code)
        or _differ(entry.birth_year, person.birth_year)
        or _differ(entry.phone_last4, person.phone_last4)
    )


def _same_position(entry: Entry, person: StoredPerson) -> bool:
    """Whether the positions are the same; a file that says nothing of the position fits any."""
    return entry.position is None or fold(entry.position) == person.folded_position


def _same_marks(name: str, other: str) -> bool:
    return marks_key(name) == marks_key(other)


def _told_apart(a: Entry, b: Entry) -> bool:
    """Whether two rows of one key are certainly two people."""
    return (
        _differ(a.staff_code, b.staff_code)
        or _differ(a.birth_year, b.birth_year)
        or _differ(a.phone_last4, b.phone_last4)
        or _differ(a.username or None, b.username or None)
        or (is_marked(a.full_name) and is_marked(b.full_name) and not _same_marks(a.full_name, b.full_name))
    )


def match_entries(
    entries: Sequence[Entry], people: Iterable[StoredPerson], *, all_units: bool = True
) -> Matches:
    """Return the person of every entry. `people` holds everybody who shares a name, code or username.

    Without `all_units` nothing is told of people in other units.
    """
    return _Matching(entries, list(people), all_units=all_units).run()


class _Matching:
    def __init__(self, entries: Sequence[Entry], people: list[StoredPerson], *, all_units: bool) -> None:
        self.entries = entries
        self.all_units = all_units
        self.people = people
        self.result = Matches([None] * len(entries))
        self.claimed: dict[int, int] = {}  # person id: row index
        self.settled: set[int] = set()  # row indexes that need no more looking at
        self.namesakes: dict[tuple[str, object], list[StoredPerson]] = defaultdict(list)
        for person in people:
            for trait in (
                person.unit_code,
                person.birth_year,
                person.phone_last4 and f"…{person.phone_last4}",
            ):
                self.namesakes[person.folded_name, trait].append(person)

    def run(self) -> Matches:
        self._by_username_and_code()
        self._twins_in_file()
        for (name, unit), rows in self._groups().items():
            self._by_key(rows, self.namesakes.get((name, unit), []))
        self._from_other_units()
        return self.result

    def _refuse(self, index: int, column: Field, what: str) -> None:
        self.result.errors.append(row_error(self.entries[index].raw, column, what))
        self.settled.add(index)

    def _claim(self, index: int, person: StoredPerson) -> None:
        if person.id in self.claimed:
            other = self.entries[self.claimed[person.id]].raw.row
            self._refuse(index, Field.NAME, say.same_person(self._username(index, person), other))
            return
        self.claimed[person.id] = index
        self.settled.add(index)
        self.result.persons[index] = person

    def _free(self, people: Iterable[StoredPerson]) -> list[StoredPerson]:
        return [person for person in people if person.id not in self.claimed]

    def _by_username_and_code(self) -> None:
        by_username = {person.username: person for person in self.people}
        by_code = {person.staff_code: person for person in self.people if person.staff_code}
        first_with: dict[str, int] = {}
        for index, entry in enumerate(self.entries):
            code = entry.staff_code or ""
            owner = by_code.get(code)
            if code and first_with.setdefault(code, index) != index:
                other = self.entries[first_with[code]].raw.row
                self._refuse(index, Field.STAFF_CODE, say.code_twice(code, other))
            elif entry.username:
                person = by_username.get(entry.username)
                if person is None:
                    self._refuse(index, Field.USERNAME, say.unknown_username(entry.username))
                elif owner is not None and owner.id != person.id:
                    self._refuse(index, Field.STAFF_CODE, say.code_of_other(code, self._named(index, owner)))
                else:
                    self._claim(index, person)
            elif owner is not None and owner.folded_name == fold(entry.full_name):
                self._claim(index, owner)
            elif owner is not None:
                name, username = self._named(index, owner), self._username(index, owner)
                self._refuse(index, Field.STAFF_CODE, say.code_with_other_name(code, name, username))

    def _may_know(self, index: int, person: StoredPerson) -> bool:
        """Whether somebody who may see the unit of this row only may hear who the person is."""
        return self.all_units or person.unit_code == self.entries[index].unit.code

    def _named(self, index: int, person: StoredPerson) -> str:
        if self._may_know(index, person):
            return f"đồng chí {person.full_name}"
        return "một đồng chí ở đơn vị khác"

    def _username(self, index: int, person: StoredPerson) -> str | None:
        return person.username if self._may_know(index, person) else None

    def _twins_in_file(self) -> None:
        """Refuse the rows of one key that nothing tells apart, each naming the other."""
        for rows in self._groups().values():
            if len(rows) > MOST_NAMESAKES:
                for index in rows:
                    self._refuse(index, Field.NAME, say.too_many_namesakes(len(rows)))
                continue
            twin_of: dict[int, int] = {}
            for index, other in combinations(rows, 2):
                a, b = self.entries[index], self.entries[other]
                if fold(a.position or "") == fold(b.position or "") and not _told_apart(a, b):
                    twin_of.setdefault(index, other)
                    twin_of.setdefault(other, index)
            for index, other in twin_of.items():
                self._refuse(index, Field.NAME, say.twin_in_file(self.entries[other].raw.row))

    def _groups(self) -> dict[tuple[str, str], list[int]]:
        """Return the rows of each folded name and unit."""
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(self.entries):
            groups[fold(entry.full_name), entry.unit.code].append(index)
        return groups

    def _by_key(self, rows: list[int], people: list[StoredPerson]) -> None:
        """Match the rows of one name and unit with the people of that name and unit."""
        self._where_one(rows, people, lambda e, p: _same_position(e, p) and _evident(e, p))
        wanted: dict[int, list[int]] = defaultdict(list)
        for index in self._open(rows):
            entry = self.entries[index]
            if entry.username == "" and _has_evidence(entry):
                continue  # said to be new, with what tells them apart
            fitting = [p for p in self._free(people) if _same_position(entry, p) and _fits(entry, p)]
            if len(fitting) > 1:
                fitting = [p for p in fitting if _same_marks(entry.full_name, p.full_name)] or fitting
            if len(fitting) > 1:
                self._ask_which(index, fitting)
            elif fitting:
                wanted[fitting[0].id].append(index)
        for person in people:
            self._give(person, wanted.get(person.id, []))
        self._where_one(rows, people, lambda e, p: e.username != "" and _evident(e, p))
        for index in self._open(rows):
            entry = self.entries[index]
            unclear = [
                p for p in self._free(people) if p.active and (_fits(entry, p) or _same_position(entry, p))
            ]
            if unclear and entry.username != "":
                self._ask_whether(index, unclear[0])

    def _open(self, rows: Iterable[int]) -> list[int]:
        return [index for index in rows if index not in self.settled]

    def _where_one(
        self, rows: list[int], people: list[StoredPerson], fits: Callable[[Entry, StoredPerson], bool]
    ) -> None:
        """Give a person to each row where exactly one fits."""
        for index in self._open(rows):
            found = [person for person in self._free(people) if fits(self.entries[index], person)]
            if len(found) == 1:
                self._claim(index, found[0])

    def _give(self, person: StoredPerson, rows: list[int]) -> None:
        """Give the person to the row that wants them; of several, to the one that spells the name alike."""
        if len(rows) > 1:
            spelt = [i for i in rows if _same_marks(self.entries[i].full_name, person.full_name)]
            if len(spelt) != 1:
                for index in rows:
                    self._ask_whether(index, person)
                return
            rows = spelt
        for index in rows:
            self._claim(index, person)
            if self.entries[index].username == "":
                self._note(index, Field.USERNAME, say.already_there(person.username))

    def _ask_which(self, index: int, people: list[StoredPerson]) -> None:
        self._refuse(index, Field.NAME, say.which_of([person.username for person in people]))

    def _ask_whether(self, index: int, person: StoredPerson) -> None:
        self._refuse(index, Field.NAME, say.whether_same(person.username, person.position))

    def _note(self, index: int, column: Field, what: str) -> None:
        self.result.notes.append(row_error(self.entries[index].raw, column, what))

    def _from_other_units(self) -> None:
        """Find moves: the same name, birth year and phone in another unit; less than that is only a note."""
        for index in self._open(range(len(self.entries))):
            entry = self.entries[index]
            if entry.username == "":
                continue
            name = fold(entry.full_name)
            alike = {
                p.id: p
                for trait in (entry.birth_year, entry.phone_last4 and f"…{entry.phone_last4}")
                for p in self._free(self.namesakes.get((name, trait), []) if trait else [])
                if p.unit_code != entry.unit.code and _evident(entry, p)
            }
            namesakes = list(alike.values())
            certain = [
                p
                for p in namesakes
                if _same(entry.birth_year, p.birth_year) and _same(entry.phone_last4, p.phone_last4)
            ]
            if len(certain) == 1:
                self._claim(index, certain[0])
            elif namesakes and self.all_units:
                self._note(index, Field.NAME, say.perhaps_moved(namesakes[0].username))


def _has_evidence(entry: Entry) -> bool:
    return bool(entry.birth_year or entry.phone_last4 or entry.staff_code)
