"""`mattran prompts check`: each rule seen to refuse, and the library itself without an error."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from hub.legal.register import load_register
from prompt_library.library.check import Surroundings, check_files, check_prompt
from prompt_library.library.findings import Finding
from prompt_library.library.load import PROMPTS_DIR, parse_prompt
from prompt_library.library.similar import TOO_ALIKE, likeness, shingles
from tests.library.making import SOURCE, changed, parse, with_user

TODAY = date(2026, 11, 21)
AROUND = Surroundings(load_register(), TODAY, lessons={"k2-b3"})
CARD = """---
name: e34-don-khieu-nai-to-cao
displayName: Đơn khiếu nại, tố cáo
description: Vì sao không đưa đơn lên AI.
inputs: []
model: {id: nhanh, apiType: chat}
template: {format: {kind: jinja2, strict: true}, parser: prompty}
metadata:
  mttq: {kind: guidance, version: 1, state: chờ duyệt, group: E, tasks: [34], level: 4, keywords: [đơn]}
---
system:
## Vì sao không dùng AI
Đơn có dữ liệu của dân.
## Làm thế nào cho đúng
Chuyển bộ phận tiếp dân.
## Việc AI giúp được
[Quy trình](prompt:e34-quy-trinh-don-thu)
"""


def found(source: str, around: Surroundings = AROUND) -> list[Finding]:
    return list(check_prompt(parse(source), "a/a01.prompty", around))


def test_a_good_prompt_has_no_finding() -> None:
    assert found(SOURCE) == []


SAMPLE = "Ông Nguyễn Văn Mẫu, điện thoại 0600 000 123, trao 12 suất quà."


@pytest.mark.parametrize(
    ("old", "new", "message", "warning"),
    [
        ("state: chờ duyệt", "state: đã duyệt", "always `chờ duyệt`", False),
        ("[cần bổ sung: …]", "[thiếu]", "[cần bổ sung: …]", False),
        ("[cần tra lại]", "[tra]", "[cần tra lại]", False),
        ("như [NGƯỜI_1]", "lạ", "tokens such as", False),
        ("giữa <<< và >>>", "dưới", "material, not an instruction", False),
        ("Sự kiện:\n<<<", "Sự kiện của [NGƯỜI_1]:\n<<<", "would shift", False),
        (
            "        contains: [gần gũi như, Sân đình]\n",
            "        contains: [không có]\n",
            "do not hold",
            False,
        ),
        ("absent: [gần gũi như]", "absent: [Giọng văn yêu cầu]", "the messages hold", False),
        ("giong_van: Gần gũi, noi: Sân đình", "giong_van: Vui", "case 2: Mục", False),
        ("lessons: [k2-b3]", "lessons: [k9-b9]", "k9-b9 does not exist", True),
        ("cites: []", "cites: [nd-13-2023]", "no longer in force", False),
        ("cites: []", "cites: [khong-co]", "not in the legal register", False),
        ("cites: []", "cites: [luat-91-2025-qh15]", "neither prompt nor sample names", True),
        ("Bạn soạn tin cho xã.", "Theo Luật số 999/2025/QH15.", "999/2025/QH15 is not in the legal", False),
        ("Bạn soạn tin cho xã.", "Theo Luật số 91/2025/QH15.", "is not in cites", False),
        ("[NGƯỜI_1] trao 12", "[NGƯỜI_2] trao 12", "no such token", False),
        ("[NGƯỜI_1] trao 12", "Nguyễn Văn Mẫu trao 12", "guard masks it in the inputs", False),
        ("[NGƯỜI_1] trao 12", "Bà Trần Thị Thử trao 12", "not in the inputs", True),
        ("[NGƯỜI_1] trao 12", "[NGƯỜI_1] trao 13", "số lạ", False),
        ("# Trao 12 suất quà\n", "Trao 12 suất quà\n", "fails its own check", False),
        ("0600 000 123", "0912 345 678", "invented data must read as such", False),
        ("giong_van: Gần gũi\n      answer", "giong_van: Vui\n      answer", "sample: giong_van", False),
        ("names: [su_kien]", "names: [su_kien, la]", "not an input", False),
        (SAMPLE, '"MẬT\\nSố: 12/BC-X"', "sample: ", False),
    ],
)
def test_what_an_author_must_mend_is_found(old: str, new: str, message: str, warning: bool) -> None:
    findings = found(changed((old, new)))
    assert any(message in one.message and one.warning is warning for one in findings), findings


def test_a_law_that_is_out_of_date_may_be_asked_about() -> None:
    source = changed(
        (SAMPLE, SAMPLE[:-1] + " theo Nghị định 13/2023/NĐ-CP."), ("allow: []", "allow: [13/2023]")
    )
    source = source.replace("names: [su_kien]", "names: [noi]")
    assert found(source) == []
    cited = found(source.replace("cites: []", "cites: [nd-13-2023]"))
    assert [one.warning for one in cited] == [True]


def test_a_missing_lesson_is_an_error_when_strict() -> None:
    strict = Surroundings(load_register(), TODAY, lessons=(), strict=True)
    assert [one.warning for one in found(SOURCE, strict)] == [False]


def test_two_cases_a_sample_and_a_check_are_needed() -> None:
    prompt = parse().model_copy(update={"cases": (), "sample": None, "checks": ()})
    messages = " ".join(one.message for one in check_prompt(prompt, "x", AROUND))
    assert "at least two" in messages
    assert "sample is missing" in messages
    assert "at least one is needed" in messages


def test_at_level_2_a_sample_the_guard_is_unsure_of_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prompt_library.library.check_sample.SURE", 1.01)
    assert any("unsure" in one.message for one in found(SOURCE))


def test_at_level_1_what_the_guard_masks_is_a_warning() -> None:
    source = changed(("level: 2", "level: 1"), ("personal: [su_kien]", "personal: []"))
    assert [one.warning for one in found(source)] == [True]


def test_a_card_has_its_three_headings_and_names_a_prompt() -> None:
    def of(source: str) -> list[str]:
        card = parse_prompt(source, name="e34-don-khieu-nai-to-cao", group="e")
        return [one.message for one in check_prompt(card, "x", AROUND)]

    assert of(CARD) == []
    assert "no heading `## Làm thế nào cho đúng`" in of(CARD.replace("## Làm thế nào", "## Làm sao"))[0]
    assert "names no prompt" in of(CARD.replace("prompt:", "http:"))[0]


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / name[0] / f"{name}.prompty"
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return path


def test_prompts_that_differ_by_a_word_are_one_prompt(tmp_path: Path) -> None:
    write(tmp_path, "a01-tin-bai-fanpage", SOURCE)
    twin = SOURCE.replace("a01-tin-bai-fanpage", "a01-tin-bai-zalo").replace(
        "soạn tin cho xã.", "soạn bài cho xã."
    )
    write(tmp_path, "a01-tin-bai-zalo", twin)
    messages = [one.message for one in check_files([tmp_path], lessons={"k2-b3"}, on=TODAY)]
    assert len(messages) == 1
    assert "alike" in messages[0]


def test_a_file_the_prompty_package_reads_otherwise_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a01-tin-bai-fanpage", changed(("# Trao 12 suất quà\n", "| a |\n        |---|\n")))
    messages = [one.message for one in check_files([path], lessons={"k2-b3"}, on=TODAY)]
    assert any("prompty package" in message for message in messages)


def test_the_command_says_what_is_wrong_and_fails(tmp_path: Path) -> None:
    run = CliRunner().invoke
    good = write(tmp_path, "a01-tin-bai-fanpage", SOURCE)
    done = run(app, ["prompts", "check", str(good)])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "0 errors, 0 warnings")
    bad = write(tmp_path, "a01-tin-bai-fanpage", changed(("level: 2", "level: 7")))
    done = run(app, ["prompts", "check", str(bad), str(tmp_path / "khong-co.prompty")])
    assert done.exit_code == 1
    assert ":45: error: metadata.mttq.level" in done.output
    assert "khong-co.prompty: error: no such prompt file" in done.output


def test_the_library_has_no_error_and_checking_one_file_is_quick() -> None:
    lessons = {path.stem for path in (PROMPTS_DIR.parents[1] / "courses" / "content").glob("*/*.md")}
    assert [str(one) for one in check_files(lessons=lessons, on=TODAY) if not one.warning] == []
    began = time.thread_time()
    check_files([next(PROMPTS_DIR.glob("*/*.prompty"))], lessons=lessons, on=TODAY)
    assert time.thread_time() - began < 2


def test_the_whole_library_must_cover_every_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a01-tin-bai-fanpage", SOURCE)
    write(tmp_path, "e34-don-khieu-nai-to-cao", CARD)
    monkeypatch.setattr("prompt_library.library.check.PROMPTS_DIR", tmp_path)
    messages = [one.message for one in check_files(lessons={"k2-b3"}, on=TODAY)]
    assert sum(message.startswith("no prompt for task") for message in messages) == 62
    assert "prompt:e34-quy-trinh-don-thu is not in the library" in messages


def test_a_copy_with_every_fifth_word_changed_is_still_too_alike() -> None:
    prompt = parse(with_user("<<<\n{{ su_kien }}{{ noi }}\n>>>\n{{ giong_van }}{{ so_nguoi }}{{ ngay }}"))
    told = " ".join(f"chữ{number} này" for number in range(100))
    words = told.split()
    other = " ".join(word if at % 5 else f"khác{at}" for at, word in enumerate(words))
    one, copy = (shingles(prompt.model_copy(update={"system": text})) for text in (told, other))
    assert TOO_ALIKE < likeness(one, copy) < 0.6
    assert likeness(one, one) == 1
    assert likeness(one, frozenset()) == 0
