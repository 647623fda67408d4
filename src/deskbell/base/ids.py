"""Identifiers: UUIDv7 (RFC 9562 §5.7), which sort by the time they were made and so keep indexes narrow at the end."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 that is larger than every one this process made before it."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of their fraction: monotonic by never going back (RFC 9562 §6.2).
        now = time.time_ns() * 4096 // 1_000_000
        _last = now if now > _last else _last + 1
        stamp = _last
    milliseconds, fraction = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | tail)


def new_token() -> str:
    """256 random bits, URL-safe, 43 characters: for sign-ins, tickets and links."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """128 random bits, URL-safe, 22 characters: an unguessable public name for a file or a widget."""
    return secrets.token_urlsafe(16)
