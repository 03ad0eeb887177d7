"""Fixtures of the practice rooms: programs started as learners, and servers of the whole platform."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.notebook.launching import Rooms
from tests.notebook.learner_server import LearnerServer
from tests.stack import Stack

_learners = count(1)


def _may_isolate() -> bool:
    """Tell whether this machine lets root make a mount namespace (a bare container may not)."""
    if os.geteuid() != 0:
        return False
    return (
        subprocess.run(["unshare", "-m", "mount", "--make-rprivate", "/"], capture_output=True).returncode
        == 0
    )


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    """Return an installation's folder with a learner in it, on a machine that allows rooms."""
    if not _may_isolate():
        pytest.skip("rooms need root and the right to make mount namespaces")
    folder = Path(tempfile.mkdtemp(prefix="mt-rooms-"))
    yield Rooms(folder)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _served(stack: Stack) -> Iterator[LearnerServer]:
    if not _may_isolate():
        pytest.skip("rooms need root and the right to make mount namespaces")
    name = f"hocvien{next(_learners)}"
    stack.add_people(1, prefix=name)
    with LearnerServer(stack, f"{name}-1") as server:
        yield server.start()
        server.stop()


@pytest.fixture(scope="module")
def learner_server(stack: Stack) -> Iterator[LearnerServer]:
    """Return a started server of a new learner, for tests that leave it running."""
    with _served(stack) as server:
        yield server


@pytest.fixture
def own_server(stack: Stack) -> Iterator[LearnerServer]:
    """Return a started server of a new learner, for a test that ends it."""
    with _served(stack) as server:
        yield server
