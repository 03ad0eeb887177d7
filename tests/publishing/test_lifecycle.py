"""Versions of prompts: what people get, who decides, and that nothing is ever lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.db import Database
from hub.errors import Forbidden
from hub.people.store import Person
from prompt_library.library.load import PROMPTS_DIR, read_prompt
from prompt_library.library.model import Prompt
from prompt_library.publishing.errors import (
    BadProposal,
    NoteMissing,
    NotThatState,
    NotYourOwn,
    UnknownPrompt,
)
from prompt_library.publishing.proposal import Change, NewPrompt, changed, new
from prompt_library.publishing.reactions import (
    Figures,
    favourites,
    figures,
    rate,
    record_use,
    set_favourite,
)
from prompt_library.publishing.review import (
    approve_group,
    decide,
    propose,
    restore,
    retire,
    reviews_of,
)
from prompt_library.publishing.versions import (
    current,
    current_prompts,
    history,
    publish_files,
    stored,
    usable,
)
from tests.auth.people import A_DOI, OFFICE, add_person, add_units

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
NEWS = "a01-tin-bai-fanpage"


@pytest.fixture(scope="module")
def prompts() -> dict[str, Prompt]:
    """Return the prompts of group A: enough to publish, review and retire."""
    return {path.stem: read_prompt(path) for path in sorted((PROMPTS_DIR / "a").glob("*.prompty"))}


@pytest.fixture
async def conn(database: Database, prompts: dict[str, Prompt]) -> AsyncIterator[AsyncConnection]:
    """Give a transaction in which the release's prompts are published."""
    await add_units(database)
    async with database.begin() as conn:
        await publish_files(conn, prompts.values(), NOW)
    async with database.begin() as conn:
        yield conn


@pytest.fixture
async def people(database: Database, conn: AsyncConnection) -> dict[str, Person]:
    return {
        "cadre": await add_person(database, "hoc-vien"),
        "other": await add_person(database, "hoc-vien-2", unit=A_DOI),
        "trainer": await add_person(database, "giang-vien", role="trainer", unit=OFFICE),
        "owner": await add_person(database, "quan-tri", role="province_admin", unit=OFFICE),
    }


def reworded(prompt: Prompt, title: str) -> Prompt:
    return changed(prompt, Change(title, prompt.description, prompt.system, prompt.user))


async def test_files_come_as_waiting_and_only_once(conn: AsyncConnection, prompts: dict[str, Prompt]) -> None:
    found = await current_prompts(conn)
    assert found.keys() == prompts.keys()
    assert {one.state for one in found.values()} == {"waiting"}
    assert not any(one.approved for one in found.values())
    assert await publish_files(conn, prompts.values(), NOW) == 0
    newer = reworded(prompts[NEWS], "Tin, bài bản mới")
    assert await publish_files(conn, [newer], NOW) == 1
    assert (await current(conn, NEWS)).prompt.title == "Tin, bài bản mới"
    assert (await stored(conn, NEWS, 1)).prompt == prompts[NEWS]


async def test_an_approved_version_stays_until_a_newer_one_is_approved(
    conn: AsyncConnection, people: dict[str, Person], prompts: dict[str, Prompt]
) -> None:
    await decide(conn, people["owner"], NEWS, 1, "approve", "Dùng tốt.", NOW)
    await publish_files(conn, [reworded(prompts[NEWS], "Bản của kỳ phát hành sau")], NOW)
    now = await current(conn, NEWS)
    assert (now.version, now.approved) == (1, True)
    await decide(conn, people["owner"], NEWS, 2, "approve", "Bản mới gọn hơn.", NOW)
    assert (await current(conn, NEWS)).version == 2
    with pytest.raises(NotThatState):
        await decide(conn, people["owner"], NEWS, 1, "approve", "Quay lại.", NOW)
    decisions = [(one.version, one.decision) for one in await reviews_of(conn, NEWS)]
    assert decisions == [(2, "approve"), (1, "approve")]


