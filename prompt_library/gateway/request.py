"""What a caller may ask: OpenAI's body read into `Ask`; whatever is not named here is not sent on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.text import clean
from prompt_library.gateway.config import Limits
from prompt_library.gateway.errors import GatewayError

# Parameters that change what the model does in ways this gateway does not have: said, not dropped.
_NOT_HERE = (
    "tools",
    "tool_choice",
    "functions",
    "function_call",
    "response_format",
    "modalities",
    "audio",
    "logprobs",
    "top_logprobs",
    "web_search_options",
    "prediction",
)
_COMPARED = 2


@dataclass(frozen=True)
class Turn:
    """One message of a conversation; `role` is user or assistant."""

    role: str
    text: str


@dataclass(frozen=True)
class Ask:
    """A request, read and checked for its form; texts are NFC without invisible characters."""

    models: tuple[str, ...]  # logical names; two for a comparison; empty: the prompt's own
    turns: tuple[Turn, ...]
    prompt: str | None = None
    version: int | None = None
    inputs: Mapping[str, object] = field(default_factory=dict)
    level: int = 1
    lab: bool = False
    stream: bool = False
    include_usage: bool = False
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None

    @property
    def compares(self) -> bool:
        """Whether two models answer."""
        return len(self.models) == _COMPARED


def read_ask(raw: bytes, limits: Limits) -> Ask:
    """Return the request in the body `raw`; raise GatewayError (`invalid_request`, `too_large`)."""
    body = read_object(raw)
    for name in _NOT_HERE:
        if body.get(name) not in (None, [], "none", False):
            raise _invalid(f"Cổng AI này không hỗ trợ tham số “{name}”.", name)
    if body.get("n") not in (None, 1):
        raise _invalid("Mỗi lần chỉ nhận một câu trả lời (n = 1).", "n")
    extra = _part(body, "mttq")
    prompt = _optional(extra, "prompt", str, "mttq.prompt")
    turns = _turns(body.get("messages"), limits, optional=prompt is not None)
    ask = Ask(
        models=_models(body, extra, prompt),
        turns=turns,
        prompt=prompt,
        version=_integer(extra, "version", 1, 1_000_000, "mttq.version"),
        inputs=_inputs(extra, prompt),
        level=_integer(extra, "level", 0, 4, "mttq.level") if "level" in extra else 1,
        lab=_flag(extra, "lab", "mttq.lab"),
        stream=_flag(body, "stream", "stream"),
        include_usage=_flag(_part(body, "stream_options"), "include_usage", "stream_options"),
        temperature=_number(body, "temperature", 0.0, 2.0),
        top_p=_number(body, "top_p", 0.0, 1.0),
        max_tokens=_integer(body, "max_completion_tokens", 1, 1_000_000, "max_completion_tokens")
        or _integer(body, "max_tokens", 1, 1_000_000, "max_tokens"),
    )
    size = sum(len(turn.text) for turn in turns) + sum(
        len(v) for v in ask.inputs.values() if isinstance(v, str)
    )
    ensure_size(size, limits)
    return ask


def ensure_size(chars: int, limits: Limits) -> None:
    """Raise GatewayError `too_large` when the texts of a request are too long together."""
    if chars > limits.text_chars:
        raise GatewayError(
            "too_large",
            f"Nội dung dài {chars} ký tự, quá mức {limits.text_chars} ký tự của một lần gửi. "
            "Mời đồng chí rút gọn hoặc chia thành nhiều phần.",
            param="messages",
        )


def read_object(raw: bytes) -> dict[str, Any]:
    """Return the JSON object in `raw`; raise GatewayError `invalid_request`."""
    try:
        body = json.loads(raw)
        if b"\\u" in raw:
            json.dumps(body, ensure_ascii=False).encode()  # half a character, escaped, cannot be sent on
    except (ValueError, RecursionError):
        raise _invalid("Nội dung gửi lên không phải JSON đọc được.", None) from None
    if not isinstance(body, dict):
        raise _invalid("Nội dung gửi lên phải là một đối tượng JSON.", None)
    return body


def _invalid(message: str, param: str | None) -> GatewayError:
    return GatewayError("invalid_request", message, param=param)


def _part(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _invalid(f"“{name}” phải là một đối tượng JSON.", name)
    return value


def _optional(body: Mapping[str, Any], name: str, kind: type, param: str) -> Any:
    value = body.get(name)
    if value is not None and (not isinstance(value, kind) or value == ""):
        raise _invalid(f"“{param}” không đúng kiểu.", param)
    return value


def _flag(body: Mapping[str, Any], name: str, param: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise _invalid(f"“{param}” phải là true hoặc false.", param)
    return bool(value)


def _integer(body: Mapping[str, Any], name: str, least: int, most: int, param: str) -> Any:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _invalid(f"“{param}” phải là số nguyên từ {least} đến {most}.", param)
    return value


def _number(body: Mapping[str, Any], name: str, least: float, most: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise _invalid(f"“{name}” phải là số từ {least:g} đến {most:g}.", name)
    return float(value)


def _models(body: Mapping[str, Any], extra: Mapping[str, Any], prompt: str | None) -> tuple[str, ...]:
    compared = extra.get("compare")
    if compared is not None:
        right = isinstance(compared, list) and all(isinstance(name, str) for name in compared)
        if not right or len(set(compared)) != _COMPARED or len(compared) != _COMPARED:
            raise _invalid("So sánh cần tên của đúng hai mô hình khác nhau.", "mttq.compare")
        return tuple(compared)
    model = _optional(body, "model", str, "model")
    if model is None and prompt is None:
        raise _invalid("Thiếu tên mô hình (model).", "model")
    return () if model is None else (model,)


def _inputs(extra: Mapping[str, Any], prompt: str | None) -> dict[str, object]:
    inputs = _part(extra, "inputs")
    if inputs and prompt is None:
        raise _invalid("“inputs” chỉ dùng kèm một câu lệnh mẫu (mttq.prompt).", "mttq.inputs")
    if len(inputs) > 64 or any(isinstance(value, dict | list) for value in inputs.values()):
        raise _invalid("Các ô điền phải là chữ hoặc số.", "mttq.inputs")
    return {name: clean(value) if isinstance(value, str) else value for name, value in inputs.items()}


def _turns(messages: object, limits: Limits, *, optional: bool) -> tuple[Turn, ...]:
    """Return the turns; a caller's `system` becomes the beginning of the first user message."""
    if messages is None and optional:
        return ()
    if not isinstance(messages, list) or (not messages and not optional):
        raise _invalid("Thiếu nội dung trò chuyện (messages).", "messages")
    if len(messages) > limits.turns:
        raise GatewayError(
            "too_large",
            f"Hội thoại có quá {limits.turns} lượt. Mời đồng chí bắt đầu hội thoại mới.",
            param="messages",
        )
    material: list[str] = []
    turns: list[Turn] = []
    for number, message in enumerate(messages):
        param = f"messages[{number}]"
        if not isinstance(message, dict):
            raise _invalid("Mỗi lượt trò chuyện phải là một đối tượng JSON.", param)
        role, text = message.get("role"), _text(message.get("content"), param)
        if role in ("system", "developer") and not optional:
            material.append(text)
        elif role in ("user", "assistant"):
            turns.append(Turn(str(role), text))
        else:
            raise _invalid(
                "Chỉ nhận các lượt của người dùng và của trợ lý (user, assistant).", f"{param}.role"
            )
    if material:
        first = next((at for at, turn in enumerate(turns) if turn.role == "user"), None)
        if first is None:
            raise _invalid("Thiếu lượt hỏi của người dùng.", "messages")
        turns[first] = Turn("user", "\n\n".join([*material, turns[first].text]))
    if (not optional or turns) and (not turns or turns[-1].role != "user"):
        raise _invalid("Lượt cuối cùng phải là của người dùng.", "messages")
    return tuple(turns)


def _text(content: object, param: str) -> str:
    """Return the text of a message: a string, or OpenAI's list of text parts."""
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, list) and content:
        texts = []
        for part in content:
            if (
                not isinstance(part, dict)
                or part.get("type") != "text"
                or not isinstance(part.get("text"), str)
            ):
                raise _invalid(
                    "Cổng AI này chỉ nhận chữ, không nhận hình, âm thanh hay tệp.", f"{param}.content"
                )
            texts.append(part["text"])
        return clean("\n".join(texts))
    raise _invalid("Lượt trò chuyện không có nội dung chữ.", f"{param}.content")
