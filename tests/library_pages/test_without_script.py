"""What the pages do by HTTP alone: reading, favourites, proposals, review, versions; who may what."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.library_pages.room import Room, Visitor

pytestmark = pytest.mark.postgres

Visit = Callable[[str], Visitor]
PROPOSAL = {
    "title": "Thông báo lịch tiếp xúc cử tri",
    "description": "Soạn thông báo lịch tiếp xúc cử tri để dán ở nhà văn hóa thôn.",
    "task": "36",
    "ask_1": "Ngày, giờ, nơi",
    "example_1": "8 giờ ngày 05/12/2026, nhà văn hóa thôn Tân Tiến",
    "ask_2": "Ai dự",
    "example_2": "Đại biểu HĐND xã; cử tri thôn Tân Tiến",
    "instructions": "Viết thông báo ngắn, một đoạn mở đầu, một danh sách thời gian, nơi, thành phần.",
    "sample_answer": "# Thông báo lịch tiếp xúc cử tri\n\nKính mời cử tri thôn Tân Tiến tới dự.\n\n"
    "- Thời gian: 8 giờ ngày 05/12/2026.\n- Nơi: nhà văn hóa thôn Tân Tiến.",
    "note": "Xã nào cũng phải viết mỗi quý.",
}


def ids_in(page: str) -> list[str]:
    """Return the prompts whose cards are shown, in their order."""
    cards = re.findall(r'<li class="card prompt-card"([^>]*)>', page)
    shown = [card for card in cards if not re.search(r"\bhidden\b", card)]
    return [found[1] for card in shown if (found := re.search(r'data-id="([^"]+)"', card))]


def test_the_list_filters_and_searches(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    everything = visitor.get("prompts").text
    assert ids_in(everything) == sorted(room.library.prompts)
    assert "Chưa được Ủy ban MTTQ tỉnh phê duyệt" in everything
    assert ids_in(visitor.get("prompts?q=giay+moi").text)[0] == "c19-giay-moi"
    only_four = ids_in(visitor.get("prompts?level=4").text)
    assert only_four == sorted(one.id for one in room.library.prompts.values() if one.level == 4)
    assert ids_in(visitor.get("prompts?group=D&q=zzzzqqqq").text) == []
    assert visitor.get("prompts?group=%3Cscript%3E").status_code == 422


def test_a_favourite_by_its_form(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    visitor.post("prompts/c19-giay-moi/favourite", {"on": "1"})
    assert ids_in(visitor.get("prompts?mine=1").text) == ["c19-giay-moi"]
    assert ids_in(visit(room.newcomer()).get("prompts?mine=1").text) == []
    visitor.post("prompts/c19-giay-moi/favourite", {})
    assert ids_in(visitor.get("prompts?mine=1").text) == []
    assert visitor.post("prompts/c19-giay-moi/favourite", {"on": "1"}, csrf=False).status_code == 403
    assert visitor.post("prompts/a01-khong-co/favourite", {"on": "1"}).status_code == 404


def test_a_prompts_page_reads_without_a_script_and_sends_nothing_typed(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    page = visitor.get("prompts/b14-bien-ban-thong-bao-ket-luan").text
    assert "Câu trả lời mẫu để tham khảo" in page
    assert "Biên bản họp giao ban Ban Thường trực tháng 11" in page
    assert "cần bật JavaScript" in page
    form = re.search(r"<form[^>]*data-part=\"form\"[^>]*>", page)
    assert form
    assert 'method="dialog"' in form[0], "without a script a press of Enter must not put text into an address"
    fields = page[form.end() : page.index("</form>", form.end())]
    assert ' name="' not in fields
    assert visitor.get("prompts/a01-khong-co").status_code == 404


def test_the_page_of_every_prompt_opens(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    for prompt in room.library.prompts.values():
        answer = visitor.get(f"prompts/{prompt.id}")
        assert answer.status_code == 200, prompt.id
        assert unescape(answer.text).count(prompt.title) >= 2
        for one in prompt.inputs:
            assert f'data-field="{one.name}"' in answer.text


def test_nobody_reads_without_signing_in(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    room.hub.end_sessions(visitor.username)
    for sessions in room.sessions:
        sessions.forget(visitor.username)
    for path in (
        "prompts",
        "prompts/c19-giay-moi",
        "prompts/c19-giay-moi/form",
        "assistant",
        "prompt-review",
    ):
        answer = visitor.get(path)
        assert "/hub/login" in str(answer.url), path
        assert "Thư viện" not in answer.text


@pytest.mark.parametrize(
    ("role", "reads"),
    [("cadre", 403), ("commune_admin", 403), ("trainer", 200), ("province_admin", 200)],
)
def test_who_may_review(room: Room, visit: Visit, role: str, reads: int) -> None:
    visitor = visit(room.newcomer(role=role))
    page = visitor.get("prompt-review")
    assert page.status_code == reads
    if reads == 200:
        assert ("Phê duyệt cả" in page.text) is (role == "province_admin")
    approve = {"decision": "approve", "note": "Đã đọc."}
    expected = {"province_admin": 200}.get(role, 403)
    path = {
        "cadre": "a02-tom-tat-van-ban-cho-dan",
        "commune_admin": "a02-tom-tat-van-ban-cho-dan",
        "trainer": "a02-tom-tat-van-ban-cho-dan",
        "province_admin": "a03-bai-phat-thanh-xa",
    }[role]
    answer = visitor.post(f"prompts/{path}/versions/1/decision", approve)
    assert answer.status_code == expected
    assert room.states(path) == {1: "approved" if role == "province_admin" else "waiting"}


def test_a_whole_group_is_approved_as_it_was_shown(room: Room, visit: Visit) -> None:
    chief = visit(room.newcomer(role="province_admin"))
    page = chief.get("prompt-review").text
    start = page.index('action="/services/portal/prompt-review/groups/L"')
    shown = re.findall(r'value="(l[0-9a-z-]+@\d+)"', page[start : page.index("</form>", start)])
    assert len(shown) == sum(one.group == "L" for one in room.library.prompts.values())
    changed = [*shown[:-1], shown[-1].replace("@1", "@2")]
    refused = chief.post("prompt-review/groups/L", {"shown": changed, "note": "Đã đọc."})
    assert refused.status_code == 409, "nobody approves a version that was not shown"
    assert chief.post("prompt-review/groups/L", {"shown": shown, "note": " "}).status_code == 422
    assert (
        chief.post("prompt-review/groups/L", {"shown": shown, "note": "Đã đọc cả nhóm."}).status_code == 200
    )
    assert all(room.states(one.split("@")[0]) == {1: "approved"} for one in shown)
    seen = visit(room.newcomer()).get("prompts/l61-thu-chuc-mung-le-trong").text
    assert "Chưa được Ủy ban MTTQ tỉnh phê duyệt" not in seen
    assert "Đã phê duyệt" in seen


def test_a_new_prompt_is_proposed_returned_changed_and_approved(room: Room, visit: Visit) -> None:
    author, trainer = visit(room.newcomer()), visit(room.newcomer(role="trainer"))
    chief, stranger = visit(room.newcomer(role="province_admin")), visit(room.newcomer())
    assert author.get("proposals/new").status_code == 200
    sent = author.post("proposals/new", PROPOSAL)
    assert sent.status_code == 200, sent.text
    found = re.search(r"prompts/(e36-[a-z0-9-]+)/versions\?version=1", sent.text)
    assert found
    prompt = found[1]
    assert room.states(prompt) == {1: "proposed"}
    assert stranger.get(f"prompts/{prompt}").status_code == 404
    assert stranger.get(f"prompts/{prompt}?version=1").status_code == 404
    assert stranger.get(f"prompts/{prompt}/versions").status_code == 404
    assert author.get(f"prompts/{prompt}?version=1").status_code == 200
    assert trainer.get(f"prompts/{prompt}?version=1").status_code == 200
    own = author.post(f"prompts/{prompt}/versions/1/decision", {"decision": "recommend", "note": "Tốt."})
    assert own.status_code == 403
    decision = f"prompts/{prompt}/versions/1/decision"
    assert trainer.post(decision, {"decision": "recommend", "note": "Nên dùng."}).status_code == 200
    assert trainer.post(decision, {"decision": "approve", "note": "Nên dùng."}).status_code == 403
    assert chief.post(decision, {"decision": "approve", "note": "Đồng ý."}).status_code == 200
    assert room.states(prompt) == {1: "approved"}
    assert stranger.get(f"prompts/{prompt}").status_code == 200
    assert "Nên dùng." in author.get("proposals").text
    assert chief.post(decision, {"decision": "approve", "note": "Lại."}).status_code == 409
    assert chief.post(decision, {"decision": "retire", "note": "Thôi dùng."}).status_code == 200
    assert stranger.get(f"prompts/{prompt}").status_code == 404


def test_a_bad_proposal_says_why_and_keeps_what_was_written(room: Room, visit: Visit) -> None:
    author = visit(room.newcomer())
    for wrong in (
        {"title": ""},
        {"task": "0"},
        {"instructions": ""},
        {"sample_answer": ""},
        {"note": "   "},
        {"ask_1": "", "ask_2": ""},
    ):
        answer = author.post("proposals/new", PROPOSAL | wrong)
        assert answer.status_code == 422, wrong
        assert PROPOSAL["example_2"] in unescape(answer.text), wrong
    assert author.post("proposals/new", PROPOSAL | {"instructions": "x" * 20_001}).status_code == 422
    assert PROPOSAL["title"] not in author.get("proposals").text


def test_a_change_is_seen_beside_what_it_changes(room: Room, visit: Visit) -> None:
    author, chief = visit(room.newcomer()), visit(room.newcomer(role="province_admin"))
    base = room.library.prompts["c19-cong-van"]
    change = {
        "title": base.title,
        "description": base.description,
        "system": base.system + "\nCâu thêm <script>alert(1)</script> để xem có thoát không.",
        "user": base.user,
        "note": "Thêm một câu.",
    }
    assert author.post("prompts/c19-cong-van/propose", change).status_code == 200
    page = chief.get("prompts/c19-cong-van/versions?version=2").text
    assert "<script>alert" not in page
    added = re.findall(r'<p class="diff-new"><ins>([^<]*)</ins>', page)
    assert any("Câu thêm" in unescape(line) for line in added)
    injected = change | {"system": base.system, "user": base.user + "\n{% for a in b %}{% endfor %}"}
    refused = author.post("prompts/c19-cong-van/propose", injected)
    assert refused.status_code == 422
    assert room.states("c19-cong-van") == {1: "waiting", 2: "proposed"}
    back = {"decision": "return", "note": "Bỏ câu thử."}
    assert chief.post("prompts/c19-cong-van/versions/2/decision", back).status_code == 200
    assert "Bỏ câu thử." in author.get("proposals").text
