"""No key, explanation, checker's word or critical flag leaves the server before the attempt is graded.

Every lesson is published with marks in its secrets, which are then searched for in the page, every
answer of the API, the browser's caches and stores, the release notebook and the learner's files. What
cannot carry a mark (a key, a flag) is tested by a twin of the lesson that differs in those alone: all
that a learner gets of the two must be the same.
"""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import nbformat
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from courses.learner_files import write_release
from courses.lesson import Lesson
from courses.notebook import build_source_notebook
from courses.reading import public_blocks
from grading.nbgrader_pipeline import release_notebook
from hub.jupyterhub.learner.lessons import place_lessons
from hub.jupyterhub.learner.view import RELEASE
from tests.acceptance.marked import MARK, marked, twin
from tests.acceptance.publishing import publish, real_lessons_afterwards
from tests.answers import lessons, right_answer
from tests.browsing import browser_client, give_password, sign_in, window
from tests.notebook.conftest import _may_isolate
from tests.notebook.learner_server import LearnerServer
from tests.stack import Stack, wait_until

LESSONS = list(lessons().values())
MARKED = {lesson.id: marked(lesson)[0] for lesson in LESSONS}
MARKS = frozenset().union(*(marked(lesson)[1] for lesson in LESSONS))
TWINS = {lesson.id: twin(lesson) for lesson in LESSONS}
# Names of fields that hold secrets, as JSON or an attribute would spell them.
FIELDS = re.compile(
    r"""["'\s](critical|key|answer_key|explanation|explanation_html|required|forbidden|sample)["']?\s*[:=]\s*["'\[{tf]"""
)

# Everything this browser keeps for our address.
KEPT_JS = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept[`cache ${name} ${request.url}`] = await (await cache.match(request)).text();
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const db = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => {
        const all = db.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => done(all.result);
      });
      kept[`database ${name} ${store}`] = JSON.stringify(rows);
    }
    db.close();
  }
  kept.localStorage = JSON.stringify(localStorage);
  kept.sessionStorage = JSON.stringify(sessionStorage);
  return kept;
}"""


def test_there_is_something_to_find() -> None:
    assert len(LESSONS) == 5
    for lesson in LESSONS:
        source = MARKED[lesson.id].source
        assert {mark for mark in MARKS if mark in source} == set(MARK.findall(source)) != set()
        assert source.count("giaithich") == len(lesson.questions)
    for leak in ('{"critical":true', '"key": "b"', '"required":[["a"]]', ' sample: "x"'):
        assert FIELDS.search(leak), leak
    assert {kind for kind in ("giaithich", "mau", "can", "cam") if any(m.endswith(kind) for m in MARKS)} == {
        "giaithich",
        "mau",
        "can",
        "cam",
    }


def _found(places: dict[str, str]) -> dict[str, list[str]]:
    """Return the marks that stand in each place, places without any left out."""
    return {where: sorted(set(hits)) for where, text in places.items() if (hits := MARK.findall(text))}


# -- the release notebook and the learner's files -----------------------------------------------------


def _texts_below(folder: Path) -> dict[str, str]:
    return {str(p): p.read_bytes().decode("utf-8", "replace") for p in folder.rglob("*") if p.is_file()}


def test_the_release_notebook_holds_no_secret() -> None:
    released = {name: release_notebook(build_source_notebook(lesson)) for name, lesson in MARKED.items()}
    assert _found({name: nbformat.writes(notebook) for name, notebook in released.items()}) == {}
    control = {name: nbformat.writes(build_source_notebook(lesson)) for name, lesson in MARKED.items()}
    assert set(_found(control)) == {
        name for name, x in MARKED.items() if any(q.type == "short_text" for q in x.questions)
    }


def test_the_learners_files_hold_no_secret(tmp_path: Path) -> None:
    home = tmp_path / "nguoi-hoc"
    home.mkdir()
    write_release(tmp_path / "release", MARKED.values(), release_notebook)
    assert len(place_lessons(tmp_path / "release", home)) == len(MARKED)
    texts = _texts_below(tmp_path)
    assert len(texts) == 2 * len(MARKED)
    assert _found(texts) == {}


@pytest.mark.stack
@pytest.mark.timeout(600)
def test_a_learners_practice_room_holds_no_secret(stack: Stack) -> None:
    """Starts a learner's server on the marked lessons, and looks at all that came into its folder."""
    if not _may_isolate():
        pytest.skip("rooms need root and the right to make mount namespaces")
    name = stack.add_people(1, prefix=f"p{uuid4().hex[:6]}")[0]
    release = stack.settings.data / RELEASE
    with real_lessons_afterwards(stack), LearnerServer(stack, name) as server:
        publish(stack, list(MARKED.values()))
        write_release(release, MARKED.values(), release_notebook)
        try:
            server.start()
            for lesson in MARKED.values():  # opened as JupyterLab opens it
                opened = server.http.get(f"api/contents/bai-hoc/{lesson.id}.ipynb").raise_for_status().json()
                assert opened["content"]["metadata"]["mattran"]["version"] == lesson.version
                assert MARK.findall(json.dumps(opened)) == []
            server.stop()
        finally:
            write_release(release, LESSONS, release_notebook)
    texts = _texts_below(stack.settings.data / "learners" / name)
    assert len([path for path in texts if path.endswith(".ipynb")]) >= len(MARKED)
    assert _found(texts) == {}


