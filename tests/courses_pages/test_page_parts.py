"""The parts of the pages that need no browser: the joined scripts, JSON in a page, what comes next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses.pages import _following
from hub.web.modules import join_modules
from hub.web.pages import script_json

WEB = Path(__file__).parents[2] / "courses" / "web" / "page"


@pytest.mark.parametrize("entry", ["lesson.js", "home.js"])
def test_scripts_are_joined_behind_what_they_need(entry: str) -> None:
    text = join_modules(WEB / entry)
    assert "\nimport " not in text
    assert "\nexport " not in text
    assert text.count("class Store {") == 1
    assert text.index("class Store {") < text.index("new Store(")


def test_an_import_that_cannot_be_joined_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "page.js"
    script.write_text('import * as all from "./other.js";\n')
    with pytest.raises(ValueError, match=r"page\.js: cannot join"):
        join_modules(script)


def test_json_in_a_page_ends_no_script() -> None:
    data = {"html": "</script><b>&amp;</b><!--", "name": "Nguyễn Văn Mẫu"}
    text = str(script_json(data))
    assert not set("<>&") & set(text)
    assert "Nguyễn Văn Mẫu" in text
    assert json.loads(text) == data


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        (["new", "new"], 0),
        (["passed", "new"], 1),
        (["new", "started"], 1),
        (["failed", "new"], 0),
        (["passed", "failed", "started"], 2),
        (["passed", "passed"], None),
        ([], None),
    ],
)
def test_the_lesson_to_go_on_with(statuses: list[str], wanted: int | None) -> None:
    lessons = [{"id": str(place), "status": status} for place, status in enumerate(statuses)]
    found = _following(lessons)
    assert found == (None if wanted is None else lessons[wanted])
