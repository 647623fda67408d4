"""What a kind of channel declares of itself, and the types in which it speaks with the engine.

A kind lives in a folder of its own, knows no other kind and no session, and brings five things:

    __init__.py   a paragraph: what the provider is, what it never does
    settings.py   NAME, FIELDS, Settings, CAPABILITIES, LIMITS, and the Kind itself, which the registry lists
    inbound.py    verify, receive, events          pure: a provider's bytes → InboundEvent
    outbound.py   plan, request                    pure: an OutboundMessage → what the provider is asked
    wire.py       send, edit, delete, poll, health, …   the only file that speaks with the provider

The engine does the rest, the same for every kind:

    provider ─► /hooks/<random> ─► verify ─► receive ─► inbound_event, once ─► 200
                  or poll                                    │ by the worker, in order for each account
                                                             ▼
                                              intake: account, files, session, post
    operator's message ─► outgoing row in its own transaction ─► plan ─► send ─► sent, failed, uncertain …
    provider's receipts ─► Status, ReadUpTo ─► delivered, read

What a wire function cannot do it says by raising SendError with one of seven kinds; nothing else may leave it.
Everything that can be known only at the provider (an address, a limit that may change) is a Field with a default.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Flag, auto
from typing import Any, Generic, Literal, Protocol, TypeVar
from uuid import UUID

import httpx

from deskbell.base.db import Database
from deskbell.base.egress import Egress
from deskbell.channels.events import (
    AccountState,
    Attachment,
    BadSignature,
    ButtonPress,
    Delete,
    Edit,
    EmailHints,
    ExternalAccount,
    FileKind,
    InboundEvent,
    Message,
    Polled,
    RawRequest,
    Reaction,
    ReadUpTo,
    RemoteRef,
    Status,
    Unread,
    WebhookReply,
)
from deskbell.channels.messages import (
    Attempt,
    Button,
    OutboundFile,
    OutboundMessage,
    SendError,
    SendResult,
    TemplateRef,
    Thread,
)
from deskbell.clients.model import Account, Identity
from deskbell.live_chats.model import Channel
from deskbell.sessions.drafts import Draft, Posted

__all__ = [
    "AccountState",
    "Addresses",
    "Attachment",
    "Attempt",
    "BadSignature",
    "Button",
    "ButtonPress",
    "Capability",
    "ChannelHealth",
    "Delete",
    "Edit",
    "EmailHints",
    "ExternalAccount",
    "Field",
    "FileKind",
    "Finding",
    "InboundEvent",
    "Kind",
    "Limits",
    "Link",
    "Message",
    "OutboundFile",
    "OutboundMessage",
    "Outside",
    "Polled",
    "RateSpec",
    "RawRequest",
    "Reaction",
    "ReadUpTo",
    "RemoteRef",
    "SendError",
    "SendResult",
    "Status",
    "TemplateRef",
    "Thread",
    "Unread",
    "WebhookReply",
]


# ── What a channel can ────────────────────────────────────────────────────────────────────────────────────────────────


class Capability(Flag):
    """What a kind can. A kind has exactly the wire functions that these promise; the contract's tests hold it to that.

    THREADS: a message is told of its session's number, subject and earlier messages (mail).
    """

    TEXT = auto()
    IMAGE = auto()
    FILE = auto()
    AUDIO = auto()
    VIDEO = auto()
    STICKER_IN = auto()
    REPLY = auto()
    EDIT_OUT = auto()
    DELETE_OUT = auto()
    EDIT_IN = auto()
    DELETE_IN = auto()
    BUTTONS = auto()
    TYPING = auto()
    MARK_READ = auto()
    RECEIPT_DELIVERED = auto()
    RECEIPT_READ = auto()
    REACTIONS = auto()
    TEMPLATES = auto()
    MEDIA_BY_URL_ONLY = auto()
    INITIATE = auto()
    REPEATABLE = auto()  # the provider drops a second send under the same key: a timeout is a retry, not uncertain
    THREADS = auto()


TextUnit = Literal["utf16", "chars", "bytes", "gsm"]


@dataclass(frozen=True, slots=True)
class RateSpec:
    """How fast the provider lets us send, messages a second: in all, and to one account. `burst`: so many at once."""

    per_second: float = 30.0
    burst: int = 30
    account_per_second: float = 1.0
    account_burst: int = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits into one message. `caption_max`: text beside a file, 0 where there is none (the text then goes first).
    `captioned`: the kinds of file that take one; None is all.

    `file_max` in bytes by kind of file; a kind that is absent goes as `file`. `mime_allow`: by kind of file the types
    the provider takes; None is all. `together`: the kinds of file that may stand in one message with each other; one of
    no such set goes alone; empty: all may. `window`: how long after the client's last message we may write; None is
    always.
    """

    text_max: int
    text_unit: TextUnit = "chars"
    caption_max: int = 0
    file_max: Mapping[str, int] = field(default_factory=dict)
    mime_allow: Mapping[str, frozenset[str]] | None = None
    attachments_per_msg: int = 1
    together: tuple[frozenset[str], ...] = ()
    captioned: frozenset[str] | None = None
    buttons_max: int = 0
    window: timedelta | None = None
    rate: RateSpec = field(default_factory=RateSpec)


