"""Prompts leave and come back whole: Prompty, CSV as Excel saves it, promptfoo."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import prompty
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.supervisor.platform import node_binary
from prompt_library.errors import NotExchangeable
from prompt_library.library.checks import run_checks
from prompt_library.library.exchange import (
    BOM,
    from_csv,
    from_promptfoo,
    from_prompty,
    to_csv,
    to_promptfoo,
    to_prompty,
)
from prompt_library.library.load import load_library
from prompt_library.library.model import Case, Prompt, Sample
from prompt_library.library.promptfoo import asserts_of
from tests.library.making import parse

PROMPT = parse()


def bare(prompt: Prompt) -> Prompt:
    """Return the prompt without the text of its file."""
    return prompt.model_copy(update={"source": "", "sha256": ""})


def _nfc(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not text.startswith("${")


# Anything a file may hold: line ends, quotes, formulas, YAML's own signs, rows of dashes, other scripts.
ODD = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.text(st.sampled_from("-+=@'\"|:#&*!{}[]\\\n\r\t ;,đỏ<>0"), min_size=1, max_size=40),
    st.sampled_from(
        ["---", "+++", "a\n---\nb", "=1+1", "'=1", "yes", "null", "~", "0600", "1.500", "- a", "\ufeff"]
    ),
).filter(_nfc)
LINE = ODD.map(str.strip).filter(lambda text: text != "" and _nfc(text))


@st.composite
def prompts(draw: st.DrawFn) -> Prompt:
    """Draw a prompt of the test's form with any texts."""
    inputs = tuple(
        one.model_copy(update={"label": draw(LINE), "example": draw(ODD) + "x", "hint": draw(LINE)})
        for one in PROMPT.inputs
    )
    given = {"su_kien": draw(ODD), "giong_van": "Gần gũi"}
    return PROMPT.model_copy(
        update={
            "title": draw(ODD),
            "description": draw(ODD),
            "keywords": tuple(draw(st.lists(LINE, min_size=1, max_size=3, unique=True))),
            "inputs": inputs,
            "sample": Sample(inputs=given, answer=draw(ODD)),
            "cases": (Case(inputs=given, contains=(draw(ODD),), absent=()),) * draw(st.integers(0, 2)),
            "system": "Hệ " + draw(LINE).replace("\r", " ").replace("{", "(").replace("}", ")") + " thống",
            "version": draw(st.integers(1, 10**6)),
        }
    )


@settings(max_examples=50)
@given(prompts())
def test_any_prompt_comes_back_from_all_three_forms(prompt: Prompt) -> None:
    assert bare(from_prompty(to_prompty(prompt))) == bare(prompt)
    assert bare(from_promptfoo(to_promptfoo(prompt))) == bare(prompt)
    assert [bare(one) for one in from_csv(to_csv([prompt, PROMPT]))] == [bare(prompt), bare(PROMPT)]


def test_the_library_comes_back_and_the_prompty_package_reads_what_we_write(tmp_path: Path) -> None:
    library = list(load_library().prompts.values())
    assert [bare(one) for one in from_csv(to_csv(library))] == [bare(one) for one in library]
    for prompt in library:
        assert bare(from_prompty(to_prompty(prompt))) == bare(prompt)
    path = tmp_path / "x.prompty"
    table = "| a |\n|---|\n| b |\n"
    held = PROMPT.model_copy(update={"sample": Sample(inputs={"su_kien": "+++"}, answer=table)})
    path.write_text(to_prompty(held), encoding="utf-8")
    agent = prompty.load(path)
    assert agent.metadata is not None
    assert agent.metadata["mttq"]["sample"]["answer"] == table
    assert agent.metadata["mttq"]["sample"]["inputs"]["su_kien"] == "+++"
    assert (agent.instructions or "").startswith("system:\n")


