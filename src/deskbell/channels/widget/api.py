"""The HTTP door of the widget's frame. A visitor proves himself by his secret, as a bearer token."""

from datetime import datetime
from typing import Annotated, Any, NotRequired, TypedDict, cast
from uuid import UUID

from litestar import Request, Response, get, post, put

from deskbell.auth.tickets import issue_ticket_for_account
from deskbell.base.db import Database
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Body, Injected, address_of, host_of
from deskbell.base.rates import Buckets, Slots
from deskbell.base.secrets import Keeper
from deskbell.channels.intake import take_in
from deskbell.channels.told import try_to_tell_current
from deskbell.channels.widget import visitors
from deskbell.channels.widget.pre_chat import PreChatBody, take_answers
from deskbell.channels.widget.settings import WidgetSettings, stored_settings
from deskbell.channels.widget.visitors import Visitor
from deskbell.files import service as files
from deskbell.files.pages import FilePage, file_page
from deskbell.files.store import Store
from deskbell.live_chats.channel_rows import channel_by_key
from deskbell.live_chats.model import Channel
from deskbell.live_chats.service import get_live_chat
from deskbell.realtime.hub import Hub
from deskbell.sessions import shapes
from deskbell.sessions.api_files import addresses_of
from deskbell.sessions.messages import messages_before
from deskbell.sessions.model import Session, client_out
from deskbell.sessions.opening import Page, current, desk_online, earlier_of_account, queue_positions, visit
from deskbell.sessions.post import Draft
from deskbell.sessions.rating import rate
from deskbell.sessions.reading import difference, seen, thread_page
from deskbell.settings import Settings

AGENT_MOST = 300

_starts = Buckets(burst=60, per_second=1.0)
_tickets = Buckets(burst=30, per_second=1.0)
_tickets_of_address = Buckets(burst=120, per_second=4.0)
_uploads = Buckets(burst=20, per_second=0.5)
_uploads_of_address = Buckets(burst=60, per_second=2.0)
_uploads_at_once = Slots(10)
_uploads_at_once_of_address = Slots(40)
_visits = Buckets(burst=30, per_second=0.5)
_ratings = Buckets(burst=10, per_second=0.1)

Db = Annotated[Database, Injected]


class PageBody(Body):
    """Where on the site the visitor is."""

    url: str
    title: str = ""
    referrer: str = ""


class StartBody(Body):
    """What the frame says when it opens. `identity` is signed by the site's server; `start_key` is random, the frame's
    own and the same at every try, so that an identity whose answer was lost may be shown again."""

    language: str | None = None
    page: PageBody | None = None
    identity: str | None = None
    start_key: UUID | None = None
    host_origin: str | None = None


class MessageBody(Body):
    """A visitor's message; `send_key` is the same at every try."""

    send_key: UUID
    text: str = ""
    quote_seq: int | None = None
    file_ids: list[UUID] = []
    pre_chat: PreChatBody | None = None
    page: PageBody | None = None
    session: UUID | None = None


class RatingBody(Body):
    """1 to 5 and a few words; without `comment` those given before stay."""

    rating: int
    comment: str | None = None


class FileIds(Body):
    file_ids: list[UUID]


class Nothing(Body):
    """An empty body."""


class ClientOperator(TypedDict):
    name: str


class ClientSession(TypedDict):
    """What a client may know of his session."""

    id: UUID
    number: int
    state: shapes.State
    operator: ClientOperator | None
    opened_at: datetime
    closed_at: datetime | None
    last_seq: int
    staff_read_no: int
    client_delivered_seq: int
    client_read_seq: int
    queue_position: int | None
    ask_rating: bool
    rating: int | None
    rated_at: datetime | None


class Start(TypedDict):
    """Everything the frame shows at first, in one answer."""

    token: NotRequired[str]
    ticket: str
    epoch: UUID
    channel: dict[str, Any]
    account: dict[str, Any]
    desk: dict[str, bool]
    session: ClientSession | None
    messages: list[shapes.Message]
    has_older: bool
    cursor: int
    earlier: list[dict[str, Any]]


class ClientAcknowledged(TypedDict):
    """A stored message; `opened` when a session opened or re-opened for it."""

    session: ClientSession
    seq: int
    message_id: UUID
    posted_at: datetime
    opened: bool


class TicketOut(TypedDict):
    ticket: str


async def _channel(db: Database, key: str) -> Channel:
    channel = await channel_by_key(db, key)
    if channel is None or channel.kind != visitors.KIND:
        raise not_found()
    return channel