def _comparable(file: Path, lesson: Lesson) -> dict[str, Any]:
    """Return a notebook without its version, and without the checksum of the one cell that names it."""
    notebook: dict[str, Any] = json.loads(file.read_text().replace(lesson.version, "VERSION"))
    setup = next(cell for cell in notebook["cells"] if cell["id"] == "setup")
    del setup["metadata"]["nbgrader"]["checksum"]
    return notebook


def test_files_of_a_lesson_with_other_keys_are_the_same(tmp_path: Path) -> None:
    for folder, chosen in (("mot", LESSONS), ("hai", list(TWINS.values()))):
        write_release(tmp_path / folder, chosen, release_notebook)
    for lesson in LESSONS:
        other = TWINS[lesson.id]
        pairs = list(zip(lesson.questions, other.questions, strict=True))
        assert sum(a.answer_key() != b.answer_key() for a, b in pairs) > len(pairs) / 3
        assert all(a.critical != b.critical for a, b in pairs if a.type != "short_text")
        assert _comparable(tmp_path / "mot" / f"{lesson.id}.ipynb", lesson) == _comparable(
            tmp_path / "hai" / f"{lesson.id}.ipynb", other
        )


# -- what is shown does not tell the key ---------------------------------------------------------------


def test_the_order_of_what_is_shown_does_not_tell_the_key() -> None:
    for lesson in LESSONS:
        assert public_blocks(lesson) == public_blocks(TWINS[lesson.id])
        for question in lesson.questions:
            public: Any = question.public()
            key: Any = question.solution()["key"]
            if question.type == "order":
                shown = [item["id"] for item in public["items"]]
                kept = sum(key.index(b) == key.index(a) + 1 for a, b in pairwise(shown))
                assert 2 * kept < len(shown), (lesson.id, question.id)
            elif question.type == "match":
                lefts = [side["id"] for side in public["left"]]
                rights = [side["id"] for side in public["right"]]
                straight = sum(key[a] == b for a, b in zip(lefts, rights, strict=False))
                assert 2 * straight <= len(lefts), (lesson.id, question.id)
            elif question.type == "classify":
                groups = [key[item["id"]] for item in public["items"]]
                assert groups != sorted(groups), (lesson.id, question.id)


def test_no_habit_of_the_authors_tells_the_key() -> None:
    every = [q for lesson in LESSONS for q in lesson.questions]
    letters = [q.key for q in every if q.type == "single"]
    assert len(letters) >= 15
    assert max(letters.count(letter) for letter in "abcd") <= len(letters) / 2
    longest = [
        len(q.options[q.key]) == max(map(len, q.options.values())) for q in every if q.type == "single"
    ]
    assert sum(longest) <= len(longest) / 2, "the longest option is right too often"
    assert all(len(q.key) < len(q.options) for q in every if q.type == "multiple"), (
        "“tick all” is never right"
    )


# -- the running platform ------------------------------------------------------------------------------


@contextmanager
def nobody_grades(stack: Stack) -> Iterator[None]:
    """Stop the worker where it stands; what is submitted stays queued."""
    worker = stack.processes()["worker"]
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


class Visit:
    """One learner at one browser; what the server sends to its pages is kept as text."""

    def __init__(self, stack: Stack, page: Page) -> None:
        self.stack, self.page = stack, page
        self.sent: dict[str, str] = {}
        self._asked: list[Request] = []
        page.on("requestfinished", self._listen)

    def _listen(self, request: Request) -> None:
        if "/api/v1/" in request.url:
            self._asked.append(request)

    def open(self, path: str) -> None:
        """Open a page; keep it as sent, as its scripts left it, and what they asked the API for."""
        address = f"{self.stack.portal}{path}"
        self._asked.clear()
        self.page.goto(address)
        if "lessons/" in path:
            expect(self.page.locator("#submit-card")).to_be_visible()
        self.sent[f"{len(self.sent)} sent {address}"] = self.page.request.get(address).text()
        self.sent[f"{len(self.sent)} shown {address}"] = self.page.content()
        for request in self._asked:
            if request.headers.get("referer", self.page.url) != self.page.url:
                continue  # of the page before, ended only now: the browser no longer has its body
            answer = request.response()
            assert answer is not None
            self.sent[f"{len(self.sent)} asked {request.url}"] = answer.text()


