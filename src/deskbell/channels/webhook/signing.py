"""Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, several signatures while a secret is
renewed. Secrets are `whsec_` and base64 of 24 to 64 bytes."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence

from deskbell.channels.contract import BadSignature

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError for what is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if not 24 <= len(key) <= 64:
        raise ValueError("not 24 to 64 bytes")
    return key


def signature_of(secret: str, id_: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`."""
    digest = hmac.digest(key_of(secret), b"%s.%d.%s" % (id_.encode(), timestamp, body), "sha256")
    return "v1," + base64.b64encode(digest).decode()


def signed(secrets: Sequence[str], id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a webhook, with a signature by each secret, the newest first."""
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature_of(one, id_, timestamp, body) for one in secrets),
    }


def check(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The id of a genuine webhook; `headers` by lower-case names, `now` in Unix seconds. Raises BadSignature for one
    that is not signed by any of these secrets, or was not signed within five minutes."""
    id_, said = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id_ or not said.isascii() or not said.isdigit() or len(said) > 12:
        raise BadSignature(401, "no id or time")
    if abs(now - int(said)) > TOLERANCE_SECONDS:
        raise BadSignature(401, "stale")
    given = [one for one in headers.get("webhook-signature", "").split(" ") if one.startswith("v1,")]
    expected = [signature_of(one, id_, int(said), body) for one in secrets if one]
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in given for other in expected):
        raise BadSignature(401, "not signed by us both")
    return id_
