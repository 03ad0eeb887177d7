"""The API behind the pages: masked text, Word files, Markdown made safe, ratings and uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from prompt_library.pages.markup import to_html
from prompt_library.word.check import check_docx
from prompt_library.word.profiles import PROFILES
from tests.library_pages.room import Room, Visitor

Visit = Callable[[str], Visitor]
MINUTES = "b14-bien-ban-thong-bao-ket-luan"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[bấm](javascript:alert(1))",
    "[bấm](https://xau.vidu.example/?q=1)",
    "![ảnh](https://xau.vidu.example/a.png)",
    "<https://xau.vidu.example>",
    "[a]: javascript:alert(1)\n\n[a]",
    "```html\n<script>x</script>\n```",
    "# a\n\n> - | <b onclick=x>",
    '[x](prompt:a01-tin-bai-fanpage"onmouseover=alert)',
    "[x](prompt:../../admin)",
    "&lt;script&gt;",
    "[ok](prompt:a01-tin-bai-fanpage)",
]
_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol li strong em code pre blockquote hr br table thead tbody tr th td a"
_TAGS = set(_NAMES.split())
_ALLOWED = {"a": {"href"}, "ol": {"start"}, "th": {"style"}, "td": {"style"}, "code": {"class"}}


class _Seen(HTMLParser):
    """Collects what a browser would make elements of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.wrong.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            if name not in _ALLOWED.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not re.fullmatch(r"/p/[a-m]\d\d-[a-z0-9-]+", value or ""):
                self.wrong.append(f"href {value}")


def seen(markdown: str, *, top: int = 3) -> _Seen:
    """Return what is in the HTML of `markdown`."""
    found = _Seen()
    found.feed(str(to_html(markdown, lambda one: f"/p/{one}", top=top)))
    found.close()
    return found


@pytest.mark.parametrize("markdown", HOSTILE)
def test_no_markdown_becomes_anything_but_text(markdown: str) -> None:
    assert seen(markdown).wrong == []


@given(
    st.lists(
        st.one_of(st.sampled_from(HOSTILE), st.text("<>&\"'`[]()!#*_|-\\:\n\t =/ajs", max_size=40)),
        max_size=8,
    ).map("\n".join)
)
def test_no_mixture_of_markdown_becomes_anything_but_text(markdown: str) -> None:
    found = seen(markdown)
    assert found.wrong == []
    assert not found.headings or min(found.headings) >= 3


def test_headings_fit_under_those_of_the_page() -> None:
    assert seen("# a\n\n### b\n\n# c\n\n## d").headings == [3, 4, 3, 4]
    assert seen("### a\n\n## b\n\n#### c", top=2).headings == [2, 2, 3]


