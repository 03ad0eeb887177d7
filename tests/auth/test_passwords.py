"""Passwords: which are taken, how they are hashed, how many at once."""

from __future__ import annotations

import asyncio
import threading
import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters

from hub.auth.passwords import PasswordPool, WeakPassword, check_new_password, one_time_password

COMPOSED = "Mặt trận 2026"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("tre xanh", True),  # eight characters
        ("tre xan", False),
        ("a1b2" * 32, True),  # 128
        ("a1b2" * 32 + "c", False),
        ("aaaaaaaa", False),  # one letter
        ("abcabcabc", False),  # three letters
        ("abcdabcd", True),
        ("mau.nv", False),
        ("mau.nv2026", False),  # holds the username
        ("MAU.NV-2026", False),
        (COMPOSED, True),
        (" tre xanh ", True),  # spaces at the ends are part of it
        ("\u200btre\u200bxan\u200b", False),  # invisible characters do not count
        ("", False),
    ],
)
def test_new_password(password: str, taken: bool) -> None:
    """A new password is taken, or refused with a sentence."""
    if taken:
        assert check_new_password(password, "mau.nv") == password
        return
    with pytest.raises(WeakPassword) as refusal:
        check_new_password(password, "mau.nv")
    assert refusal.value.message.startswith("Mật khẩu")


def test_new_password_is_composed() -> None:
    """Keyboards of phones send decomposed letters; what is kept is NFC."""
    assert DECOMPOSED != COMPOSED
    assert check_new_password(DECOMPOSED, "mau.nv") == COMPOSED


async def test_either_form_of_a_letter_fits(passwords: PasswordPool) -> None:
    """A password set on a computer is right when typed on a phone."""
    stored = await passwords.hash(COMPOSED)
    assert await passwords.verify(stored, DECOMPOSED)
    assert not await passwords.verify(stored, "Mat tran 2026")


async def test_nobody_and_a_broken_hash_never_fit(passwords: PasswordPool) -> None:
    """No account, and an account whose hash cannot be read, refuse every password."""
    assert not await passwords.verify(None, "")
    assert not await passwords.verify("not a hash", "tre xanh 2026")


async def test_nobody_costs_the_same_work_as_somebody(
    passwords: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of the answer does not tell whether the name exists: one hash with the same parameters."""
    stored = await passwords.hash("tre xanh 2026")
    verified: list[tuple[str, str]] = []
    original = PasswordHasher.verify

    def verify(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        verified.append((hashed, password))
        return original(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    assert not await passwords.verify(stored, "sai mật khẩu")
    assert not await passwords.verify(None, "sai mật khẩu")
    (known, typed), (unknown, typed_too) = verified
    assert (known, typed) == (stored, typed_too)
    assert unknown != known
    assert extract_parameters(unknown) == extract_parameters(known)


async def test_an_enormous_password_is_cut_before_hashing(passwords: PasswordPool) -> None:
    """A megabyte typed as a password is only a wrong password."""
    stored = await passwords.hash("tre xanh 2026")
    assert not await passwords.verify(stored, "x" * 2**20)


def test_one_time_passwords_differ_and_are_readable() -> None:
    """No two alike in a thousand, and no letter that is misread on paper."""
    made = {one_time_password() for _ in range(1000)}
    assert len(made) == 1000
    assert not set("".join(made)) & set("0o1li")
    assert {len(password) for password in made} == {10}


async def test_at_most_the_allowed_number_of_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty sign-ins and an import together never use more memory than the setting allows."""
    pool = PasswordPool(memory_mib=8, parallel=2)
    running, most, lock = 0, 0, threading.Lock()
    original = pool.hash_now

    def watched(password: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return original(password)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(pool, "hash_now", watched)
    waiting = [asyncio.to_thread(pool.hash_waiting, f"mật khẩu {n}") for n in range(10)]
    await asyncio.gather(*waiting, *(pool.hash(f"mật khẩu {n}") for n in range(30)))
    pool.close()
    assert most == 2


async def test_old_parameters_are_noticed(passwords: PasswordPool) -> None:
    """A hash made with less memory than today's setting is made again at the next sign-in."""
    stored = await passwords.hash("tre xanh 2026")
    assert not passwords.needs_rehash(stored)
    stronger = PasswordPool(memory_mib=16, parallel=1)
    assert stronger.needs_rehash(stored)
    stronger.close()


async def test_turns_of_one_account_do_not_overlap(passwords: PasswordPool) -> None:
    """Guesses at one account come one after the other, at two accounts side by side."""
    inside: list[str] = []
    most: dict[str, int] = {}

    async def guess(account: str) -> None:
        async with passwords.turn(account):
            inside.append(account)
            most[account] = max(most.get(account, 0), inside.count(account))
            most["any"] = max(most.get("any", 0), len(inside))
            await asyncio.sleep(0.01)
            inside.remove(account)

    await asyncio.gather(*(guess(account) for account in ("mau.nv", "thu.tt") for _ in range(5)))
    assert most == {"mau.nv": 1, "thu.tt": 1, "any": 2}
