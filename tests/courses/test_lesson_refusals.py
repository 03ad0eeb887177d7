"""Each rule of docs/lesson-format.md: what the author is told, and the line it points to."""

from __future__ import annotations

import pytest

from courses.errors import LessonError
from tests.courses.lesson_samples import LESSON, TODAY, changed, problems, read

PARAGRAPH = "Theo [](luat:luat-117-2025-qh15) thì không mở.\n"
ITEM = "- Đầu mối bảo mật.\n"

# what is wrong -> (source, the one line shown)
REFUSALS = {
    # front matter
    "no front matter": (
        LESSON.replace("---\n", "", 1),
        "k2-b9.md:1: the file does not begin with front matter (a line ---)",
    ),
    "front matter not closed": (
        "---\nid: k2-b9\n",
        "k2-b9.md:1: the front matter is not closed by a line ---",
    ),
    "front matter not fields": (
        "---\n- a\n---\n",
        "k2-b9.md:2: front matter: must be fields such as `id: k2-b3`",
    ),
    "front matter not YAML": (
        changed(("title: Bài mẫu", "title: Bài: mẫu")),
        "k2-b9.md:3: front matter: not YAML: mapping values are not allowed here",
    ),
    "field twice": (
        changed(("title: Bài mẫu", "title: Bài mẫu\ntitle: Bài hai")),
        'k2-b9.md:4: front matter: not YAML: found duplicate key "title" '
        'with value "Bài hai" (original value: "Bài mẫu")',
    ),
    "anchor": (
        changed(("cites: [luat", "cites: &a [luat")),
        "k2-b9.md:7: front matter: YAML anchors (&name) are not used in lessons",
    ),
    "unknown field": (
        changed(("minutes: 5", "minutes: 5\nlevel: 2")),
        "k2-b9.md:5: front matter: unknown field level",
    ),
    "field missing": (changed(("minutes: 5\n", "")), "k2-b9.md:1: front matter: minutes is missing"),
    "minutes": (
        changed(("minutes: 5", "minutes: 61")),
        "k2-b9.md:4: minutes: must be a whole number from 1 to 60",
    ),
    "title not text": (changed(("title: Bài mẫu", "title: 12")), "k2-b9.md:3: title: must be text"),
    "title too long": (
        changed(("title: Bài mẫu", f"title: {'a' * 121}")),
        "k2-b9.md:3: title: 121 characters, at most 120 allowed",
    ),
    "summary too long": (
        changed(("summary: Một câu nói bài này giúp gì.", f"summary: {'a' * 161}")),
        "k2-b9.md:9: summary: 161 characters, at most 160 allowed",
    ),
    "id is not the file's name": (
        changed(("id: k2-b9", "id: k2-b8")),
        "k2-b9.md:2: id: k2-b8 is not the file's name, k2-b9",
    ),
    "tasks not numbers": (
        changed(("tasks: [23]", "tasks: [NV23]")),
        "k2-b9.md:6: tasks: must be a list of task numbers",
    ),
    "task beyond 64": (
        changed(("tasks: [23]", "tasks: [23, 65]")),
        "k2-b9.md:6: tasks: 65 is not a task from 1 to 64",
    ),
    "task twice": (changed(("tasks: [23]", "tasks: [23, 23]")), "k2-b9.md:6: tasks: 23 stands twice"),
    "retake without a reason": (
        changed(("minutes: 5", "minutes: 5\nretake: 2027-01-01")),
        "k2-b9.md:5: retake: must be a date and a reason, `2027-01-01 Luật thay đổi`",
    ),
    "retake on no day": (
        changed(("minutes: 5", "minutes: 5\nretake: 2027-02-30 Luật thay đổi")),
        "k2-b9.md:5: retake: must be a date and a reason, `2027-01-01 Luật thay đổi`",
    ),
    # competencies
    "unknown competency": (
        changed(("competencies: [AT-2, DD-2]", "competencies:\n  - AT-2\n  - DD-2\n  - AT-9")),
        "k2-b9.md:8: competencies: AT-9 is not in courses/competencies.yml",
    ),
    "question's competency not listed": (
        changed(("competency: DD-2", "competency: DD-1")),
        "k2-b9.md:41: q2: competency DD-1 is not listed in the front matter",
    ),
    # law
    "unknown law": (
        changed(("cites: [luat-117", "cites: [luat-x, luat-117")),
        "k2-b9.md:7: cites: luat-x: not in the legal register",
    ),
    "unknown law that is outdated": (
        changed(("outdated: [nd", "outdated: [luat-x, nd")),
        "k2-b9.md:8: cites_outdated: luat-x: not in the legal register",
    ),
    "expired law": (
        changed(("luat-117-2025-qh15", "luat-bvbmnn-2018")),
        "k2-b9.md:7: cites: luat-bvbmnn-2018 (Luật số 29/2018/QH14): no longer in force since 2026-03-01; "
        "replaced by luat-117-2025-qh15 (Luật số 117/2025/QH15) "
        "(a lesson that speaks of it as outdated lists it in cites_outdated)",
    ),
    "law in force listed as outdated": (
        changed(("nd-13-2023", "nd-356-2025")),
        "k2-b9.md:8: cites_outdated: nd-356-2025 is not outdated; list it in cites",
    ),
    "cites not used": (
        changed(("cites: [luat-117-2025-qh15]", "cites: [luat-117-2025-qh15, luat-134-2025-qh15]")),
        "k2-b9.md:7: cites: luat-134-2025-qh15 is not cited in the text",
    ),
    "cites_outdated not used": (
        changed(("[Nghị định cũ](luat:nd-13-2023)", "Nghị định cũ")),
        "k2-b9.md:8: cites_outdated: nd-13-2023 is not cited in the text",
    ),
    "citation not listed": (
        changed((ITEM, "- Theo [](luat:luat-134-2025-qh15).\n")),
        "k2-b9.md:36: citation luat:luat-134-2025-qh15: not listed in cites",
    ),
    "citation unknown": (
        changed(("đã được thay.", "đã được thay.\nTheo [luật](luat:luat-x).")),
        "k2-b9.md:16: citation luat:luat-x: not in the legal register",
    ),
    "citation in a question not listed": (
        changed(("key: false\nexplanation: ", "key: false\nexplanation: '[](luat:luat-134-2025-qh15)' #")),
        "k2-b9.md:31: citation luat:luat-134-2025-qh15: not listed in cites",
    ),
    # text
    "heading of the title's level": (
        changed(("## Máy", "# Máy")),
        "k2-b9.md:12: headings start at ## (the title is in the front matter)",
    ),
    "heading level skipped": (
        changed(("### Hỏi ai", "#### Hỏi ai")),
        "k2-b9.md:34: heading #### follows ##: a level is skipped",
    ),
    "paragraph too long": (
        changed((PARAGRAPH, f"{PARAGRAPH}\n{'chữ ' * 151}\n\n")),
        "k2-b9.md:16: paragraph of 603 characters; at most 600 fit a phone",
    ),
    "list item too long": (
        changed((ITEM, f"{ITEM}- {'chữ ' * 101}\n")),
        "k2-b9.md:37: list item of 403 characters; at most 400 fit a phone",
    ),
    "list item of many short paragraphs": (
        changed((ITEM, f"{ITEM}- {'a' * 250}\n\n  {'b' * 151}\n")),
        "k2-b9.md:37: list item of 401 characters; at most 400 fit a phone",
    ),
    "prompt too long": (
        changed(("prompt: Luật nào?", f"prompt: {'a' * 601}")),
        "k2-b9.md:42: paragraph of 601 characters; at most 600 fit a phone",
    ),
    "raw HTML in a line": (
        changed((ITEM, "- Đầu <b>mối.\n")),
        "k2-b9.md:36: raw HTML is not allowed: <b>",
    ),
    "raw HTML block": (changed((ITEM, "<div>\n\n")), "k2-b9.md:36: raw HTML is not allowed"),
    "HTML comment": (changed((ITEM, "<!-- ghi chú -->\n\n")), "k2-b9.md:36: raw HTML is not allowed"),
    "image without alt": (
        changed((ITEM, "![](hinh.png)\n")),
        "k2-b9.md:36: image hinh.png has no alternative text",
    ),
    "image from elsewhere": (
        changed((ITEM, "![Hình](https://vidu.example/a.png)\n")),
        "k2-b9.md:36: image https://vidu.example/a.png: must be a file beside the lesson",
    ),
    "image above the folder": (
        changed((ITEM, "![Hình](../a.png)\n")),
        "k2-b9.md:36: image ../a.png: must be a file beside the lesson",
    ),
    "http link": (
        changed((ITEM, "- [Cổng](http://vidu.example)\n")),
        "k2-b9.md:36: link to http://vidu.example: only https: and luat: are allowed",
    ),
    "script link": (
        changed((ITEM, "- [Cổng](javascript:alert)\n")),
        "k2-b9.md:36: link to javascript:alert: only https: and luat: are allowed",
    ),
    "relative link": (
        changed((ITEM, "- [Cổng](k2-b1.md)\n")),
        "k2-b9.md:36: link to k2-b1.md: only https: and luat: are allowed",
    ),
    "link without text": (
        changed((ITEM, "- [](https://vidu.example)\n")),
        "k2-b9.md:36: link to https://vidu.example has no text",
    ),
    "link that is not read as one": (
        changed((ITEM, "- [Cổng](https://vidu.example a)\n")),
        "k2-b9.md:36: ]( is not read as a link: unclosed, or a space in the address",
    ),
    "bold that is not read as bold": (
        changed((ITEM, "- **Đầu mối **bảo mật.\n")),
        "k2-b9.md:36: ** is not read as bold: unclosed, or a space inside it",
    ),
    # characters
    "not NFC": (
        changed((ITEM, "- Đầu mô\u0301i.\n")),
        "k2-b9.md:36: not in NFC: diacritics are written as separate characters",
    ),
    "zero-width space": (
        changed((ITEM, "- Đầu\u200b mối.\n")),
        "k2-b9.md:36: invisible character U+200B ZERO WIDTH SPACE in column 6",
    ),
    "soft hyphen in the front matter": (
        changed(("Bài mẫu", "Bài\u00ad mẫu")),
        "k2-b9.md:3: invisible character U+00AD SOFT HYPHEN in column 11",
    ),
    "right-to-left override": (
        changed((ITEM, "- Đầu \u202emối.\n")),
        "k2-b9.md:36: invisible character U+202E RIGHT-TO-LEFT OVERRIDE in column 7",
    ),
    # questions
    "no key": (changed(("key: a\n", "")), "k2-b9.md:39: q2: key: is missing"),
    "no explanation": (
        changed(("explanation: Máy đã nối mạng.\n", "")),
        "k2-b9.md:25: q1: explanation: is missing",
    ),
    "unknown type": (
        changed(("type: single", "type: radio")),
        "k2-b9.md:40: q2: type: must be one of single, multiple, true_false, order, match, classify, "
        "short_text",
    ),
    "link in a question": (
        changed(("prompt: Luật nào?", "prompt: '[Cổng](https://vidu.example)'")),
        "k2-b9.md:42: q2: prompt: holds a link: not allowed in a question",
    ),
    "question not YAML": (
        changed(("prompt: Luật nào?", "prompt: Luật: nào?")),
        "k2-b9.md:42: question: not YAML: mapping values are not allowed here",
    ),
    "question id twice": (changed(("id: q2", "id: q1")), "k2-b9.md:39: question id q1 stands twice"),
    "question id left out": (
        changed(("id: q2", "id: q3")),
        "k2-b9.md:39: question id q3 should be q2: q1, q2, ... in order",
    ),
    "question fence not closed": (
        LESSON.rstrip().removesuffix("```"),
        "k2-b9.md:38: the block is not closed by a line ```",
    ),
    "question fence misspelt": (
        changed(("```question\nid: q2", "```questions\nid: q2")),
        "k2-b9.md:38: a question begins with ```question, not ```questions",
    ),
    "question in a list": (
        changed((ITEM, f"{ITEM}\n  ```question\n  id: q2\n  ```\n")),
        "k2-b9.md:38: a question must not stand inside a list or a quotation",
    ),
}


