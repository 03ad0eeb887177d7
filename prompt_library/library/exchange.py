"""Prompts leave and come back: Prompty files, CSV for Excel, promptfoo for tests with a model.

What comes from outside goes through `parse_prompt` like any file, so a foreign file can do no more than
be refused. In all three forms a prompt comes back with everything it had.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from prompt_library.errors import NotExchangeable
from prompt_library.library.findings import PromptError
from prompt_library.library.frontmatter import FrontMatterProblem, read_parts, read_yaml
from prompt_library.library.load import parse_prompt
from prompt_library.library.model import Prompt
from prompt_library.library.promptfoo import asserts_of
from prompt_library.library.source import front_matter, to_source, to_yaml

BOM = "\ufeff"
COLUMNS = (
    "id",
    "title",
    "description",
    "kind",
    "version",
    "state",
    "group",
    "tasks",
    "level",
    "output",
    "keywords",
    "personal",
    "cites",
    "lessons",
    "model",
    "temperature",
    "max_output_tokens",
    "inputs",
    "system",
    "user",
    "sample_inputs",
    "sample_answer",
    "checks",
    "cases",
)
# A cell that begins so is a formula to Excel; a quotation mark before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_MOST = 4_000_000


# -- Prompty -----------------------------------------------------------------------------------


def to_prompty(prompt: Prompt) -> str:
    """Return the prompt as a .prompty file."""
    return to_source(front_matter(prompt), prompt.system, prompt.user)


def from_prompty(source: str) -> Prompt:
    """Return the prompt of a .prompty file, whatever the file is called; raise NotExchangeable."""
    source = source.removeprefix(BOM).replace("\r\n", "\n")
    try:
        name = read_parts(source).data.get("name")
        if not isinstance(name, str) or not name:
            raise NotExchangeable("Tệp không có tên câu lệnh (dòng `name:`).")
        return parse_prompt(source, name=name, group=name[0])
    except FrontMatterProblem as problem:
        raise NotExchangeable("Tệp không phải là câu lệnh Prompty.", [problem.message]) from problem
    except PromptError as error:
        raise NotExchangeable("Câu lệnh chưa đúng mẫu.", [str(one) for one in error.findings]) from error


# -- CSV ---------------------------------------------------------------------------------------


def to_csv(prompts: Iterable[Prompt]) -> str:
    """Return one row for each prompt, for Excel: with BOM, lists as JSON, nothing taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for prompt in prompts:
        row = _row(prompt)
        writer.writerow([_guarded(row[column]) for column in COLUMNS])
    return BOM + out.getvalue()


def from_csv(text: str) -> list[Prompt]:
    """Return the prompts of a CSV as `to_csv` writes it or Excel saves it (`;`); raise NotExchangeable."""
    if len(text) > _MOST:
        raise NotExchangeable("Tệp quá lớn.")
    text = text.removeprefix(BOM)
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NotExchangeable("Tệp không phải là bảng CSV.", [str(error)]) from error
    prompts: list[Prompt] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, 2):
        try:
            missing = [column for column in COLUMNS if not isinstance(row.get(column), str)]
            if missing:
                raise NotExchangeable("Thiếu cột: " + ", ".join(missing))
            prompts.append(_prompt({column: _plain(row[column]) for column in COLUMNS}))
        except NotExchangeable as error:
            wrong += [f"Dòng {number}: {one}" for one in (error.message, *error.details)]
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # JSON of another shape
            wrong.append(f"Dòng {number}: {type(error).__name__}: {error}")
    if wrong:
        raise NotExchangeable("Bảng CSV có dòng chưa đúng.", wrong)
    return prompts


def _row(prompt: Prompt) -> dict[str, str]:
    data = front_matter(prompt)
    mttq = data["metadata"]["mttq"]
    fields = mttq.get("fields", {})
    sample = mttq.get("sample")
    listed = ("tasks", "keywords", "personal", "cites", "lessons")
    plain = ("kind", "version", "state", "group", "level", "output")
    return (
        {name: _json(mttq[name]) for name in listed}
        | {name: str(mttq[name]) for name in plain}
        | {
            "id": prompt.id,
            "title": prompt.title,
            "description": prompt.description,
            "model": prompt.model,
            "temperature": repr(prompt.options.temperature),
            "max_output_tokens": str(prompt.options.max_output_tokens),
            "inputs": _json([one | {"field": fields[one["name"]]} for one in data["inputs"]]),
            "system": prompt.system,
            "user": prompt.user,
            "sample_inputs": _json(sample["inputs"]) if sample else "",
            "sample_answer": sample["answer"] if sample else "",
            "checks": _json(mttq.get("checks", [])),
            "cases": _json(mttq.get("cases", [])),
        }
    )


