"""Passwords: hashed in a bounded pool, so that a flood of tries costs two threads and no more.

argon2id with 19 MiB, two passes, one lane: the least setting OWASP's cheat sheet on password storage allows.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from deskbell.base.errors import Refusal

T = TypeVar("T")

LONGEST = 1_000
AT_ONCE = 2
MOST_WAITING = 60

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
_waiting = 0


async def hash_password(password: str) -> str:
    """The password as it is stored; raises overloaded (503) when too many wait."""
    return await _in_pool(lambda: _hasher.hash(same_everywhere(password)))


async def matches(hashed: str | None, password: str) -> bool:
    """Whether the password is right. Without a hash the same time is spent, and the answer is False."""
    return await _in_pool(lambda: _verify(hashed, same_everywhere(password)))


def needs_rehash(hashed: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def same_everywhere(password: str) -> str:
    """One spelling for the same letters (NFC): keyboards differ in how they compose an accent."""
    return unicodedata.normalize("NFC", password)


def _verify(hashed: str | None, password: str) -> bool:
    try:
        _hasher.verify(hashed or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(hashed)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe())


async def _in_pool(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= AT_ONCE + MOST_WAITING:
        raise Refusal("overloaded", 503, retry_after=2)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool, work)
    finally:
        _waiting -= 1
