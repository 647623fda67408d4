"""What LINE is asked, for a part of a message, and what its refusals mean: pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from deskbell.channels.messages import OutboundFile, OutboundMessage, SendError

DETAIL_MOST = 300
SLOWER_SECONDS = 5.0


def request(part: OutboundMessage, url_of: Callable[[OutboundFile], str]) -> dict[str, Any]:
    """The body of a push. `url_of`: a public address of a file, which ends in the extension of its name."""
    return {"to": part.account.external_chat_id, "messages": [_message(part, url_of)]}


def _message(part: OutboundMessage, url_of: Callable[[OutboundFile], str]) -> dict[str, Any]:
    if not part.attachments:
        return {"type": "text", "text": part.text}
    file = part.attachments[0]
    if file.kind == "image":
        end = ".jpg" if file.media_type == "image/jpeg" else ".png"
        url = url_of(replace(file, name=f"picture{end}"))
        return {"type": "image", "originalContentUrl": url, "previewImageUrl": url}
    return {"type": "text", "text": f"📎 {file.name}\n{url_of(file)}"}


def ids_of(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Under which ids LINE took what we sent; none where it does not say."""
    sent = told.get("sentMessages")
    ids = [one.get("id") for one in sent if isinstance(one, Mapping)] if isinstance(sent, list) else []
    return tuple(one for one in ids if isinstance(one, str) and one)


def classify(status: int, told: Mapping[str, Any]) -> SendError:
    """The SendError of an answer that is neither 200 nor 409, which means: taken before."""
    detail = detail_of(told) or f"HTTP {status}"
    if status == 429:
        if "monthly limit" in detail.lower():
            return SendError("permanent", "monthly_limit", detail)
        return SendError("rate_limited", "http_429", detail, retry_after=SLOWER_SECONDS, whole_channel=True)
    if status == 401:
        return SendError("channel_broken", "token", detail)
    if status == 403:
        return SendError("channel_broken", "not_allowed", detail)
    if 400 <= status < 500:
        return SendError("permanent", f"http_{status}", detail)
    return SendError("retry", f"http_{status}", detail)


def detail_of(told: Mapping[str, Any]) -> str:
    """LINE's own words: the message, and what of our call was wrong."""
    details = told.get("details")
    about = [one for one in details if isinstance(one, Mapping)] if isinstance(details, list) else []
    words = [told.get("message"), *(one.get(name) for one in about for name in ("property", "message"))]
    return "; ".join(one for one in words if isinstance(one, str) and one)[:DETAIL_MOST]
