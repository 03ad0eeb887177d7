"""Where no uid can be given: the demonstration runs unconfined and says so, anything else stays closed."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest

from hub.jupyterhub import spawner as spawners
from hub.jupyterhub.spawner import open_server_first
from tests.english import english_words
from tests.notebook.as_other import as_other
from tests.notebook.launching import Rooms

NOBODY = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None  # else we are nobody special already


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ({}, True),
        ({"demo": True}, True),
        ({"demo": False}, False),
        ({"demo": True, "public_url": "https://hoc.vidu.example"}, False),
        ({"demo": True, "bind": "0.0.0.0"}, False),
    ],
)
def test_without_root_only_the_demonstration_on_this_machine_opens_rooms(
    tmp_path: Path, given: dict[str, object], opens: bool
) -> None:
    told = as_other(NOBODY, "room_uid", data=str(tmp_path), **given)
    if opens:
        assert told == "None"
    else:
        assert "không cách ly được" in told


def test_the_hubs_pages_say_that_the_demonstration_is_not_isolated(tmp_path: Path) -> None:
    assert "không cách ly" in as_other(NOBODY, "announcement", data=str(tmp_path))
    others = "https://hoc.vidu.example"  # rooms are closed there, so nothing is to be said
    assert as_other(NOBODY, "announcement", data=str(tmp_path), public_url=others, demo=True) == "nothing"


def test_a_demonstration_server_runs_in_the_learners_folder(rooms: Rooms) -> None:
    (rooms.release / "k2-b3.ipynb").write_text('{"metadata": {"mattran": {"version": "0badc0de"}}}')
    shell = ("/bin/sh", "-c", "id -u; pwd; ls bai-hoc; echo $HOME; ls -ld $TMPDIR")
    ended = rooms.run(uid=None, argv=shell)
    uid, folder, lesson, home, scratch = ended.output.splitlines()
    assert (uid, folder, home) == (str(os.geteuid()), str(rooms.home), str(rooms.home))
    assert lesson == "k2-b3.ipynb"
    assert scratch.startswith("drwx------")


def test_every_refusal_is_a_vietnamese_sentence_that_says_what_to_do() -> None:
    sentences = [
        value for name, value in vars(spawners).items() if name.startswith("_") and isinstance(value, str)
    ]
    told = [one for one in [*sentences, spawners.NOT_ISOLATED] if one.endswith(".")]
    assert len(told) == 5
    for sentence in told:
        assert english_words(sentence, ["root"]) == []
        assert "đồng chí" in sentence.lower()


def test_the_link_of_a_lesson_starts_the_room_first() -> None:
    user = SimpleNamespace(url="/user/mau.nv/", escaped_name="mau.nv")
    target = open_server_first("lab/tree/bai-hoc/k2-b3.ipynb", None, user, "/hub/")
    assert target == "/hub/spawn/mau.nv?next=%2Fuser%2Fmau.nv%2Flab%2Ftree%2Fbai-hoc%2Fk2-b3.ipynb"
