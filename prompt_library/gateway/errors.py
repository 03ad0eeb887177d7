"""What the gateway refuses, in OpenAI's error envelope with a Vietnamese sentence."""

from __future__ import annotations

import json

from fastapi import Response

from hub.errors import UserError

# What each code of ours is by HTTP; refusals of other rooms bring their own status.
STATUS = {
    "invalid_request": 400,
    "level_refused": 403,
    "no_model_for_level": 403,
    "model_not_found": 404,
    "too_large": 413,
    "guard_unsure": 422,
    "state_secret": 422,
    "upstream_failed": 502,
    "upstream_timeout": 504,
}
# Worth asking again soon: only what ends by itself within seconds.
_RETRY = frozenset({"hub_away", "database_away"})


class GatewayError(UserError):
    """A refusal of the gateway; `param` names the part of the request that is meant."""

    code = "invalid_request"

    def __init__(self, code: str, message: str, *, param: str | None = None) -> None:
        super().__init__(message, code=code, status=STATUS[code])
        self.param = param


def openai_type(status: int, code: str) -> str:
    """Return OpenAI's `type` for an error."""
    if code == "quota_exceeded":
        return "insufficient_quota"
    if status == 401:
        return "authentication_error"
    if status == 403:
        return "permission_error"
    return "server_error" if status >= 500 else "invalid_request_error"


def envelope(error: UserError, reference: str | None = None) -> dict[str, object]:
    """Return `{"error": {"message", "type", "param", "code"}}`; a reference number is part of the message."""
    message = " ".join([error.message, *error.details])
    if reference and error.status >= 500:
        message += f" (số tham chiếu {reference})"
    return {
        "error": {
            "message": message,
            "type": openai_type(error.status, error.code),
            "param": getattr(error, "param", None),
            "code": error.code,
        }
    }


def error_response(error: UserError, reference: str | None = None) -> Response:
    """Return the answer to a program; the `openai` SDK repeats a refusal only when that may help."""
    return Response(
        json.dumps(envelope(error, reference), ensure_ascii=False),
        status_code=error.status,
        media_type="application/json",
        headers={"x-should-retry": "true" if error.code in _RETRY else "false"},
    )