@pytest.mark.parametrize(("source", "shown"), REFUSALS.values(), ids=REFUSALS)
def test_each_refusal_names_its_line(source: str, shown: str) -> None:
    assert problems(source) == [shown]


def test_the_sample_itself_is_good() -> None:
    assert problems(LESSON) == []


def test_everything_wrong_is_told_at_once_in_the_order_of_lines() -> None:
    source = changed(
        ("minutes: 5", "minutes: 99"),
        ("luat-117-2025-qh15]", "luat-117-2025-qh15, luat-x]"),
        ("### Hỏi ai", "##### Hỏi ai"),
        ("key: a\n", ""),
    )
    shown = problems(source)
    assert [line.split(":")[1] for line in shown] == sorted((line.split(":")[1] for line in shown), key=int)
    # Front matter that cannot be used ends the reading; mended, the rest is told.
    assert shown == ["k2-b9.md:4: minutes: must be a whole number from 1 to 60"]
    assert problems(source.replace("minutes: 99", "minutes: 9")) == [
        "k2-b9.md:7: cites: luat-x: not in the legal register",
        "k2-b9.md:34: heading ##### follows ##: a level is skipped",
        "k2-b9.md:39: q2: key: is missing",
    ]


def test_a_law_may_be_cited_until_the_day_it_ends() -> None:
    source = changed(("luat-117-2025-qh15", "luat-bvbmnn-2018"))
    assert problems(source, on=TODAY.replace(month=2)) == []
    assert len(problems(source, on=TODAY.replace(month=3, day=1))) == 1
    assert len(problems(source, on=None)) == 1


