"""Each route of the portal and the gateway asks for its right: every role, nobody, no CSRF token."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from deploy.gateway import make_gateway
from deploy.portal import make_portal
from hub.settings import Settings
from tests.acceptance.world import KHE_SANH, row_counts
from tests.permissions.cast import UNIT_NAME, Cast
from tests.permissions.routes import PORTAL, PUBLIC, ROLES, TABLE, Row, routes_of

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

SIGN_IN = "/hub/api/oauth2/authorize?"
_MEANINGS = {403: "no", 404: "-"}


def named(rows: list[Row]) -> list[object]:
    """Return the rows as parameters with their names; two alike are told apart by number."""
    return [pytest.param(row, id=f"{number} {row.name}") for number, row in enumerate(rows, 1)]


def outcome(answer: httpx.Response, row: Row) -> str:
    """Return the cell that the answer means, or its status when it means none."""
    if answer.status_code == 302 and answer.headers["location"].startswith(SIGN_IN):
        return "in"
    if answer.status_code == 401:
        return "in" if row.writes or row.in_api else "401 instead of the sign-in"
    if answer.status_code == row.status:
        return "ok"
    return _MEANINGS.get(answer.status_code, f"{answer.status_code}: {answer.text[:300]}")


def test_the_table_names_every_route(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    there = routes_of(make_portal(settings)) | routes_of(make_gateway(settings))
    assert {(row.method, row.prefix + row.route) for row in TABLE} == there


@pytest.mark.parametrize("row", named(TABLE))
def test_who_is_let_in(cast: Cast, row: Row) -> None:
    seen = {}
    for who in ROLES:
        member = None
        if who != "nobody":
            member = cast.spare(who) if row.spare else cast.members[who]
        answer = cast.send(row, member)
        seen[who] = outcome(answer, row)
        if who in {"cadre", "other"}:
            assert cast.subject.username not in answer.text, f"{who} reads of a colleague"
        if who == "other":
            assert UNIT_NAME not in answer.text, f"{who} reads of another unit"
        if row.spare and member:
            member.client.close()
    assert seen == row.expected


WRITES = [row for row in TABLE if row.writes and row.cells != PUBLIC]
ALLOWED = {row: next(who for who in reversed(ROLES) if row.expected[who] == "ok") for row in WRITES}


@pytest.mark.parametrize("row", named(WRITES))
def test_a_write_by_cookie_needs_the_token_of_this_session(cast: Cast, row: Row) -> None:
    """Whoever may send it is refused without the token, and with a colleague's; nothing is written."""
    member = cast.members[ALLOWED[row]]
    before = row_counts(cast.stack)
    for csrf in ("", cast.subject.csrf[row.prefix]):
        answer = cast.send(row, member, csrf=csrf)
        assert (answer.status_code, "tải lại trang" in answer.text) == (403, True), answer.text
    assert row_counts(cast.stack) == before


def test_the_public_form_is_taken_from_its_own_page_only(cast: Cast) -> None:
    address = f"{cast.stack.portal}forgot"
    for form in ({}, {"form_token": "0" * 32}):
        answer = cast.nobody.post(address, data={"username": "khong-co-ai", **form})
        assert answer.status_code == 403
    with httpx.Client(trust_env=False) as elsewhere:
        answer = elsewhere.post(address, data={"form_token": cast.names["form_token"]})
        assert answer.status_code == 403, "another browser's token"


def behind_the_sign_in() -> list[Row]:
    """Return one row of each route that does not let everybody in."""
    by_route = {(row.method, row.prefix, row.route): row for row in TABLE if row.cells != PUBLIC}
    return list(by_route.values())


def test_who_left_the_roster_is_refused_everywhere(cast: Cast) -> None:
    """A session that is still open is worth nothing, even a province administrator's."""
    gone = cast.member("nghi", "province_admin", KHE_SANH)
    cast.stack.sql("UPDATE hub.people SET active = false WHERE username = %s", gone.username)
    answers = {row.name: cast.send(row, gone).status_code for row in behind_the_sign_in()}
    gone.client.close()
    assert answers == dict.fromkeys(answers, 403)


def test_a_one_time_password_opens_nothing_but_the_page_that_changes_it(cast: Cast) -> None:
    username = cast.add("moi", "province_admin", KHE_SANH)
    cast.stack.sql("UPDATE hub.accounts SET must_change = true WHERE person_id = %s", cast.id_of(username))
    newcomer = cast.signed_in(username)
    wrong = {}
    for row in behind_the_sign_in():
        answer = cast.send(row, newcomer)
        if row.route == "password":
            refused = answer.status_code == row.status
        elif row.in_api:
            refused = answer.status_code == 403 and "password_must_change" in answer.text
        else:
            refused = answer.status_code == 303 and answer.headers["location"] == f"{PORTAL}password"
        if not refused:
            wrong[row.name] = answer.status_code
    newcomer.client.close()
    assert wrong == {}
