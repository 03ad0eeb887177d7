"""Hub tokens for scripts: minted by the Hub, with the person's own rights."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from hub.db import Database
from hub.errors import UserError
from hub.people.store import person_by_username
from hub.secrets import ensure_secret
from hub.settings import Settings


class TokenRefused(UserError):
    """The Hub does not mint this token."""

    code = "token_refused"


async def mint_token(settings: Settings, username: str, hours: int) -> str:
    """Return a new hub token of `username`, valid for `hours`; raise TokenRefused with the reason."""
    db = Database(settings.database("mattran"), pool_size=1)
    async with db.begin() as conn:
        person = await person_by_username(conn, username)
    await db.close()
    if person is None or not person.active:
        raise TokenRefused(f"Không có tài khoản “{username[:64]}”. Tên đăng nhập có đúng không?")
    headers = {"Authorization": f"token {ensure_secret(settings.secrets_dir, 'operator')}"}
    base = f"http://127.0.0.1:{settings.hub_port}/hub/api/users/{quote(username, safe='')}"
    try:
        async with httpx.AsyncClient(headers=headers, timeout=10, trust_env=False) as client:
            await client.post(base)  # somebody who never signed in is not known to the Hub yet
            answer = await client.post(
                f"{base}/tokens",
                json={
                    "note": "mattran token",
                    "expires_in": hours * 3600,
                    "scopes": ["inherit"],
                },
            )
    except httpx.HTTPError:
        raise TokenRefused("Hub không trả lời. Hãy kiểm tra: mattran status") from None
    if answer.status_code not in {200, 201}:
        raise TokenRefused(f"Hub không cấp mã cho “{username}” (mã lỗi {answer.status_code}).")
    return str(answer.json()["token"])