def _bearer(request: Request[Any, Any, Any]) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def _visitor(db: Database, request: Request[Any, Any, Any], key: str) -> tuple[Channel, Visitor]:
    channel = await _channel(db, key)
    visitor = await visitors.visitor_of(db, channel, _bearer(request))
    if visitor is None:
        raise Refusal("not_signed_in", 401)
    return channel, visitor


@post("/start", status_code=200)
async def start(
    request: Request[Any, Any, Any],
    db: Db,
    hub: Annotated[Hub, Injected],
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    key: str,
    data: StartBody,
) -> Start:
    _starts.take(address_of(request))
    channel = await _channel(db, key)
    look = stored_settings(channel.settings)
    if data.host_origin and data.host_origin not in (*look.sites, settings.public_url):
        raise Refusal("site_not_allowed", 403, origin=data.host_origin[:200])
    agent = request.headers.get("user-agent", "").replace("\0", "")[:AGENT_MOST]
    about = visitors.anonymous(_language(data.language), {"user_agent": agent} if agent else {})
    visitor, token = await visitors.greet(db, keeper, channel, _bearer(request), data.identity, about, data.start_key)
    session = await current(db, visitor.actor(), channel.id)
    if session and session.is_open and data.page and look.page_trail:
        await visit(db, visitor.actor(), session.id, Page(data.page.url, data.page.title))
        session = await seen(db, visitor.actor(), session.id)
    answer = await _answer(db, hub, channel, look, visitor, session)
    return cast(Start, answer | ({"token": token} if token else {}))


async def _answer(
    db: Database, hub: Hub, channel: Channel, look: WidgetSettings, visitor: Visitor, session: Session | None
) -> dict[str, Any]:
    ticket = await issue_ticket_for_account(db, visitor.account_id, channel.id, visitor.token_id)
    live_chat = await get_live_chat(db, channel.live_chat_id)
    assert live_chat is not None
    thread: dict[str, Any] = {"messages": [], "has_older": False, "cursor": 0}
    if session:
        page = await thread_page(db, visitor.actor(), session)
        thread = {name: page[name] for name in thread}
    return {
        "ticket": ticket.token,
        "epoch": hub.epoch,
        "channel": {
            "name": channel.name,
            "title": look.title or channel.name,
            "greeting": look.greeting,
            "offline_words": look.offline_words,
            "answer_words": look.answer_words,
            "colour": look.colour,
            "side": look.side,
            "language": look.language,
            "pre_chat": {
                "enabled": look.pre_chat.enabled,
                "fields": [{"key": field.key, "required": field.required} for field in look.pre_chat.fields],
            },
            "page_trail": look.page_trail,
            "message_limit": live_chat.message_limit,
            "file_limit": live_chat.file_limit,
        },
        "account": {"id": visitor.account_id, "name": visitor.account_name, "verified": visitor.verified},
        "desk": {"online": await desk_online(db, channel.live_chat_id), "paused": channel.state == "paused"},
        "session": await _client_session(db, session) if session else None,
        "earlier": await earlier_of_account(db, channel.id, visitor.account_id, session.id if session else None),
        **thread,
    }


async def _client_session(db: Database, session: Session) -> dict[str, Any]:
    waiting = session.state == "waiting"
    positions = await queue_positions(db, session.live_chat_id) if waiting else {}
    return client_out(session, positions.get(session.id))


def _language(claimed: str | None) -> str | None:
    cleaned = (claimed or "").strip()[:35]
    return cleaned if cleaned.replace("-", "").isalnum() else None


@post("/tickets")
async def ticket(request: Request[Any, Any, Any], db: Db, key: str, data: Nothing) -> TicketOut:  # noqa: ARG001
    _tickets_of_address.take(address_of(request))
    channel, visitor = await _visitor(db, request, key)
    _tickets.take(str(visitor.account_id))
    issued = await issue_ticket_for_account(db, visitor.account_id, channel.id, visitor.token_id)
    return {"ticket": issued.token}


@post("/sign-out", status_code=204)
async def sign_out(request: Request[Any, Any, Any], db: Db, key: str, data: Nothing) -> None:  # noqa: ARG001
    _, visitor = await _visitor(db, request, key)
    await visitors.sign_out(db, visitor)


