"""The legal register: every document a lesson or a prompt may cite, and how it is cited in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

REGISTER_FILE = Path(__file__).with_name("legal_register.yml")

Status = Literal["in_force", "replaced", "expired", "unknown"]
Evidence = Literal["read", "secondary", "memory", "unverified"]

# Kinds of document as titles begin with them; a longer kind stands before the shorter one it contains.
_KINDS = (
    "Luật",
    "Nghị quyết liên tịch",
    "Nghị quyết",
    "Nghị định",
    "Quyết định",
    "Quy định",
    "Chỉ thị",
    "Chương trình hành động",
    "Công văn",
    "Hướng dẫn",
    "Kế hoạch",
    "Kết luận",
    "Thông báo",
    "Thông tri",
    "Thông tư",
    "Văn bản hợp nhất",
)
_YEAR_NOTE = re.compile(r"\s*\((\d{4})\)$")  # "Luật An ninh mạng (2018)": tells two laws of one name apart
_LAST_NOTE = re.compile(r"\s*\([^()]*\)$")
_SIGN_NOTE = re.compile(r"\s*\(ký hiệu [^()]*\)$")


class RegisterError(Exception):
    """The register file cannot be used; the message names the entry and what is wrong with it."""


class UnknownDocument(KeyError):
    """No entry of the register has this id."""

    def __str__(self) -> str:
        return f"{self.args[0]}: not in the legal register"


class Document(BaseModel):
    """One entry of the register, as the file writes it. Dates are `None` when no source gives them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    number: str | None
    title: str
    issuer: str | None
    issued: date | None
    effective: date | None
    expires: date | None  # the first day on which it no longer applies
    status: Status
    replaced_by: str | None
    source: str
    evidence: Evidence
    notes: str | None

    @property
    def kind(self) -> str | None:
        """Return "Luật", "Công văn", …, or `None` for a document without number and kind."""
        for kind in _KINDS:
            if self.title.startswith(kind):
                return kind
        if self.number and "QĐ" in self.number:  # a Quy chế is issued by a Quyết định
            return "Quyết định"
        return None

    @property
    def numbered(self) -> str | None:
        """Return "số 117/2025/QH15", or `None` when the number is not known."""
        return f"số {_LAST_NOTE.sub('', self.number)}" if self.number else None

    @property
    def outdated(self) -> bool:
        """Say whether the register calls the document replaced or expired."""
        return self.status in ("replaced", "expired")


class Register:
    """The documents of the register, by id."""

    def __init__(self, documents: list[Document]) -> None:
        """Index `documents`; raise RegisterError for a repeated id or a successor that is not there."""
        self._documents: dict[str, Document] = {}
        for document in documents:
            if document.id in self._documents:
                raise RegisterError(f"{document.id}: stands twice in the register")
            self._documents[document.id] = document
        for document in documents:
            if document.replaced_by is not None and document.replaced_by not in self._documents:
                raise RegisterError(
                    f"{document.id}: replaced_by {document.replaced_by} is not in the register"
                )

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._documents

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def __len__(self) -> int:
        return len(self._documents)

    def get(self, document_id: str) -> Document:
        """Return the entry; raise UnknownDocument."""
        try:
            return self._documents[document_id]
        except KeyError:
            raise UnknownDocument(document_id) from None

    def cite(self, document_id: str) -> str:
        """Return the short citation, "Luật số 117/2025/QH15"; raise UnknownDocument."""
        document = self.get(document_id)
        if document.kind and document.numbered:
            return f"{document.kind} {document.numbered}"
        return _LAST_NOTE.sub("", document.title)

    def full(self, document_id: str) -> str:
        """Return the line for the list "Căn cứ": title, number, date, issuer, effect.

        Raise UnknownDocument.
        """
        document = self.get(document_id)
        doubt = "; cần tra cứu tình trạng hiệu lực trước khi viện dẫn" if document.status == "unknown" else ""
        if document.evidence in {"secondary", "memory", "unverified"}:
            doubt += "; số, ngày theo nguồn thứ cấp, chưa đối chiếu văn bản gốc"
        return f"{_name(document)}{self._effect(document)}{doubt}."

    def refusal(self, document_id: str, on: date | None = None) -> str | None:
        """Say why the document may not be cited as being in force on the day `on`; `None` when it may.

        Without `on` the register's own status decides and no dates are compared. The sentence is
        English, for the author of a lesson or a prompt.
        """
        if document_id not in self:
            return str(UnknownDocument(document_id))
        document = self.get(document_id)
        expired = document.expires is not None and on is not None and on >= document.expires
        undated = document.outdated and (on is None or document.expires is None)
        if not (expired or undated):
            return None
        since = f" since {document.expires.isoformat()}" if document.expires else ""
        if document.replaced_by:
            instead = f"; replaced by {document.replaced_by} ({self.cite(document.replaced_by)})"
        else:
            instead = ""
        return f"{document_id} ({self.cite(document_id)}): no longer in force{since}{instead}"

    def _effect(self, document: Document) -> str:
        parts = []
        if document.outdated:
            parts.append("đã hết hiệu lực" + _since(document.expires))
            if document.replaced_by:
                parts.append(f"được thay bằng {self.cite(document.replaced_by)}")
        else:
            if document.effective:
                parts.append("có hiệu lực" + _since(document.effective))
            if document.expires:
                parts.append("hết hiệu lực" + _since(document.expires))
        return "".join(f", {part}" for part in parts)


def vietnamese_date(day: date) -> str:
    """Return "10/12/2025", "01/3/2026": days below 10 and months 1 and 2 with a leading zero.

    Source: Nghị định số 30/2020/NĐ-CP, Phụ lục I (place and date of a document).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def parse_register(source: str) -> Register:
    """Return the register written in `source` (YAML); raise RegisterError."""
    try:
        data = YAML(typ="safe", pure=True).load(source)
        return Register(TypeAdapter(list[Document]).validate_python(data))
    except YAMLError as error:
        raise RegisterError(f"legal register: not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RegisterError(f"legal register: entry {place}: {first['msg']}") from error


@lru_cache(maxsize=4)
def load_register(path: Path = REGISTER_FILE) -> Register:
    """Return the register of the file, read once per process; raise RegisterError."""
    return parse_register(path.read_text(encoding="utf-8"))


def _name(document: Document) -> str:
    title, year = document.title, ""
    if note := _YEAR_NOTE.search(title):
        title = title[: note.start()]
        if f"/{note[1]}/" not in (document.number or ""):
            year = f" năm {note[1]}"
    if document.number and document.number in title:  # "Kế hoạch số 07/KH-… (nêu cùng tin …)"
        title = _LAST_NOTE.sub("", title)
    elif document.numbered and document.kind:
        by_decision = "" if title.startswith(document.kind) else f"ban hành theo {document.kind} "
        title = f"{title}, {by_decision}{document.numbered}"
    day = f" ngày {vietnamese_date(document.issued)}" if document.issued else year
    issuer = f" của {_SIGN_NOTE.sub('', document.issuer)}" if document.issuer else ""
    return f"{title}{day}{issuer}"


def _since(day: date | None) -> str:
    return f" từ ngày {vietnamese_date(day)}" if day else ""