def _prompt(row: dict[str, str]) -> Prompt:
    inputs: list[dict[str, Any]] = json.loads(row["inputs"])
    mttq: dict[str, Any] = {
        name: row[name] for name in ("kind", "version", "state", "group", "level", "output")
    }
    mttq |= {name: json.loads(row[name]) for name in ("tasks", "keywords", "personal", "cites", "lessons")}
    mttq |= {name: json.loads(row[name]) for name in ("checks", "cases")}
    mttq["fields"] = {one["name"]: one.pop("field") for one in inputs}
    if row["sample_inputs"]:
        mttq["sample"] = {"inputs": json.loads(row["sample_inputs"]), "answer": row["sample_answer"]}
    data = {
        "name": row["id"],
        "displayName": row["title"],
        "description": row["description"],
        "inputs": inputs,
        "model": {
            "id": row["model"],
            "apiType": "chat",
            "options": {
                "temperature": float(row["temperature"]),
                "maxOutputTokens": int(row["max_output_tokens"]),
            },
        },
        "template": {"format": {"kind": "jinja2", "strict": True}, "parser": "prompty"},
        "metadata": {"mttq": mttq},
    }
    return from_prompty(to_source(data, row["system"], row["user"]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


# -- promptfoo ---------------------------------------------------------------------------------


def to_promptfoo(prompt: Prompt) -> str:
    """Return a promptfooconfig.yaml: the prompt as a chat, its sample and cases as tests, checks as asserts.

    The tests ask our gateway at `MATTRAN_AI_URL` with the token of `MATTRAN_AI_TOKEN`.
    """
    if prompt.kind == "guidance" or prompt.sample is None:
        raise NotExchangeable("Thẻ hướng dẫn không có gì để thử bằng promptfoo.")
    names = [one.name for one in prompt.inputs]
    chat = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
    given = [("sample", prompt.sample.inputs)]
    given += [(f"case {number}", case.inputs) for number, case in enumerate(prompt.cases, 1)]
    data = {
        "description": f"{prompt.id}: {prompt.title}",
        "prompts": [{"id": prompt.id, "label": prompt.title, "raw": json.dumps(chat, ensure_ascii=False)}],
        "providers": [
            {
                "id": f"openai:chat:{prompt.model}",
                "config": {
                    "apiBaseUrl": "{{ env.MATTRAN_AI_URL }}",
                    "apiKeyEnvar": "MATTRAN_AI_TOKEN",
                    "temperature": prompt.options.temperature,
                    "max_tokens": prompt.options.max_output_tokens,
                },
            }
        ],
        "defaultTest": {"assert": asserts_of(prompt)},
        "tests": [
            {"description": what, "vars": {name: inputs.get(name, "") for name in names}}
            for what, inputs in given
        ],
        "metadata": {"mttq": front_matter(prompt)},
    }
    return to_yaml(data)


def from_promptfoo(text: str) -> Prompt:
    """Return the prompt of a file that `to_promptfoo` wrote; its chat may have been edited since.

    Raise NotExchangeable for any other file: it does not say what our prompts must say.
    """
    try:
        if len(text) > _MOST:
            raise NotExchangeable("Tệp quá lớn.")
        data, _ = read_yaml(text, 1)
        chat = json.loads(data["prompts"][0]["raw"])
        front = data["metadata"]["mttq"]
        texts = {message["role"]: str(message["content"]) for message in chat}
        return from_prompty(to_source(front, texts["system"], texts["user"]))
    except (FrontMatterProblem, ValueError, KeyError, IndexError, TypeError) as error:
        raise NotExchangeable(
            "Tệp này không phải do thư viện câu lệnh xuất ra cho promptfoo.", [str(error)]
        ) from error
