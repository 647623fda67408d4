"""The only file of this kind that speaks with the other system."""

import json
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Literal, get_args
from uuid import uuid5

import httpx

from deskbell.base import clock
from deskbell.base.egress import Denied
from deskbell.base.ids import new_id
from deskbell.channels.contract import (
    Attempt,
    ChannelHealth,
    ExternalAccount,
    Finding,
    Link,
    OutboundMessage,
    SendError,
    SendResult,
)
from deskbell.channels.webhook import outbound
from deskbell.channels.webhook.model import Settings
from deskbell.channels.webhook.signing import signed

ANSWER_MOST = 64 * 1024
Said = Literal["retry", "rate_limited", "blocked", "window_closed", "permanent"]
SAID = get_args(Said)
PERMANENT = {400, 413, 415, 422}


async def send(link: Link[Settings], part: OutboundMessage, attempt: Attempt) -> SendResult:
    """Post one part. The answer may name it: `{"id": "…"}`; else it stands under the id we gave."""
    answer = await _post(link, outbound.message(part, attempt, link.files.file_url), str(attempt.key))
    named = answer.get("id")
    return SendResult((str(named),) if isinstance(named, str | int) and str(named) else (str(attempt.key),))


async def edit(link: Link[Settings], account: ExternalAccount, ids: Sequence[str], new: OutboundMessage) -> None:
    """The same edit under the same id, however often it is tried."""
    key = uuid5(new.send_key, f"edit {new.text}")
    await _post(link, outbound.edit(account, ids, new), str(key))


async def delete(link: Link[Settings], account: ExternalAccount, ids: Sequence[str]) -> None:
    await _post(link, outbound.delete(account, ids), str(uuid5(link.channel_id, f"delete {' '.join(ids)}")))


async def health(link: Link[Settings]) -> ChannelHealth:
    """Whether the endpoint answers a ping."""
    try:
        await _post(link, outbound.ping(), str(new_id()))
    except SendError as error:
        if error.kind in ("retry", "rate_limited", "uncertain"):
            raise
        return ChannelHealth((Finding("endpoint", False, f"{error.code} {error.detail}".strip()),))
    return ChannelHealth((Finding("endpoint", True),))


async def _post(link: Link[Settings], body: bytes, id_: str) -> dict[str, Any]:
    if not link.settings.secrets:
        raise SendError("channel_broken", "no_secret")
    try:
        headers = signed(link.settings.secrets, id_, int(clock.now().timestamp()), body)
    except ValueError as fault:
        raise SendError("channel_broken", "bad_secret", str(fault)) from None
    headers |= {"content-type": "application/json", "user-agent": "Deskbell"}
    try:
        async with link.http.stream("POST", link.settings.url, content=body, headers=headers) as answer:
            read = b""
            async for chunk in answer.aiter_raw():
                read += chunk[: ANSWER_MOST - len(read)]
                if len(read) >= ANSWER_MOST:
                    break
            status, told = answer.status_code, answer.headers
    except Denied:
        raise SendError("channel_broken", "address_refused", "The address is in private space.") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as fault:
        raise SendError("channel_broken", "address_refused", str(fault)) from None
    except httpx.HTTPError as fault:
        # However far it got: the same id again is dropped by the receiver.
        raise SendError("retry", "unreachable", type(fault).__name__) from None
    if 200 <= status < 300:
        return _object(read)
    raise classify(status, dict(told), read)


def classify(status: int, headers: dict[str, str], body: bytes) -> SendError:
    """What an answer that is no 2xx means. The other side may say it itself: `{"error": "blocked", "detail": "…"}`."""
    said = _object(body)
    detail = str(said.get("detail") or body[:200].decode("utf-8", "replace"))
    wait = _seconds(headers.get("retry-after") or headers.get("Retry-After"))
    code = str(said.get("code") or f"http_{status}")
    if said.get("error") in SAID:
        return SendError(said["error"], code, detail, retry_after=wait)
    if status == 410:
        return SendError("channel_broken", "unsubscribed", detail)
    if status == 429:
        return SendError("rate_limited", code, detail, retry_after=wait, whole_channel=True)
    return SendError("permanent" if status in PERMANENT else "retry", code, detail, retry_after=wait)


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _seconds(said: str | None) -> float | None:
    """Retry-After: seconds, or a date. At most a day."""
    if not said:
        return None
    try:
        wait = float(said) if said.strip().isdigit() else (parsedate_to_datetime(said) - clock.now()).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, min(wait, 86_400.0))
