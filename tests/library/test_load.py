"""A prompt's file: what is read from it, and every way it is refused, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompt_library.library.findings import PromptError
from prompt_library.library.load import groups, load_library, parse_prompt
from prompt_library.library.model import InputsKept, Words
from tests.library.making import SOURCE, changed, parse, with_user


def refusals(source: str) -> list[str]:
    with pytest.raises(PromptError) as caught:
        parse(source)
    return [str(finding) for finding in caught.value.findings]


def test_everything_the_file_says_is_there() -> None:
    prompt = parse()
    assert (prompt.id, prompt.title, prompt.group) == (
        "a01-tin-bai-fanpage",
        "Tin, bài cho fanpage và Zalo OA",
        "A",
    )
    assert (prompt.tasks, prompt.level, prompt.personal) == ((1,), 2, ("su_kien",))
    assert (prompt.model, prompt.options.temperature, prompt.options.max_output_tokens) == (
        "nhanh",
        0.4,
        1500,
    )
    event, tone, people, day, place = prompt.inputs
    assert (event.label, event.widget, event.max_chars, event.personal) == ("Sự kiện", "textarea", 1500, True)
    assert event.hint == "Ai, làm gì, ở đâu."
    assert (tone.options, tone.free) == (("Trang trọng", "Gần gũi"), False)
    assert (people.kind, people.example, day.widget, place.max_chars) == ("integer", "120", "date", 60)
    assert prompt.checks[0] == Words(kind="words", min=5, max=320)
    assert prompt.checks[3] == InputsKept(kind="inputs_kept", names=("su_kien",))
    assert prompt.user.startswith("{% if giong_van")
    assert prompt.system.startswith("Bạn soạn tin cho xã.")
    assert len(prompt.sha256) == 64


def test_values_are_the_text_that_stands_in_the_file() -> None:
    prompt = parse(
        changed(
            ("{kind: no_new_numbers, allow: []}", "{kind: no_new_numbers, allow: [0600, 1.500, 30/6, yes]}"),
            ("example: 120", "example: 0120"),
        )
    )
    assert prompt.checks[2].model_dump()["allow"] == ("0600", "1.500", "30/6", "yes")
    assert prompt.input("so_nguoi").example == "0120"


def test_all_errors_of_a_file_come_at_once_with_their_lines() -> None:
    found = refusals(
        changed(
            ("displayName: Tin, bài cho fanpage và Zalo OA", "displayName: " + "x" * 71),
            ("level: 2", "level: 9"),
        )
    )
    assert len(found) == 2
    assert found[0].startswith("a/a01-tin-bai-fanpage.prompty:3: error: displayName")
    assert ":45: error: metadata.mttq.level" in found[1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: a01-tin-bai-fanpage", "name: a01-tin-bai", "is not the file's name"),
        ("tasks: [1]", "tasks: [2]", "the first must be 1"),
        ("tasks: [1]", "tasks: [1, 65]", "less than or equal to 64"),
        ("tasks: [1]", "tasks: [1, 1]", "stands twice"),
        ("group: A", "group: B", "is not the folder's"),
        ("group: A", "group: J", "group"),
        ("kind: jinja2", "kind: mustache", "jinja2"),
        ("strict: true", "strict: false", "true"),
        ("id: nhanh", "id: gpt-5", "nhanh"),
        ("level: 2", "level: 1", "need level 2"),
        ("personal: [su_kien]", "personal: []", "level 2 needs"),
        ("personal: [su_kien]", "personal: [giong_van]", "not typed freely"),
        ("personal: [su_kien]", "personal: [khac]", "not an input"),
        ("level: 2", "level: 3", "every input is a select"),
        ("level: 2", "level: 4", "only guidance cards"),
        ("output: tin-bai", "output: pdf", "output"),
        ("state: chờ duyệt", "state: xong", "state"),
        ("widget: textarea, max: 1500", "widget: textarea, max: 6001", "6000"),
        ("widget: text, max: 60", "widget: text, max: 201", "use textarea"),
        ("      noi: {widget: text, max: 60}\n", "", "no entry"),
        ("      noi: {", "      la: {widget: text}\n      noi: {", "la is not an input"),
        ("giong_van: {widget: select}", "giong_van: {widget: text}", "belong together"),
        ("so_nguoi: {widget: number}", "so_nguoi: {widget: text}", "belong together"),
        ("[Trang trọng, Gần gũi]", "[Trang trọng, Trang trọng]", "all different"),
        ("    example: 18/11/2026\n", "", "needs an example"),
        ("name: noi", "name: nơi", "pattern"),
        ('hint: "Ai, làm gì, ở đâu."', "hint: Ai, làm gì", "needs quotes"),
        ("kind: words", "kind: wordz", "kind"),
        ("keywords: [fanpage", "keywords: [fanpage, fanpage", "stands twice"),
        ("lessons: [k2-b3]", "lessons: [k2-b3]\n    reviewer: ai", "unknown field"),
        ("lessons: [k2-b3]", "lessons: [k2-b3]\n    level: 2", "stands twice"),
        ("cites: []\n    lessons: [k2-b3]", "cites: &a [x]\n    lessons: *a", "aliases"),
        ("cites: []", "cites: &a [*a, *a]", "aliases"),
        ("cites: []", "cites: !!python/name:os.system []", "tags"),
        ("example: Nhà văn hóa thôn", "example: ${file:/etc/passwd}", "must not begin"),
        ("# Trao 12 suất quà\n", "| a |\n        |---|\n", "ends the front matter"),
        ("displayName: Tin, bài", "displayName: 'Tin, bài", "not YAML"),
        ("Sự kiện:\n<<<", "Sự kiện:\n", "is not open"),
        (">>>\n{% if so", "{% if so", "not closed"),
        ("gần gũi như lời", "{{ noi }} như lời", "must stand between"),
        ("Sự kiện:\n<<<", "Sự kiện: <<<", "stand alone"),
        ("Bạn soạn tin cho xã.", "Bạn soạn {{ noi }}.", "plain text"),
        ("system:\n", "", "each once"),
        ("user:\n", "user:\n\nsystem:\n", "each once"),
        ("user:\n", "user:\nassistant:\n", "other readers"),
        ("user:\n", "user:\n# System :\n", "other readers"),
        ("Bạn soạn tin cho xã.", "Bạn soạn tin\u0323 cho xã.", "NFC"),
        ("({{ giong_van }})", "({{ la }})", "not an input"),
        ("Ngày {{ ngay }}, ", "", None),
        ("{{ noi|trim }}\n", "", "noi is used nowhere"),
    ],
)
def test_what_the_format_forbids_is_refused(old: str, new: str, message: str | None) -> None:
    source = changed((old, new))
    if message is None:
        parse(source)
    else:
        assert any(message in finding for finding in refusals(source)), refusals(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "---",
        "---\n---\n",
        "---\nx\n---\nsystem:\na\nuser:\nb",
        "# no front",
        "---\n[1]\n---\n",
        "---\n" + "[" * 100_000 + "\n---\n",
        "---\n" + "a: {" * 20_000 + "\n---\n",
        "---\n" + "- " * 50_000 + "\n---\n",
        "---\na: 1\n---\n" + "x" * 200_000,
        "---\na: 1\n...\nb: 1\n---\n",
        "---\n? [a]\n: b\n---\n",
        "---\n*a\n---\n",
    ],
    ids=range(13),
)
def test_what_is_no_prompt_file_at_all_is_refused(source: str) -> None:
    assert refusals(source)


def test_a_guidance_card_is_a_system_block_and_nothing_to_fill() -> None:
    card = """---
