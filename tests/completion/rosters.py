"""Random rosters with passes and moves, how to put them into the database, and a naive recount."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import strategies as st
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from courses.targets import Target, load_targets
from grading.tables import passes, submissions
from hub.people.newcomers import Newcomer, add_newcomers
from hub.people.tables import people

UNITS = ("19333", "19441", "19742", "T-VP")
LESSONS = tuple(dict.fromkeys(lesson for target in load_targets().targets for lesson in target.lessons))
CUTOFF = date(2026, 10, 14)
END = datetime(2026, 10, 14, 17, 0, tzinfo=UTC)  # midnight in Vietnam after the 14th

_days = st.dates(date(2026, 9, 1), date(2026, 11, 20))
# Half of all moments are within a second of the cutoff, where mistakes would be.
_moments = st.one_of(
    st.sampled_from(
        [END - timedelta(seconds=1), END - timedelta(microseconds=1), END, END + timedelta(hours=7)]
    ),
    st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 20), timezones=st.just(UTC)),
)


@dataclass(frozen=True)
class Someone:
    """A person of a random roster."""

    belonged: tuple[tuple[date, str], ...]
    full_time: bool
    counted: bool
    active: bool
    passed: dict[str, datetime]

    def unit_on(self, day: date) -> str | None:
        """The unit at the end of `day`."""
        units = [unit for since, unit in self.belonged if since <= day]
        return units[-1] if units else None

    def counts(self, target: Target) -> bool:
        """Whether the person stands in the denominator."""
        return self.active and (self.full_time if target.who == "full_time" else self.counted)


def _belonged(days: list[date], units: list[str]) -> tuple[tuple[date, str], ...]:
    return tuple(zip(sorted(days), units, strict=False))


someone = st.builds(
    Someone,
    belonged=st.builds(
        _belonged,
        st.lists(
            _days | st.sampled_from([CUTOFF, CUTOFF + timedelta(days=1)]), min_size=1, max_size=3, unique=True
        ),
        st.lists(st.sampled_from(UNITS), min_size=3, max_size=3),
    ),
    full_time=st.booleans(),
    counted=st.booleans(),
    active=st.sampled_from([True, True, True, False]),
    passed=st.one_of(
        st.fixed_dictionaries(dict.fromkeys(LESSONS, _moments)),
        st.dictionaries(st.sampled_from(LESSONS), _moments),
    ),
)
rosters = st.lists(someone, max_size=12)


async def add_roster(conn: AsyncConnection, roster: list[Someone]) -> list[int]:
    """Write the roster with its passes; return the ids of its people in order."""
    names = [f"mau-{uuid4().hex[:12]}" for _ in roster]
    ids = await add_newcomers(
        conn,
        [
            Newcomer(
                name, f"Nguyễn Văn Mẫu {name}", one.belonged, full_time=one.full_time, counted=one.counted
            )
            for name, one in zip(names, roster, strict=True)
        ],
        datetime(2026, 9, 1, tzinfo=UTC),
    )
    gone = [i for i, one in zip(ids, roster, strict=True) if not one.active]
    if gone:
        await conn.execute(update(people).where(people.c.id.in_(gone)).values(active=False))
    for person_id, one in zip(ids, roster, strict=True):
        for lesson, at in one.passed.items():
            await add_pass(conn, person_id, lesson, at)
    return ids


async def add_pass(
    conn: AsyncConnection, person_id: int, lesson: str, at: datetime, *, attempt: int = 1, first: bool = True
) -> None:
    """Write a passed submission; with `first` also the row that completion counts."""
    submission_id = uuid4()
    await conn.execute(
        insert(submissions).values(
            id=submission_id,
            key=uuid4(),
            person_id=person_id,
            lesson=lesson,
            version="00000000",
            attempt=attempt,
            answers={},
            submitted_at=at,
            graded_at=at,
            passed=True,
        )
    )
    if first:
        await conn.execute(
            insert(passes).values(
                person_id=person_id, lesson=lesson, passed_at=at, submission_id=submission_id
            )
        )


def recount(
    roster: list[Someone], target: Target, *, day: date | None = None, before: datetime | None = None
) -> dict[str, tuple[int, int]]:
    """Count by hand: (numerator, denominator) by unit; `day` and `before` as when a period is frozen."""
    done: Counter[str] = Counter()
    everybody: Counter[str] = Counter()
    for one in roster:
        unit = one.belonged[-1][1] if day is None else one.unit_on(day)
        if unit is None or not one.counts(target):
            continue
        everybody[unit] += 1
        done[unit] += all(
            lesson in one.passed and (before is None or one.passed[lesson] < before)
            for lesson in target.lessons
        )
    return {unit: (done[unit], everybody[unit]) for unit in everybody}
