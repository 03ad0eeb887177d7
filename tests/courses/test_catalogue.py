"""The catalogue, the whole of the content, and the report an author is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from courses.catalogue import load_catalogue, load_lessons
from courses.checks import check_content
from courses.competencies import load_competencies
from courses.errors import ContentError
from tests.courses.lesson_samples import LESSON, TODAY


def shown(folder: Path) -> list[str]:
    """Return what stops the content of the folder from being published."""
    report = check_content(folder, TODAY)
    assert report.ok == (not report.errors)
    return [str(error) for error in report.errors]


def test_the_real_catalogue_and_all_its_lessons_are_good() -> None:
    lessons = load_lessons(on=TODAY)
    assert list(lessons) == ["k2-b1", "k2-b2", "k2-b3", "k2-b4", "k2-b5"]
    assert list(lessons) == list(load_catalogue().lessons)
    assert all(lesson.questions for lesson in lessons.values())
    assert check_content(on=TODAY).errors == ()


def test_the_order_of_lessons_is_the_catalogues(content: Path) -> None:
    catalogue = load_catalogue(content)
    assert list(load_lessons(content)) == ["k2-b9", "k2-b8"] == list(catalogue.lessons)
    assert catalogue.next_lesson("k2-b9") == "k2-b8"
    assert catalogue.next_lesson("k2-b8") is None
    assert catalogue.next_lesson("k9-b1") is None
    course = catalogue.course_of("k2-b8")
    assert course is not None
    assert (course.id, course.title) == ("k2", "Khóa mẫu")


def test_every_problem_of_every_lesson_is_told_at_once(content: Path) -> None:
    (content / "k2" / "k2-b9.md").write_text(LESSON.replace("key: a\n", ""), encoding="utf-8")
    (content / "k2" / "k2-b8.md").write_bytes(b"---\nid: \xff\n")
    (content / "k2" / "k2-b7.md").write_text(LESSON, encoding="utf-8")
    (content / "k3").mkdir()
    (content / "k3" / "k2-b8.md").write_text(LESSON, encoding="utf-8")
    assert sorted(shown(content)) == [
        "k2/k2-b7.md: no course of courses.yml lists this lesson",
        "k2/k2-b8.md:2: not UTF-8",
        "k2/k2-b9.md:39: q2: key: is missing",
        "k3/k2-b8.md: no course of courses.yml lists this lesson",
    ]
    with pytest.raises(ContentError) as refused:
        load_lessons(content)
    assert len(refused.value.problems) == 4


def test_a_lesson_and_an_image_that_are_not_there_are_told(content: Path) -> None:
    (content / "k2" / "k2-b8.md").unlink()
    source = LESSON.replace("- Đầu mối", "- ![Sơ đồ](hinh/so-do.png) Đầu mối")
    (content / "k2" / "k2-b9.md").write_text(source, encoding="utf-8")
    assert shown(content) == [
        "k2/k2-b9.md: image hinh/so-do.png is not there",
        "k2/k2-b8.md: the file is not there or cannot be read",
    ]
    (content / "k2" / "hinh").mkdir()
    (content / "k2" / "hinh" / "so-do.png").write_bytes(b"\x89PNG")
    assert shown(content) == ["k2/k2-b8.md: the file is not there or cannot be read"]


def test_the_version_is_of_the_files_bytes(content: Path) -> None:
    before = load_lessons(content)["k2-b9"].version
    file = content / "k2" / "k2-b9.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert "invisible character U+000D" in shown(content)[0]
    file.write_bytes(b"\xef\xbb\xbf" + LESSON.encode())
    assert shown(content)[0].startswith("k2/k2-b9.md:1: ")
    file.write_bytes(LESSON.encode())
    assert load_lessons(content)["k2-b9"].version == before


@pytest.mark.parametrize(
    ("catalogue", "line"),
    [
        ("- id: k2\n  lessons: [k2-b9]\n", "courses.yml:1: title: Field required"),
        (
            "- id: k2\n  title: A\n  lessons: []\n",
            "courses.yml:3: lessons: Tuple should have at least 1 item",
        ),
        (
            "- id: k2\n  title: A\n  lessons: [../k2-b9]\n",
            "courses.yml:3: lessons.0: String should match pattern",
        ),
        ("- id: k2\n  title: A\n  lesson: [k2-b9]\n", "courses.yml:3: lesson: Extra inputs"),
        ("- id: k2\n  title: A\n  lessons: [k2-b9, k2-b9]\n", "courses.yml:3: k2-b9 stands twice"),
        ("- id: [\n", "courses.yml:2: not YAML"),
        ("", "courses.yml:1: must be a list of courses"),
    ],
)
def test_a_catalogue_that_cannot_be_read(content: Path, catalogue: str, line: str) -> None:
    (content / "courses.yml").write_text(catalogue, encoding="utf-8")
    assert any(found.startswith(line) for found in shown(content)), shown(content)
    with pytest.raises(ContentError):
        load_catalogue(content)


def test_no_catalogue(tmp_path: Path) -> None:
    assert shown(tmp_path) == ["courses.yml: the file is not there or cannot be read"]


def test_an_expired_law_is_an_error_from_its_day_on(content: Path) -> None:
    for file in (content / "k2").iterdir():
        source = file.read_text(encoding="utf-8").replace("luat-117-2025-qh15", "luat-bvbmnn-2018")
        file.write_text(source, encoding="utf-8")
    assert check_content(content, date(2026, 2, 28)).ok
    report = check_content(content, date(2026, 3, 1))
    assert [error.line for error in report.errors] == [7, 7]


def test_warnings_tell_what_the_author_should_know(content: Path) -> None:
    (content / "k2" / "k2-b8.md").write_text(
        LESSON.replace("id: k2-b9", "id: k2-b8")
        .replace("[luat-117-2025-qh15]", "[luat-117-2025-qh15, cv-19130-2025-vptw, qd-2081-2025-cao-bang]")
        .replace("- Đầu mối", "- [](luat:cv-19130-2025-vptw), [](luat:qd-2081-2025-cao-bang) Đầu mối")
        .replace("[AT-2, DD-2]", "[AT-2, DD-2, DD-1]"),
        encoding="utf-8",
    )
    report = check_content(content, TODAY)
    assert report.ok
    assert [str(warning) for warning in report.warnings] == [
        "k2/k2-b8.md:36: cv-19130-2025-vptw (Công văn số 19130-CV/VPTW): known from a secondary source "
        "only; open the original before relying on its articles",
        "k2/k2-b8.md:36: qd-2081-2025-cao-bang (Quyết định số 2081/QĐ-UBND): its state is unknown; "
        "look it up before writing that it is in force",
        "k2/k2-b8.md:5: no question measures DD-1",
    ]
    early = check_content(content, date(2026, 2, 1))
    assert "k2/k2-b9.md:14: luat-117-2025-qh15 (Luật số 117/2025/QH15): takes effect only on 2026-03-01" in [
        str(warning) for warning in early.warnings
    ]


def test_a_lesson_without_questions_is_warned_of(content: Path) -> None:
    source = LESSON[: LESSON.index("```question")].replace("[AT-2, DD-2]", "[AT-2]")
    (content / "k2" / "k2-b9.md").write_text(source, encoding="utf-8")
    assert "k2/k2-b9.md: the lesson has no question, so nobody can pass it" in [
        str(warning) for warning in check_content(content, TODAY).warnings
    ]


def test_the_24_competencies_of_five_domains() -> None:
    competencies = load_competencies()
    assert len(competencies) == 24
    assert {code: c.code for code, c in competencies.items()} == {code: code for code in competencies}
    domains = [competency.domain for competency in competencies.values()]
    assert list(dict.fromkeys(domains)) == ["HIEU", "DUNG", "KIEM", "AT", "DD"]
    assert [domains.count(domain) for domain in ("HIEU", "DUNG", "KIEM", "AT", "DD")] == [5, 5, 4, 5, 5]
    assert competencies["AT-2"].statement == (
        "Từ chối đúng 100 % ca bí mật nhà nước, đơn khiếu nại – tố cáo (NV34), danh sách hỗ trợ (NV45), "
        "nhân sự hiệp thương (NV51), tình hình tôn giáo – dân tộc (NV62)."
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("domains: {A: x}\ncompetencies:\n- {code: A-1, domain: B, statement: x}\n", ":3: B is not a domain"),
        ("domains: {A: x}\ncompetencies:\n- {code: A-1, domain: A}\n", ":3: Field required"),
        (
            "domains: {A: x}\ncompetencies:\n- &x {code: A-1, domain: A, statement: x}\n- *x\n",
            ":3: YAML anchors",
        ),
        (
            "domains: {A: x}\ncompetencies:\n- {code: A-1, domain: A, statement: x}\n"
            "- {code: A-1, domain: A, statement: y}\n",
            ":4: A-1 stands twice",
        ),
    ],
)
def test_competencies_that_contradict_themselves(tmp_path: Path, source: str, said: str) -> None:
    file = tmp_path / "competencies.yml"
    file.write_text(source, encoding="utf-8")
    with pytest.raises(ContentError, match=f"competencies.yml{said}"):
        load_competencies(file)
