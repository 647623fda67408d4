"""What Viber is asked, for a part of a message, and what its refusals mean: pure."""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from deskbell.channels.messages import OutboundFile, OutboundMessage, SendError
from deskbell.channels.viber.model import Settings

NAME_MOST = 256
DETAIL_MOST = 300
UNANSWERED_SECONDS = 300.0
"""After status 12: Viber waits for the client's answer, or for the hour; we look again every few minutes."""


def request(part: OutboundMessage, settings: Settings, url_of: Callable[[OutboundFile], str]) -> dict[str, Any]:
    """The body of send_message. `url_of`: a public address of a file, which ends in the extension of its name."""
    sender = {"name": settings.sender_name}
    if settings.sender_avatar:
        sender["avatar"] = settings.sender_avatar
    about = {"receiver": part.account.external_chat_id, "min_api_version": 1, "sender": sender}
    if not part.attachments:
        return about | {"type": "text", "text": part.text}
    file = part.attachments[0]
    if file.kind == "image":
        # Viber looks at the address's end: .jpeg or .png, whatever the file is called here.
        end = ".jpeg" if file.media_type == "image/jpeg" else ".png"
        return about | {"type": "picture", "text": part.text, "media": url_of(replace(file, name=f"picture{end}"))}
    if file.kind == "video":
        return about | {"type": "video", "media": url_of(replace(file, name="video.mp4")), "size": file.size}
    named = replace(file, name=name_of(file))
    return about | {"type": "file", "media": url_of(named), "size": file.size, "file_name": named.name}


def name_of(file: OutboundFile) -> str:
    """A name that Viber takes: at most 256 letters, with an extension."""
    stem, dot, end = file.name.rpartition(".")
    if not dot or not stem or not end.isalnum():
        stem, end = file.name.rstrip("."), (mimetypes.guess_extension(file.media_type) or ".bin")[1:]
    return f"{stem[: NAME_MOST - len(end) - 1]}.{end}"


_CODES: Mapping[int, tuple[Any, str]] = {
    1: ("channel_broken", "address_invalid"),
    2: ("channel_broken", "token"),
    3: ("permanent", "message_refused"),
    4: ("permanent", "message_refused"),
    5: ("permanent", "not_registered"),
    6: ("blocked", "not_subscribed"),
    7: ("channel_broken", "account_blocked"),
    8: ("channel_broken", "account_not_found"),
    9: ("channel_broken", "account_suspended"),
    10: ("channel_broken", "no_webhook"),
    11: ("permanent", "no_suitable_device"),
    12: ("rate_limited", "unanswered"),
    13: ("permanent", "version_not_supported"),
    14: ("permanent", "version_not_compatible"),
    15: ("channel_broken", "not_allowed"),
    23: ("channel_broken", "not_allowed"),
    24: ("channel_broken", "no_balance"),
}


def classify(status: int, told: Mapping[str, Any]) -> SendError:
    """The SendError of an answer that is not ok. `status`: HTTP's; what counts is the one in the body."""
    said = told.get("status_message")
    detail = said[:DETAIL_MOST] if isinstance(said, str) and said else f"HTTP {status}"
    code = told.get("status")
    if not isinstance(code, int) or isinstance(code, bool):
        if status == 429:
            return SendError("rate_limited", "http_429", detail, retry_after=5.0, whole_channel=True)
        if status in (401, 403):
            return SendError("channel_broken", "token", detail)
        kind: Any = "permanent" if 400 <= status < 500 else "retry"
        return SendError(kind, f"http_{status}", detail)
    kind, name = _CODES.get(code, ("retry", f"viber_{code}"))
    return SendError(kind, name, detail, retry_after=UNANSWERED_SECONDS if code == 12 else None)
