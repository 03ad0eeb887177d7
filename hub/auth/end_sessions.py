"""Ask the Hub to end every session of a person (the Hub's side is in hub_sessions.py)."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import httpx

from hub.errors import UserError
from hub.secrets import ensure_secret
from hub.settings import Settings

_TRIES = 3
_WAIT_S = 0.7  # a Hub that restarts is away for a few seconds


class SessionsNotEnded(UserError):
    """The Hub does not answer, so sessions of earlier sign-ins still work."""

    code = "sessions_not_ended"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "Hệ thống đăng nhập đang khởi động lại nên các máy khác chưa được đăng xuất. "
            "Mời đồng chí chờ một phút, mở mục “Đổi mật khẩu” rồi bấm “Đăng xuất khỏi mọi máy khác”."
        )


async def end_sessions(settings: Settings, username: str, *, resume: str = "") -> str:
    """End every session and token of the person; return where a browser goes to stay signed in.

    `resume` is the `jupyterhub-session-id` of that browser; without it the answer is "". Raises
    SessionsNotEnded when the Hub does not answer.
    """
    url = (
        f"http://127.0.0.1:{settings.hub_port}/hub/api/mattran/users/{quote(username, safe='')}/end-sessions"
    )
    headers = {"Authorization": f"token {ensure_secret(settings.secrets_dir, 'operator')}"}
    async with httpx.AsyncClient(headers=headers, timeout=10, trust_env=False) as client:
        for left in reversed(range(_TRIES)):
            try:
                answer = await client.post(url, json={"resume": resume})
                answer.raise_for_status()
                break
            except httpx.HTTPError as error:
                if not left:
                    raise SessionsNotEnded from error
                await asyncio.sleep(_WAIT_S)
    ticket = answer.json().get("ticket")
    return f"/hub/resume?ticket={quote(ticket, safe='')}" if ticket else ""
