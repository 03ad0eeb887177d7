"""The competencies that lessons teach and questions measure, by code (courses/competencies.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, ValidationError

from courses.errors import ContentError, Problem
from courses.yamltext import YamlProblem, read_yaml

COMPETENCIES_FILE = Path(__file__).with_name("competencies.yml")


class Competency(BaseModel):
    """What a person can do, and how it is measured: `statement` is Vietnamese, `domain` a code."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    code: str
    domain: str
    statement: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    domains: dict[str, str]
    competencies: list[Competency]


@lru_cache(maxsize=4)
def load_competencies(path: Path = COMPETENCIES_FILE) -> Mapping[str, Competency]:
    """Return the competencies of the file by code, in its order; raise ContentError."""
    try:
        yaml = read_yaml(path.read_text(encoding="utf-8"), 1)
        file = _File.model_validate(yaml.data)
    except YamlProblem as error:
        raise ContentError([Problem(path.name, error.line, error.message)]) from error
    except ValidationError as error:
        raise ContentError(
            [Problem(path.name, yaml.line(*found["loc"]), found["msg"]) for found in error.errors()]
        ) from error
    problems = []
    by_code: dict[str, Competency] = {}
    for number, competency in enumerate(file.competencies):
        line = yaml.line("competencies", number)
        if competency.code in by_code:
            problems.append(Problem(path.name, line, f"{competency.code} stands twice"))
        if competency.domain not in file.domains:
            problems.append(Problem(path.name, line, f"{competency.domain} is not a domain"))
        by_code[competency.code] = competency
    if problems:
        raise ContentError(problems)
    return MappingProxyType(by_code)
