"""What goes out to a provider, and what it answers, in the words that all kinds share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from deskbell.channels.events import ExternalAccount, FileKind


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file of ours. Its bytes: `Link.open_file`; an address the provider may fetch: `Link.file_url`."""

    id: UUID
    kind: FileKind
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Button:
    """`data` comes back with a ButtonPress; a `url` opens instead."""

    title: str
    data: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateRef:
    """A template that the provider approved."""

    name: str
    language: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """Of a message whose kind has THREADS: its session's number and subject, and the external ids of what was said
    before, oldest first, both ways."""

    session_id: UUID
    number: int
    subject: str
    earlier: tuple[str, ...] = ()
    last_inbound: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message of ours, or one of the parts that `plan` made of it (`part` of `parts`).

    `reply_to`: the external id of what it answers; `quote`: the words of that, for whoever cannot reply.
    """

    send_key: UUID
    account: ExternalAccount
    text: str = ""
    format: str = "plain"
    attachments: tuple[OutboundFile, ...] = ()
    reply_to: str | None = None
    quote: str | None = None
    buttons: tuple[Button, ...] = ()
    template: TemplateRef | None = None
    last_inbound_at: datetime | None = None
    author: str = ""
    thread: Thread | None = None
    part: int = 0
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """The number of this try, from 1, and the key the provider is given: the same at every try of the same part."""

    number: int
    key: UUID


@dataclass(frozen=True, slots=True)
class SendResult:
    """What the provider took. `queued`: it will say later how it went. `refused`: addresses that got no copy, with why,
    where the client's own did."""

    external_ids: tuple[str, ...]
    state: Literal["sent", "queued"] = "sent"
    refused: tuple[tuple[str, str], ...] = ()


SendErrorKind = Literal["retry", "rate_limited", "blocked", "window_closed", "permanent", "channel_broken", "uncertain"]


class SendError(Exception):
    """Why a message did not go, the only thing a wire function may raise. See docs/channels/adding-a-channel.md.

    `retry`: not taken, or repeatable · `rate_limited`: after `retry_after` seconds; `whole_channel`: not only this
    account waits · `blocked`: unreachable until it writes · `window_closed` · `permanent`: this message never ·
    `channel_broken`: nothing goes until an administrator mends it · `uncertain`: perhaps taken, and a second send would
    show twice. `code` is the provider's or ours, `detail` its words. `account_update`: it gave a new address: stored,
    sent once more.
    """

    def __init__(
        self,
        kind: SendErrorKind,
        code: str,
        detail: str = "",
        *,
        retry_after: float | None = None,
        whole_channel: bool = False,
        account_update: ExternalAccount | None = None,
    ) -> None:
        super().__init__(f"{kind} {code} {detail}")
        self.kind = kind
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.whole_channel = whole_channel
        self.account_update = account_update
