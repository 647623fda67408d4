"""Signed identities: the site's own server says who its visitor is, by a JSON Web Token (RFC 7519).

HS256 with the widget's secret and nothing else; `aud` is the widget's key; every claim named here is mandatory but
name, email and phone. Nothing about a visitor is taken from anywhere but a signed claim.

A refusal is identity_refused (401) with a `reason`: no_secret, malformed, algorithm, signature, expired, not_yet,
lifetime, audience, or `<claim>_missing` and `<claim>_invalid`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from deskbell.base.errors import Refusal

ALGORITHM = "HS256"
LIFETIME_SECONDS = 24 * 3600
LEEWAY_SECONDS = 60
"""What the clocks of two servers may differ."""

TOKEN_MOST = 4096
SECRET_LEAST = 32
LIMITS = {"sub": 255, "jti": 128, "name": 100, "email": 254, "phone": 40}

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_PHONE = re.compile(r"\+?[0-9 ()./-]{3,}")


@dataclass(frozen=True, slots=True)
class Identity:
    """A visitor as his site's server knows him. `subject` is the site's own id, compared letter by letter.

    `token_id` may be used by one browser only, until `expires_at`. `email` is in small letters.
    """

    subject: str
    token_id: str
    expires_at: datetime
    name: str | None = None
    email: str | None = None
    phone: str | None = None


def verify(token: str, secret: str | None, key: str, now: datetime) -> Identity:
    """The identity a token proves for the widget `key` at `now`, or identity_refused with the first reason found."""
    if not secret or len(secret) < SECRET_LEAST:
        raise _refused("no_secret")
    claims = _claims(token, secret)
    expires = _check_times(claims, now.timestamp())
    if claims.get("aud") not in (key, [key]):
        raise _refused("audience" if "aud" in claims else "aud_missing")
    return Identity(
        subject=_text(claims, "sub"),
        token_id=_text(claims, "jti"),
        expires_at=datetime.fromtimestamp(expires, UTC),
        name=_optional(claims, "name"),
        email=_email(claims),
        phone=_phone(claims),
    )


def _claims(token: str, secret: str) -> Mapping[str, Any]:
    if not token.isascii() or len(token) > TOKEN_MOST or token.count(".") != 2:
        raise _refused("malformed")
    try:
        # The signature is checked before a word of the claims is read; the algorithm is ours, never the header's.
        decoded = jwt.decode(token, OctKey.import_key(secret), algorithms=[ALGORITHM])
    except JoseError as refused:
        raise _refused(_REASONS.get(refused.error, "malformed")) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _refused("malformed") from None
    if "crit" in decoded.header or str(decoded.header.get("typ", "JWT")).upper() != "JWT":
        raise _refused("malformed")
    return decoded.claims


_REASONS = {"bad_signature": "signature", "unsupported_algorithm": "algorithm", "missing_algorithm": "algorithm"}


def _check_times(claims: Mapping[str, Any], now: float) -> float:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if expires <= now:
        raise _refused("expired")
    if issued > now + LEEWAY_SECONDS or ("nbf" in claims and _time(claims, "nbf") > now + LEEWAY_SECONDS):
        raise _refused("not_yet")
    # Measured from both ends, so that a false `iat` does not lengthen a life.
    if expires - issued > LIFETIME_SECONDS or expires - now > LIFETIME_SECONDS:
        raise _refused("lifetime")
    return expires


def _time(claims: Mapping[str, Any], claim: str) -> float:
    """A NumericDate (RFC 7519 §2): seconds since 1970, as a number."""
    value = claims.get(claim)
    if value is None:
        raise _refused(f"{claim}_missing")
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 < value < 1e11:
        raise _refused(f"{claim}_invalid")
    return float(value)


def _text(claims: Mapping[str, Any], claim: str) -> str:
    value = claims.get(claim)
    if value is None:
        raise _refused(f"{claim}_missing")
    if not isinstance(value, str) or not value or value != value.strip() or len(value) > LIMITS[claim]:
        raise _refused(f"{claim}_invalid")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in value):
        raise _refused(f"{claim}_invalid")
    return value


def _optional(claims: Mapping[str, Any], claim: str) -> str | None:
    """None when the claim is absent, null or blank: sites send what they have."""
    value = claims.get(claim)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _text({claim: value.strip() if isinstance(value, str) else value}, claim)


def _email(claims: Mapping[str, Any]) -> str | None:
    email = _optional(claims, "email")
    if email is not None and not _EMAIL.fullmatch(email):
        raise _refused("email_invalid")
    return email.lower() if email else None


def _phone(claims: Mapping[str, Any]) -> str | None:
    phone = _optional(claims, "phone")
    if phone is not None and not _PHONE.fullmatch(phone):
        raise _refused("phone_invalid")
    return phone


def _refused(reason: str) -> Refusal:
    return Refusal("identity_refused", 401, reason=reason)
