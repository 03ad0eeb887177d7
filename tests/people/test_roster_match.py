"""Whatever a list holds, importing it again finds exactly the people it made."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.people.roster_match import StoredPerson, match_entries
from hub.people.roster_rows import RawRow
from hub.people.roster_values import Entry
from hub.people.units import Unit
from hub.text import fold

UNITS = [Unit("19489", "Xã Lìa", "xa"), Unit("19483", "Xã A Dơi", "xa")]


@st.composite
def lists(draw: st.DrawFn) -> list[Entry]:
    """Draw a list with many namesakes, told apart or not."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["Trần Văn Mẫu", "Trần Văn Mậu", "Tran Van Mau", "Hồ Thị Thử"]),
                st.sampled_from(UNITS),
                st.sampled_from([None, "Chủ tịch", "Ủy viên"]),
                st.sampled_from([None, None, "C1", "C2", "C3"]),
                st.sampled_from([None, 1970, 1980]),
                st.sampled_from([None, "0123", "0456"]),
            ),
            max_size=9,
        )
    )
    return [
        entry(unit, name, code, position=position, birth=birth, phone=phone, row=row)
        for row, (name, unit, position, code, birth, phone) in enumerate(rows, start=2)
    ]


def entry(
    unit: Unit,
    name: str,
    code: str | None,
    *,
    position: str | None = None,
    birth: int | None = None,
    phone: str | None = None,
    row: int = 2,
) -> Entry:
    """Return a row of a list as it was read."""
    raw = RawRow("", row, {}, {}, (), ())
    return Entry(raw, name, unit, position, None, None, None, code, birth, phone, None, None)


def written(entries: list[Entry]) -> list[StoredPerson]:
    """Return the people that importing the entries as new would make."""
    return [
        StoredPerson(
            number, f"username{number}", entry.full_name, fold(entry.full_name), entry.unit.code,
            entry.position or "", fold(entry.position or ""), "", False, True, entry.staff_code,
            entry.birth_year, entry.phone_last4, "cadre", True,
        )
        for number, entry in enumerate(entries)
    ]  # fmt: skip


def accepted(entries: list[Entry]) -> list[Entry]:
    """Return the entries of a first import, without those that it refuses."""
    while True:
        refused = {error.row for error in match_entries(entries, []).errors}
        if not refused:
            return entries
        entries = [entry for entry in entries if entry.raw.row not in refused]


@given(lists())
@settings(max_examples=150)
def test_a_list_imported_again_finds_its_own_people_or_asks(entries: list[Entry]) -> None:
    entries = accepted(entries)
    stored = written(entries)
    again = match_entries(entries, stored)
    asked = {error.row for error in again.errors}
    for entry, own, found in zip(entries, stored, again.persons, strict=True):
        if entry.raw.row not in asked:
            assert found == own
    if all(entry.position is not None for entry in entries):
        assert not asked


@given(lists(), lists())
@settings(max_examples=150)
def test_two_rows_never_become_one_person(first: list[Entry], second: list[Entry]) -> None:
    stored = written(accepted(first))
    found = [person.id for person in match_entries(second, stored).persons if person]
    assert len(set(found)) == len(found)


@given(lists(), lists())
@settings(max_examples=150)
def test_nobody_is_matched_against_what_is_known(first: list[Entry], second: list[Entry]) -> None:
    matches = match_entries(second, written(accepted(first)))
    for entry, person in zip(second, matches.persons, strict=True):
        if person is None or (entry.staff_code and entry.staff_code == person.staff_code):
            continue
        assert fold(entry.full_name) == person.folded_name
        for typed, known in (
            (entry.staff_code, person.staff_code),
            (entry.birth_year, person.birth_year),
            (entry.phone_last4, person.phone_last4),
        ):
            assert None in (typed, known) or typed == known
        if entry.unit.code != person.unit_code:
            assert entry.birth_year == person.birth_year is not None
            assert entry.phone_last4 == person.phone_last4 is not None


@given(lists(), lists())
@settings(max_examples=300)
def test_nothing_is_told_of_people_in_other_units(first: list[Entry], second: list[Entry]) -> None:
    own = [entry for entry in second if entry.unit == UNITS[0]]
    stored = written(accepted(first))
    matches = match_entries(own, stored, all_units=False)
    told = "\n".join(str(one) for one in [*matches.errors, *matches.notes])
    assert [p.username for p in stored if p.unit_code != UNITS[0].code and p.username in told] == []


def test_a_guessed_staff_code_names_its_owner_only_to_those_who_may_see_the_unit() -> None:
    owner = replace(
        written([entry(UNITS[1], "Trần Văn Mẫu", "C1")])[0], username="mau.tv", full_name="Trần Văn Mẫu"
    )
    guess = entry(UNITS[0], "Hồ Thị Thử", "C1")
    (refused,) = match_entries([guess], [owner], all_units=False).errors
    assert "một đồng chí ở đơn vị khác" in str(refused)
    assert "báo quản trị cấp tỉnh" in str(refused)
    assert "mau.tv" not in str(refused)
    assert "Trần Văn Mẫu" not in str(refused)
    (refused,) = match_entries([guess], [owner]).errors
    assert "ghi mau.tv" in str(refused)


@given(lists())
def test_rows_that_nothing_tells_apart_are_refused(entries: list[Entry]) -> None:
    refused = {error.row for error in match_entries(entries, []).errors}
    for a in entries:
        for b in entries:
            same_key = (fold(a.full_name), a.unit, a.position) == (fold(b.full_name), b.unit, b.position)
            if a is not b and same_key and a.full_name == b.full_name:
                known = [(x, y) for x, y in zip(evidence(a), evidence(b), strict=True) if x and y]
                if all(x == y for x, y in known):
                    assert {a.raw.row, b.raw.row} <= refused


def evidence(entry: Entry) -> tuple[str | int | None, ...]:
    """Return what may tell twins apart."""
    return entry.staff_code, entry.birth_year, entry.phone_last4
