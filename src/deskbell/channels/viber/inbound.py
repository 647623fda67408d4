"""Viber's callbacks, read: pure, and whatever comes, it never raises but BadSignature and for what is no JSON."""

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
    EventKind,
    ExternalAccount,
    FileKind,
    InboundEvent,
    Message,
    Payload,
    RawRequest,
    RemoteRef,
    Status,
    WebhookReply,
)
from deskbell.channels.viber.model import Settings

SIGNATURE_HEADER = "x-viber-content-signature"
NAME_MOST = 200
NOBODY = ExternalAccount("", "")
_FILES: Mapping[str, tuple[FileKind, str, str]] = {
    "picture": ("image", "image/jpeg", "picture.jpg"),
    "video": ("video", "video/mp4", "video.mp4"),
    "file": ("file", "", "file"),
    "sticker": ("sticker", "image/png", "sticker.png"),
}
_RECEIPTS: Mapping[str, Any] = {"delivered": "delivered", "seen": "read", "failed": "failed"}


def verify(raw: RawRequest, settings: Settings) -> None:
    """Hex HMAC-SHA256 of the raw body under the bot's token."""
    expected = hmac.new(settings.token.encode(), raw.body, "sha256").hexdigest()
    told = raw.headers.get(SIGNATURE_HEADER, "").lower().encode("utf-8", "surrogateescape")
    if not settings.token or not hmac.compare_digest(told, expected.encode()):
        raise BadSignature(403, "the signature is not by our token")


def receive(raw: RawRequest, settings: Settings) -> WebhookReply:
    """One callback a request. Who opens the chat is greeted in the answer itself: he cannot be written to yet."""
    told = json.loads(raw.body)
    event = read(told)
    opened = isinstance(told, Mapping) and told.get("event") == "conversation_started"
    if not opened or not settings.welcome or told.get("subscribed") is True:
        return WebhookReply(events=(event,))
    words = {"sender": {"name": settings.sender_name}, "type": "text", "text": settings.welcome}
    return WebhookReply(200, json.dumps(words, ensure_ascii=False).encode(), "application/json", (event,))


def read(told: Any) -> InboundEvent:
    """What a callback says."""
    held: Mapping[str, Any] = told if isinstance(told, Mapping) else {"callback": told}
    name, token = _words(held.get("event")), _token(held.get("message_token"))
    kind, account, said = _meant(name, token, held)
    # A bot that several people read on several telephones has one receipt from each.
    whose = f":{account.external_user_id}" if name in _RECEIPTS else ""
    key = f"{name}:{token}{whose}" if name and token else _digest(held)
    return InboundEvent(key, kind, _moment(held.get("timestamp")), account, held, said)


def _meant(name: str, token: str, held: Mapping[str, Any]) -> tuple[EventKind, ExternalAccount, Payload]:
    if name == "message":
        account = _account(_part(held, "sender"))
        if account is NOBODY or not token:
            return "system", account, None
        return "message", account, _message(token, _part(held, "message"))
    user_id = _words(held.get("user_id"))
    if name in _RECEIPTS and token:
        account = ExternalAccount(user_id, user_id)
        code, why = ("viber_failed", _words(held.get("desc"))[:300]) if name == "failed" else ("", "")
        return "status", account, Status(token, _RECEIPTS[name], code, why)
    if name == "unsubscribed" and user_id:
        return "account_state", ExternalAccount(user_id, user_id), AccountState("blocked")
    account = _account(_part(held, "user"))
    if name == "subscribed" and account is not NOBODY:
        return "account_state", account, AccountState("reachable")
    return "system", account, None


def _message(token: str, message: Mapping[str, Any]) -> Message:
    kind, text, files = _words(message.get("type")), _words(message.get("text")), _file(message)
    if kind == "url" and _words(message.get("media")) not in text:
        text = f"{text}\n{_words(message.get('media'))}".strip()
    elif kind == "location":
        text = f"{text}\n{_place(_part(message, 'location'))}".strip()
    elif kind == "contact":
        contact = _part(message, "contact")
        text = " ".join(f"👤 {_words(contact.get('name'))} {_words(contact.get('phone_number'))}".split())
    unsupported = not text and not files
    return Message(token, text, attachments=files, flags=frozenset({"unsupported"} if unsupported else ()))


def _file(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    kind, mime, called = _FILES.get(_words(message.get("type")), (None, "", ""))
    url = _words(message.get("media"))
    if kind is None or not url:
        return ()
    size, seconds = message.get("size"), message.get("duration")
    name = (_words(message.get("file_name")) or called)[:NAME_MOST]
    length = size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None
    lasts = float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None
    return (Attachment(kind, RemoteRef(url=url), mime or None, length, name, duration=lasts),)


def _place(place: Mapping[str, Any]) -> str:
    latitude, longitude = place.get("lat"), place.get("lon")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return ""
    at = f"{latitude:.6f}, {longitude:.6f}"
    return f"📍 {at}\nhttps://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17"


def _account(person: Mapping[str, Any]) -> ExternalAccount:
    user_id = _words(person.get("id"))
    if not user_id:
        return NOBODY
    country = _words(person.get("country"))
    name, locale, picture = (_words(person.get(one)) or None for one in ("name", "language", "avatar"))
    return ExternalAccount(user_id, user_id, {"country": country} if country else {}, name, picture, locale)


def _part(held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = held.get(name)
    return found if isinstance(found, Mapping) else {}


def _words(told: Any) -> str:
    return told if isinstance(told, str) else ""


def _token(told: Any) -> str:
    """Numbers above 2^53, kept as text; a library between may have made them text already."""
    return str(told) if isinstance(told, int | str) and not isinstance(told, bool) and told else ""


def _digest(held: Mapping[str, Any]) -> str:
    return sha256(json.dumps(held, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()


def _moment(told: Any) -> datetime:
    if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < 1 << 43:
        return clock.now()
    return datetime.fromtimestamp(told / 1000, UTC)
