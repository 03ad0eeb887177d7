"""What a lesson becomes: safe HTML, resolved citations, call-outs, tables, and a version of its bytes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.catalogue import load_lessons
from courses.errors import LessonError
from courses.lesson import Lesson, QuestionBlock, TextBlock
from tests.courses.lesson_samples import LESSON, changed, read

BODY = LESSON[LESSON.index("## Máy") :]

TAGS = {
    *("a", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li"),
    *("ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    *("alt", "aria-label", "class", "href", "id", "loading", "rel", "role", "scope", "src", "start"),
    *("tabindex", "title"),
}


class _Markup(HTMLParser):
    """Collects tags and attributes, and what is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "hr", "img"):
            assert self.open.pop() == tag


def html_of(lesson: Lesson) -> str:
    return "".join(block.html for block in lesson.blocks if isinstance(block, TextBlock))


def body(markdown: str) -> str:
    """Return the HTML of a lesson with this body, read as an old version is."""
    return html_of(read(changed((BODY, markdown)), strict=False))


def assert_safe(html: str) -> None:
    markup = _Markup(html)
    assert markup.open == []
    for tag, attributes in markup.tags:
        assert tag in TAGS, tag
        assert set(attributes) <= ATTRIBUTES, attributes
        href = attributes.get("href")
        assert href is None or href.startswith(("https://", "#can-cu-")), href


def test_blocks_stand_in_the_order_of_the_file() -> None:
    lesson = read(LESSON)
    kinds = [block.question.id if isinstance(block, QuestionBlock) else "text" for block in lesson.blocks]
    assert kinds == ["text", "q1", "text", "q2"]
    assert [question.id for question in lesson.questions] == ["q1", "q2"]
    assert lesson.question("q2") is lesson.questions[1]
    assert lesson.question("q3") is None


def test_the_front_matter_is_read() -> None:
    lesson = read(changed(("minutes: 5", "minutes: 5\nretake: 2027-01-01 Luật thay đổi")))
    assert (lesson.id, lesson.title, lesson.minutes) == ("k2-b9", "Bài mẫu", 5)
    assert lesson.summary == "Một câu nói bài này giúp gì."
    assert lesson.competencies == ("AT-2", "DD-2")
    assert lesson.tasks == (23,)
    assert (lesson.cites, lesson.cites_outdated) == (("luat-117-2025-qh15",), ("nd-13-2023",))
    assert lesson.retake is not None
    assert (lesson.retake.since.isoformat(), lesson.retake.reason) == ("2027-01-01", "Luật thay đổi")
    assert read(LESSON).retake is None


def test_the_version_is_the_hash_of_the_bytes() -> None:
    lesson = read(LESSON)
    assert lesson.sha256 == hashlib.sha256(LESSON.encode("utf-8")).hexdigest()
    assert lesson.version == lesson.sha256[:8]
    assert lesson.source == LESSON
    assert read(LESSON + "\n").version != lesson.version


def test_the_build_is_deterministic_whatever_was_read_before() -> None:
    first = read(LESSON)
    read(changed(("## Máy nối mạng", "## Hỏi ai")))
    assert read(LESSON) == first
    assert read(LESSON, strict=False, name=None, on=None) == first


def test_a_citation_links_to_its_line_in_the_list_of_references() -> None:
    lesson = read(LESSON)
    html = html_of(lesson)
    assert 'Theo <a class="cite" href="#can-cu-luat-117-2025-qh15">Luật số 117/2025/QH15</a> thì' in html
    assert '<a class="cite" href="#can-cu-nd-13-2023">Nghị định cũ</a>' in html
    assert [(reference.id, reference.html) for reference in lesson.references] == [
        (
            "luat-117-2025-qh15",
            "Luật Bảo vệ bí mật nhà nước, số 117/2025/QH15 ngày 10/12/2025 của Quốc hội, "
            "có hiệu lực từ ngày 01/3/2026.",
        ),
        (
            "nd-13-2023",
            "Nghị định về bảo vệ dữ liệu cá nhân, số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ, đã hết "
            "hiệu lực từ ngày 01/01/2026, được thay bằng Nghị định số 356/2025/NĐ-CP.",
        ),
    ]


def test_a_citation_in_a_question_is_written_out_and_counts_as_used() -> None:
    source = changed(
        ("Theo [](luat:luat-117-2025-qh15) thì", "Thì"),
        ("Xem [luật](luat:luat-117-2025-qh15).", "Xem [](luat:luat-117-2025-qh15)."),
    )
    explanation = read(source).questions[1].solution()["explanation_html"]
    assert explanation == "<p>Xem Luật số 117/2025/QH15.</p>"


def test_headings_get_ids_that_are_unique_and_begin_with_muc() -> None:
    html = body("## Đi đường vòng?\n\n## Đi đường vòng\n\n## 1. *Máy* `x`\n\n## ???\n")
    assert '<h2 id="muc-di-duong-vong">Đi đường vòng?</h2>' in html
    assert '<h2 id="muc-di-duong-vong-2">' in html
    assert '<h2 id="muc-1-may-x">' in html
    assert '<h2 id="muc">' in html


