"""Versions on a real PostgreSQL: what was published is read for ever, the last one is current."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.exc import IntegrityError

import courses.versions
from courses.errors import UnknownLesson, UnknownVersion, VersionCollision
from courses.tables import lesson_versions, publications
from courses.versions import Published, current, current_lessons, publish_lessons, published, published_in
from hub.db import Database
from tests.courses.lesson_samples import LESSON, changed, read

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FIRST = read(LESSON)
SECOND = read(changed(("Luật nào?", "Luật nào đang điều chỉnh?")))
OTHER = read(changed(("id: k2-b9", "id: k2-b8")), name="k2-b8")


@pytest.fixture(autouse=True)
def nothing_read_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test as a process that has read no lesson."""
    monkeypatch.setattr(courses.versions, "_READ", courses.versions._ReadLessons(size=256))


async def test_a_published_lesson_reads_back_whole(database: Database) -> None:
    async with database.begin() as conn:
        assert await publish_lessons(conn, [FIRST, OTHER], NOW) == [
            Published("k2-b9", FIRST.version, new=True),
            Published("k2-b8", OTHER.version, new=True),
        ]
    async with database.begin() as conn:
        assert await current(conn, "k2-b9") == FIRST
        assert await published(conn, "k2-b8", OTHER.version) == OTHER
        assert await current_lessons(conn) == {"k2-b8": OTHER, "k2-b9": FIRST}
        row = (await conn.execute(select(lesson_versions).where(lesson_versions.c.lesson == "k2-b9"))).one()
    assert (row.version, row.sha256, row.title) == (FIRST.version, FIRST.sha256, "Bài mẫu")
    assert row.source == LESSON
    assert row.published_at == NOW


async def test_publishing_again_changes_nothing(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST], NOW)
        assert await publish_lessons(conn, [FIRST], NOW + timedelta(days=1)) == []
        assert (await conn.execute(select(func.count()).select_from(publications))).scalar_one() == 1


async def test_a_changed_lesson_becomes_current_and_the_old_one_stays(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST], NOW)
        assert await publish_lessons(conn, [SECOND], NOW) == [Published("k2-b9", SECOND.version, new=True)]
        assert (await current(conn, "k2-b9")).version == SECOND.version
        assert (await current_lessons(conn))["k2-b9"].version == SECOND.version
        assert await published(conn, "k2-b9", FIRST.version) == FIRST


async def test_a_version_read_before_needs_no_connection(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST, OTHER], NOW)
    taken: list[object] = []
    event.listen(database.engine.sync_engine, "checkout", lambda *call: taken.append(call))
    for _ in range(3):
        assert await published_in(database, "k2-b9", FIRST.version) == FIRST
        assert await published_in(database, "k2-b8", OTHER.version) == OTHER
    assert len(taken) == 2
    with pytest.raises(UnknownVersion):
        await published_in(database, "k2-b9", OTHER.version)


async def test_an_old_source_published_again_is_current_again(database: Database) -> None:
    async with database.begin() as conn:
        for lesson in (FIRST, SECOND):
            await publish_lessons(conn, [lesson], NOW)
        assert await publish_lessons(conn, [FIRST], NOW) == [Published("k2-b9", FIRST.version, new=False)]
        assert await current(conn, "k2-b9") == FIRST


async def test_what_was_never_published_is_unknown(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST], NOW)
        with pytest.raises(UnknownVersion) as version:
            await published(conn, "k2-b9", SECOND.version)
        with pytest.raises(UnknownLesson) as lesson:
            await current(conn, "k2-b1")
    assert (version.value.code, version.value.status) == ("unknown_version", 404)
    assert version.value.message == (
        "Phiên bản này của bài học chưa từng được phát hành. Mời đồng chí tải lại trang bài học rồi làm tiếp."
    )
    assert (lesson.value.code, lesson.value.status) == ("unknown_lesson", 404)
    assert lesson.value.message == (
        "Không có bài học này. Mời đồng chí về trang học và chọn một bài trong danh sách."
    )