def _api_answers(client: httpx.Client, lesson: Lesson, submission_key: str) -> dict[str, str]:
    """Use every call of the API as a learner may; return all that came back."""
    said: dict[str, str] = {}

    def keep(answer: httpx.Response) -> httpx.Response:
        assert answer.status_code < 500, answer.text
        said[f"{len(said)} {answer.request.method} {answer.url}"] = answer.text + repr(answer.headers)
        return answer

    for path in ("me", "courses", "openapi.json", f"lessons/{lesson.id}", "completion?target=T1&by=unit"):
        keep(client.get(path))
    for question in lesson.questions:
        body = {"id": str(uuid4()), "lesson": lesson.id, "version": lesson.version, "question": question.id}
        keep(client.post("answers", json=body | {"value": {"sai": "hẳn"}}))
        value = "Tôi tự viết." if question.type == "short_text" else right_answer(question)
        saved = keep(client.post("answers", json=body | {"id": str(uuid4()), "value": value}))
        assert saved.status_code == 201
    body = {"lesson": lesson.id, "version": lesson.version}
    receipt = keep(client.post("submissions", json=body | {"key": submission_key})).json()
    assert receipt["status"] == "queued"
    waiting = keep(client.get(f"submissions/{receipt['id']}?wait=0.2")).json()
    assert waiting["status"] == "queued"
    assert "questions" not in waiting
    keep(client.get(f"lessons/{lesson.id}"))
    keep(client.get("courses"))
    return said


def wait_for_mark(client: httpx.Client, submission: str) -> None:
    def graded() -> bool:
        return bool(client.get(f"submissions/{submission}?wait=20").json()["status"] == "graded")

    wait_until(graded, "the mark", 120)


@pytest.mark.stack
@pytest.mark.browser
@pytest.mark.timeout(600)
def test_nothing_a_learner_gets_before_the_mark_holds_a_secret(stack: Stack, browser: Browser) -> None:
    name = stack.add_people(1, prefix=f"k{uuid4().hex[:6]}")[0]
    give_password(stack, name)
    with ExitStack() as cleanup:
        cleanup.enter_context(real_lessons_afterwards(stack))
        publish(stack, list(MARKED.values()))
        client = cleanup.enter_context(stack.api(stack.token(name)))
        page = window(browser).new_page()
        cleanup.callback(page.context.close)
        visit = Visit(stack, page)
        sign_in(page, stack, name)
        keys = {lesson: str(uuid4()) for lesson in MARKED}
        with nobody_grades(stack):
            visit.open("")
            for lesson in MARKED.values():
                visit.open(f"lessons/{lesson.id}")
                visit.sent |= _api_answers(client, lesson, keys[lesson.id])
                visit.open(f"lessons/{lesson.id}")
            page.evaluate("navigator.serviceWorker.ready.then(() => null)")
            wait_until(
                lambda: set(MARKED) <= set(re.findall("lessons/(k2-b.)", " ".join(page.evaluate(KEPT_JS)))),
                "every lesson is in the service worker's cache",
            )
            kept = page.evaluate(KEPT_JS)
            visit.open("")
        assert {where.split()[0] for where in kept} >= {"cache", "database"}
        assert len([where for where in visit.sent if " shown " in where]) == 2 + 2 * len(MARKED)
        assert _found(visit.sent) == {}
        assert _found(kept) == {}
        told = {where: text for where, text in (visit.sent | kept).items() if "lessons/" in where}
        assert {where: FIELDS.findall(text) for where, text in told.items() if FIELDS.search(text)} == {}

        # Once graded the explanation and the sample come, the checker's words never.
        for lesson in MARKED.values():
            body = {"lesson": lesson.id, "version": lesson.version, "key": keys[lesson.id]}
            submission = client.post("submissions", json=body).json()["id"]
            wait_for_mark(client, submission)
            shown = set(MARK.findall(client.get(f"submissions/{submission}").text))
            explained = {
                mark for mark in MARKS if mark in lesson.source and not mark.endswith(("can", "cam"))
            }
            assert shown == explained


_CHANGING = re.compile(
    r'"rendered_at":"[^"]+"|name="csrf-token"\s+content="[^"]+"|name="csrf_token"\s+value="[^"]+"'
)


@pytest.mark.stack
def test_a_lesson_with_other_keys_looks_the_same(stack: Stack) -> None:
    name = stack.add_people(1, prefix=f"t{uuid4().hex[:6]}")[0]
    give_password(stack, name)
    with real_lessons_afterwards(stack):
        publish(stack, list(TWINS.values()))
        with closing(browser_client(stack, name)) as client:
            for lesson in LESSONS:
                other = TWINS[lesson.id]
                both: list[list[Any]] = []
                for one in (lesson, other):
                    page = client.get(
                        f"{stack.portal}lessons/{one.id}?version={one.version}",
                        headers={"Accept": "text/html"},
                    )
                    api = client.get(f"lessons/{one.id}?version={one.version}").raise_for_status().json()
                    assert one.version in page.text
                    text = _CHANGING.sub("", page.text).replace(one.version, "V")
                    text = re.sub(r'<p class="notice" id="newer">.*?</p>', "", text, flags=re.DOTALL)
                    both.append(
                        [
                            list(filter(str.strip, text.splitlines())),
                            json.loads(json.dumps(api).replace(one.version, "V")),
                        ]
                    )
                    both[-1][1].pop("current_version")
                assert both[0] == both[1]