async def test_a_proposal_from_first_word_to_library(
    conn: AsyncConnection, people: dict[str, Person], prompts: dict[str, Prompt]
) -> None:
    mine = reworded(prompts[NEWS], "Tin, bài có thêm ảnh")
    version = await propose(conn, people["cadre"], mine, "Thêm gợi ý ảnh.", NOW)
    assert (await current(conn, NEWS)).version == 1
    assert (await usable(conn, NEWS, version, people["cadre"])).prompt == mine
    assert (await usable(conn, NEWS, version, people["trainer"])).prompt == mine
    with pytest.raises(UnknownPrompt):
        await usable(conn, NEWS, version, people["other"])
    with pytest.raises(Forbidden):
        await decide(conn, people["cadre"], NEWS, version, "approve", "Tự duyệt.", NOW)
    with pytest.raises(Forbidden):
        await decide(conn, people["trainer"], NEWS, version, "approve", "Duyệt hộ.", NOW)
    with pytest.raises(NoteMissing):
        await decide(conn, people["trainer"], NEWS, version, "recommend", "  ", NOW)
    await decide(conn, people["trainer"], NEWS, version, "recommend", "Nên dùng.", NOW)
    await decide(conn, people["owner"], NEWS, version, "approve", "Đồng ý.", NOW)
    assert (await current(conn, NEWS)).prompt.title == "Tin, bài có thêm ảnh"


async def test_a_returned_proposal_and_ones_own(
    conn: AsyncConnection, people: dict[str, Person], prompts: dict[str, Prompt]
) -> None:
    version = await propose(conn, people["cadre"], reworded(prompts[NEWS], "Bản A"), "Thử.", NOW)
    await decide(conn, people["trainer"], NEWS, version, "return", "Thiếu ví dụ.", NOW)
    assert (await stored(conn, NEWS, version)).state == "returned"
    with pytest.raises(NotThatState):
        await decide(conn, people["owner"], NEWS, version, "approve", "Cứ dùng.", NOW)
    own = await propose(conn, people["owner"], reworded(prompts[NEWS], "Bản B"), "Của tôi.", NOW)
    with pytest.raises(NotYourOwn):
        await decide(conn, people["owner"], NEWS, own, "approve", "Tự duyệt.", NOW)


async def test_a_group_is_approved_as_it_was_shown_or_not_at_all(
    conn: AsyncConnection, people: dict[str, Person], prompts: dict[str, Prompt]
) -> None:
    shown = {one.id: 1 for one in prompts.values() if one.group == "A"}
    await publish_files(conn, [reworded(prompts[NEWS], "Đổi giữa chừng")], NOW)
    async with conn.begin_nested() as attempt:
        with pytest.raises(NotThatState):
            await approve_group(conn, people["owner"], "A", shown, "Cả nhóm.", NOW)
        await attempt.rollback()
    assert not any(one.approved for one in (await current_prompts(conn)).values())
    shown[NEWS] = 2
    assert await approve_group(conn, people["owner"], "A", shown, "Cả nhóm.", NOW) == len(shown)
    approved = {one.prompt.id for one in (await current_prompts(conn)).values() if one.approved}
    assert approved == shown.keys()
    with pytest.raises(Forbidden):
        await approve_group(conn, people["trainer"], "B", {}, "Thử.", NOW)


@pytest.mark.parametrize("who", ["cadre", "trainer"])
@pytest.mark.parametrize("prompt_id", [NEWS, "a99-khong-co"])
async def test_retiring_and_restoring_ask_for_the_right_before_they_look(
    conn: AsyncConnection, people: dict[str, Person], who: str, prompt_id: str
) -> None:
    """The refusal does not tell whether there is anything to retire or to bring back."""
    for act in (retire, restore):
        with pytest.raises(Forbidden):
            await act(conn, people[who], prompt_id, "Thử.", NOW)


