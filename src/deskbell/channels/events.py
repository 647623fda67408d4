"""What comes in from a provider, in the words that all kinds share. Plain records; the contract hands them on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

FileKind = Literal["image", "file", "audio", "video", "sticker"]


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A webhook as it came, before anybody read it. Header names are lower-case; `url` is the address it was sent to,
    as the provider knows it (by PUBLIC_URL), for those who sign it."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    remote_ip: str


class BadSignature(Exception):
    """The request does not come from whom it says. `status` is what this provider expects: 401 or 403."""

    def __init__(self, status: Literal[401, 403] = 401, why: str = "") -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class ExternalAccount:
    """Who writes, in the provider's words. `aliases`: other ids of the same person there (`phone`, `email`, `wa_id`).

    `external_user_id` is who it is; `external_chat_id` where to write to (often the same). Both are text.
    """

    external_user_id: str
    external_chat_id: str
    aliases: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    avatar_url: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class RemoteRef:
    """Where an attachment's bytes are: an address, the provider's id of it, or a file that the kind kept itself
    (`Files.keep`). Never a secret: this is stored."""

    url: str | None = None
    file_id: str | None = None
    kept_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came in, not fetched yet."""

    kind: FileKind
    remote: RemoteRef
    mime: str | None = None
    size: int | None = None
    filename: str | None = None
    content_id: str | None = None
    duration: float | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class EmailHints:
    """What a letter says of where it belongs: ids it answers, addresses it came by, and what the receiving server
    found of its sender. `raw_id`: the whole letter, kept."""

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    authenticated: Literal["pass", "fail", "unknown"] = "unknown"
    raw_id: UUID | None = None
    full_text: str = ""


Flagged = Literal["auto", "forwarded", "unsupported"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `echo`: an operator wrote it in the provider's own application. `group_id`: of an album, whose parts
    become one message."""

    external_id: str
    text: str = ""
    direction: Literal["in", "echo"] = "in"
    html: str | None = None
    format: str = "plain"
    reply_to_external_id: str | None = None
    quote_text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    group_id: str | None = None
    thread_hints: EmailHints | None = None
    flags: frozenset[Flagged] = frozenset()


@dataclass(frozen=True, slots=True)
class Edit:
    """The client put other words in a message of his."""

    external_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The client took a message back."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Status:
    """How far a message of ours got: evidence, which settles an uncertain one too. `refused`: of what went to several,
    the addresses that did not take it, with why."""

    external_id: str
    state: Literal["sent", "delivered", "read", "failed"]
    code: str = ""
    detail: str = ""
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """The client read everything up to this message of ours, or up to this moment."""

    external_id: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A reaction to a message of ours; no emoji: taken back."""

    external_id: str
    emoji: str | None


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """The client pressed a button of ours. `press_id` is what the provider wants answered."""

    external_id: str | None
    data: str
    title: str = ""
    press_id: str | None = None


@dataclass(frozen=True, slots=True)
class AccountState:
    """The client blocked us, took it back, or moved to another address (`moved_to`)."""

    state: Literal["blocked", "reachable", "moved"]
    moved_to: ExternalAccount | None = None


EventKind = Literal[
    "message", "edit", "delete", "status", "read_upto", "reaction", "button", "account_state", "typing", "system"
]
Payload = Message | Edit | Delete | Status | ReadUpTo | Reaction | ButtonPress | AccountState | None


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One thing that happened at the provider. `dedupe_key` is the same however often it is told, and in the channel
    nothing else has it. Those of one account that wait are worked by `occurred_at`, then by `position`, the provider's
    own number where it has one, then as they came. What we don't know is `system` with its `raw`: never an exception.
    Payload is None for typing and system."""

    dedupe_key: str
    kind: EventKind
    occurred_at: datetime
    account: ExternalAccount
    raw: Mapping[str, Any]
    payload: Payload = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class WebhookReply:
    """What the provider wants to read (VK's `ok`, a challenge, Viber's welcome), and what it told us."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    events: Sequence[InboundEvent] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Something genuine that could not be read, for administrators and for another try. `digest`: its name; `raw`: what
    the kind wants to read it anew by (`Outside.reread`), `file` among it where its bytes are a file of ours."""

    digest: str
    why: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll brought, and where to go on. The cursor is stored in one transaction with the events."""

    cursor: Mapping[str, Any]
    events: Sequence[InboundEvent] = ()
    unread: Sequence[Unread] = ()