@pytest.mark.parametrize("forged", ["", "\x00", "K2-B9", "k2-b9\n", "a" * 5000, "k2-b9' --", "\ud800"])
async def test_a_forged_id_or_version_is_unknown_too(database: Database, forged: str) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST], NOW)
        with pytest.raises(UnknownLesson):
            await current(conn, forged)
        with pytest.raises(UnknownVersion):
            await published(conn, forged, FIRST.version)
        with pytest.raises(UnknownVersion):
            await published(conn, "k2-b9", forged)
        assert await current(conn, "k2-b9") == FIRST  # the transaction is still usable


async def test_a_version_of_one_lesson_is_not_one_of_another(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST, OTHER], NOW)
        with pytest.raises(UnknownVersion):
            await published(conn, "k2-b9", OTHER.version)


async def test_what_is_rolled_back_was_never_published(database: Database) -> None:
    async with database.engine.connect() as conn:
        await publish_lessons(conn, [FIRST], NOW)
        assert await current(conn, "k2-b9") == FIRST  # read, and remembered
        await conn.rollback()
    async with database.begin() as conn:
        with pytest.raises(UnknownVersion):
            await published(conn, "k2-b9", FIRST.version)


async def test_a_stored_version_is_read_though_today_it_would_be_refused(database: Database) -> None:
    source = changed(("luat-117-2025-qh15", "luat-bvbmnn-2018"), ("AT-2", "AT-9"), ("### H", "##### H"))
    old = read(source, strict=False)
    async with database.begin() as conn:
        await publish_lessons(conn, [old], NOW)
        lesson = await published(conn, "k2-b9", old.version)
    assert lesson == old
    assert len(lesson.questions) == 2


async def test_two_sources_that_share_a_version_are_refused(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST], NOW)
        forged = FIRST.version + "0" * 56
        await conn.execute(update(lesson_versions).values(sha256=forged))
        with pytest.raises(VersionCollision, match=f"k2-b9: version {FIRST.version} belongs to another"):
            await publish_lessons(conn, [FIRST], NOW)


async def test_a_version_is_kept_from_deletion_and_named_by_its_hash(database: Database) -> None:
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST], NOW)
    async with database.engine.connect() as conn:
        with pytest.raises(IntegrityError, match="foreign key"):
            await conn.execute(lesson_versions.delete())
    row = {"lesson": "x", "version": "00000000", "sha256": "1" * 64, "source": "", "title": ""}
    async with database.engine.connect() as conn:
        with pytest.raises(IntegrityError, match="ck_lesson_versions_version"):
            await conn.execute(insert(lesson_versions).values(**row, published_at=NOW))


async def test_two_processes_publishing_at_once_publish_once(database: Database) -> None:
    async def publish() -> list[Published]:
        async with database.begin() as conn:
            return await publish_lessons(conn, [FIRST, OTHER], NOW)

    found = await asyncio.gather(*(publish() for _ in range(6)))
    assert sorted(len(done) for done in found) == [0, 0, 0, 0, 0, 2]
    async with database.begin() as conn:
        assert (await conn.execute(select(func.count()).select_from(publications))).scalar_one() == 2


async def test_a_source_is_read_once_and_the_longest_unused_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses.versions, "_READ", courses.versions._ReadLessons(size=2))
    async with database.begin() as conn:
        await publish_lessons(conn, [FIRST, OTHER], NOW)
        await publish_lessons(conn, [SECOND], NOW)
        first = await published(conn, "k2-b9", FIRST.version)
        second = await published(conn, "k2-b9", SECOND.version)
        assert await published(conn, "k2-b9", FIRST.version) is first
        await published(conn, "k2-b8", OTHER.version)  # pushes out the second
        assert await published(conn, "k2-b9", FIRST.version) is first
        again = await published(conn, "k2-b9", SECOND.version)
    assert again == second
    assert again is not second
