"""Secrets at rest: AES-256-GCM under one master key, bound to the row and column they stand in.

The master key comes from DESKBELL_SECRET_KEY, else from `secret.key` (0600) in the data folder, made at first start.
Layout of a sealed value: version byte 1, key id (4 bytes), nonce (12 bytes), ciphertext with tag.
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"


class SecretUnreadable(Exception):
    """The value was sealed under another key, or for another row: it must be entered again."""


class Keeper:
    """Seals and opens values, and derives keys for other uses from the same master key."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self._sealing = self.derive("sealing")
        self._key_id = hashlib.sha256(self._sealing).digest()[:4]

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (HMAC-SHA256 as a PRF over the master key)."""
        return hmac.digest(self._master, purpose.encode(), "sha256")

    def seal(self, value: bytes, place: str) -> bytes:
        """Encrypt for one place, `table.column/id`."""
        nonce = os.urandom(12)
        return VERSION + self._key_id + nonce + AESGCM(self._sealing).encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt; raises SecretUnreadable when the key or the place is another."""
        if sealed[:1] != VERSION or sealed[1:5] != self._key_id:
            raise SecretUnreadable(place)
        try:
            return AESGCM(self._sealing).decrypt(sealed[5:17], sealed[17:], place.encode())
        except InvalidTag:
            raise SecretUnreadable(place) from None


def open_keeper(data: Path, from_environment: str | None) -> Keeper:
    """The installation's keeper: from the environment, else from the data folder, where it is made at first need."""
    if from_environment:
        return Keeper(hashlib.sha256(from_environment.encode()).digest())
    path = data / "secret.key"
    try:
        return Keeper(bytes.fromhex(path.read_text().strip()))
    except FileNotFoundError:
        return Keeper(_make(path))


def _make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    master = os.urandom(32)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        file.write(master.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return master
