"""What a push service carries without being able to read it: message encryption for web push (RFC 8291) over aes128gcm
(RFC 8188), one record, and the signature by which it knows us (VAPID, RFC 8292). Pure: no I/O, no clock.
"""

import base64
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

RECORD_BYTES = 4096
PAYLOAD_MOST = RECORD_BYTES - 16 - 1 - 86
"""Bytes of a payload: a push service takes 4096 of a body, of which header (86), tag and delimiter are ours."""

VAPID_LIFE = timedelta(hours=12)
"""Under the day that RFC 8292 §2 allows."""

_CURVE = ec.SECP256R1()


@dataclass(frozen=True, slots=True)
class Target:
    """A browser's subscription: where, and its own keys (an uncompressed P-256 point of 65 bytes; 16 random bytes)."""

    endpoint: str
    p256dh: bytes
    auth: bytes


def is_point(value: bytes) -> bool:
    """Whether these are the bytes of a point on P-256, uncompressed."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, value)
    except ValueError:
        return False
    return len(value) == 65 and value[0] == 4


def new_key() -> bytes:
    """A private key of P-256: 32 bytes."""
    return _private_bytes(ec.generate_private_key(_CURVE))


def public_of(private: bytes) -> bytes:
    """Its public key, uncompressed: 65 bytes."""
    return _point(_private(private).public_key())


def encrypt(payload: bytes, to: Target, sender: bytes | None = None, salt: bytes | None = None) -> bytes:
    """The body of a push message: header and one encrypted record (RFC 8291 §3.4). `sender` and `salt` are fresh for
    each message; only the RFC's own example gives them. ValueError when it does not fit."""
    if len(payload) > PAYLOAD_MOST:
        raise ValueError("payload too long")
    key = _private(sender) if sender else ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    ours = _point(key.public_key())
    secret = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, to.p256dh))
    material = _derive(secret, to.auth, b"WebPush: info\0" + to.p256dh + ours, 32)
    content_key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    record = AESGCM(content_key).encrypt(nonce, payload + b"\x02", None)
    return salt + RECORD_BYTES.to_bytes(4) + bytes([len(ours)]) + ours + record


def authorisation(private: bytes, endpoint: str, contact: str | None, now: datetime) -> str:
    """The Authorization header for an endpoint (RFC 8292 §3): good for its origin alone."""
    parts = urlsplit(endpoint)
    claims: dict[str, object] = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + VAPID_LIFE).timestamp())}
    if contact:
        claims["sub"] = contact
    signing = ECKey.import_key(
        _private(private).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, signing)
    return f"vapid t={token}, k={to_text(public_of(private))}"


def to_text(value: bytes) -> str:
    """Base64 for URLs, without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Bytes of base64 for URLs; ValueError for what is none."""
    if not text.isascii() or set(text) & set("+/= \n\r\t"):
        raise ValueError("not base64url")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def _private(value: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(value), _CURVE)


def _private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_numbers().private_value.to_bytes(32)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
