"""The demonstration: about 400 invented people with a history of real submissions and frozen periods.

Answers come from each question's key with slips; nbgrader marks each different set of answers once,
and its marks stand for everybody who gave the same answers.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from courses.lesson import Lesson
from courses.targets import load_targets
from courses.versions import current_lessons
from deploy.demo_answers import answer_variants
from deploy.demo_people import DEMO_ACCOUNTS, LEARNER, DemoAccount, invented_people
from exercises.answers import SentAnswer, record_answers
from exercises.errors import AnswerConflict
from grading.engine import Grader
from grading.history import GradedSheet, PastSubmission, graded_sheet, record_history
from grading.history_gradebook import Standing, project_history
from grading.periods import ended_periods, freeze_period, last_day
from hub.db import Database
from hub.people.counting import ZONE, end_of_day
from hub.people.newcomers import Newcomer, add_accounts, add_newcomers, anybody_there
from hub.people.store import person_by_username, units_all

_SEED = 2026
_PERIODS = 3
_LEFT_TO_LEARNER = "k2-b3"  # the one lesson the demonstration's learner has yet to take
# How likely a person of a unit has finished by now: units that are done, on their way, slow, not begun.
_PACES = ((1.0, 0.12), (0.75, 0.43), (0.4, 0.3), (0.06, 0.15))


@dataclass(frozen=True)
class _Sheets:
    """The graded sheets of one lesson."""

    passing: tuple[GradedSheet, ...]
    failing: tuple[GradedSheet, ...]


@dataclass
class _Story:
    """Everything handed in so far; random from one generator, so that each installation is the same."""

    rng: random.Random
    sheets: Mapping[str, _Sheets]
    lessons: tuple[str, ...]
    now: datetime
    told: list[PastSubmission] = field(default_factory=list)

    def hand_in(self, person_id: int, sheet: GradedSheet, day: datetime, after: datetime) -> datetime:
        """Hand in `sheet` at some office hour around `day`, later than `after`; return when."""
        at = max(self._office_hour(max(day, after)), after + timedelta(minutes=self.rng.randint(15, 90)))
        self.told.append(
            PastSubmission(self._id(), self._id(), person_id, sheet, at, at + timedelta(seconds=1))
        )
        return at

    def learn(self, person_id: int, lessons: Sequence[str], finish: datetime, begin: datetime) -> None:
        """Pass `lessons` between `begin` and about `finish`, some at the second attempt."""
        day = max(begin, finish - timedelta(days=self.rng.uniform(1, 4) * (len(lessons) - 1)))
        step = max(timedelta(0), finish - day) / max(1, len(lessons) - 1)
        done = begin
        for lesson in lessons:
            sheets = self.sheets[lesson]
            if self.rng.random() < 0.25:
                tried = self.rng.choice(sheets.failing)
                done = self.hand_in(person_id, tried, day - timedelta(days=1), done)
            done = self.hand_in(person_id, self.rng.choice(sheets.passing), day, done)
            day += step

    def person(self, person_id: int, pace: float, begin: datetime) -> None:
        """Tell the history of somebody there since `begin`; `pace` (0-1) is how likely they are done."""
        rng = self.rng
        # Later finishers are more, so that each period shows more than the one before.
        finish = begin + (self.now - begin) * rng.betavariate(2.2, 1.6)
        if rng.random() < pace:
            self.learn(person_id, self.lessons, finish, begin)
        elif rng.random() < 0.55:
            self.learn(
                person_id, self.lessons[: rng.randint(1, max(1, len(self.lessons) - 1))], finish, begin
            )
        elif rng.random() < 0.35:
            self.hand_in(person_id, rng.choice(self.sheets[self.lessons[0]].failing), finish, begin)

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _office_hour(self, day: datetime) -> datetime:
        local = min(day, self.now - timedelta(days=2)).astimezone(ZONE)
        while local.weekday() > 4:
            local -= timedelta(days=1)
        hour = self.rng.choice((7, 8, 9, 10, 13, 14, 15, 16))
        moment = time(hour, self.rng.randrange(60), self.rng.randrange(60))
        return datetime.combine(local.date(), moment, ZONE)


async def load_demo(
    db: Database,
    grader: Grader,
    hash_password: Callable[[str], str],
    now: datetime,
    say: Callable[[str], None],
    *,
    accounts: tuple[DemoAccount, ...] = DEMO_ACCOUNTS,
    cutoff_day: int = 14,
    gradebook_url: str | None = None,
) -> tuple[DemoAccount, ...]:
    """Load people, history and frozen periods into an empty roster; return those of `accounts` to try.

    Does nothing where anybody is on the roster already, and then returns the accounts only if the
    demonstration's people are there and may sign in. Units and lessons are in the database before. With
    `gradebook_url` nbgrader's gradebook shows the history too. One transaction: all of it or nothing.
    """
    async with db.begin() as conn:
        if await anybody_there(conn):
            known = [await person_by_username(conn, account.username) for account in accounts]
            return accounts if all(person is not None and person.active for person in known) else ()
        say("Nạp danh sách dùng thử: khoảng 400 người giả định")
        rng = random.Random(_SEED)  # noqa: S311 - the same people everywhere is what is wanted
        names = ended_periods(now, cutoff_day, count=_PERIODS)
        ends = [last_day(name, cutoff_day) for name in names]
        begin = ends[0] - timedelta(days=60)
        begin -= timedelta(days=begin.weekday())
        newcomers = invented_people(
            rng, await units_all(conn), since=begin, late=ends[1], moves=(ends[0], ends[-1])
        )
        ids = await add_newcomers(conn, newcomers, _morning(begin))
        by_name = dict(zip((one.username for one in newcomers), ids, strict=True))
        hashes = {by_name[one.username]: hash_password(one.password) for one in accounts}
        await add_accounts(conn, hashes, now, must_change=False)
        say("Chấm bài của danh sách dùng thử bằng nbgrader")
        story = await _history(conn, grader, rng, newcomers, ids, now)
        await record_history(conn, story)
        await _log_answers(conn, rng, [past for past in story if past.person_id == by_name[LEARNER.username]])
        for name, end in zip(names, ends, strict=True):
            await freeze_period(conn, name, end_of_day(end) + timedelta(minutes=10), cutoff_day=cutoff_day)
        if gradebook_url is not None:
            usernames = dict(zip(ids, (one.username for one in newcomers), strict=True))
            await asyncio.to_thread(project_history, gradebook_url, grader, _standings(story, usernames))
    return accounts


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7), ZONE)


async def _history(
    conn: AsyncConnection,
    grader: Grader,
    rng: random.Random,
    newcomers: Sequence[Newcomer],
    ids: Sequence[int],
    now: datetime,
) -> list[PastSubmission]:
    """Return what everybody handed in until `now`."""
    wanted = tuple(dict.fromkeys(x for target in load_targets().targets for x in target.lessons))
    current = await current_lessons(conn)
    sheets = {name: await _sheets(grader, rng, current[name]) for name in wanted}
    story = _Story(rng, sheets, wanted, now)
    paces: dict[str, float] = {}
    for person_id, one in zip(ids, newcomers, strict=True):
        since, unit = one.belonged[0]
        if unit not in paces:
            paces[unit] = rng.choices([p for p, _ in _PACES], [weight for _, weight in _PACES])[0]
        if one.username == LEARNER.username:
            done = [lesson for lesson in wanted if lesson != _LEFT_TO_LEARNER]
            story.learn(person_id, done, now - timedelta(days=6), _morning(since))
        elif one.role == "trainer":
            story.person(person_id, 1.0, _morning(since))
        else:
            story.person(person_id, paces[unit] * (1.0 if one.counted else 0.3), _morning(since))
    return story.told


async def _sheets(grader: Grader, rng: random.Random, lesson: Lesson) -> _Sheets:
    """Have nbgrader mark a few sets of answers to the lesson."""
    graded = []
    for answers in answer_variants(rng, lesson):
        marked = await asyncio.to_thread(grader.grade, lesson, LEARNER.username, answers)
        graded.append(graded_sheet(lesson, answers, marked.marks))
    return _Sheets(
        tuple(sheet for sheet in graded if sheet.outcome.passed),
        tuple(sheet for sheet in graded if not sheet.outcome.passed),
    )


async def _log_answers(conn: AsyncConnection, rng: random.Random, history: Sequence[PastSubmission]) -> None:
    """Write the answers into the log too, so that the lesson's page shows them."""
    sent = [
        SentAnswer(
            id=UUID(int=rng.getrandbits(128), version=4),
            person_id=past.person_id,
            lesson=past.sheet.lesson.id,
            version=past.sheet.lesson.version,
            question=question,
            value=value,
            received_at=past.submitted_at - timedelta(minutes=2),
        )
        for past in sorted(history, key=lambda past: past.submitted_at)
        for question, value in past.sheet.answers.items()
    ]
    for became in await record_answers(conn, sent):
        if isinstance(became, AnswerConflict):
            raise became


def _standings(history: Sequence[PastSubmission], usernames: Mapping[int, str]) -> list[Standing]:
    """Return each person's attempt that counts: a pass beats any fail, then the higher, then the earlier."""
    best: dict[tuple[int, str], PastSubmission] = {}
    for past in sorted(history, key=lambda past: past.submitted_at):
        known = best.get((past.person_id, past.sheet.lesson.id))
        if known is None or _rank(past) > _rank(known):
            best[past.person_id, past.sheet.lesson.id] = past
    return [Standing(usernames[past.person_id], past.sheet, past.submitted_at) for past in best.values()]


def _rank(past: PastSubmission) -> tuple[bool, float]:
    return past.sheet.outcome.passed, past.sheet.outcome.auto_score