@pytest.mark.postgres
def test_markdown_by_the_api(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    answer = visitor.call("POST", "markdown", {"markdown": "# Một\n\n<b>hai</b> [x](prompt:c19-giay-moi)"})
    expected = (
        '<h3>Một</h3>\n<p>&lt;b&gt;hai&lt;/b&gt; <a href="/services/portal/prompts/c19-giay-moi">x</a></p>\n'
    )
    assert answer.json() == {"html": expected}
    assert visitor.call("POST", "markdown", {"markdown": "x" * 60_001}).status_code == 422
    assert visitor.call("POST", "markdown", {"markdown": "x"}, csrf=False).status_code == 403


@pytest.mark.postgres
def test_masked_text_holds_nobody(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    sample = room.library.prompts[MINUTES].sample
    assert sample
    inputs = dict(sample.inputs) | {"thanh_phan": "Chủ trì: đồng chí Hồ Thị Ví Dụ, điện thoại 0600 000 123"}
    filled = {"version": 1, "inputs": inputs}
    answer = visitor.call("POST", f"prompts/{MINUTES}/masked", filled)
    assert answer.status_code == 200
    text = answer.json()["text"]
    assert "[NGƯỜI_1]" in text
    assert "Ví Dụ" not in text
    assert "0600" not in text
    secret = {**filled, "inputs": inputs | {"ghi_chep": "TỐI MẬT\nKế hoạch"}}
    refused = visitor.call("POST", f"prompts/{MINUTES}/masked", secret)
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "state_secret"
    missing = visitor.call("POST", f"prompts/{MINUTES}/masked", {"version": 1, "inputs": {}})
    assert missing.json()["error"]["code"] == "invalid_inputs"
    assert (
        visitor.call(
            "POST", "prompts/e34-don-khieu-nai-to-cao/masked", {"version": 1, "inputs": {}}
        ).status_code
        == 403
    )


@pytest.mark.postgres
def test_word_in_every_form_opens_and_is_right(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    text = "# Về việc tổ chức Ngày hội\n\n## Kết quả\n\nĐã xong ở 9/9 thôn.\n\n- Một\n- Hai"
    for profile in PROFILES:
        body = {"markdown": text, "profile": profile, "title": "Ngày hội"}
        answer = visitor.call("POST", "word", body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].endswith('.docx"')
        unquote(answer.headers["x-mattran-left-out"], errors="strict")
        assert any("9/9 thôn" in one.text for one in Document(BytesIO(answer.content)).paragraphs)
        assert check_docx(answer.content, profile) == [], profile


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("prompt", "superiors"), [("e33-phieu-chuyen-thu-tra-loi", False), ("c19-cong-van", True)]
)
def test_a_letter_about_a_citizen_goes_to_no_superior_by_default(
    room: Room, visit: Visit, prompt: str, superiors: bool
) -> None:
    visitor = visit(room.newcomer())
    body = {"markdown": "# Về việc trả lời\n\nĐã tiếp nhận.", "profile": "cong-van", "title": "t"}
    answer = visitor.call("POST", "word", body | {"prompt": prompt, "version": 1})
    assert answer.status_code == 200, answer.text
    cells = [cell.text for table in Document(BytesIO(answer.content)).tables for cell in table._cells]
    (recipients,) = (text for text in cells if "Nơi nhận:" in text)
    assert "- Như trên;" in recipients
    assert ("(b/c)" in recipients) is superiors
    assert check_docx(answer.content, "cong-van") == []


@pytest.mark.postgres
def test_an_open_page_asks_for_the_token_of_a_newer_session(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    told = visitor.get("api/v1/session").json()
    assert told == {"username": visitor.username, "csrf_token": visitor.csrf}


@pytest.mark.postgres
def test_word_refuses_what_it_cannot_make(room: Room, visit: Visit) -> None:
    visitor = visit(room.newcomer())
    unknown = visitor.call("POST", "word", {"markdown": "x", "profile": "la"})
    assert 400 <= unknown.status_code < 500
    assert unknown.json()["error"]["message"]
    assert visitor.call("POST", "word", {"markdown": "", "profile": "plain"}).status_code == 422
    assert visitor.call("POST", "word", {"markdown": "x", "profile": "plain"}, csrf=False).status_code == 403


@pytest.mark.postgres
def test_uses_and_ratings_are_counted_once(room: Room, visit: Visit) -> None:
    visitor, prompt = visit(room.newcomer()), "k59-cong-thuc-bang-tinh"
    assert visitor.call("POST", f"prompts/{prompt}/uses", {"version": 1, "kind": "copy"}).status_code == 204
    for stars in (2, 5):
        rating = {"version": 1, "stars": stars, "note": "Gọn."}
        assert visitor.call("PUT", f"prompts/{prompt}/rating", rating).status_code == 204
    page = visitor.get(f"prompts/{prompt}").text
    assert "1 lượt dùng" in page
    assert "5/5 điểm (1 người)" in page
    for wrong in ({"version": 1, "stars": 6}, {"version": 1, "stars": 0}, {"version": 99, "stars": 3}):
        assert visitor.call("PUT", f"prompts/{prompt}/rating", wrong).status_code in {404, 422}
    assert visitor.call("POST", f"prompts/{prompt}/uses", {"version": 1, "kind": "khac"}).status_code == 422
    assert visitor.call("PUT", "prompts/a01-khong-co/favourite", {"on": True}).status_code == 404
