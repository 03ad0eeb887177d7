"""What is decided before anything leaves: who may, which level, which models, and the masked messages.

The order is the one of docs/ai.md; each step raises a UserError and nothing was sent then. The request is
cut before the guard (`draft` and `plan`), so that its tokens can be reserved while the guard reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.people.store import Person
from prompt_library.accounts.clearance import Clearance, clearance
from prompt_library.accounts.models import Approval
from prompt_library.accounts.personal import PersonalSettings, settings_of
from prompt_library.gateway.config import Candidate, LogicalModel, Models, simulated
from prompt_library.gateway.conversation import Conversation, Talk, converse, settings_text
from prompt_library.gateway.errors import GatewayError
from prompt_library.gateway.levels import (
    ModelFacts,
    ensure_guard_agrees,
    ensure_sendable,
    level_of_texts,
    model_allowed,
)
from prompt_library.gateway.masking import Receipt, receipt_of
from prompt_library.gateway.ports import Prompts
from prompt_library.gateway.providers.base import Call, estimated_tokens
from prompt_library.gateway.request import Ask
from prompt_library.library.model import Prompt
from prompt_library.library.render import Message, clean_inputs, render

DEFAULT_OUTPUT_TOKENS = 2_000


@dataclass(frozen=True)
class Choice:
    """One answer that is asked for: the logical model, and the models behind it that may be asked."""

    model: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Plan:
    """One request, decided: what leaves is `call`, and nothing of the caller's body besides."""

    person: Person
    ask: Ask
    prompt: Prompt | None
    version: int | None
    inputs: Mapping[str, str]
    level: int
    choices: tuple[Choice, ...]
    call: Call
    tokens: Mapping[str, str]
    receipt: Receipt
    strip_links: bool

    @property
    def reserved_tokens(self) -> int:
        """How many tokens the request may use at most, about."""
        sent = sum(len(said.text) for said in self.call.messages)
        return (estimated_tokens(sent) + self.call.max_tokens) * len(self.choices)