@post("/messages")
async def write(
    request: Request[Any, Any, Any],
    db: Db,
    hub: Annotated[Hub, Injected],
    posting: Annotated[Buckets, Injected],
    key: str,
    data: MessageBody,
) -> Response[ClientAcknowledged]:
    channel, visitor = await _visitor(db, request, key)
    posting.take(str(visitor.account_id))
    look = stored_settings(channel.settings)
    await take_answers(db, look, visitor, data.pre_chat)
    page = Page(data.page.url, data.page.title) if data.page and look.page_trail else None
    account = await visitors.account_of(db, visitor)
    draft = Draft(data.session or UUID(int=0), data.send_key, data.text, data.quote_seq, tuple(data.file_ids))
    posted, opened = await take_in(db, channel, account, visitor.actor(), draft, page, host_of(request))
    if opened:
        await try_to_tell_current(db, hub, visitor.account_id, posted.session_id)
    session = await seen(db, visitor.actor(), posted.session_id)
    body = {
        "session": await _client_session(db, session),
        "seq": posted.seq,
        "message_id": posted.message_id,
        "posted_at": posted.posted_at,
        "opened": opened,
    }
    return Response(cast(ClientAcknowledged, body), status_code=201 if posted.fresh else 200)


@get("/sessions/{session_id:uuid}/messages")
async def read_messages(
    request: Request[Any, Any, Any], db: Db, key: str, session_id: UUID, before: int = 1 << 60, limit: int = 50
) -> shapes.MessageList:
    session = await _own(db, request, key, session_id)
    items, has_older = await messages_before(db, session.id, before, limit, staff=False)
    return cast(shapes.MessageList, {"items": items, "has_older": has_older})


async def _own(db: Database, request: Request[Any, Any, Any], key: str, session_id: UUID) -> Session:
    _, visitor = await _visitor(db, request, key)
    return await seen(db, visitor.actor(), session_id)


@get("/sessions/{session_id:uuid}/events")
async def read_events(
    request: Request[Any, Any, Any], db: Db, key: str, session_id: UUID, after: int
) -> shapes.Difference:
    session = await _own(db, request, key, session_id)
    events, too_long = await difference(db, session.id, after, staff=False)
    return cast(shapes.Difference, {"events": events, "too_long": too_long})


@put("/sessions/{session_id:uuid}/rating")
async def rate_session(
    request: Request[Any, Any, Any], db: Db, key: str, session_id: UUID, data: RatingBody
) -> ClientSession:
    _, visitor = await _visitor(db, request, key)
    _ratings.take(str(visitor.account_id))
    rated = await rate(db, visitor.actor(), session_id, data.rating, data.comment)
    return cast(ClientSession, await _client_session(db, rated))


@post("/pages", status_code=204)
async def visit_page(request: Request[Any, Any, Any], db: Db, key: str, data: PageBody) -> None:
    channel, visitor = await _visitor(db, request, key)
    _visits.take(str(visitor.account_id))
    session = await current(db, visitor.actor(), channel.id)
    if session and session.is_open and stored_settings(channel.settings).page_trail:
        await visit(db, visitor.actor(), session.id, Page(data.url, data.title))


@post("/files", status_code=201, request_max_body_size=None)
async def upload(
    request: Request[Any, Any, Any],
    db: Db,
    store: Annotated[Store, Injected],
    key: str,
    name: str,
) -> FilePage:
    address = address_of(request)
    _uploads_of_address.take(address)
    channel, visitor = await _visitor(db, request, key)
    uploader = str(visitor.account_id)
    _uploads.take(uploader)
    live_chat = await get_live_chat(db, channel.live_chat_id)
    assert live_chat is not None
    declared = request.headers.get("content-length", "")
    length = int(declared) if declared.isdigit() else None
    stream = request.stream()
    with _uploads_at_once.held(uploader), _uploads_at_once_of_address.held(address):
        return file_page(await files.receive(db, store, visitor.actor(), name, stream, live_chat.file_limit, length))


@post("/sessions/{session_id:uuid}/file-addresses", status_code=200)
async def file_addresses(
    request: Request[Any, Any, Any],
    db: Db,
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    key: str,
    session_id: UUID,
    data: FileIds,
) -> shapes.FileAddresses:
    _, visitor = await _visitor(db, request, key)
    return await addresses_of(db, keeper, settings, visitor.actor(), session_id, data.file_ids)


WIDGET_ROUTES = [
    start,
    ticket,
    sign_out,
    write,
    read_messages,
    read_events,
    rate_session,
    visit_page,
    upload,
    file_addresses,
]
