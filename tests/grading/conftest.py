"""An empty gradebook for each test that asks for one, and the small lesson."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from courses.lesson import Lesson
from grading.engine import Grader
from grading.nbgrader_gradebook import ensure_gradebook
from tests.grading.grading_samples import sample_lesson


@pytest.fixture
def gradebook_url(empty_database_url: str) -> str:
    """Return the URL of an empty gradebook."""
    ensure_gradebook(empty_database_url)
    return empty_database_url


@pytest.fixture
def grader(gradebook_url: str) -> Iterator[Grader]:
    """Yield a grader over an empty gradebook."""
    grader = Grader(gradebook_url)
    yield grader
    grader.close()


@pytest.fixture(scope="session")
def lesson() -> Lesson:
    """Return the small lesson with every type of question."""
    return sample_lesson()
