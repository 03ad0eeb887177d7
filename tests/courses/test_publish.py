"""A start publishes what passes on its day; a lesson that no longer passes goes on as it was published."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from courses.checks import check_content
from courses.errors import ContentError
from courses.publish import publish_content
from courses.versions import current, current_lessons, published
from deploy.prepare import not_published
from deploy.start import refusal_of
from hub.db import Database
from tests.courses.lesson_samples import LESSON, changed
from tests.english import english_words

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 2, 21, 8, 0, tzinfo=UTC)
IN_FORCE, EXPIRED = date(2026, 2, 21), date(2026, 11, 21)  # luat-bvbmnn-2018 ended on 1 March 2026


def write(content: Path, lesson: str, source: str) -> None:
    (content / "k2" / f"{lesson}.md").write_text(source.replace("id: k2-b9", f"id: {lesson}"), "utf-8")


@pytest.fixture
def expiring(content: Path) -> Path:
    """Return content whose lesson k2-b9 cites a law that has an end; k2-b8 cites none such."""
    write(content, "k2-b9", changed(("luat-117-2025-qh15", "luat-bvbmnn-2018")))
    return content


async def test_an_expired_law_keeps_the_published_version_and_every_other_lesson(
    database: Database, expiring: Path
) -> None:
    async with database.begin() as conn:
        first = await publish_content(conn, NOW, on=IN_FORCE, folder=expiring)
    assert first.problems == ()
    assert [lesson.id for lesson in first.lessons] == ["k2-b9", "k2-b8"]
    # Both are edited; only the one whose law still holds comes out new.
    write(expiring, "k2-b9", changed(("luat-117-2025-qh15", "luat-bvbmnn-2018"), ("Luật nào?", "Luật gì?")))
    write(expiring, "k2-b8", changed(("Luật nào?", "Luật gì?")))
    async with database.begin() as conn:
        again = await publish_content(conn, NOW, on=EXPIRED, folder=expiring)
        serving = await current_lessons(conn)
        assert await published(conn, "k2-b9", first.lessons[0].version) == first.lessons[0]
    assert again.lessons[0] == first.lessons[0]
    assert again.lessons[1].version != first.lessons[1].version
    assert serving == {lesson.id: lesson for lesson in again.lessons}
    assert [problem.path for problem in again.problems] == ["k2/k2-b9.md"] * len(again.problems)
    assert not check_content(expiring, EXPIRED).ok, "the author is refused as before"


async def test_a_lesson_that_never_passed_is_left_out(database: Database, expiring: Path) -> None:
    async with database.begin() as conn:
        made = await publish_content(conn, NOW, on=EXPIRED, folder=expiring)
        assert [lesson.id for lesson in made.lessons] == ["k2-b8"]
        assert (await current(conn, "k2-b8")).id == "k2-b8"
        assert list(await current_lessons(conn)) == ["k2-b8"]


async def test_a_lesson_without_its_image_is_not_published(database: Database, content: Path) -> None:
    write(content, "k2-b9", LESSON.replace("### Hỏi ai", "![Sơ đồ](khong-co.png)\n\n### Hỏi ai", 1))
    async with database.begin() as conn:
        made = await publish_content(conn, NOW, on=IN_FORCE, folder=content)
    assert [lesson.id for lesson in made.lessons] == ["k2-b8"]
    assert "khong-co.png" in str(made.problems[0])


async def test_what_the_operator_is_told(database: Database, expiring: Path) -> None:
    async with database.begin() as conn:
        made = await publish_content(conn, NOW, on=EXPIRED, folder=expiring)
    told = not_published(made.problems)
    assert told.count("k2/k2-b9.md") == 1
    assert "mattran courses check" in told
    assert english_words(told, allowed=("mattran", "courses", "check", "md")) == []


async def test_a_broken_catalogue_is_a_sentence_with_every_line(database: Database, content: Path) -> None:
    (content / "courses.yml").write_text("- id: k2\n", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        async with database.begin() as conn:
            await publish_content(conn, NOW, on=IN_FORCE, folder=content)
    told = refusal_of(refused.value, content)
    assert told.message.startswith("Danh mục khóa học hoặc bài học bị lỗi")
    assert english_words(told.message, allowed=("mattran", "courses", "check")) == []
    assert told.details
    assert all(line.startswith("courses.yml:") for line in told.details)
