"""LINE's webhooks, read: pure, and whatever comes, it never raises but BadSignature and for what is no JSON.

One request holds any number of events; none is LINE's question whether we are there. What is known of the sender is an
id alone: of a person, of a group, of a room. A group or a room is one account, and its messages make one session.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from deskbell.base import clock
from deskbell.channels.events import (
    AccountState,
    Attachment,
    BadSignature,
    Delete,
    Edit,
    EventKind,
    ExternalAccount,
    FileKind,
    InboundEvent,
    Message,
    Payload,
    RawRequest,
    RemoteRef,
    WebhookReply,
)
from deskbell.channels.line.model import Settings

SIGNATURE_HEADER = "x-line-signature"
NAME_MOST = 200
NOBODY = ExternalAccount("", "")
_IDS: Mapping[str, str] = {"user": "userId", "group": "groupId", "room": "roomId"}
_FILES: Mapping[str, tuple[FileKind, str, str]] = {
    "image": ("image", "image/jpeg", "picture.jpg"),
    "video": ("video", "video/mp4", "video.mp4"),
    "audio": ("audio", "audio/x-m4a", "voice.m4a"),
    "file": ("file", "", "file"),
}


def verify(raw: RawRequest, settings: Settings) -> None:
    """Base64 of HMAC-SHA256 of the raw body under the channel's secret."""
    expected = base64.b64encode(hmac.digest(settings.channel_secret.encode(), raw.body, "sha256"))
    told = raw.headers.get(SIGNATURE_HEADER, "").encode("utf-8", "surrogateescape")
    if not settings.channel_secret or not hmac.compare_digest(told, expected):
        raise BadSignature(401, "the signature is not by our secret")


def receive(raw: RawRequest, settings: Settings) -> WebhookReply:
    """Everything that one request tells; the answer is an empty 200."""
    del settings
    return WebhookReply(events=tuple(events(json.loads(raw.body))))


def events(told: Any) -> list[InboundEvent]:
    """What a request says. What is not of its form is kept as `system`."""
    listed = told.get("events") if isinstance(told, Mapping) else None
    if not isinstance(listed, list):
        return [read(told)]
    return [read(one) for one in listed]


def read(told: Any) -> InboundEvent:
    """What one event says."""
    held: Mapping[str, Any] = told if isinstance(told, Mapping) else {"event": told}
    account = _account(_part(held, "source"))
    kind, said, position = _meant(held, account)
    key = _words(held.get("webhookEventId"))
    return InboundEvent(
        key if 0 < len(key) <= 200 else _digest(held),
        kind,
        _moment(held.get("timestamp")),
        account,
        held,
        said,
        position,
    )


def _meant(held: Mapping[str, Any], account: ExternalAccount) -> tuple[EventKind, Payload, int]:
    # In standby another program answers for the account: what it is told is not for us.
    if account is NOBODY or held.get("mode") == "standby":
        return "system", None, 0
    message = _part(held, "message")
    id_ = _words(message.get("id"))
    match held.get("type"):
        case "message" if id_:
            said, position = _message(id_, message, account)
            return "message", said, position
        case "messageEdited" if id_ and _words(message.get("text")).strip():
            return "edit", Edit(id_, _words(message.get("text"))), 0
        case "unsend" if _words(_part(held, "unsend").get("messageId")):
            return "delete", Delete(_words(_part(held, "unsend").get("messageId"))), 0
        case "follow" | "join":
            return "account_state", AccountState("reachable"), 0
        case "unfollow" | "leave":
            return "account_state", AccountState("blocked"), 0
        case _:
            return "system", None, 0


def _message(id_: str, message: Mapping[str, Any], account: ExternalAccount) -> tuple[Message, int]:
    kind, text = _words(message.get("type")), _words(message.get("text"))
    provider = _part(message, "contentProvider")
    files: tuple[Attachment, ...] = ()
    if kind == "sticker":
        text = _sticker(text, message.get("keywords"))
    elif kind == "location":
        text = _place(message)
    elif provider.get("type") == "external":
        # Where it lies somebody else decided; nothing is fetched from there.
        text = _words(provider.get("originalContentUrl"))
    elif kind in _FILES:
        files = (_file(id_, kind, message),)
    album = _part(message, "imageSet")
    group = _words(album.get("id"))
    flags = frozenset({"unsupported"} if not text and not files else ())
    quoted = _words(message.get("quotedMessageId")) or None
    said = Message(
        id_,
        text,
        reply_to_external_id=quoted,
        attachments=files,
        group_id=f"{account.external_chat_id}:{group}"[:400] if group else None,
        flags=flags,  # type: ignore[arg-type]
    )
    return said, _position(id_, album.get("index"))


def _position(id_: str, index: Any) -> int:
    """What stands first of two that were written in the same millisecond: LINE's numbers rise."""
    if isinstance(index, int) and not isinstance(index, bool):
        return max(0, min(index, 1000))
    return int(id_) if id_.isascii() and id_.isdigit() and len(id_) <= 18 else 0


def _file(id_: str, kind: str, message: Mapping[str, Any]) -> Attachment:
    sort, mime, called = _FILES[kind]
    size, lasts = message.get("fileSize"), message.get("duration")
    return Attachment(
        sort,
        RemoteRef(file_id=id_),
        mime or None,
        size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None,
        (_words(message.get("fileName")) or called)[:NAME_MOST],
        duration=lasts / 1000
        if isinstance(lasts, int) and not isinstance(lasts, bool) and 0 < lasts < 1 << 40
        else None,
    )


def _sticker(text: str, keywords: Any) -> str:
    """A sticker has no bytes for us: its own words, or what it is said to show."""
    named = [one for one in keywords if isinstance(one, str)] if isinstance(keywords, list) else []
    shown = text or ", ".join(named[:3])
    return f"🏷 {shown}" if shown else ""


def _place(place: Mapping[str, Any]) -> str:
    words = [_words(place.get("title")), _words(place.get("address"))]
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if _is_number(latitude, 90) and _is_number(longitude, 180):
        words += [f"{latitude:.6f}, {longitude:.6f}"]
        words += [f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17"]
    shown = "\n".join(one for one in words if one)
    return f"📍 {shown}" if shown else ""


def _is_number(told: Any, most: float) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and -most <= told <= most


def _account(source: Mapping[str, Any]) -> ExternalAccount:
    id_ = _words(source.get(_IDS.get(_words(source.get("type")), "")))
    return ExternalAccount(id_, id_) if 0 < len(id_) <= 100 else NOBODY


def _part(held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = held.get(name)
    return found if isinstance(found, Mapping) else {}


def _words(told: Any) -> str:
    return told if isinstance(told, str) else ""


def _digest(held: Mapping[str, Any]) -> str:
    return sha256(json.dumps(held, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()


def _moment(told: Any) -> datetime:
    if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < 1 << 43:
        return clock.now()
    return datetime.fromtimestamp(told / 1000, UTC)
