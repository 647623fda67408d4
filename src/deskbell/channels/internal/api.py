"""The door of Messages: an employee writes to the live chats offered to his groups. It needs no role."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from litestar import Request, Response, get, post, put

from deskbell.auth.tickets import issue_ticket_for_account
from deskbell.base.db import Database
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Body, Injected, Out, address_of
from deskbell.base.rates import Buckets, Slots
from deskbell.base.secrets import Keeper
from deskbell.channels.internal import employees, offers
from deskbell.channels.internal.model import Place
from deskbell.channels.internal.settings import stored_settings
from deskbell.channels.told import try_to_tell_current
from deskbell.files import service as files
from deskbell.files.pages import FilePage, file_page
from deskbell.files.store import Store
from deskbell.live_chats.pages import GroupName
from deskbell.realtime.hub import Hub
from deskbell.rights.actor import Actor
from deskbell.sessions import shapes
from deskbell.sessions.api_files import addresses_of
from deskbell.sessions.messages import messages_before
from deskbell.sessions.model import Session, client_out
from deskbell.sessions.opening import current, desks_online, earlier_of_account, queue_positions
from deskbell.sessions.post import Draft
from deskbell.sessions.rating import rate
from deskbell.sessions.reading import difference, seen, thread_page
from deskbell.settings import Settings

_tickets = Buckets(burst=30, per_second=1.0)
_uploads = Buckets(burst=20, per_second=0.5)
_uploads_of_address = Buckets(burst=200, per_second=5.0)
_uploads_at_once = Slots(10)
_ratings = Buckets(burst=10, per_second=0.1)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class PlaceOut(Out):
    """A live chat to write to. `offered`: one may write now; `unread` counts our messages not read yet."""

    id: UUID
    title: str
    greeting: str
    live_chat_id: UUID
    live_chat_name: str
    offered: bool
    paused: bool
    online: bool
    message_limit: int
    file_limit: int
    session_id: UUID | None
    session_state: shapes.State | None
    last_message_at: datetime | None
    preview: str | None
    preview_author: Literal["client", "operator", "system"] | None
    unread: int


class PlaceList(Out):
    """All of them: there are few."""

    items: list[PlaceOut]


class PlaceThread(Out):
    """A place with its current session's thread; `cursor` is where to join it."""

    place: PlaceOut
    epoch: UUID
    session: dict[str, Any] | None
    messages: list[Any]
    has_older: bool
    cursor: int
    earlier: list[dict[str, Any]]


class PlaceMessage(Body):
    """An employee's message; `send_key` is the same at every try."""

    send_key: UUID
    text: str = ""
    quote_seq: int | None = None
    file_ids: list[UUID] = []
    session: UUID | None = None


class PlaceAcknowledged(Out):
    """A stored message; `opened` when a session opened or re-opened for it."""

    session: UUID
    seq: int
    message_id: UUID
    posted_at: datetime
    opened: bool


class PlaceTicket(Out):
    """Good for one socket as a client, within a minute; `account_id` is one's own."""

    ticket: str
    account_id: UUID


class PlaceFiles(Body):
    file_ids: list[UUID]


class PlaceRating(Body):
    """1 to 5 and a few words; without `comment` those given before stay."""

    rating: int
    comment: str | None = None


class PlaceRated(Out):
    """One's session as it stands now."""

    session: dict[str, Any]


class Offer(Body):
    """The groups whose people may write; none is nobody."""

    group_ids: list[UUID]


class OfferOut(Out):
    """To whose groups a channel is offered."""

    items: list[GroupName]


def _place_out(place: Place, online: bool) -> PlaceOut:
    look = stored_settings(place.settings)
    return PlaceOut(
        id=place.id,
        title=look.title or place.live_chat_name,
        greeting=look.greeting,
        live_chat_id=place.live_chat_id,
        live_chat_name=place.live_chat_name,
        offered=place.offered,
        paused=place.state == "paused",
        online=online,
        message_limit=place.message_limit,
        file_limit=place.file_limit,
        session_id=place.session_id,
        session_state=cast(Any, place.session_state),
        last_message_at=place.last_message_at,
        preview=place.preview,
        preview_author=cast(Any, place.preview_author),
        unread=place.unread,
    )


@get("/internal-channels")
async def list_places(db: Db, actor: Asking) -> PlaceList:
    found = await employees.places(db, actor)
    online = await desks_online(db, list({one.live_chat_id for one in found}))
    return PlaceList(items=[_place_out(one, online[one.live_chat_id]) for one in found])


@post("/internal-channels/tickets")
async def internal_ticket(db: Db, actor: Asking) -> PlaceTicket:
    _tickets.take(str(actor.id))
    if actor.sign_in_id is None:
        raise Refusal("not_signed_in", 401)
    if not await employees.has_places(db, actor.id):
        raise not_found()
    client = await employees.become_client(db, actor)
    ticket = await issue_ticket_for_account(db, client.id, None, actor.sign_in_id)
    return PlaceTicket(ticket=ticket.token, account_id=client.id)


