"""People of every role on a running platform, what there is to ask for, and requests as each sends them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.acceptance.world import DONG_HA, KHE_SANH, LESSON, row_counts
from tests.answers import lessons, right_answers
from tests.browsing import browser_client, give_password, invented_name
from tests.permissions.routes import GATEWAY, PORTAL, Row
from tests.stack import Stack, wait_until

PROMPT = "a01-tin-bai-fanpage"
# Role in the table -> role on the roster, and in which unit. What is asked about is of Đông Hà.
MEMBERS = {
    "cadre": ("cadre", DONG_HA),
    "trainer": ("trainer", KHE_SANH),
    "own": ("commune_admin", DONG_HA),
    "other": ("commune_admin", KHE_SANH),
    "province": ("province_admin", KHE_SANH),
}
UNIT_NAME = "Phường Đông Hà"
_FORM_TOKEN = re.compile(r'name="form_token"\s+value="([^"]+)"')
_DIGEST = re.compile(r'name="digest" value="([^"]+)"')
_PROPOSAL = {
    "title": "Câu lệnh thử quyền",
    "description": "Viết một tin ngắn từ sự việc được ghi lại.",
    "task": "1",
    "ask_1": "Sự việc",
    "example_1": "Sáng 12/11/2026, thôn Mẫu họp dân bàn việc làm đường.",
    "instructions": "Viết một tin ngắn, rõ việc, rõ ngày.",
    "sample_answer": "Sự việc: sáng 12/11/2026, thôn Mẫu họp dân, bàn việc làm đường liên thôn và thống nhất "
    "cách góp công, góp của để hoàn thành trước Tết.",
    "note": "Để thử quyền.",
}


@dataclass
class Member:
    """A signed-in person: one client for the portal and the gateway, and the CSRF token of each."""

    username: str
    client: httpx.Client
    csrf: dict[str, str] = field(default_factory=dict)


class Cast:
    """Everybody and everything that the table speaks of, in throw-away installations."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._name = f"quyen{uuid4().hex[:6]}"
        self.nobody = httpx.Client(timeout=60, trust_env=False)
        self.members = {who: self.member(who, *place) for who, place in MEMBERS.items()}
        self.subject = self.member("hoi", "cadre", DONG_HA)
        self.names: dict[str, Any] = {
            "lesson_id": LESSON,
            "lesson_version": lessons()[LESSON].version,
            "answer": right_answers(LESSON)["q1"],
            "prompt_id": PROMPT,
            "version": 1,
            "group": "A",
            "kind": "csv",
            "suffix": "csv",
            "target_id": "T1",
            "unit_code": DONG_HA,
            "code": DONG_HA,
            "person": self.subject.username,
            "person_id": self.id_of(self.subject.username),
            "superior_id": self.id_of(self.add("tren", "trainer", DONG_HA)),
            "name": self._static_name(),
            "form_token": self._form_token(),
        }
        self.names["proposed"], self.names["proposed_version"] = self._propose()
        self.names["submission_id"] = self._submit()
        self.names["done_id"] = self._import_somebody()

    def close(self) -> None:
        """Wait for the gradings that were asked for, and close every connection."""
        wait_until(lambda: row_counts(self.stack)["jobs"] == 0, "every job is done", 120)
        for member in [*self.members.values(), self.subject]:
            member.client.close()
        self.nobody.close()

    # -- people ------------------------------------------------------------------------------------

    def add(self, kind: str, role: str, unit: str) -> str:
        """Add somebody with this role who can sign in; return the username."""
        username = self.stack.add_people(1, prefix=f"{self._name}-{kind}", unit=unit, role=role)[0]
        give_password(self.stack, username)
        return username

    def id_of(self, username: str) -> int:
        """Return somebody's number."""
        return int(str(self.stack.sql("SELECT id FROM hub.people WHERE username = %s", username)[0][0]))

    def member(self, kind: str, role: str, unit: str) -> Member:
        """Add somebody who may use AI and sign them in to the portal and the gateway."""
        username = self.add(kind, role, unit)
        person = self.id_of(username)
        self.stack.sql(
            "INSERT INTO prompt_library.grants (person_id, reason, granted_by, granted_at)"
            " VALUES (%s, 'thử quyền', %s, now())",
            person,
            person,
        )
        self.stack.sql(
            "INSERT INTO prompt_library.licences (person_id, granted_at, reason)"
            " VALUES (%s, now(), 'thử quyền')",
            person,
        )
        return self.signed_in(username)

    def signed_in(self, username: str) -> Member:
        """Sign somebody in to the portal and the gateway, which may refuse a one-time password there."""
        member = Member(username, browser_client(self.stack, username))
        member.csrf[PORTAL] = member.client.headers.pop("X-CSRF-Token")
        member.client.get(f"{self.stack.url}{GATEWAY}login", follow_redirects=True)
        me = member.client.get(f"{self.stack.url}{GATEWAY}api/v1/me")
        assert me.status_code in {200, 403}, me.text
        member.csrf[GATEWAY] = me.json().get("csrf_token", "")
        return member

    def spare(self, who: str) -> Member:
        """Return somebody new of this role, for a request that ends one's own sessions."""
        return self.member(f"{who}-{uuid4().hex[:4]}", *MEMBERS[who])

    # -- things to ask for ---------------------------------------------------------------------------

    def _static_name(self) -> str:
        page = self.nobody.get(f"{self.stack.portal}forgot").text
        found = re.search(rf'{PORTAL}static/(mattran\.[^"]+\.css)"', page)
        assert found, page
        return found[1]

    def _form_token(self) -> str:
        """Return the token of the public form, whose cookie `nobody` holds from here on."""
        found = _FORM_TOKEN.search(self.nobody.get(f"{self.stack.portal}forgot").text)
        assert found
        return html.unescape(found[1])

    def _propose(self) -> tuple[str, int]:
        """Propose a prompt as the subject; return its id and version."""
        form = _PROPOSAL | {"csrf_token": self.subject.csrf[PORTAL]}
        sent = self.subject.client.post(f"{self.stack.portal}proposals/new", data=form)
        assert sent.status_code == 303, sent.text
        found = self.stack.sql(
            "SELECT prompt, version FROM prompt_library.prompt_versions WHERE created_by = %s",
            self.id_of(self.subject.username),
        )
        return str(found[0][0]), int(str(found[0][1]))

    def _submit(self) -> str:
        """Submit a lesson as the subject and wait for the mark; return the submission's id."""
        client = self.stack.api(self.stack.token(self.subject.username))
        with client:
            body = {"lesson": LESSON, "version": lessons()[LESSON].version, "key": str(uuid4())}
            submission = str(client.post("submissions", json=body).raise_for_status().json()["id"])
            wait_until(
                lambda: client.get(f"submissions/{submission}?wait=20").json()["status"] == "graded",
                "the mark",
                120,
            )
        return submission

    def upload(self) -> str:
        """Upload a list of one new person of Đông Hà as the unit's administrator; return the upload's id."""
        own = self.members["own"]
        rows = f"Họ và tên,Đơn vị,Chức vụ\n{invented_name()},{UNIT_NAME},Công chức\n"
        sent = own.client.post(
            f"{self.stack.portal}roster",
            data={"csrf_token": own.csrf[PORTAL]},
            files={"file": ("danh-sach.csv", rows.encode(), "text/csv")},
        )
        assert sent.status_code == 303, sent.text
        return sent.headers["location"].rpartition("/")[2]

    def _settled(self, upload: str) -> httpx.Response:
        """Return the upload's page once nothing is on its way."""
        client, address = self.members["own"].client, f"{self.stack.portal}roster/{upload}"

        def page() -> httpx.Response | None:
            answer = client.get(address, headers={"Accept": "text/html"})
            return None if "refresh" in answer.headers else answer

        found = wait_until(page, "the roster is read or written", 60)
        assert isinstance(found, httpx.Response)
        return found

    def _import_somebody(self) -> str:
        """Import a list of one new person as the unit's administrator; return the upload's id."""
        upload, own = self.upload(), self.members["own"]
        digest = _DIGEST.search(self._settled(upload).text)
        assert digest
        form = {"csrf_token": own.csrf[PORTAL], "digest": digest[1]}
        sent = own.client.post(f"{self.stack.portal}roster/{upload}/apply", data=form)
        assert sent.status_code == 303, sent.text
        assert "sheets.docx" in self._settled(upload).text
        return upload

    # -- asking --------------------------------------------------------------------------------------

    def send(self, row: Row, member: Member | None, *, csrf: str | None = None) -> httpx.Response:
        """Send the row's request as a browser of `member` (None: nobody) does; `csrf` instead of its own."""
        names = self.names
        if "{upload_id}" in (row.at or row.route):
            names = names | {"upload_id": self.upload() if member else "0" * 32}
        more = row.body(names) if row.body else {}
        headers = {"Accept": "application/json" if row.in_api else "text/html"}
        if row.writes:
            headers["X-CSRF-Token"] = csrf if csrf is not None else member.csrf[row.prefix] if member else ""
        client = member.client if member else self.nobody
        if row.route == "forgot" and row.writes:
            client = self.nobody  # the form's own cookie is this browser's
        return client.request(row.method, f"{self.stack.url}{row.path(names)}", headers=headers, **more)
