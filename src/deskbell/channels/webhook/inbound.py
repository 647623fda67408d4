"""A webhook of the other system → events. Pure. The form stands in docs/channels/webhook.md."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from deskbell.base import clock
from deskbell.channels.contract import (
    AccountState,
    Attachment,
    ButtonPress,
    Delete,
    Edit,
    ExternalAccount,
    InboundEvent,
    Message,
    RawRequest,
    Reaction,
    ReadUpTo,
    RemoteRef,
    Status,
    WebhookReply,
)
from deskbell.channels.webhook.model import Settings
from deskbell.channels.webhook.signing import check

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
KINDS = {"image", "audio", "video"}
NOBODY = ExternalAccount("?", "?")


class Who(msgspec.Struct):
    """Whose event it is."""

    id: Id
    chat_id: Id | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    avatar_url: str | None = None


class FileAt(msgspec.Struct):
    """A file to fetch."""

    url: str
    name: str | None = None
    type: str | None = None
    size: int | None = None
    kind: Literal["image", "audio", "video", "file", "sticker"] | None = None


class Said(msgspec.Struct):
    """A message, or which one is meant."""

    id: Id
    text: str = ""
    reply_to: Id | None = None
    files: list[FileAt] = msgspec.field(default_factory=list)
    group: str | None = None


class Told(msgspec.Struct):
    """The body of a webhook; fields of a newer form are passed over."""

    type: str
    account: Who
    source_id: Id | None = None
    at: datetime | None = None
    position: int = 0
    message: Said | None = None
    state: str | None = None
    code: str = ""
    detail: str = ""
    emoji: str | None = None
    data: str = ""
    moved_to: Who | None = None


def verify(raw: RawRequest, settings: Settings) -> None:
    """Raises BadSignature."""
    check(settings.secrets, raw.headers, raw.body, clock.now().timestamp())


def receive(raw: RawRequest, settings: Settings) -> WebhookReply:
    """What a genuine webhook tells; the answer is an empty 204. `settings` is not needed to read it."""
    del settings
    payload = msgspec.json.decode(raw.body)
    return WebhookReply(204, events=events(payload, raw.headers.get("webhook-id", "")))


def events(payload: Any, webhook_id: str = "") -> list[InboundEvent]:
    """One event a webhook. What is of no known type, or not of its form, is kept as `system`."""
    raw = payload if isinstance(payload, dict) else {"body": payload}
    named = raw.get("source_id")
    key = f"source:{named}" if isinstance(named, str) and named else f"id:{webhook_id}"
    try:
        told = msgspec.convert(payload, Told)
    except msgspec.ValidationError:
        return [InboundEvent(key, "system", clock.now(), NOBODY, raw)]
    at = told.at or clock.now()
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    kind, said = _payload(told)
    return [InboundEvent(key, kind, at, _account(told.account), raw, said, told.position)]


def _payload(told: Told) -> tuple[Any, Any]:
    message = told.message
    match told.type:
        case "message" if message:
            return "message", _message(message)
        case "edit" if message and message.text.strip():
            return "edit", Edit(message.id, message.text)
        case "delete" if message:
            return "delete", Delete(message.id)
        case "status" if message and told.state in ("sent", "delivered", "read", "failed"):
            return "status", Status(message.id, told.state, told.code, told.detail)  # type: ignore[arg-type]
        case "read":
            return "read_upto", ReadUpTo(message.id) if message else ReadUpTo(moment=told.at or clock.now())
        case "reaction" if message:
            return "reaction", Reaction(message.id, told.emoji or None)
        case "button":
            return "button", ButtonPress(message.id if message else None, told.data, message.text if message else "")
        case "account" if told.state in ("blocked", "reachable"):
            return "account_state", AccountState(told.state)  # type: ignore[arg-type]
        case "account" if told.state == "moved" and told.moved_to:
            return "account_state", AccountState("moved", _account(told.moved_to))
        case "typing":
            return "typing", None
        case _:
            return "system", None


def _message(said: Said) -> Message:
    files = tuple(
        Attachment(_kind(one), RemoteRef(url=one.url), one.type, one.size, one.name or None) for one in said.files
    )
    return Message(
        said.id, said.text, reply_to_external_id=said.reply_to, attachments=files, group_id=said.group or None
    )


def _kind(file: FileAt) -> Any:
    kind = (file.type or "").partition("/")[0]
    return file.kind or (kind if kind in KINDS else "file")


def _account(who: Who) -> ExternalAccount:
    aliases: Mapping[str, str | None] = {"email": who.email, "phone": who.phone}
    return ExternalAccount(
        who.id,
        who.chat_id or who.id,
        {name: value for name, value in aliases.items() if value},
        who.name,
        who.avatar_url,
        who.language,
    )
