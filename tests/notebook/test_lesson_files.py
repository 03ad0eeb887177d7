"""The lessons in a learner's folder: what is put there, what stays, what is moved aside."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import nbformat
import pytest

from courses.catalogue import load_lessons
from courses.learner_files import write_release
from courses.lesson import Lesson
from exercises.questions import ShortTextQuestion
from grading.nbgrader_pipeline import release_notebook
from hub.jupyterhub.learner.lessons import place_lessons


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    """Return a real lesson."""
    return load_lessons(on=date.today())["k2-b3"]


@pytest.fixture
def release(tmp_path: Path, lesson: Lesson) -> Path:
    """Return the release folder with that lesson in it."""
    folder = tmp_path / "release"
    assert write_release(folder, [lesson], release_notebook) == ["k2-b3.ipynb"]
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a learner's folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def _version(path: Path, version: str) -> None:
    """Make the notebook at `path` one of another version."""
    notebook = json.loads(path.read_text())
    notebook["metadata"]["mattran"]["version"] = version
    path.write_text(json.dumps(notebook))


def test_a_learners_copy_asks_every_question_and_marks_none(release: Path, lesson: Lesson) -> None:
    notebook = nbformat.read(release / "k2-b3.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    assert notebook.metadata.mattran == {"lesson": "k2-b3", "version": lesson.version}
    for question in lesson.questions:
        assert cells[f"{question.id}-show"].metadata.mattran == {"run": True}
        assert question.id not in cells  # the cell by which nbgrader marks
    assert "show_submit" in cells["submit"].source
    assert [cell.id for cell in notebook.cells][-1] in {"references", "submit"}


def test_no_key_is_in_the_release(release: Path, lesson: Lesson) -> None:
    text = (release / "k2-b3.ipynb").read_text()
    assert "HIDDEN TESTS" not in text
    assert "critical" not in text
    for question in lesson.questions:
        assert json.dumps(question.answer_key(), ensure_ascii=False)[1:-1] not in text
        explanation = question.solution()["explanation_html"].removeprefix("<p>")[:60]
        assert explanation not in text
        if isinstance(question, ShortTextQuestion) and question.sample:
            assert question.sample[:60] not in text


def test_everybody_may_read_the_release_whatever_the_umask(tmp_path: Path, lesson: Lesson) -> None:
    before = os.umask(0o077)
    try:
        write_release(tmp_path / "release", [lesson], release_notebook)
    finally:
        os.umask(before)
    assert (tmp_path / "release").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "release" / "k2-b3.ipynb").stat().st_mode & 0o777 == 0o644


def test_a_second_release_writes_nothing_and_drops_what_is_gone(release: Path, lesson: Lesson) -> None:
    (release / "cu.ipynb").write_text("{}")
    assert write_release(release, [lesson], release_notebook) == []
    assert [path.name for path in release.iterdir()] == ["k2-b3.ipynb"]


def test_lessons_are_placed_once_and_the_learners_work_stays(release: Path, home: Path) -> None:
    assert place_lessons(release, home) == ["k2-b3.ipynb"]
    mine = home / "bai-hoc" / "k2-b3.ipynb"
    notebook = json.loads(mine.read_text())
    notebook["cells"][0]["source"] = "của tôi"
    mine.write_text(json.dumps(notebook))
    assert place_lessons(release, home) == []
    assert json.loads(mine.read_text())["cells"][0]["source"] == "của tôi"


def test_a_new_version_comes_and_the_older_work_is_kept_beside(
    release: Path, home: Path, lesson: Lesson
) -> None:
    place_lessons(release, home)
    mine = home / "bai-hoc" / "k2-b3.ipynb"
    for _ in range(2):
        _version(mine, "0badc0de")
        assert place_lessons(release, home) == ["k2-b3.ipynb"]
    assert json.loads(mine.read_text())["metadata"]["mattran"]["version"] == lesson.version
    kept = sorted(path.name for path in (home / "bai-hoc" / "ban-cu").iterdir())
    assert kept == ["k2-b3-0badc0de-2.ipynb", "k2-b3-0badc0de.ipynb"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"metadata": {"mattran": 3}}', "[" * 50_000])
def test_a_file_that_is_no_notebook_is_moved_aside(release: Path, home: Path, content: str) -> None:
    (home / "bai-hoc").mkdir()
    (home / "bai-hoc" / "k2-b3.ipynb").write_text(content)
    assert place_lessons(release, home) == ["k2-b3.ipynb"]
    assert (home / "bai-hoc" / "ban-cu" / "k2-b3-khac.ipynb").read_text() == content


def test_links_and_pipes_in_the_way_are_moved_not_followed(release: Path, home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "ngoai"
    outside.write_text("giữ nguyên")
    (home / "bai-hoc").mkdir()
    (home / "bai-hoc" / "k2-b3.ipynb").symlink_to(outside)
    (home / "bai-hoc" / ".k2-b3.ipynb.moi").symlink_to(outside)
    assert place_lessons(release, home) == ["k2-b3.ipynb"]
    assert outside.read_text() == "giữ nguyên"
    (home / "bai-hoc" / "k2-b3.ipynb").unlink()
    os.mkfifo(home / "bai-hoc" / "k2-b3.ipynb")
    assert place_lessons(release, home) == ["k2-b3.ipynb"]
    assert (home / "bai-hoc" / "k2-b3.ipynb").is_file()