# ── What an administrator sets ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a channel, as data: the server checks by it, the desk draws its form from it.

    Its words stand on the desk under `channel.<kind>.<name>` (and `.help`; a choice: `channel.<kind>.<name>.<choice>`).
    A `secret` is sealed, never shown again, and kept when nothing new is sent. `generated`: a secret that we make when
    the channel is made, in the form of `makes` (`shown_once`: the administrator sees it then, and when it is renewed).
    `advanced`: folded away, for what has a good default (base addresses, limits the provider may change). `low`,
    `high`: of a number; `most`: characters of a text. `url` is http(s) without credentials; private space is for
    EGRESS_ALLOW to open. `typed`: a secret of somebody's own choosing, of which not even the end is shown.
    """

    name: str
    type: Literal["text", "secret", "url", "number", "choice", "switch"] = "text"
    required: bool = False
    default: str | int | bool | None = None
    most: int = 2_000
    low: int = 0
    high: int = 1_000_000_000
    choices: tuple[str, ...] = ()
    generated: bool = False
    makes: Literal["token", "whsec"] = "token"
    shown_once: bool = False
    advanced: bool = False
    typed: bool = False


# ── What the engine lends a kind ──────────────────────────────────────────────────────────────────────────────────────

S = TypeVar("S")


class Files(Protocol):
    """Our files, for wire functions. All in streams: nothing holds a whole file in memory."""

    def open_file(self, file: OutboundFile) -> AsyncIterator[bytes]:
        """The bytes of a file that goes out."""

    def file_url(self, file: OutboundFile, *, hours: int = 1) -> str:
        """A public address of it for the provider, signed, good for an hour, or for so many (at most 720) where clients
        themselves fetch it; its path ends in the file's extension."""

    async def keep(self, name: str, media_type: str, chunks: AsyncIterator[bytes]) -> UUID:
        """Keep bytes that came by a poll, for `RemoteRef.kept_id`. What no event speaks of is swept after a day; the
        rest once its event is worked and no message took it."""