@dataclass(frozen=True)
class Asked:
    """What is known of a request when it is refused, for the usage log."""

    models: tuple[str, ...] = ()
    prompt: str | None = None
    version: int | None = None
    level: int = 1
    masked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the database says about a request: the prompt, the person's wishes, the agency's decisions."""

    prompt: Prompt | None
    version: int | None
    settings: PersonalSettings
    approvals: Mapping[str, Approval]


@dataclass(frozen=True)
class Draft:
    """One request before the guard: nothing of it may leave, and no model is chosen yet."""

    person: Person
    ask: Ask
    known: Known
    asked: Asked
    logical: tuple[LogicalModel, ...]
    inputs: Mapping[str, str]
    talk: Talk
    max_tokens: int

    @property
    def tokens(self) -> int:
        """How many tokens the request may use at most, about; what is masked may turn out longer."""
        return (estimated_tokens(self.talk.chars) + self.max_tokens) * len(self.logical)


class Planner:
    """Decides on requests: `look_up` asks the database, `draft` nobody, `plan` the guard."""

    def __init__(self, models: Models, prompts: Prompts) -> None:
        self.models = models
        self.prompts = prompts

    async def look_up(self, conn: AsyncConnection, person: Person, ask: Ask) -> Known:
        """Return what the database knows; raise NotEntitled, NoLicence (labs need neither), or a 404."""
        cleared = (
            Clearance(await settings_of(conn, person.id), {}) if ask.lab else await clearance(conn, person)
        )
        prompt, version = None, None
        if ask.prompt is not None:
            prompt, version = await self.prompts.find(conn, ask.prompt, ask.version, person)
        return Known(prompt, version, cleared.settings, cleared.approvals)

    def draft(self, person: Person, ask: Ask, known: Known, notes: list[Asked]) -> Draft:
        """Return what can be decided before the guard has read anything; raise a UserError.

        What the log may know by then is appended to `notes`.
        """
        prompt = known.prompt
        names = ask.models or ((prompt.model,) if prompt else ())
        logical = tuple(self.logical(name) for name in names)
        level = prompt.level if prompt else ask.level
        asked = Asked(names, prompt.id if prompt else None, known.version, level)
        notes.append(asked)
        ensure_sendable(level)
        rendered: tuple[Message, ...] = ()
        inputs: dict[str, str] = {}
        if prompt:
            inputs = clean_inputs(prompt, ask.inputs)
            rendered = render(prompt, inputs)
        # Level 3 is an empty frame: nothing about a person, so nothing about the one who asks either.
        about = "" if level >= 3 else settings_text(known.settings)
        wanted = ask.max_tokens or (prompt.options.max_output_tokens if prompt else DEFAULT_OUTPUT_TOKENS)
        return Draft(
            person=person,
            ask=ask,
            known=known,
            asked=asked,
            logical=logical,
            inputs=inputs,
            talk=Talk(rendered, ask.turns, about),
            max_tokens=min(wanted, self.models.limits.output_tokens),
        )

    async def plan(self, draft: Draft, today: date, notes: list[Asked]) -> Plan:
        """Let the guard read and return the plan; raise a UserError, and nothing may be sent then."""
        ask, known, prompt = draft.ask, draft.known, draft.known.prompt
        level = draft.asked.level
        talk = await converse(draft.talk)
        level = level_of_texts(level, talk.masked)
        receipt = receipt_of(talk.masked, [said.text for said in talk.messages])
        notes.append(replace(draft.asked, level=level, masked=receipt.masked))
        ensure_guard_agrees(level, talk.masked)
        choices = tuple(
            Choice(name, self._usable(one, level, known.approvals, ask, today))
            for name, one in zip(draft.asked.models, draft.logical, strict=True)
        )
        return Plan(
            person=draft.person,
            ask=ask,
            prompt=prompt,
            version=known.version,
            inputs=draft.inputs,
            level=level,
            choices=choices,
            call=_call(draft, talk),
            tokens=talk.masked.tokens,
            receipt=receipt,
            strip_links=any(talk.masked.entities) or bool(prompt and prompt.personal),
        )

    def logical(self, name: str) -> LogicalModel:
        """Return the logical model; raise GatewayError `model_not_found`."""
        found = self.models.models.get(name)
        if found is None:
            raise GatewayError(
                "model_not_found",
                f"Không có mô hình này. Các mô hình hiện có: {', '.join(self.models.models)}.",
                param="model",
            )
        return found

    def _usable(
        self,
        logical: LogicalModel,
        level: int,
        known: Mapping[str, Approval],
        ask: Ask,
        today: date,
    ) -> tuple[Candidate, ...]:
        if ask.lab:
            return (simulated(),)
        usable = tuple(
            candidate
            for candidate in logical.candidates
            if not candidate.ended(today) and model_allowed(level, facts_of(candidate, known))
        )
        if not usable:
            raise GatewayError(
                "no_model_for_level",
                f"Mô hình “{logical.title}” chưa được phép nhận nội dung mức {level} (chưa được cơ quan phê "
                "duyệt, đặt ở nước ngoài mà chưa có hồ sơ chuyển dữ liệu, hoặc đã ngừng). Mời đồng chí chọn "
                "mô hình khác hoặc báo quản trị.",
                param="model",
            )
        return usable


def _call(draft: Draft, talk: Conversation) -> Call:
    ask, prompt = draft.ask, draft.known.prompt
    temperature = ask.temperature
    if temperature is None and prompt:
        temperature = prompt.options.temperature
    # The sample answers the form as it was filled, not what somebody asks about the answer later.
    sample = prompt.sample.answer if prompt and prompt.sample and not ask.turns else None
    return Call(
        messages=talk.messages,
        max_tokens=draft.max_tokens,
        temperature=temperature,
        top_p=ask.top_p,
        sample=sample,
    )


def facts_of(candidate: Candidate, known: Mapping[str, Approval]) -> ModelFacts:
    """Return what the table of levels asks of a model, with what the agency decided."""
    approval = known.get(candidate.id)
    return ModelFacts(
        simulated=candidate.simulated,
        abroad=candidate.abroad,
        approved=bool(approval and approval.approved),
        dossier=bool(approval and approval.dossier),
    )
