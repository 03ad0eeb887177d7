"""Who sees what, row by row: page, files, list of the missing and API, for each role and unit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from grading.periods import freeze_period
from hub.db import Database
from hub.people.newcomers import Newcomer, add_newcomers
from tests.completion.portal import PREFIX, make_portal
from tests.room_hub import RoomHub

DAY = date(2026, 9, 1)
OWN, OTHER = "19333", "19441"  # Phường Đông Hà, Xã Hướng Phùng

PEOPLE = [
    Newcomer("tinh", "Nguyễn Văn Mẫu", ((DAY, "T-VP"),), "Phó Chánh Văn phòng", role="province_admin"),
    Newcomer("giang-vien", "Trần Thị Thử", ((DAY, "T-BAN"),), role="trainer"),
    Newcomer("xa", "Lê Thị Ví Dụ", ((DAY, OWN),), "Phó Chủ tịch", full_time=True, role="commune_admin"),
    Newcomer("can-bo", "Hồ Văn Giả Định", ((DAY, OWN),), "Công chức", full_time=True),
    Newcomer("ai-do", "Phạm Thị Thử Nghiệm", ((DAY, OWN),), "Công chức", full_time=True),
    Newcomer("xa-khac", "Kăn Thử", ((DAY, OTHER),), "=1+1", full_time=True),
]
EVERY, NOTHING = 86, 0

# role: (rows on page, files and API; may list the missing of the own unit; of another unit)
TABLE = {
    "tinh": (EVERY, 200, 200),
    "giang-vien": (EVERY, 403, 403),
    "xa": (1, 200, 403),
    "can-bo": (NOTHING, 403, 403),
}


class Client(httpx.AsyncClient):
    """A client for several people: `token_of` gives the token of each."""

    token_of: Callable[[str], str]


@pytest.fixture
async def client(
    platform: Database, database_url: str, tmp_path: Path, room_hub: RoomHub
) -> AsyncIterator[Client]:
    """A client of the portal."""
    async with platform.begin() as conn:
        await add_newcomers(conn, PEOPLE, datetime(2026, 9, 1, tzinfo=UTC))
        await freeze_period(conn, "2026-10", datetime(2026, 10, 20, tzinfo=UTC), cutoff_day=14)
    app = make_portal(database_url, room_hub, tmp_path)
    async with (
        app.router.lifespan_context(app),
        Client(transport=httpx.ASGITransport(app), base_url="http://thu") as client,
    ):
        client.token_of = room_hub.token
        yield client


async def get(client: Client, who: str, path: str) -> httpx.Response:
    """Ask as a browser does, for pages in HTML."""
    accept = "application/json" if path.startswith("api/") else "text/html"
    headers = {"Authorization": f"token {client.token_of(who)}", "Accept": accept}
    return await client.get(PREFIX + path, headers=headers)


@pytest.mark.parametrize("who", TABLE)
async def test_each_role_sees_what_its_row_says(client: Client, who: str) -> None:
    rows, own, other = TABLE[who]
    for query in ("target=T1", "target=T2&period=2026-10"):
        page = await get(client, who, f"completion?{query}")
        files = [await get(client, who, f"completion.{suffix}?{query}") for suffix in ("csv", "xlsx")]
        assert {answer.status_code for answer in (page, *files)} == {200 if rows else 403}
        if rows:
            assert page.text.count('<th scope="row">') == (rows + 1 if rows > 1 else 1)  # and "Cộng"
            assert len(files[0].content.decode("utf-8-sig").splitlines()) == rows + 2  # heading, total
            assert ("Hướng Phùng" in page.text) is (rows == EVERY)
    answer = await get(client, who, "api/v1/completion?target=T1&by=unit")
    assert answer.status_code == (200 if rows else 403)
    if rows:
        assert len(answer.json()["rows"]) == rows
    else:
        assert answer.json()["error"]["code"] == "forbidden"
    for unit, status in ((OWN, own), (OTHER, other)):
        for path in ("", "/missing.xlsx", "/missing.csv"):
            answer = await get(client, who, f"completion/T1/{unit}{path}")
            assert answer.status_code == status, (unit, path)
            if status == 403:
                assert "Phạm Thị" not in answer.text
                assert "Kăn" not in answer.text


async def test_nobody_signed_in_sees_nothing(client: Client) -> None:
    for path in ("completion", "completion.csv", f"completion/T1/{OWN}"):
        answer = await client.get(PREFIX + path, headers={"Accept": "text/html"})
        assert answer.status_code == 302
        assert "/hub/api/oauth2/authorize" in answer.headers["location"]
    answer = await client.get(PREFIX + "api/v1/completion?target=T1")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_signed_in"


async def test_the_menu_names_the_page_for_those_who_may_open_it(client: Client) -> None:
    for who, (rows, _, _) in TABLE.items():
        answer = await get(client, who, "completion")
        assert (f'href="{PREFIX}completion"' in answer.text) is bool(rows), who


async def test_the_api_answers_as_agreed(client: Client) -> None:
    answer = await get(client, "xa", "api/v1/completion?target=T2&by=unit")
    body = answer.json()
    assert set(body) == {"target", "rule", "rows", "total"}
    assert body["target"] == "T2"
    assert body["rule"].startswith("Quy tắc của nền tảng (Đề án không nêu điểm đạt, số giờ)")
    figure = {"numerator": 0, "denominator": 3, "share": 0.0}
    assert body["rows"] == [{"unit": {"code": OWN, "name": "Phường Đông Hà"}, **figure}]
    assert body["total"] == figure
    answer = await get(client, "tinh", "api/v1/completion?target=T2")
    empty = next(row for row in answer.json()["rows"] if row["unit"]["name"] == "Đặc khu Cồn Cỏ")
    assert (empty["denominator"], empty["share"]) == (0, None)


API_REFUSALS = {
    "target=T9": (404, "unknown_target"),
    "target=T1&by=person": (400, "unknown_grouping"),
    "by=unit": (422, "invalid_request"),
    "target=" + "T" * 101: (422, "invalid_request"),
}
PAGE_REFUSALS = {
    "completion?target=T9": 404,
    "completion?target=%3Cscript%3E": 404,
    "completion?period=2026-09": 404,
    "completion?period=%00": 404,
    "completion?q=" + "a" * 101: 422,
    "completion/T9/19333": 404,
    "completion/T1/99999": 404,
    "completion/T1/%00": 404,
    "completion/T1/19333/missing.exe": 422,
    "completion.pdf": 422,
}


async def test_what_does_not_exist_is_refused_with_a_sentence(client: Client) -> None:
    for query, expected in API_REFUSALS.items():
        answer = await get(client, "tinh", f"api/v1/completion?{query}")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == expected
        assert error["message"].endswith(".")
        assert set(error) == {"code", "message", "reference", "details"}
    for path, status in PAGE_REFUSALS.items():
        answer = await get(client, "tinh", path)
        assert answer.status_code == status, path
        assert 'lang="vi"' in answer.text
        assert "<script>" not in answer.text