name: e34-don-khieu-nai-to-cao
displayName: Đơn khiếu nại, tố cáo
description: Vì sao không đưa đơn lên AI.
model: {id: nhanh, apiType: chat}
template: {format: {kind: jinja2, strict: true}, parser: prompty}
inputs: []
metadata:
  mttq: {kind: guidance, version: 1, state: chờ duyệt, group: E, tasks: [34], level: 4, keywords: [đơn]}
---
system:
## Vì sao không dùng AI
"""
    prompt = parse_prompt(card, name="e34-don-khieu-nai-to-cao", group="e")
    assert (prompt.user, prompt.inputs, prompt.sample, prompt.level) == ("", (), None, 4)
    with pytest.raises(PromptError, match="level 4"):
        parse_prompt(card.replace("level: 4", "level: 3"), name=prompt.id, group="e")
    with pytest.raises(PromptError, match="system:"):
        parse_prompt(card + "user:\nx\n", name=prompt.id, group="e")


def test_the_groups_hold_the_64_tasks() -> None:
    assert [group.letter for group in groups()] == list("ABCDEFGHIKLM")
    assert [task for group in groups() for task in group.tasks] == list(range(1, 65))


def test_the_whole_library_loads_or_says_everything_that_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "a01-tin-bai-fanpage.prompty").write_text(SOURCE, encoding="utf-8")
    assert list(load_library(tmp_path).prompts) == ["a01-tin-bai-fanpage"]
    (folder / "a02-hong.prompty").write_text(with_user("{{ x }}"), encoding="utf-8")
    (folder / "a03-hong.prompty").write_bytes(b"\xff\xfe")
    with pytest.raises(PromptError) as caught:
        load_library(tmp_path)
    assert {finding.path for finding in caught.value.findings} == {"a/a02-hong.prompty", "a/a03-hong.prompty"}