@dataclass(frozen=True, slots=True)
class Link(Generic[S]):
    """One channel's way to its provider: the first argument of every wire function.

    `http` and `egress` never enter private space. `hook_url`: where the provider is to send its webhooks.
    """

    channel_id: UUID
    settings: S
    http: httpx.AsyncClient
    egress: Egress
    files: Files
    hook_url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` is said in words on the desk (`channel.<kind>.health.<code>`), `detail` is
    the provider's own. What is not ok and not `grave` is a warning: the channel works, for now."""

    code: str
    ok: bool
    detail: str = ""
    grave: bool = True


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """What a probe found: token, webhook, mailbox. `who`: the name it goes by at the provider (a bot's, a mailbox's).
    `external_id`: the account there, which belongs to one live chat. `begins`: where a first poll would begin if it
    were now; a channel that is connected begins there, however late its first poll."""

    findings: tuple[Finding, ...] = ()
    who: str | None = None
    external_id: str | None = None
    begins: Mapping[str, Any] | None = None

    @property
    def ok(self) -> bool:
        return all(one.ok or not one.grave for one in self.findings)


# ── What a kind declares ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Addresses:
    """What an administrator needs to use the channel: a snippet to paste, and the address of its frame."""

    snippet: str
    frame_url: str


Deliver = Callable[[Link[Any], OutboundMessage, Attempt], Awaitable[SendResult]]
Change = Callable[[Link[Any], ExternalAccount, Sequence[str], OutboundMessage], Awaitable[None]]
Remove = Callable[[Link[Any], ExternalAccount, Sequence[str]], Awaitable[None]]
Probe = Callable[[Link[Any]], Awaitable[ChannelHealth]]
Step = Callable[[Link[Any]], Awaitable[None]]
Introduce = Callable[[Link[Any], ExternalAccount], Awaitable[ExternalAccount]]
Open = Callable[[Link[Any], Attachment], AsyncIterator[bytes]]
Poll = Callable[[Link[Any], Mapping[str, Any]], Awaitable[Polled]]
Reread = Callable[[Link[Any], Mapping[str, Any]], Awaitable[Sequence[InboundEvent]]]
Place = Callable[[Database, Channel, Account, InboundEvent, Draft], Awaitable[Posted]]
Prepare = Callable[[Database, Channel, OutboundMessage], Awaitable[OutboundMessage]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a kind brings whose clients are at a provider: all that the engine calls.

    Pure: `verify` raises BadSignature, and nothing that it refuses is kept; `receive` reads what it let pass (`events`
    inside), for kinds with a webhook · `plan` splits and degrades (None: the shared one, by limits and capabilities).
    Wire, each with the Link first: `send` one part · `edit`, `delete` (the external ids of all parts of the message),
    `typing`, `mark_read` (up to an external id), `answer_button`, as CAPABILITIES promise · `open_media`: bytes of an
    attachment (None: its address is fetched from `media_hosts`) · `introduce`: the same account with name and language,
    where events tell an id alone; asked while we know no name, and what it raises holds up nothing · `poll`: waits up
    to half a minute for news · `reread`: once more what a poll brought unread (what a webhook brought is given to
    `receive` again) · `setup`: tells the provider our address, may be called again · `teardown` · `health`.
    `settings` is the frozen dataclass made of the fields' values, secrets included. `limits_of` where they depend on
    settings. `ids`: whether an external id means the same person in every channel of the kind, or in one.
    `album_seconds`: how long parts of an album are waited for. `hook`: whether it has an address for webhooks.
    `external_id_of`: the provider's account that settings name, where they do: it belongs to one live chat.
    `polls`: whether these settings want polling, for kinds that can do both.
    `retries`: seconds before each further try, where the kind has its own rule; none: ours, for a day.
    `stops_when_given_up`: a message that was tried so often in vain stops the channel.
    `place`: posts a message that came in where the kind knows better than the account's open session (mail); the draft
    has its text, files and key, and may be posted twice. `prepare`: what a message needs of our own rows, and stores
    there, before it leaves; at every try.
    """

    fields: tuple[Field, ...]
    settings: type[Any]
    capabilities: Capability
    limits: Limits
    send: Deliver
    health: Probe
    limits_of: Callable[[Any], Limits] | None = None
    verify: Callable[[RawRequest, Any], None] | None = None
    receive: Callable[[RawRequest, Any], WebhookReply] | None = None
    plan: Callable[[OutboundMessage], Sequence[OutboundMessage]] | None = None
    poll: Poll | None = None
    polls: Callable[[Any], bool] | None = None
    reread: Reread | None = None
    setup: Step | None = None
    teardown: Step | None = None
    edit: Change | None = None
    delete: Remove | None = None
    typing: Callable[[Link[Any], ExternalAccount], Awaitable[None]] | None = None
    mark_read: Callable[[Link[Any], ExternalAccount, str], Awaitable[None]] | None = None
    answer_button: Callable[[Link[Any], ButtonPress], Awaitable[None]] | None = None
    open_media: Open | None = None
    introduce: Introduce | None = None
    media_hosts: Callable[[Any], Sequence[str]] | None = None
    ids: Literal["channel", "kind"] = "channel"
    album_seconds: float = 0.0
    external_id_of: Callable[[Any], str | None] | None = None
    retries: tuple[float, ...] = ()
    stops_when_given_up: bool = False
    place: Place | None = None
    prepare: Prepare | None = None

    @property
    def hook(self) -> bool:
        return self.receive is not None


def never(_channel: Channel, _account: Account | None) -> str | None:
    """No session begins here but by a client who writes."""
    return "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel.

    `check_settings` takes what was sent and gives what is stored, whole, or raises validation_failed with a code for
    each field, `settings.<field>`. `addresses` takes the channel and the public address of the installation.
    `edits`, `deletes`: whether what was sent can be changed, or taken back, at the client's while the session is open.
    `signed_identity`: its clients may come with an identity that the site's server signed.
    `can_begin`: why an operator cannot begin a session by this channel (with this account; None: with anybody), a word
    of docs/protocol.md at `cannot_begin`; None when he can. `identity_of`: who is meant by an address that an operator
    typed, or validation_failed; None where only those who wrote before can be written to.
    `outside`: None for a kind whose clients are on our own pages.
    """

    name: str
    check_settings: Callable[[object], Mapping[str, Any]]
    shown_settings: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    addresses: Callable[[Channel, str], Addresses | None]
    signed_identity: bool = False
    edits: bool = False
    deletes: bool = False
    can_begin: Callable[[Channel, Account | None], str | None] = never
    identity_of: Callable[[str], Identity] | None = None
    outside: Outside | None = None
