"""Fixtures of the tests over every route: one cast for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.permissions.cast import Cast
from tests.stack import Stack


@pytest.fixture(scope="package")
def cast(stack: Stack) -> Iterator[Cast]:
    """Return people of every role and what they may ask for."""
    made = Cast(stack)
    yield made
    made.close()