def test_a_lesson_in_both_lists_is_told_to_keep_one() -> None:
    source = changed(("cites: [luat-117-2025-qh15]", "cites: [luat-117-2025-qh15, nd-13-2023]"))
    assert "k2-b9.md:7: cites: nd-13-2023 also stands in cites_outdated; keep one" in problems(source)


def test_windows_line_ends_are_told_as_invisible() -> None:
    shown = problems(LESSON.replace("\n", "\r\n"))
    assert shown[0] == "k2-b9.md:1: invisible character U+000D control character in column 4"


def test_an_old_version_stays_readable_when_the_rules_become_stricter() -> None:
    source = changed(
        ("luat-117-2025-qh15", "luat-bvbmnn-2018"),
        ("minutes: 5", "minutes: 5\nlevel: 2"),
        ("AT-2", "AT-9"),
        ("### Hỏi ai", "##### Hỏi ai"),
        ("id: q2", "id: q7"),
        (ITEM, f"- {'chữ ' * 101}\n- <b>x</b> ![](x.png) [y](http://vidu.example) [](luat:luat-x)\n"),
    )
    assert len(problems(source)) > 6
    lesson = read(source, strict=False)
    assert [question.id for question in lesson.questions] == ["q1", "q7"]
    html = "".join(getattr(block, "html", "") for block in lesson.blocks)
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "vidu.example" not in html
    assert "Luật số 29/2018/QH14" in html
    assert "đã hết hiệu lực" in lesson.references[0].html


@pytest.mark.parametrize("source", [changed(("key: a\n", "")), changed(("id: q2", "id: q1")), "không có gì"])
def test_what_cannot_be_graded_is_refused_even_when_old(source: str) -> None:
    with pytest.raises(LessonError):
        read(source, strict=False)
