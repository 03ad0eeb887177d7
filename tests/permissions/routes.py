"""Every route of the portal and the gateway, and whom it lets in: one table, row by row.

A row has six cells: nobody (not signed in), a cadre, a trainer, the administrator of the unit that is asked
about, the administrator of ANOTHER unit, and a province administrator. A cell says

    ok   let in: the answer has the row's status
    in   sent to the sign-in, or 401
    no   403
    -    404: what is asked for is hidden from this person

A write is sent as far as it can be without changing anything that matters: a decision without its note, a
form without what it needs. It is refused by its content (422, 409) only after the right was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

PORTAL, GATEWAY = "/services/portal/", "/services/ai/"
ROLES = ("nobody", "cadre", "trainer", "own", "other", "province")

PUBLIC = "ok ok ok ok ok ok"
SIGNED_IN = "in ok ok ok ok ok"
FIGURES = "in no ok ok ok ok"  # see_completion
ADMINISTERS = "in no no ok ok ok"  # some unit: one's own
OF_THE_UNIT = "in no no ok no ok"  # this unit
REVIEWS = "in no ok no no ok"
PROVINCE = "in no no no no ok"
HERS = "in no no ok - -"  # what the unit's administrator uploaded: nobody else's
PROPOSED = "in - ok - - ok"  # another person's proposal: reviewers only
SUBMITTED = "in - ok - - ok"  # another person's submission

Names = Mapping[str, Any]
Body = Callable[[Names], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One kind of request. `at` says where the route is asked when its own parameters do not say enough."""

    method: str
    route: str  # as the application names it, without its prefix
    status: int  # of whom it lets in
    cells: str
    at: str = ""
    body: Body | None = None
    prefix: str = PORTAL
    spare: bool = False  # ends the sender's sessions: sent by somebody else of the same role

    @property
    def name(self) -> str:
        """What the row is called in a list of tests."""
        return f"{self.method} {self.prefix}{self.at or self.route}"

    @property
    def expected(self) -> dict[str, str]:
        """The cells by role."""
        return dict(zip(ROLES, self.cells.split(), strict=True))

    @property
    def writes(self) -> bool:
        """Whether the request may change something."""
        return self.method not in {"GET", "HEAD"}

    @property
    def in_api(self) -> bool:
        """Whether programs ask here: an error is JSON, and nobody is sent to a page."""
        return self.prefix == GATEWAY or self.route.startswith("api/")

    def path(self, names: Names) -> str:
        """Return the address asked for, from the first slash."""
        return self.prefix + (self.at or self.route).format(**names)


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Return method and path of every route of an application, from its own list."""
    return {
        (method, context.path or "")
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
    }


def _json(**fields: Any) -> Body:
    return lambda names: {"json": fields}


def _form(**fields: Any) -> Body:
    return lambda names: {"data": fields}


def _masked(names: Names) -> dict[str, Any]:
    return {"json": {"version": names["proposed_version"], "inputs": {"muc_1": "Họp thôn sáng thứ hai."}}}


def _proposed(**fields: Any) -> Body:
    return lambda names: {"json": {"version": names["proposed_version"], **fields}}


def _used(**fields: Any) -> Body:
    return lambda names: {"json": {"version": names["version"], **fields}}


def _answer(names: Names) -> dict[str, Any]:
    of_lesson = {"lesson": names["lesson_id"], "version": names["lesson_version"]}
    return {"json": {"id": str(uuid4()), **of_lesson, "question": "q1", "value": names["answer"]}}


def _submission(names: Names) -> dict[str, Any]:
    version = names["lesson_version"]
    return {"json": {"lesson": names["lesson_id"], "version": version, "key": str(uuid4())}}


def _outdated(names: Names) -> dict[str, Any]:
    return {"data": {"shown": [f"{names['prompt_id']}@999"], "note": "Đã đọc."}}


def _file(name: str) -> Body:
    return lambda names: {"files": {"file": (name, b"x", "text/plain")}}


def _forgotten(names: Names) -> dict[str, Any]:
    return {
        "data": {"form_token": names["form_token"], "username": "khong-co-ai", "code": "1", "new": "ngan"}
    }


_WORD = {"markdown": "# Biên bản\n\nNội dung.", "profile": "bien-ban"}
_UNREAD = "prompts/{proposed}/versions/{proposed_version}/decision"
_DECISION = "prompts/{prompt_id}/versions/{version}/decision"
_CHAT = {"model": "nhanh", "messages": [{"role": "user", "content": "Viết một câu chào."}], "max_tokens": 20}

_PUBLIC = [
    Row("GET", "health", 200, PUBLIC),
    Row("GET", "api/v1/openapi.json", 200, PUBLIC),
    Row("HEAD", "api/v1/openapi.json", 200, PUBLIC),
    Row("GET", "static/{name}", 200, PUBLIC),
    Row("GET", "sw.js", 200, PUBLIC),
    Row("GET", "manifest.webmanifest", 200, PUBLIC),
    Row("GET", "oauth_callback", 400, PUBLIC),
    Row("GET", "forgot", 200, PUBLIC),
    Row("POST", "forgot", 400, PUBLIC, body=_forgotten),
]
_LEARNING = [
    Row("GET", "", 200, SIGNED_IN),
    Row("GET", "lessons/{lesson_id}", 200, SIGNED_IN),
    Row("GET", "api/v1/me", 200, SIGNED_IN),
    Row("GET", "api/v1/session", 200, SIGNED_IN),
    Row("GET", "api/v1/courses", 200, SIGNED_IN),
    Row("GET", "api/v1/lessons/{lesson_id}", 200, SIGNED_IN),
    Row("POST", "api/v1/answers", 201, SIGNED_IN, body=_answer),
    Row("POST", "api/v1/submissions", 202, SIGNED_IN, body=_submission),
    Row("GET", "api/v1/submissions/{submission_id}", 200, SUBMITTED),
    Row(
        "GET",
        "api/v1/submissions/{submission_id}",
        200,
        SUBMITTED,
        at="api/v1/submissions/{submission_id}?wait=1",
    ),
]
_OWN_PASSWORD = [
    Row("GET", "password", 200, SIGNED_IN),
    Row("POST", "password", 400, SIGNED_IN, body=_form(current="x", new="mat-khau-moi-7", repeat="y")),
    Row("GET", "password/done", 200, SIGNED_IN),
    Row("POST", "password/sessions", 303, SIGNED_IN, spare=True),
]
_COMPLETION = [
    Row("GET", "api/v1/completion", 200, FIGURES, at="api/v1/completion?target=T1&by=unit"),
    Row("GET", "completion", 200, FIGURES),
    Row("GET", "completion", 200, FIGURES, at="completion?q=dong+ha"),
    Row("GET", "completion.{suffix}", 200, FIGURES),
    Row("GET", "completion/{target_id}/{unit_code}", 200, OF_THE_UNIT),
    Row("GET", "completion/{target_id}/{unit_code}/missing.{suffix}", 200, OF_THE_UNIT),
]
_PEOPLE = [
    Row("GET", "people", 200, ADMINISTERS),
    Row("GET", "people", 200, ADMINISTERS, at="people?q=nguyen+van+mau"),
    Row("GET", "people", 200, OF_THE_UNIT, at="people?unit={unit_code}"),
    Row("POST", "people/{person_id}/reset-code", 200, OF_THE_UNIT),
    Row("POST", "people/{person_id}/reset-code", 200, PROVINCE, at="people/{superior_id}/reset-code"),
    Row("GET", "roster", 200, ADMINISTERS),
    Row("POST", "roster", 422, ADMINISTERS),
    Row("GET", "roster/{upload_id}", 200, HERS),
    Row("GET", "roster/{upload_id}", 200, HERS, at="roster/{done_id}"),
    Row("GET", "roster/{upload_id}/errors.xlsx", 200, HERS),
    Row("GET", "roster/{upload_id}/sheets.docx", 200, HERS, at="roster/{done_id}/sheets.docx"),
    Row("POST", "roster/{upload_id}/apply", 303, HERS, body=_form(digest="0" * 64)),
    Row("POST", "roster/{upload_id}/delete", 303, HERS),
]
_PROMPTS = [
    Row("GET", "prompts", 200, SIGNED_IN),
    Row("GET", "prompts/{prompt_id}", 200, SIGNED_IN),
    Row("GET", "prompts/{prompt_id}", 200, PROPOSED, at="prompts/{proposed}?version={proposed_version}"),
    Row("GET", "prompts/{prompt_id}/form", 200, SIGNED_IN),
    Row("GET", "prompts/{prompt_id}/versions", 200, SIGNED_IN),
    Row("GET", "prompts/{prompt_id}/versions", 200, PROPOSED, at="prompts/{proposed}/versions"),
    Row("POST", "prompts/{prompt_id}/favourite", 303, SIGNED_IN, body=_form(on="1")),
    Row("PUT", "api/v1/prompts/{prompt_id}/favourite", 204, SIGNED_IN, body=_json(on=False)),
    Row("PUT", "api/v1/prompts/{prompt_id}/rating", 204, SIGNED_IN, body=_used(stars=4)),
    Row(
        "PUT",
        "api/v1/prompts/{prompt_id}/rating",
        204,
        PROPOSED,
        "api/v1/prompts/{proposed}/rating",
        _proposed(stars=4),
    ),
    Row("POST", "api/v1/prompts/{prompt_id}/uses", 204, SIGNED_IN, body=_used(kind="copy")),
    Row(
        "POST",
        "api/v1/prompts/{prompt_id}/uses",
        204,
        PROPOSED,
        "api/v1/prompts/{proposed}/uses",
        _proposed(kind="copy"),
    ),
    Row("POST", "api/v1/prompts/{prompt_id}/masked", 422, SIGNED_IN, body=_used(inputs={})),
    Row(
        "POST",
        "api/v1/prompts/{prompt_id}/masked",
        200,
        PROPOSED,
        "api/v1/prompts/{proposed}/masked",
        _masked,
    ),
    Row("POST", "api/v1/markdown", 200, SIGNED_IN, body=_json(markdown="**Chào**")),
    Row("POST", "api/v1/word", 200, SIGNED_IN, body=_json(**_WORD)),
    Row(
        "POST",
        "api/v1/word",
        200,
        PROPOSED,
        body=lambda names: {
            "json": {**_WORD, "prompt": names["proposed"], "version": names["proposed_version"]}
        },
    ),
    Row("GET", "proposals", 200, SIGNED_IN),
    Row("GET", "proposals/new", 200, SIGNED_IN),
    Row("POST", "proposals/new", 422, SIGNED_IN, body=_form(title="")),
    Row("GET", "prompts/{prompt_id}/propose", 200, SIGNED_IN),
    Row("POST", "prompts/{prompt_id}/propose", 422, SIGNED_IN, body=_form(title="")),
]
_REVIEW = [
    Row("GET", "prompt-review", 200, REVIEWS),
    Row("POST", "prompt-review/groups/{group}", 409, PROVINCE, body=_outdated),
    Row("POST", _DECISION, 422, REVIEWS, _UNREAD, _form(decision="recommend", note="")),
    Row("POST", _DECISION, 422, REVIEWS, _UNREAD, _form(decision="return", note="")),
    Row("POST", _DECISION, 422, PROVINCE, _UNREAD, _form(decision="approve", note="")),
    Row("POST", _DECISION, 409, PROVINCE, _UNREAD, _form(decision="retire", note="")),
    Row("POST", _DECISION, 409, PROVINCE, _UNREAD, _form(decision="restore", note="")),
    Row("POST", _DECISION, 422, PROVINCE, "", _form(decision="retire", note="")),
    Row("GET", "prompt-exchange/prompts.{kind}", 200, REVIEWS),
    Row("POST", "prompt-exchange", 422, REVIEWS, body=_file("thu.txt")),
]
_AI = [
    Row("GET", "assistant", 200, SIGNED_IN),
    Row("GET", "ai/accounts", 200, ADMINISTERS, at="ai/accounts?unit={unit_code}"),
    Row("GET", "ai/accounts", 200, ADMINISTERS, at="ai/accounts?q=nguyen+van+mau"),
    Row("POST", "ai/accounts/{person_id}/grant", 422, PROVINCE, body=_form(reason="")),
    Row("POST", "ai/accounts/{person_id}/revoke", 422, PROVINCE, body=_form(reason="")),
    Row("GET", "ai/limits", 200, ADMINISTERS, at="ai/limits?unit={unit_code}"),
    Row("POST", "ai/limits/units/{code}", 422, PROVINCE, body=_form(tokens="nhiều")),
    Row("POST", "ai/limits/people/{person_id}", 422, PROVINCE, body=_form(tokens="nhiều")),
    Row("GET", "ai/models", 200, PROVINCE),
    Row("POST", "ai/models", 422, PROVINCE, body=_form(model="mo-phong", decision="la")),
    Row("GET", "ai/usage", 200, ADMINISTERS),
    Row("GET", "ai/usage.csv", 200, ADMINISTERS),
]
_GATEWAY = [
    Row("GET", "health", 200, PUBLIC, prefix=GATEWAY),
    Row("GET", "oauth_callback", 400, PUBLIC, prefix=GATEWAY),
    Row("GET", "login", 303, SIGNED_IN, prefix=GATEWAY),
    Row("GET", "v1/models", 200, SIGNED_IN, prefix=GATEWAY),
    Row("POST", "v1/chat/completions", 200, SIGNED_IN, body=_json(**_CHAT), prefix=GATEWAY),
    Row("POST", "v1/guard", 200, SIGNED_IN, body=_json(texts=["Chào"]), prefix=GATEWAY),
    Row("GET", "api/v1/me", 200, SIGNED_IN, prefix=GATEWAY),
    Row("PUT", "api/v1/me/settings", 200, SIGNED_IN, body=_json(), prefix=GATEWAY),
]
TABLE = [
    *_PUBLIC,
    *_LEARNING,
    *_OWN_PASSWORD,
    *_COMPLETION,
    *_PEOPLE,
    *_PROMPTS,
    *_REVIEW,
    *_AI,
    *_GATEWAY,
]