@get("/internal-channels/{internal_id:uuid}")
async def read_place(db: Db, actor: Asking, hub: Annotated[Hub, Injected], internal_id: UUID) -> PlaceThread:
    place = await employees.place(db, actor, internal_id)
    online = await desks_online(db, [place.live_chat_id])
    client = await employees.as_client(db, actor)
    session = await current(db, client, internal_id) if client else None
    thread: dict[str, Any] = {"messages": [], "has_older": False, "cursor": 0}
    if client and session:
        page = await thread_page(db, client, session)
        thread = {name: page[name] for name in thread}
    except_id = session.id if session else None
    return PlaceThread(
        place=_place_out(place, online[place.live_chat_id]),
        epoch=hub.epoch,
        session=await _session_out(db, session) if session else None,
        earlier=await earlier_of_account(db, internal_id, client.id, except_id) if client else [],
        **thread,
    )


async def _session_out(db: Database, session: Session) -> dict[str, Any]:
    positions = await queue_positions(db, session.live_chat_id) if session.state == "waiting" else {}
    return client_out(session, positions.get(session.id))


@post("/internal-channels/{internal_id:uuid}/messages")
async def write_to_place(
    db: Db,
    actor: Asking,
    hub: Annotated[Hub, Injected],
    posting: Annotated[Buckets, Injected],
    internal_id: UUID,
    data: PlaceMessage,
) -> Response[PlaceAcknowledged]:
    client = await _offered(db, actor, internal_id)
    posting.take(str(client.id))
    draft = Draft(data.session or UUID(int=0), data.send_key, data.text, data.quote_seq, tuple(data.file_ids))
    posted, opened = await employees.write(db, client, internal_id, draft)
    if opened:
        await try_to_tell_current(db, hub, client.id, posted.session_id)
    body = PlaceAcknowledged(
        session=posted.session_id,
        seq=posted.seq,
        message_id=posted.message_id,
        posted_at=posted.posted_at,
        opened=opened,
    )
    return Response(body, status_code=201 if posted.fresh else 200)


async def _offered(db: Database, actor: Actor, channel_id: UUID) -> Actor:
    """The person as a client of a place that is his; channel_not_offered for whoever never was one there."""
    client = await employees.as_client(db, actor)
    if client is None:
        await employees.offered_channel(db, Actor("account", actor.id, "", person_id=actor.id), channel_id)
        client = await employees.become_client(db, actor)
    return client


async def _own(db: Database, actor: Actor, session_id: UUID) -> tuple[Actor, Session]:
    client = await employees.as_client(db, actor)
    if client is None:
        raise not_found()
    return client, await seen(db, client, session_id)


@get("/internal-sessions/{own_id:uuid}/messages")
async def read_own_messages(
    db: Db, actor: Asking, own_id: UUID, before: int = 1 << 60, limit: int = 50
) -> shapes.MessageList:
    _, session = await _own(db, actor, own_id)
    items, has_older = await messages_before(db, session.id, before, limit, staff=False)
    return cast(shapes.MessageList, {"items": items, "has_older": has_older})


@get("/internal-sessions/{own_id:uuid}/events")
async def read_own_events(db: Db, actor: Asking, own_id: UUID, after: int) -> shapes.Difference:
    _, session = await _own(db, actor, own_id)
    events, too_long = await difference(db, session.id, after, staff=False)
    return cast(shapes.Difference, {"events": events, "too_long": too_long})


@put("/internal-sessions/{own_id:uuid}/rating")
async def rate_own_session(db: Db, actor: Asking, own_id: UUID, data: PlaceRating) -> PlaceRated:
    _ratings.take(str(actor.id))
    client, _ = await _own(db, actor, own_id)
    rated = await rate(db, client, own_id, data.rating, data.comment)
    return PlaceRated(session=await _session_out(db, rated))


@post("/internal-sessions/{own_id:uuid}/file-addresses", status_code=200)
async def own_file_addresses(
    db: Db,
    actor: Asking,
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    own_id: UUID,
    data: PlaceFiles,
) -> shapes.FileAddresses:
    client, _ = await _own(db, actor, own_id)
    return await addresses_of(db, keeper, settings, client, own_id, data.file_ids)


@post("/internal-channels/{internal_id:uuid}/files", status_code=201, request_max_body_size=None)
async def upload_to_place(
    request: Request[Any, Any, Any],
    db: Db,
    actor: Asking,
    store: Annotated[Store, Injected],
    internal_id: UUID,
    name: str,
) -> FilePage:
    _uploads_of_address.take(address_of(request))
    _uploads.take(str(actor.id))
    client = await _offered(db, actor, internal_id)
    await employees.offered_channel(db, client, internal_id)
    place = await employees.place(db, actor, internal_id)
    declared = request.headers.get("content-length", "")
    length = int(declared) if declared.isdigit() else None
    with _uploads_at_once.held(str(actor.id)):
        return file_page(await files.receive(db, store, client, name, request.stream(), place.file_limit, length))


@get("/channel-offers/{internal_id:uuid}")
async def read_offer(db: Db, actor: Asking, internal_id: UUID) -> OfferOut:
    return _offer_out(await offers.offer_of(db, actor, internal_id))


@put("/channel-offers/{internal_id:uuid}")
async def set_offer(db: Db, actor: Asking, internal_id: UUID, data: Offer) -> OfferOut:
    return _offer_out(await offers.set_offer(db, actor, internal_id, data.group_ids))


def _offer_out(groups: list[tuple[UUID, str]]) -> OfferOut:
    return OfferOut(items=[GroupName(id=id_, name=name) for id_, name in groups])


ROUTES = [
    list_places,
    internal_ticket,
    read_place,
    write_to_place,
    read_own_messages,
    read_own_events,
    rate_own_session,
    own_file_addresses,
    upload_to_place,
    read_offer,
    set_offer,
]
