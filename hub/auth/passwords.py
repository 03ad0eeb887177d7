"""Passwords: argon2id in a bounded pool of threads, so that a full hall cannot exhaust the memory."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.errors import UserError
from hub.text import clean

MIN_LENGTH = 8
MAX_LENGTH = 128
# No vowel, y, w, d: Telex and VNI leave such letters alone, so a password typed with the Vietnamese
# keyboard on is still right (and it spells no word). No l, 1, 0, q: they are misread on paper.
TYPABLE = "bcfghjkmnprstvxz23456789"


class WeakPassword(UserError):
    """A new password that is too short, too long or too easily guessed."""

    code = "weak_password"


def one_time_password(length: int = 10) -> str:
    """Return a random password that is typed easily from paper (46 bits at 10 characters)."""
    return "".join(secrets.choice(TYPABLE) for _ in range(length))


def check_new_password(password: str, username: str) -> str:
    """Return the password in NFC; raise WeakPassword with a sentence for its owner."""
    password = clean(password)
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword(f"Mật khẩu cần từ {MIN_LENGTH} đến {MAX_LENGTH} ký tự. Mời đồng chí chọn lại.")
    named = bool(username) and username.casefold() in password.casefold()
    if named or len(set(password)) < 4:
        raise WeakPassword("Mật khẩu quá dễ đoán. Mời đồng chí chọn mật khẩu khác tên đăng nhập.")
    return password


class PasswordPool:
    """Hashes and verifies passwords, at most `parallel` at once, each with `memory_mib` MiB.

    RFC 9106 recommends 64 MiB and three passes where memory is short; `memory_mib` is a setting
    because 430 people sign in from one hall on two cores.
    """

    def __init__(self, *, memory_mib: int, parallel: int) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=memory_mib * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="argon2")
        # What an unknown name is verified against, so that it takes as long as a known one.
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, account: str) -> AsyncIterator[None]:
        """Let one guess at a time pass for `account`, known or not.

        A burst of guesses sent at once would otherwise all be let through before the first is counted.
        """
        lock = self._turns.get(account)
        if lock is None:
            lock = self._turns[account] = asyncio.Lock()
        async with lock:
            yield

    def hash_now(self, password: str) -> str:
        """Return the argon2id hash of `password`, computed in this thread."""
        return self._hasher.hash(clean(password))

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, clean(password))
        except (VerificationError, InvalidHashError):
            return False

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of `password`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash_now, password)

    def hash_waiting(self, password: str) -> str:
        """Return the argon2id hash of `password` from the bounded threads; call it from another thread.

        Who has hundreds to make takes turns with everybody else this way.
        """
        return self._threads.submit(self.hash_now, password).result()

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether `password` fits; with `stored` None (no such account) False, as slowly."""
        fits = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._verify, stored or self._nobody, password[: MAX_LENGTH * 4]
        )
        return fits and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Tell whether `stored` was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
