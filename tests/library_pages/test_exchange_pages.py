"""Prompts out and in by HTTP: whole in each form, as proposals, for reviewers; bad files lose nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import yaml

from prompt_library.library.exchange import from_csv, from_prompty
from tests.library_pages.room import PREFIX, Room, Visitor
from tests.lying_zip import METHODS, lying

pytestmark = pytest.mark.postgres

Visit = Callable[[str], Visitor]


def send(visitor: Visitor, name: str, data: bytes, *, note: str = "Của tỉnh bạn.", csrf: bool = True) -> int:
    """Send a file as the page's form does and return the status."""
    form = {"note": note} | ({"csrf_token": visitor.csrf} if csrf else {})
    answer = visitor._client.post(f"{PREFIX}prompt-exchange", data=form, files={"file": (name, data)})
    return answer.status_code


def test_the_whole_library_goes_out(room: Room, visit: Visit) -> None:
    reviewer = visit(room.newcomer(role="trainer"))
    csv = reviewer.get("prompt-exchange/prompts.csv")
    assert csv.headers["content-disposition"] == 'attachment; filename="cau-lenh.csv"'
    assert {one.id for one in from_csv(csv.text)} >= room.library.prompts.keys()
    with zipfile.ZipFile(io.BytesIO(reviewer.get("prompt-exchange/prompts.zip").content)) as packed:
        text = packed.read("a/a01-tin-bai-fanpage.prompty").decode()
        assert from_prompty(text).user == room.library.prompts["a01-tin-bai-fanpage"].user
    tests = reviewer.get("prompt-exchange/prompts.promptfoo.zip").content
    with zipfile.ZipFile(io.BytesIO(tests)) as packed:
        found = yaml.safe_load(packed.read("a01-tin-bai-fanpage/promptfooconfig.yaml"))
        assert len(found["tests"]) >= 3
        assert "e34-don-khieu-nai-to-cao/promptfooconfig.yaml" not in packed.namelist(), "a card has no tests"


def test_what_comes_in_is_a_proposal(room: Room, visit: Visit) -> None:
    reviewer = visit(room.newcomer(role="trainer"))
    source = room.library.prompts["c19-giay-moi"].source
    assert send(reviewer, "khong-doi.prompty", source.encode()) == 200
    changed = source.replace("displayName:", "displayName: Bản nhận về –", 1)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("c/c19-giay-moi.prompty", changed)
    assert send(reviewer, "nhan-ve.zip", packed.getvalue()) == 200
    page = reviewer.get("prompt-review").text
    assert "Bản nhận về –" in page
    assert page.count("prompts/c19-giay-moi/versions?version=2") == 1, "the unchanged one was left out"
    assert "Bản nhận về" not in reviewer.get("prompts").text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rong.csv", b""),
        ("la.exe", b"MZ"),
        ("hong.zip", b"PK\x03\x04 khong phai zip"),
        ("sai.prompty", b"---\nname: x\n---\nsystem:\n"),
        ("sai.yaml", b"a: [1, 2"),
        ("utf16.csv", "id,tên".encode("utf-16")),
        ("to.csv", b"x" * (2 * 2**20 + 1)),
        *((f"{name}.zip", lying("a.prompty", method, mib=60)) for name, method in METHODS.items()),
    ],
)
def test_a_bad_file_is_refused_and_changes_nothing(room: Room, visit: Visit, name: str, data: bytes) -> None:
    reviewer = visit(room.newcomer(role="trainer"))
    before = reviewer.get("prompt-review").text.count("versions?version=")
    assert send(reviewer, name, data) in {413, 422}
    assert reviewer.get("prompt-review").text.count("versions?version=") == before


def test_it_is_for_reviewers(room: Room, visit: Visit) -> None:
    cadre = visit(room.newcomer())
    assert cadre.get("prompt-exchange/prompts.csv").status_code == 403
    assert send(cadre, "a.prompty", b"---") == 403
    reviewer = visit(room.newcomer(role="trainer"))
    assert send(reviewer, "a.prompty", b"---", csrf=False) == 403
    assert reviewer.get("prompt-exchange/prompts.exe").status_code == 422
