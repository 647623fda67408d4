"""Tokens of other applications: their server says who looks, at what, and from where (a JSON Web Token, RFC 7519).

HS256 with the application's secret and nothing else. `aud` is its key; `exp` at most five minutes ahead; `iat`; `jti`,
good once; `origin`, the page's own; `sub`, the person's e-mail or id here; and either `account` or `item` with `app`.

A refusal is embed_refused (401) with a `reason`: malformed, algorithm, signature, expired, not_yet, lifetime, audience,
origin, person, used, scope, `<claim>_missing` or `<claim>_invalid`.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from deskbell.base.errors import Refusal

ALGORITHM = "HS256"
LIFETIME_SECONDS = 300
LEEWAY_SECONDS = 30
TOKEN_MOST = 4096
LIMITS = {"sub": 254, "jti": 128, "origin": 300, "account": 400, "item": 400, "app": 40}

_REASONS = {"bad_signature": "signature", "unsupported_algorithm": "algorithm", "missing_algorithm": "algorithm"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a token says."""

    subject: str
    token_id: str
    origin: str
    account: str | None
    item_app: str | None
    item: str | None


def verify(token: str, secret: str, key: str, now: float) -> Told:
    """What a token says for the application `key` at `now` in Unix seconds, or embed_refused with the first reason."""
    claims = _claims(token, secret)
    _check_times(claims, now)
    if claims.get("aud") not in (key, [key]):
        raise refused("audience" if "aud" in claims else "aud_missing")
    about = [name for name in ("account", "item") if claims.get(name) is not None]
    if len(about) != 1:
        raise refused("scope")
    return Told(
        subject=_text(claims, "sub"),
        token_id=_text(claims, "jti"),
        origin=_text(claims, "origin"),
        account=_text(claims, "account") if about == ["account"] else None,
        item_app=_text(claims, "app") if about == ["item"] else None,
        item=_text(claims, "item") if about == ["item"] else None,
    )


def _claims(token: str, secret: str) -> Mapping[str, Any]:
    if not token.isascii() or len(token) > TOKEN_MOST or token.count(".") != 2:
        raise refused("malformed")
    try:
        # The signature is checked before a word of the claims is read; the algorithm is ours, never the header's.
        decoded = jwt.decode(token, OctKey.import_key(secret), algorithms=[ALGORITHM])
    except JoseError as mistake:
        raise refused(_REASONS.get(mistake.error, "malformed")) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise refused("malformed") from None
    if "crit" in decoded.header:
        raise refused("malformed")
    return decoded.claims


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if expires <= now:
        raise refused("expired")
    if issued > now + LEEWAY_SECONDS or ("nbf" in claims and _time(claims, "nbf") > now + LEEWAY_SECONDS):
        raise refused("not_yet")
    # Measured from both ends, so that a false `iat` does not lengthen a life.
    if expires - issued > LIFETIME_SECONDS or expires - now > LIFETIME_SECONDS + LEEWAY_SECONDS:
        raise refused("lifetime")


def _time(claims: Mapping[str, Any], claim: str) -> float:
    value = claims.get(claim)
    if value is None:
        raise refused(f"{claim}_missing")
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 < value < 1e11:
        raise refused(f"{claim}_invalid")
    return float(value)


def _text(claims: Mapping[str, Any], claim: str) -> str:
    value = claims.get(claim)
    if value is None:
        raise refused(f"{claim}_missing")
    if not isinstance(value, str) or not value.strip() or len(value) > LIMITS[claim]:
        raise refused(f"{claim}_invalid")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in value):
        raise refused(f"{claim}_invalid")
    return value.strip()


def refused(reason: str) -> Refusal:
    """Why a token is not accepted."""
    return Refusal("embed_refused", 401, reason=reason)
