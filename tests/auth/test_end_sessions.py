"""On the running platform: a changed password ends every other session, and the own browser goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from hub.auth.passwords import PasswordPool
from hub.secrets import ensure_secret
from tests.stack import Stack, wait_until

pytestmark = pytest.mark.stack
OLD, NEW = "tre xanh 2026", "Sông Thạch Hãn 75"


class Visitor:
    """A browser without JavaScript on the whole platform: it follows redirects and keeps cookies."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.client = httpx.Client(
            base_url=stack.url,
            follow_redirects=True,
            timeout=30,
            trust_env=False,
            headers={"Accept": "text/html"},
        )

    def open(self, path: str = "password/done") -> httpx.Response:
        """Open a page of the portal."""
        return self.client.get(f"/services/portal/{path}")

    @property
    def signed_in(self) -> bool:
        """Whether the portal knows this browser: else it ends at the sign-in page."""
        return self.open().url.path.startswith("/services/portal/")

    def sign_in(self, username: str, password: str) -> httpx.Response:
        """Sign in by the Hub's form."""
        page = self.open()
        assert page.url.path == "/hub/login", page.url
        fields = {"username": username, "password": password, "_xsrf": _field(page, "_xsrf")}
        return self.client.post(str(page.url), data=fields)

    def send(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Open a page of the portal and send its form."""
        token = _field(self.open(page), "csrf_token")
        return self.client.post(f"/services/portal/{action}", data={"csrf_token": token, **fields})


def _field(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found[1])


@pytest.fixture
def visitors(stack: Stack) -> Iterator[list[Visitor]]:
    """Return three browsers on the running platform."""
    opened = [Visitor(stack) for _ in range(3)]
    yield opened
    for visitor in opened:
        visitor.client.close()


@pytest.fixture(scope="module")
def hashed() -> str:
    """Return the hash of the old password."""
    pool = PasswordPool(memory_mib=8, parallel=1)
    try:
        return pool.hash_now(OLD)
    finally:
        pool.close()


def add_account(stack: Stack, name: str, hashed: str, *, must_change: bool = False) -> str:
    """Add somebody who signs in with the old password."""
    (username,) = stack.add_people(1, prefix=name)
    stack.sql(
        "INSERT INTO hub.accounts (person_id, password_hash, must_change)"
        " SELECT id, %s, %s FROM hub.people WHERE username = %s",
        hashed,
        must_change,
        username,
    )
    return username


def test_first_sign_in(stack: Stack, visitors: list[Visitor], hashed: str) -> None:
    """A one-time password leads to its page, and after the change straight on, without signing in again.

    Somebody else who signed in with the same paper is out, for good.
    """
    mine, thief, _ = visitors
    username = add_account(stack, "lan-dau", hashed, must_change=True)
    for visitor in (mine, thief):
        page = visitor.sign_in(username, OLD)
        assert page.url.path == "/services/portal/password", page.text
        assert "Mật khẩu một lần trên phiếu" in page.text
    done = mine.send("password", "password", current=OLD, new=NEW, repeat=NEW)
    assert done.url.path == "/services/portal/password/done", done.text
    assert "Mọi máy khác đã được đăng xuất" in done.text
    assert mine.signed_in
    assert not thief.signed_in
    assert thief.sign_in(username, OLD).url.path == "/hub/login"


def test_sessions_and_tokens_end(stack: Stack, visitors: list[Visitor], hashed: str) -> None:
    """The Hub's own cookie of another browser is void too, and so is a program's token; others stay."""
    mine, other, somebody = visitors
    username = add_account(stack, "doi-mk", hashed)
    neighbour = add_account(stack, "hang-xom", hashed)
    for visitor, name in ((mine, username), (other, username), (somebody, neighbour)):
        visitor.sign_in(name, OLD)
        assert visitor.signed_in
    program, neighbours = stack.token(username), stack.token(neighbour)
    for token in (program, neighbours):
        with stack.api(token) as api:
            assert api.get("me").status_code == 200
    mine.send("password", "password", current=OLD, new=NEW, repeat=NEW)
    assert mine.signed_in
    assert not other.signed_in
    assert other.client.get("/hub/home").url.path == "/hub/login"  # the cookie gives nothing by itself
    assert mine.client.get("/hub/home").url.path == "/hub/home"
    assert somebody.signed_in
    with stack.api(program) as api:
        assert api.get("me").status_code == 401
    with stack.api(neighbours) as api:
        assert api.get("me").status_code == 200
    # Signing out still signs out after all this.
    mine.client.get("/hub/logout")
    assert not mine.signed_in
    assert mine.sign_in(username, NEW).url.path.startswith("/services/portal/")


def test_signing_every_other_machine_out(stack: Stack, visitors: list[Visitor], hashed: str) -> None:
    """The button does it without a change of password."""
    mine, other, _ = visitors
    username = add_account(stack, "nut-bam", hashed)
    for visitor in (mine, other):
        visitor.sign_in(username, OLD)
    assert other.signed_in
    mine.send("password", "password/sessions")
    assert mine.signed_in
    assert not other.signed_in


def test_a_ticket_is_of_one_browser_and_one_use(stack: Stack, visitors: list[Visitor], hashed: str) -> None:
    """A ticket overheard signs nobody else in, and its owner only once."""
    mine, thief, _ = visitors
    username = add_account(stack, "ve-mot-lan", hashed)
    mine.sign_in(username, OLD)
    session = mine.client.cookies["jupyterhub-session-id"]
    answer = httpx.post(
        f"http://127.0.0.1:{stack.settings.hub_port}/hub/api/mattran/users/{username}/end-sessions",
        json={"resume": session},
        headers={"Authorization": f"token {_operator(stack)}"},
        trust_env=False,
    )
    ticket = answer.json()["ticket"]

    def known(visitor: Visitor) -> bool:  # by the Hub: the portal believes its word for a minute
        return visitor.client.get("/hub/home").url.path == "/hub/home"

    assert not known(mine)
    thief.client.get("/hub/resume", params={"ticket": ticket})
    assert not known(thief)
    mine.client.get("/hub/resume", params={"ticket": ticket})
    assert not known(mine)  # the ticket is used up
    for wrong in ("", "x" * 43):
        mine.client.get("/hub/resume", params={"ticket": wrong})
        assert not known(mine)


def _operator(stack: Stack) -> str:
    return ensure_secret(stack.settings.secrets_dir, "operator")


@pytest.mark.parametrize("kind", ["nobody", "own", "portal"])
def test_only_the_operator_ends_sessions(stack: Stack, hashed: str, kind: str) -> None:
    """Neither a stranger nor a person's token, one's own included, may ask the Hub for it."""
    username = add_account(stack, f"khong-quyen-{kind}", hashed)
    token = {
        "nobody": "0" * 32,
        "own": stack.token(username),
        "portal": ensure_secret(stack.settings.secrets_dir, "portal"),
    }[kind]
    answer = httpx.post(
        f"{stack.url}/hub/api/mattran/users/{username}/end-sessions",
        json={},
        headers={"Authorization": f"token {token}"},
        trust_env=False,
    )
    assert answer.status_code in {403, 404}


def test_failures_are_counted_for_the_real_address(
    stack: Stack, visitors: list[Visitor], hashed: str
) -> None:
    """A visitor who makes up an address for each guess waits all the same."""
    username = add_account(stack, "dia-chi", hashed)
    visitor = visitors[0]
    for number in range(6):
        made_up = f"198.51.100.{number}"
        visitor.client.headers.update({"X-Real-Ip": made_up, "X-Forwarded-For": made_up})
        answer = visitor.sign_in(username, "đoán mò")
    assert answer.status_code == 429
    assert "chờ" in answer.text


def test_forgotten_password(stack: Stack, visitors: list[Visitor], hashed: str) -> None:
    """The whole way: the administrator gives a code, the cadre sets a password, and signs in by it."""
    admin, cadre, old = visitors
    username = add_account(stack, "quen-mk", hashed)
    boss = add_account(stack, "quan-tri-xa", hashed)
    stack.sql("UPDATE hub.people SET role = 'commune_admin' WHERE username = %s", boss)
    ((person_id,),) = stack.sql("SELECT id FROM hub.people WHERE username = %s", username)
    old.sign_in(username, OLD)
    admin.sign_in(boss, OLD)
    page = admin.send("people", f"people/{person_id}/reset-code")
    code = re.search(r">(\d{4} \d{4})<", page.text)
    assert code, page.text
    form = cadre.open("forgot")
    fields = {"form_token": _field(form, "form_token"), "username": username, "code": code[1]}
    done = cadre.client.post(str(form.url), data=fields | {"new": NEW, "repeat": NEW})
    assert "Đã đặt mật khẩu mới" in done.text, done.text
    assert not old.signed_in
    assert cadre.sign_in(username, NEW).url.path.startswith("/services/portal/")


def test_an_open_practice_room_goes_on(stack: Stack, visitors: list[Visitor], hashed: str) -> None:
    """The room's own token stays, so that nobody's notebook breaks; one that only looks like it does not."""
    username = add_account(stack, "dang-thuc-hanh", hashed)
    mine = visitors[0]
    mine.sign_in(username, OLD)
    assert mine.signed_in
    operator = {"Authorization": f"token {_operator(stack)}"}
    base = f"http://127.0.0.1:{stack.settings.hub_port}/hub/api/users/{username}"
    with httpx.Client(headers=operator, timeout=60, trust_env=False) as api:
        assert api.post(f"{base}/server").status_code in {201, 202}
        wait_until(lambda: api.get(base).json()["servers"].get("", {}).get("ready"), "the room is open")
        room = api.get(base).json()["servers"][""]["url"]
        forged = {"note": f"Server at {room}", "scopes": ["inherit"], "expires_in": 600}
        assert api.post(f"{base}/tokens", json=forged).status_code == 201
        before = [token["note"] for token in api.get(f"{base}/tokens").json()["api_tokens"]]
        assert before.count(f"Server at {room}") == 2
        mine.send("password", "password", current=OLD, new=NEW, repeat=NEW)
        after = api.get(f"{base}/tokens").json()["api_tokens"]
        kept = [token for token in after if token["note"] == f"Server at {room}"]
        assert len(kept) == 1
        assert not any(scope.startswith("self") for scope in kept[0]["scopes"])
        assert api.get(base).json()["servers"][""]["ready"]
        api.delete(f"{base}/server")