async def test_retired_is_gone_but_kept_and_comes_back_unapproved(
    conn: AsyncConnection, people: dict[str, Person]
) -> None:
    await decide(conn, people["owner"], NEWS, 1, "approve", "Tốt.", NOW)
    await retire(conn, people["owner"], NEWS, "Không còn dùng.", NOW)
    assert NEWS not in await current_prompts(conn)
    with pytest.raises(UnknownPrompt):
        await current(conn, NEWS)
    assert [one.state for one in await history(conn, NEWS)] == ["retired"]
    await restore(conn, people["owner"], NEWS, "Cần lại.", NOW)
    assert (await current(conn, NEWS)).state == "waiting"


async def test_a_new_prompt_from_the_form(conn: AsyncConnection, people: dict[str, Person]) -> None:
    form = NewPrompt(
        title="Lời chúc mừng năm mới của Mặt trận xã",
        description="Soạn lời chúc ngắn gửi bà con.",
        task=1,
        asks=("Gửi ai", "Kết quả nổi bật năm qua"),
        personal=("Gửi ai",),
        instructions="Đồng chí viết lời chúc 80 đến 120 chữ, ấm áp, không sáo.",
        sample_inputs=("Bà con thôn Tân Tiến", "Xây 3 nhà Đại đoàn kết"),
        sample_answer="Kính chúc bà con thôn Tân Tiến năm mới an khang. Năm qua ta dựng 3 nhà Đại đoàn kết.",
    )
    prompt = new(form, set(await current_prompts(conn)))
    assert prompt.id == "a01-loi-chuc-mung-nam-moi-cua-mat-tran-xa"
    assert (prompt.level, prompt.personal) == (2, ("muc_1",))
    await propose(conn, people["cadre"], prompt, "Tết nào cũng cần.", NOW)
    await decide(conn, people["owner"], prompt.id, 1, "approve", "Tốt.", NOW)
    assert (await current(conn, prompt.id)).prompt.sample is not None
    assert new(form, {prompt.id}).id == f"{prompt.id}-2"


def test_a_bad_form_says_everything_at_once(prompts: dict[str, Prompt]) -> None:
    with pytest.raises(BadProposal) as caught:
        new(NewPrompt(" ", "", 99, ("Mục", "mục"), (), "", (), " "), set())
    assert len(caught.value.details) == 6
    with pytest.raises(BadProposal):
        changed(
            prompts[NEWS], Change("Tin", "Mô tả", "Viết tin.", "{% for x in su_kien %}{{ x }}{% endfor %}")
        )


async def test_favourites_uses_and_ratings(conn: AsyncConnection, people: dict[str, Person]) -> None:
    cadre = people["cadre"].id
    for on in (True, True):
        await set_favourite(conn, cadre, NEWS, on)
    assert await favourites(conn, cadre) == {NEWS}
    await set_favourite(conn, cadre, NEWS, False)
    assert await favourites(conn, cadre) == set()
    await record_use(conn, cadre, NEWS, 1, "run", NOW)
    await record_use(conn, cadre, NEWS, 1, "word", NOW)
    await rate(conn, cadre, NEWS, 1, 2, "Dài.", NOW)
    await rate(conn, cadre, NEWS, 1, 4, "Đỡ hơn.", NOW)
    await rate(conn, people["other"].id, NEWS, 1, 5, "", NOW)
    assert (await figures(conn))[NEWS] == Figures(uses=2, ratings=2, mean_stars=4.5)
    assert await figures(conn, "a02-tom-tat-van-ban-cho-dan") == {}
    assert (await figures(conn, NEWS)).keys() == {NEWS}


async def test_a_version_that_cannot_be_read_any_more_hides_nothing_else(
    conn: AsyncConnection, people: dict[str, Person], prompts: dict[str, Prompt]
) -> None:
    newer = reworded(prompts[NEWS], "Bản của kỳ phát hành sau")
    spoiled = newer.model_copy(update={"source": "kept by an earlier release", "sha256": "0" * 64})
    await publish_files(conn, [spoiled], NOW)
    assert (await current(conn, NEWS)).version == 1
    assert (await current_prompts(conn)).keys() == prompts.keys()
    assert [one.version for one in await history(conn, NEWS)] == [1]
    with pytest.raises(UnknownPrompt):
        await stored(conn, NEWS, 2)
