"""No key, explanation or sample in the page or in what the browser keeps, not even after the mark."""

from __future__ import annotations

import json

import pytest

from tests.courses_pages.learner import Learner
from tests.courses_pages.room import Portal

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

_CACHED_JS = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(request.url + "\\n" + await (await cache.match(request)).text());
    }
  }
  return texts;
}"""


def test_kept_pages_hold_no_results(learner: Learner, portal: Portal) -> None:
    lesson = portal.lessons["k2-b4"]
    learner.open_lesson("k2-b4")
    learner.wait_for_worker()
    learner.answer_rightly("k2-b4", "q8")
    learner.answer("q8", "Tranh do máy vẽ.")
    learner.submit()
    learner.expect_result("Đạt")
    learner.open_lesson("k2-b4")
    learner.expect_result("Đạt")
    served = learner.context.request.get(learner.url + "lessons/k2-b4").text()
    kept: list[str] = learner.page.evaluate(_CACHED_JS)
    assert any("lessons/k2-b4\n" in text for text in kept)
    assert not any("/api/" in text.splitlines()[0] for text in kept)
    secrets = []
    for question in lesson.questions:
        solution = question.solution()
        secrets.append(str(solution["explanation_html"])[3:60])
        if solution["sample"]:
            secrets.append(str(solution["sample"])[:60])
    for text in [served, *kept]:
        for secret in secrets:
            assert secret not in text
        if "<html" in text:
            for word in ('"key"', "critical", "explanation", "forbidden", "required", "sample"):
                assert word not in text, text.splitlines()[0]


def test_the_page_names_no_critical_question(learner: Learner, portal: Portal) -> None:
    learner.open_lesson("k2-b2")
    shown = learner.page.evaluate(
        "[...document.querySelectorAll('mt-question')].map((node) => node.question)"
    )
    for question in shown:
        assert not {"key", "critical", "explanation", "competency"} & set(question), json.dumps(question)
