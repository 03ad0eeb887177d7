"""The demonstration: invented people over every unit, a history of real submissions, the same each time."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from courses.catalogue import load_lessons
from courses.targets import load_targets
from courses.versions import current
from deploy.demo import load_demo
from deploy.demo_people import DEMO_ACCOUNTS
from exercises.answers import latest_answers
from grading.completion import completion_by_unit
from grading.engine import Grader
from grading.history import graded_sheet
from grading.passing import Mark
from grading.periods import frozen_completion, frozen_periods
from grading.submissions import best_by_lesson, marks_of
from grading.tables import marks, passes, submissions
from hub.auth.passwords import PasswordPool
from hub.auth.signin import sign_in
from hub.db import Database
from hub.people.counting import end_of_day
from hub.people.store import person_by_username
from hub.people.tables import memberships, people
from tests.completion.conftest import NOW, LoadedDemo

TARGETS = load_targets().targets
T1 = TARGETS[0]
INVENTED = re.compile(r"(Mẫu|Thử|Ví Dụ|Giả Định|Minh Họa|Thí Dụ|Làm Mẫu|Thử Nghiệm)$")


async def test_about_400_people_whose_names_nobody_has_in_every_unit(demo_database: Database) -> None:
    async with demo_database.begin() as conn:
        rows = (await conn.execute(select(people))).all()
    assert 380 <= len(rows) <= 450
    assert [row.full_name for row in rows if not INVENTED.search(row.full_name)] == []
    assert len({row.unit_code for row in rows}) == 86
    assert any(row.full_name.startswith("Kăn ") for row in rows)
    assert {row.counted for row in rows if "Trưởng ban công tác Mặt trận" in row.position} == {False}
    assert Counter(row.role for row in rows if row.role != "cadre") == {
        "province_admin": 1,
        "trainer": 1,
        "commune_admin": 1,
    }


async def test_every_printed_account_signs_in_at_once(demo: LoadedDemo, demo_database: Database) -> None:
    assert [(account.username, account.role) for account in demo.accounts] == [
        ("quan-tri-tinh", "Quản trị tỉnh"),
        ("giang-vien", "Giảng viên"),
        ("quan-tri-xa", "Quản trị phường Đông Hà"),
        ("hoc-vien", "Học viên phường Đông Hà"),
    ]
    passwords = PasswordPool(memory_mib=8, parallel=1)
    for account in demo.accounts:
        signed_in = await sign_in(
            demo_database,
            passwords,
            username=account.username,
            password=account.password,
            address="127.0.0.1",
            now=NOW,
        )
        assert signed_in is not None
        assert signed_in.username == account.username
    passwords.close()
    assert demo.said[0].startswith("Nạp danh sách dùng thử")


async def test_the_learner_lacks_one_lesson_only(demo_database: Database) -> None:
    async with demo_database.begin() as conn:
        learner = await person_by_username(conn, "hoc-vien")
        admin = await person_by_username(conn, "quan-tri-xa")
        assert learner is not None
        assert admin is not None
        assert learner.unit_code == admin.unit_code == "19333"
        best = await best_by_lesson(conn, person_id=learner.id)
        assert {lesson: found.passed for lesson, found in best.items()} == {
            lesson: True for lesson in T1.lessons if lesson != "k2-b3"
        }
        first = best["k2-b1"]
        logged = await latest_answers(conn, person_id=learner.id, lesson="k2-b1", version=first.version)
        assert set(logged) == {question.id for question in (await current(conn, "k2-b1")).questions}
        unit = await completion_by_unit(conn, T1, now=NOW, units={"19333"})
    assert 0 < unit.total.numerator < unit.total.denominator


async def test_three_frozen_periods_some_late_some_moved(demo_database: Database) -> None:
    async with demo_database.begin() as conn:
        periods = await frozen_periods(conn)
        assert [period.name for period in periods] == ["2026-11", "2026-10", "2026-09"]
        for target in TARGETS:
            frozen = [
                await frozen_completion(conn, target, name) for name in ("2026-09", "2026-10", "2026-11")
            ]
            figures = [found.total for found in frozen]
            figures.append((await completion_by_unit(conn, target, now=NOW)).total)
            shares = [figure.share or 0.0 for figure in figures]
            assert shares == sorted(shares)
            assert 0.05 < shares[0] < shares[1] < shares[2] < 0.9
        assert any(row.share is None for row in (await frozen_completion(conn, TARGETS[1], "2026-11")).rows)
        late = await conn.scalar(
            select(func.count())
            .select_from(passes)
            .where(passes.c.passed_at > end_of_day(periods[0].ends_on))
        )
        assert late
        moves = await conn.execute(
            select(memberships.c.person_id).group_by(memberships.c.person_id).having(func.count() > 1)
        )
        assert len(moves.all()) == 12
        t1 = await frozen_completion(conn, T1, "2026-09")
        now = await completion_by_unit(conn, T1, now=NOW)
        assert [row.denominator for row in t1.rows] != [row.denominator for row in now.rows]


async def test_the_history_is_what_grading_would_have_written(demo_database: Database) -> None:
    lessons = load_lessons()
    async with demo_database.begin() as conn:
        rows = (await conn.execute(select(submissions).order_by(submissions.c.submitted_at))).all()
        assert max(row.submitted_at for row in rows) < NOW
        seen: Counter[tuple[int, str]] = Counter()
        first_pass = {}
        for row in rows:
            seen[row.person_id, row.lesson] += 1
            assert row.attempt == seen[row.person_id, row.lesson]
            assert row.gradings == 1
            lesson = lessons[row.lesson]
            for question_id, value in row.answers.items():
                question = lesson.question(question_id)
                assert question is not None
                assert question.check_value(value) == value
            if row.passed:
                first_pass.setdefault((row.person_id, row.lesson), (row.submitted_at, row.id))
        stored = await conn.execute(select(passes))
        assert {(p.person_id, p.lesson): (p.passed_at, p.submission_id) for p in stored} == first_pass
        assert {True, False} == {row.passed for row in rows}
        questions = sum(len(lessons[row.lesson].questions) for row in rows)
        assert await conn.scalar(select(func.count()).select_from(marks)) == questions


async def test_nbgrader_gives_the_same_marks_again(demo: LoadedDemo, demo_database: Database) -> None:
    grader = Grader(demo.gradebook_url)
    lessons = load_lessons()
    async with demo_database.begin() as conn:
        rows = (await conn.execute(select(submissions).ext(distinct_on(submissions.c.answers)))).all()
        for row in rows:
            lesson = lessons[row.lesson]
            graded = grader.grade(lesson, "ai-do", row.answers)
            assert {mark.question: mark for mark in graded.marks} == await marks_of(conn, row.id)
            outcome = graded_sheet(lesson, row.answers, graded.marks).outcome
            assert (outcome.score, outcome.passed) == (row.score, row.passed)
    assert 15 <= len(rows) <= 40  # many sets of answers, but few
    grader.close()


async def test_the_gradebook_holds_the_attempt_that_counts(demo: LoadedDemo, demo_database: Database) -> None:
    async with demo_database.begin() as conn:
        ids = {row.id: row.username for row in await conn.execute(select(people))}
        expected = {}
        for person_id, username in ids.items():
            for lesson, best in (await best_by_lesson(conn, person_id=person_id)).items():
                expected[username, f"{lesson}-{best.version}"] = (best.submitted_at, best.score)
    query = """
        SELECT s.student_id, a.name, s.timestamp, sum(g.auto_score),
               count(*) FILTER (WHERE g.needs_manual_grade)
        FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id
        JOIN submitted_notebook n ON n.assignment_id = s.id JOIN grade g ON g.notebook_id = n.id
        GROUP BY 1, 2, 3
    """
    with psycopg.connect(demo.gradebook_url) as book:
        found = {(row[0], row[1]): row[2:] for row in book.execute(query)}
        comments = book.execute("SELECT count(*) FROM comment WHERE auto_comment IS NOT NULL").fetchone()
    assert found.keys() == expected.keys()
    for name, (at, score) in expected.items():
        assert found[name] == (at.replace(tzinfo=None), pytest.approx(score), 0)
    assert comments == (0,)


async def test_a_second_load_changes_nothing(demo: LoadedDemo, demo_database: Database) -> None:
    grader = Grader(demo.gradebook_url)
    said: list[str] = []

    async def count() -> tuple[int | None, ...]:
        async with demo_database.begin() as conn:
            tables = (people, submissions, passes, memberships)
            return tuple([await conn.scalar(select(func.count()).select_from(t)) for t in tables])

    before = await count()
    later = NOW + timedelta(days=40)
    assert (
        await load_demo(demo_database, grader, lambda password: password, later, said.append) == DEMO_ACCOUNTS
    )
    assert await count() == before
    assert said == []
    grader.close()


async def test_a_roster_of_real_people_is_left_alone(platform: Database, demo: LoadedDemo) -> None:
    async with platform.begin() as conn:
        await conn.execute(
            people.insert().values(
                username="mau", full_name="Nguyễn Văn Mẫu", folded_name="nguyen van mau", unit_code="T-VP"
            )
        )
    grader = Grader(demo.gradebook_url)
    assert await load_demo(platform, grader, lambda password: password, NOW, print) == ()
    async with platform.begin() as conn:
        assert await conn.scalar(select(func.count()).select_from(people)) == 1
    grader.close()


async def test_a_load_that_breaks_leaves_nothing(platform: Database, demo: LoadedDemo) -> None:
    grader = Grader(demo.gradebook_url)

    def full_disk(password: str) -> str:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        await load_demo(platform, grader, full_disk, NOW, lambda sentence: None)
    async with platform.begin() as conn:
        assert await conn.scalar(select(func.count()).select_from(people)) == 0
    grader.close()


async def test_the_same_people_come_on_another_day(platform: Database, demo: LoadedDemo) -> None:
    """Also on the day after a cutoff, when the last period is a day old."""
    grader = Grader(demo.gradebook_url)
    now = NOW.replace(month=3, day=15, hour=1)
    await load_demo(platform, grader, lambda password: password, now, lambda sentence: None)
    async with platform.begin() as conn:
        assert [period.name for period in await frozen_periods(conn)] == ["2026-03", "2026-02", "2026-01"]
        names = {row.username: row.full_name for row in await conn.execute(select(people))}
        latest = await conn.scalar(select(func.max(submissions.c.submitted_at)))
        assert latest is not None
        assert latest < now
    with psycopg.connect(demo.url) as other:
        assert dict(other.execute("SELECT username, full_name FROM hub.people").fetchall()) == names
    grader.close()


async def test_marks_that_wait_for_a_trainer_decide_nothing() -> None:
    lesson = load_lessons()["k2-b1"]
    given = [
        Mark(q.id, None if q.type == "short_text" else q.points, q.points, q.type == "short_text")
        for q in lesson.questions
    ]
    outcome = (await asyncio.to_thread(graded_sheet, lesson, {}, given)).outcome
    assert outcome.passed
    assert outcome.pending_manual