def test_a_csv_opens_in_excel_and_runs_no_formula() -> None:
    prompt = PROMPT.model_copy(update={"title": "=HYPERLINK(1)", "description": "'+1"})
    text = to_csv([prompt])
    assert text.startswith(BOM + "id,title,")
    row = next(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert (row["title"], row["description"]) == ("'=HYPERLINK(1)", "''+1")
    assert row["id"] == PROMPT.id


def test_a_csv_that_excel_saved_again_with_semicolons_is_read() -> None:
    rows = list(csv.reader(io.StringIO(to_csv([PROMPT]).removeprefix(BOM), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    assert bare(from_csv(BOM + out.getvalue())[0]) == bare(PROMPT)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda row: row.update(level="9"), "Dòng 2: a/a01"),
        (lambda row: row.update(inputs="[{"), "Dòng 2: JSONDecodeError"),
        (lambda row: row.update(inputs="[1]"), "Dòng 2:"),
        (lambda row: row.update(inputs='{"a": 1}'), "Dòng 2:"),
        (lambda row: row.update(tasks="null"), "Dòng 2:"),
        (lambda row: row.update(temperature="nóng"), "Dòng 2: ValueError"),
        (lambda row: row.update(user="{{ su_kien.__class__ }}"), "not allowed"),
        (lambda row: row.update(id=""), "không có tên"),
        (lambda row: row.pop("checks"), "Thiếu cột: checks"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken(change: Any, message: str) -> None:
    row = next(csv.DictReader(io.StringIO(to_csv([PROMPT]).removeprefix(BOM), newline="")))
    change(row)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    writer.writerow(row)
    with pytest.raises(NotExchangeable) as caught:
        from_csv(out.getvalue())
    assert any(message in detail for detail in caught.value.details), caught.value.details


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: [",
        "prompts: []",
        "[1]",
        "prompts: [{raw: '[]'}]\nmetadata: {mttq: {}}",
        "x: !!python/name:os.system x",
    ],
)
def test_a_foreign_promptfoo_file_is_refused(text: str) -> None:
    with pytest.raises(NotExchangeable):
        from_promptfoo(text)


@pytest.mark.parametrize("text", ["", "x", "---\n---\n", "---\nname: [a]\n---\n", "---\nname: ''\n---\n"])
def test_a_foreign_prompty_file_is_refused(text: str) -> None:
    with pytest.raises(NotExchangeable):
        from_prompty(text)


def test_a_promptfoo_file_is_a_chat_with_tests_and_asserts() -> None:
    data = yaml.safe_load(to_promptfoo(PROMPT))
    chat = json.loads(data["prompts"][0]["raw"])
    assert [message["role"] for message in chat] == ["system", "user"]
    assert chat[1]["content"] == PROMPT.user
    assert [test["description"] for test in data["tests"]] == ["sample", "case 1", "case 2"]
    assert set(data["tests"][0]["vars"]) == {one.name for one in PROMPT.inputs}
    assert [one["metric"] for one in data["defaultTest"]["assert"]] == [
        "words",
        "headings",
        "no_new_numbers",
        "inputs_kept",
    ]
    # promptfoo renders assertions as templates: nothing in them may look like one
    assert not any(sign in json.dumps(data["defaultTest"]) for sign in ("{{", "{%", "{#"))


def test_the_scripts_of_the_asserts_agree_with_our_checks_on_the_samples(tmp_path: Path) -> None:
    """Each script runs in Node on a sample, and on a spoiled answer, as promptfoo would run it."""
    work: list[dict[str, Any]] = []
    for prompt in [PROMPT, *load_library().prompts.values()]:
        if prompt.sample is None:
            continue
        for check in prompt.checks:
            alone = prompt.model_copy(update={"checks": (check,)})
            scripts = [one["value"] for one in asserts_of(alone) if one["type"] == "javascript"]
            # Empty inputs: what depends on tokens of the guard is not the scripts' matter.
            for answer in ("", "Số 987654321 lạ."):
                passed = run_checks(alone, answer, {"su_kien": "7"})[0].passed
                work += [
                    {"script": script, "answer": answer, "want": passed, "id": prompt.id}
                    for script in scripts
                ]
    (tmp_path / "work.json").write_text(json.dumps(work), encoding="utf-8")
    (tmp_path / "run.mjs").write_text(
        "import fs from 'node:fs';\n"
        "const work = JSON.parse(fs.readFileSync(process.argv[2]));\n"
        "const run = (w) => new Function('output', 'context', w.script)(w.answer, {vars: {su_kien: '7'}});\n"
        "const wrong = work.filter((w) => run(w) !== w.want);\n"
        "console.log(JSON.stringify(wrong.map((w) => [w.id, w.script, w.answer])));\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [node_binary(), tmp_path / "run.mjs", tmp_path / "work.json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(work) > 4
    assert json.loads(done.stdout) == []
