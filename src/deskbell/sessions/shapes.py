"""The shapes in which sessions go out, for the API's schema: SessionRow, Message and so on of docs/protocol.md."""

from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict
from uuid import UUID

State = Literal["waiting", "with_operator", "closed", "spam"]
Priority = Literal["low", "normal", "high"]


class Reference(TypedDict):
    """Something by its id and the name people know it by."""

    id: UUID
    name: str


class SessionRow(TypedDict):
    """A session as a row of a list. `unread` is `max(0, client_count - my_read_no)`."""

    id: UUID
    number: int
    live_chat_id: UUID
    channel_id: UUID
    channel_kind: str
    state: State
    priority: Priority
    name: str
    client: Reference
    operator: Reference | None
    group: Reference | None
    opened_at: datetime
    queued_at: datetime | None
    taken_at: datetime | None
    closed_at: datetime | None
    escalated_at: datetime | None
    last_message_at: datetime | None
    preview: str | None
    preview_author: Literal["client", "operator", "system"] | None
    client_count: int
    last_seq: int
    my_read_no: int


class SessionList(TypedDict):
    """A page of rows; `next` is the cursor of the page after it, null on the last."""

    items: list[SessionRow]
    next: str | None


class AccountOut(TypedDict):
    """The identity a client writes with in this channel."""

    id: UUID
    name: str | None
    external_id: str
    email: str | None
    phone: str | None
    verified: bool
    language: str | None
    details: dict[str, Any]
    seen_at: datetime | None


class LiveChatLimits(TypedDict):
    """The live chat of a session, with its limits: characters of a message, bytes of a file; whether it asks clients
    for a rating."""

    id: UUID
    name: str
    message_limit: int
    file_limit: int
    ask_rating: bool


class ChannelRef(TypedDict):
    """The channel of a session."""

    id: UUID
    name: str
    kind: str


class SessionDetail(TypedDict):
    """A session with everything About the session shows."""

    id: UUID
    number: int
    live_chat_id: UUID
    channel_id: UUID
    channel_kind: str
    state: State
    priority: Priority
    name: str
    client: Reference
    operator: Reference | None
    group: Reference | None
    opened_at: datetime
    queued_at: datetime | None
    taken_at: datetime | None
    closed_at: datetime | None
    escalated_at: datetime | None
    last_message_at: datetime | None
    preview: str | None
    preview_author: Literal["client", "operator", "system"] | None
    client_count: int
    last_seq: int
    account: AccountOut
    live_chat: LiveChatLimits
    channel: ChannelRef
    message_count: int
    staff_read_no: int
    client_delivered_seq: int
    client_read_seq: int
    subject: str | None
    rating: int | None
    rated_at: datetime | None
    rating_comment: str | None
    spam_at: datetime | None
    tags: list[Reference]
    parameters: dict[str, Any]
    close_reason: Reference | None
    joined: list[Reference]
    shared_with: list[Reference]


class Author(TypedDict):
    """Who wrote or did it; clients get staff without an id."""

    kind: Literal["account", "person", "bot", "system"]
    id: UUID | None
    name: str


class Quote(TypedDict):
    """The quoted message, its text cut to 300 characters."""

    seq: int
    text: str
    author_name: str


class PreviewSize(TypedDict):
    """Pixels of the preview, so that its place is kept before it loads."""

    width: int
    height: int


class FileOut(TypedDict):
    """A file of a message; its bytes have a signed address of their own."""

    id: UUID
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    preview: PreviewSize | None


class Delivery(TypedDict):
    """How far a message got that left by a channel: `queued` (being sent) < `sent` < `delivered` < `read`; `failed`,
    with why as a `code` and in the provider's words; `uncertain`: perhaps not delivered, and not sent again by itself.
    `reaction`: the sign by which the client answered it."""

    state: Literal["queued", "sent", "delivered", "read", "failed", "uncertain"]
    code: str | None
    detail: str | None
    reaction: str | None
    at: datetime


class Message(TypedDict):
    """A message; `seq` is its number in the session, `client_no` its count among the client's own.

    A deleted one keeps its place without words and files. Staff are told more: `audience` staff is a note, `mentions`
    whom it calls, `forwarded` that it hands the session on to them, `delivery` how far it got
    where it left by a channel.
    """

    seq: int
    id: UUID
    send_key: UUID
    author: Author
    text: str
    quote: Quote | None
    files: list[FileOut]
    client_no: int | None
    posted_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    audience: NotRequired[Literal["all", "staff"]]
    mentions: NotRequired[list[Reference]]
    forwarded: NotRequired[bool]
    delivery: NotRequired[Delivery | None]


class LogEntry(TypedDict):
    """A line of what happened."""

    seq: int
    kind: str
    at: datetime
    by: Author
    data: dict[str, Any]


class May(TypedDict):
    """What the person asking may do with this session now."""

    take: bool
    reply: bool
    close: bool
    reopen: bool
    assign: bool
    take_over: bool
    rename: bool
    set_priority: bool
    tag: bool
    set_parameters: bool
    bind: bool
    mark_spam: bool
    restore: bool
    block: bool
    note: bool
    forward: bool
    join: bool
    leave: bool
    transfer: bool
    edit_messages: bool
    delete_messages: bool
    see_versions: bool


class SessionPage(TypedDict):
    """What the session page shows at first; `cursor` is where to join the thread."""

    session: SessionDetail
    messages: list[Message]
    has_older: bool
    log: list[LogEntry]
    cursor: int
    my_read_no: int
    may: May
    client_presence: Literal["online", "offline"]


class MessageList(TypedDict):
    """Older messages, in order."""

    items: list[Message]
    has_older: bool


class EventFrame(TypedDict):
    """One event of a session as the socket sends it."""

    type: Literal["event"]
    session: UUID
    seq: int
    prev: int
    kind: str
    at: datetime
    by: Author
    data: dict[str, Any]


class Difference(TypedDict):
    """Events after a cursor; with `too_long` none, and the page is to be fetched afresh."""

    events: list[EventFrame]
    too_long: bool


class Acknowledged(TypedDict):
    """A message that is stored: its session, number, id and time."""

    session: UUID
    seq: int
    message_id: UUID
    posted_at: datetime


class Operator(TypedDict):
    """Somebody a session can be given to."""

    id: UUID
    name: str
    status: Literal["online", "away", "offline"]
    reachable: bool
    open_sessions: int


class Assignees(TypedDict):
    """Operators and groups of a session's live chat."""

    operators: list[Operator]
    groups: list[Reference]
    live_chats: list[Reference]


class Visit(TypedDict):
    """A page of the site the client was on."""

    url: str
    title: str | None
    at: datetime


class VisitList(TypedDict):
    """The page trail, newest first."""

    items: list[Visit]


class EarlierPage(TypedDict):
    """An earlier session of the same account, to read."""

    session: SessionRow
    messages: list[Message]
    has_older: bool


class LiveChatCounters(TypedDict):
    """Counters of one live chat; null where they are hidden or not the person's to see."""

    queue: int | None
    mine: int
    mine_unread: int
    active: int | None


class Counters(TypedDict):
    """All counters of a person, whole."""

    live_chats: dict[str, LiveChatCounters]
    waiting: int | None
    unread: int


class FileAddress(TypedDict):
    """Where a file's bytes are for the next minutes."""

    url: str
    preview_url: str | None
    expires_at: datetime


class FileAddresses(TypedDict):
    """Addresses by file id."""

    items: dict[str, FileAddress]
    missing: NotRequired[list[UUID]]