def test_headings_in_different_blocks_do_not_share_an_id() -> None:
    html = html_of(read(changed(("### Hỏi ai", "### Máy nối mạng"))))
    assert 'id="muc-may-noi-mang"' in html
    assert 'id="muc-may-noi-mang-2"' in html


@pytest.mark.parametrize(
    ("quoted", "opening"),
    [
        ("> **Tình huống.** Chị Mẫu", '<div class="callout callout-situation" role="note">'),
        ("> **Ghi nhớ.** Dừng", '<div class="callout callout-remember" role="note">'),
        ("> **Quy ước của khóa học.** Mức 4", '<div class="callout callout-convention" role="note">'),
        ("> **Hỏi.** Ai?", '<div class="callout callout-note" role="note">'),
        ("> Lời **của** chị Mẫu", "<blockquote>"),
        (">", "<blockquote>"),
    ],
)
def test_a_quotation_that_begins_bold_is_a_call_out(quoted: str, opening: str) -> None:
    html = body(quoted + "\n")
    assert html.startswith(opening)
    assert_safe(html)


def test_a_call_out_ends_where_its_own_quotation_ends() -> None:
    html = body("> **Ghi nhớ.** a\n>\n> > trong\n\n> ngoài\n")
    assert html.count("<blockquote>") == html.count("</blockquote>") == 2
    assert html.count("<div") == html.count("</div>") == 1
    assert_safe(html)


def test_a_table_scrolls_in_a_region_with_a_name_of_its_own() -> None:
    table = '| Độ mật | "Hạn" |\n|---|--:|\n| Mật | 10 |\n\n'
    html = body(table + "chữ\n\n" + table)
    assert (
        '<div class="table-scroll" tabindex="0" role="region" '
        'aria-label="Bảng: Độ mật, &quot;Hạn&quot;">\n<table>' in html
    )
    assert 'aria-label="Bảng: Độ mật, &quot;Hạn&quot; (2)"' in html
    assert '<th scope="col">Độ mật</th>' in html
    assert '<td class="align-right">10</td>' in html
    assert "style=" not in html
    assert_safe(html)


def test_an_empty_corner_of_a_table_is_no_heading() -> None:
    html = body("| | Mật |\n|---|---|\n| Hạn | 10 |\n")
    assert "<td></td>" in html
    assert 'aria-label="Bảng: Mật"' in html
    assert_safe(html)


def test_code_is_shown_as_written_and_reachable_by_keyboard() -> None:
    assert body("```\n<b>&\n```\n") == '<pre tabindex="0"><code>&lt;b&gt;&amp;\n</code></pre>\n'
    assert body("`<b>`\n") == "<p><code>&lt;b&gt;</code></p>\n"


def test_links_and_images() -> None:
    lesson = read(changed(("đã được thay.", "và [cổng](https://vidu.example/a?b=1&c) ![Sơ đồ](so-do.png)")))
    html = html_of(lesson)
    assert '<a href="https://vidu.example/a?b=1&amp;c" rel="noopener">cổng</a>' in html
    assert '<img src="so-do.png" alt="Sơ đồ" loading="lazy">' in html
    assert lesson.images == ("so-do.png",)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,eA==)",
        "[x](//vidu.example)",
        "[x](#can-cu)",
        '[x](https://vidu.example "\\" onclick=alert(1)")',
        '![" onerror="alert(1)](x.png)',
        "![x](https://vidu.example/x.png)",
        "<https://vidu.example> <http://vidu.example>",
        '[x](luat:luat-117-2025-qh15 "t")',
        '| a" onclick=x |\n|---|\n| b |',
        "## <b>a</b>",
    ],
)
def test_nothing_an_author_writes_becomes_markup_by_itself(hostile: str) -> None:
    assert_safe(body(hostile + "\n"))


def pieces() -> Iterable[str]:
    """Scraps of Markdown whose combinations reach every branch of the reader."""
    yield from ("\n", "\n\n", "> ", "- ", "1. ", "## ", "###### ", "**", "*", "`", "```\n", "```question\n")
    yield from ("[", "](", ")", "![", "<b>", "<!--", "-->", "| ", "|---|\n", "\\", "&amp;", "  ", "    ")
    yield from ("luat:luat-117-2025-qh15", "luat:", "https://a.b", "javascript:x", "x.png", "---\n", "===\n")
    yield from ("Mật", "**Ghi nhớ.**", "id: q1\n", "type: single\n", "\r", "\t", "\x00", "\u200b", "đ", '"')


@settings(max_examples=300)
@given(st.lists(st.sampled_from(list(pieces())), max_size=25).map("".join))
def test_any_body_is_refused_or_safe(markdown: str) -> None:
    with contextlib.suppress(LessonError):
        assert_safe(body(markdown))


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_file_is_refused_or_read(source: str) -> None:
    with pytest.raises(LessonError) as refused:
        read(source)
    assert all(problem.path == "k2-b9.md" for problem in refused.value.problems)


def test_every_real_lesson_is_safe_and_short_of_no_reference() -> None:
    for lesson in load_lessons().values():
        html = html_of(lesson)
        assert_safe(html)
        anchors = {f"#can-cu-{reference.id}" for reference in lesson.references}
        links = {a["href"] for tag, a in _Markup(html).tags if tag == "a" and a.get("class") == "cite"}
        assert links <= anchors
        assert "](" not in html
        assert "luat:" not in html
