"""Which models there are: a YAML file of the operator, its keys apart in a file only this account reads.

docs/models.md describes both. Without the file the simulated provider serves `nhanh` and `sau`.
"""

from __future__ import annotations

import ipaddress
import stat
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hub.settings import Settings

SIMULATED_ID = "mo-phong"
_CODE = r"^[A-Za-z0-9][A-Za-z0-9_.:/@+-]*$"  # as the usage log takes it (accounts/tables.py)
Code = Annotated[str, Field(pattern=_CODE, max_length=80)]


class ConfigurationError(Exception):
    """The operator's files cannot be used; the message says which and why, and never holds a key."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Price(_Part):
    """What a million tokens cost, in đồng."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class Candidate(_Part):
    """One model of one provider: what people see of it, and how it is reached."""

    id: Code
    provider: Literal["simulated", "openai", "gemini"]
    title: str = Field(min_length=1, max_length=120)
    where: str = Field(min_length=1, max_length=120)  # "Google, máy chủ ngoài Việt Nam"
    abroad: bool
    model: str = Field("", max_length=200)  # the provider's own name of it
    base_url: str | None = None
    key: str | None = None  # name in ai-keys.yml
    shutdown_on: date | None = None  # the provider's announced last day
    max_tokens_as: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    stream_usage: bool = True  # ask an OpenAI-compatible endpoint for the count of tokens
    options: dict[str, Any] = Field(default_factory=dict)  # the operator's own parameters of the call
    price_vnd_per_million: Price | None = None

    @field_validator("base_url")
    @classmethod
    def _not_in_the_open(cls, value: str | None) -> str | None:
        """Refuse plain HTTP, except to this machine or a private network."""
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme == "https" and parts.hostname:
            return value
        if parts.scheme == "http" and _is_private(parts.hostname or ""):
            return value
        raise ValueError("base_url must be https://, or http:// to a private address")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.provider == "simulated":
            if self.abroad or self.key or self.base_url:
                raise ValueError("a simulated model has no key, no base_url and is not abroad")
        elif not self.model:
            raise ValueError("model is missing")
        if self.provider == "openai" and not self.base_url:
            raise ValueError("an openai model needs its base_url")
        if self.provider == "gemini" and not self.key:
            raise ValueError("a gemini model needs a key")
        return self

    @property
    def simulated(self) -> bool:
        """Whether it answers from recorded samples."""
        return self.provider == "simulated"

    def ended(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.shutdown_on is not None and self.shutdown_on < today


class LogicalModel(_Part):
    """A name that people and prompts use, and the models behind it, best first."""

    title: str = Field(min_length=1, max_length=120)
    candidates: tuple[Candidate, ...] = Field(min_length=1, max_length=8)


class Limits(_Part):
    """Time limits of one answer, in seconds, and sizes of one request."""

    connect_s: float = Field(5.0, gt=0, le=60)
    first_token_s: float = Field(45.0, gt=0, le=300)
    between_tokens_s: float = Field(30.0, gt=0, le=300)
    whole_s: float = Field(240.0, gt=0, le=540)  # below the lease of a reservation
    text_chars: int = Field(60_000, ge=1_000, le=200_000)  # all texts of one request together
    turns: int = Field(60, ge=2, le=400)
    output_tokens: int = Field(4_000, ge=16, le=32_000)


class Models(_Part):
    """The whole file."""

    models: dict[Code, LogicalModel] = Field(min_length=1)
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _one_meaning_per_id(self) -> Self:
        seen: dict[str, Candidate] = {}
        for logical in self.models.values():
            for candidate in logical.candidates:
                if seen.setdefault(candidate.id, candidate) != candidate:
                    raise ValueError(f"two different models are called {candidate.id}")
        return self

    @property
    def candidates(self) -> dict[str, Candidate]:
        """Every model of a provider by its id."""
        return {c.id: c for logical in self.models.values() for c in logical.candidates}


def simulated(title: str = "Mô phỏng (câu trả lời mẫu)") -> Candidate:
    """Return the model that answers from recorded samples, on this machine."""
    return Candidate(
        id=SIMULATED_ID, provider="simulated", title=title, where="Trên máy chủ của hệ thống", abroad=False
    )


def default_models() -> Models:
    """Return what is served when the operator gave no file."""
    return Models(
        models={
            "nhanh": LogicalModel(title="Nhanh: việc ngắn", candidates=(simulated(),)),
            "sau": LogicalModel(title="Sâu: việc dài, cần cẩn thận", candidates=(simulated(),)),
        }
    )


def models_path(settings: Settings) -> Path:
    """Return where the models file is, whether it is there or not."""
    return settings.ai_models or settings.data / "ai" / "models.yml"


def load_models(path: Path, *, required: bool = False) -> Models:
    """Return the models of the file `path`; the default ones when there is no file and none is required."""
    if not path.exists() and not required:
        return default_models()
    return _checked(path, _read(path))


def load_keys(path: Path) -> dict[str, SecretStr]:
    """Return the keys of the file `path` by name, none when there is no file.

    Raise ConfigurationError when anybody but its owner may read it.
    """
    if not path.exists():
        return {}
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"{path}: others may read the keys; run: chmod 600 {path}")
    data = _read(path)
    if not isinstance(data, Mapping) or not all(
        isinstance(name, str) and isinstance(key, str) and key for name, key in data.items()
    ):
        raise ConfigurationError(f"{path}: must map names to keys (texts)")
    return {name: SecretStr(key) for name, key in data.items()}


def ensure_keys(models: Models, keys: Mapping[str, SecretStr]) -> None:
    """Raise ConfigurationError when a model names a key that there is not."""
    missing = sorted({c.key for c in models.candidates.values() if c.key and c.key not in keys})
    if missing:
        raise ConfigurationError(f"ai-keys.yml has no key called {', '.join(missing)}")


def _read(path: Path) -> object:
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({type(error).__name__})") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)  # the error's own text quotes the line, maybe a key
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}: is not valid YAML{where}") from None


def _checked(path: Path, data: object) -> Models:
    try:
        return Models.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()[:8]
        )
        raise ConfigurationError(f"{path}: {problems}") from None


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_private or address.is_loopback
