"""Errors that a person sees: each holds a Vietnamese sentence saying what happened and what to do."""

from __future__ import annotations


class UserError(Exception):
    """A refusal with a sentence for the person who caused it.

    `code` is a stable ASCII word for programs, `message` a Vietnamese sentence, `status` the HTTP
    status a web answer carries, `details` more sentences (for example one for each bad row).
    """

    code = "error"
    status = 400

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        details: list[str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.details = details or []


class NotSignedIn(UserError):
    """Nobody is signed in, or the session has ended."""

    code = "not_signed_in"
    status = 401

    def __init__(self) -> None:
        super().__init__("Phiên đăng nhập đã hết. Mời đồng chí đăng nhập lại.")


class Forbidden(UserError):
    """The person may not do this, or may not do it for this unit."""

    code = "forbidden"
    status = 403

    def __init__(self, message: str = "Tài khoản của đồng chí không có quyền làm việc này.") -> None:
        super().__init__(message)


class NotFound(UserError):
    """What was asked for does not exist."""

    code = "not_found"
    status = 404
