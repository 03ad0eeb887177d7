"""Writing a prompt as a file: the one text that loads back to the same prompt (docs/prompt-format.md)."""

from __future__ import annotations

from typing import Any

import yaml  # type: ignore[import-untyped]

from prompt_library.library.model import Prompt


def front_matter(prompt: Prompt) -> dict[str, Any]:
    """Return the front matter of `prompt` as plain data, in the order of the format."""
    mttq: dict[str, Any] = {
        "kind": prompt.kind,
        "version": prompt.version,
        "state": prompt.state,
        "group": prompt.group,
        "tasks": list(prompt.tasks),
        "level": prompt.level,
        "personal": list(prompt.personal),
        "output": prompt.output,
        "keywords": list(prompt.keywords),
        "cites": list(prompt.cites),
        "lessons": list(prompt.lessons),
    }
    if prompt.kind == "prompt":
        mttq["fields"] = {
            one.name: {"widget": one.widget, "max": one.max_chars} | ({"hint": one.hint} if one.hint else {})
            for one in prompt.inputs
        }
        if prompt.sample:
            mttq["sample"] = {"inputs": dict(prompt.sample.inputs), "answer": prompt.sample.answer}
        mttq["checks"] = [one.model_dump(mode="json") for one in prompt.checks]
        mttq["cases"] = [one.model_dump(mode="json") for one in prompt.cases]
    return {
        "name": prompt.id,
        "displayName": prompt.title,
        "description": prompt.description,
        "inputs": [
            {"name": one.name, "kind": one.kind, "description": one.label}
            | ({"example": one.example} if one.example else {})
            | ({"enumValues": list(one.options)} if one.options else {})
            | {"required": one.required}
            for one in prompt.inputs
        ],
        "model": {
            "id": prompt.model,
            "apiType": "chat",
            "options": {
                "temperature": prompt.options.temperature,
                "maxOutputTokens": prompt.options.max_output_tokens,
            },
        },
        "template": {"format": {"kind": "jinja2", "strict": True}, "parser": "prompty"},
        "metadata": {"mttq": mttq},
    }


def to_source(data: dict[str, Any], system: str, user: str) -> str:
    """Return the file of a front matter and the texts of its blocks ("" as `user` for a card)."""
    blocks = f"system:\n{system}\n" + (f"user:\n{user}\n" if user else "")
    return f"---\n{to_yaml(data)}---\n{blocks}"


def to_yaml(data: object) -> str:
    """Return `data` as YAML that keeps every text as it is, in the order given, without `---` and `+++`."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9, default_flow_style=False
    )
    # Only texts in double quotes hold these (see _text); there an escape says the same.
    return text.replace("---", r"\x2d\x2d\x2d").replace("+++", r"\x2b\x2b\x2b")


_FAST: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_FAST):  # type: ignore[misc]
    """PyYAML's, but texts of several lines are blocks."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    if "---" in text or "+++" in text or "\r" in text:
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
