"""How a secret is kept: as a hash that opens nothing."""

import hashlib

LONGEST = 200


def hash_of(token: str) -> bytes:
    """SHA-256 of a token; enough for 256 random bits, which cannot be guessed and so need no slow hash."""
    return hashlib.sha256(token[:LONGEST].encode("utf-8", "surrogatepass")).digest()
