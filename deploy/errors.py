"""Errors of starting and operating the platform, each with a Vietnamese sentence for the operator."""

from __future__ import annotations

from hub.errors import UserError


class StartRefused(UserError):
    """The platform cannot start here; the message says why and what to do."""

    code = "start_refused"
    status = 500


class ProcessFailed(UserError):
    """A process of the platform did not come up in time."""

    code = "process_failed"
    status = 500
