"""The HTTP door of spam: marking and restoring, blocking a session's client, and what an entry would match."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from litestar import get, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.base.rates import Buckets
from deskbell.blocklist import service as blocklist
from deskbell.blocklist.api import BlocklistEntry, entry_page
from deskbell.blocklist.model import Kind, List
from deskbell.rights.actor import Actor
from deskbell.sessions import blocking, shapes, spam
from deskbell.sessions.labels import described
from deskbell.sessions.model import Session

_probes = Buckets(burst=30, per_second=2.0)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class Probe(Body):
    """An entry to be tried out; `live_chat_ids` null: in all of them."""

    kind: Kind
    value: str
    channel_kind: str | None = None
    live_chat_ids: list[UUID] | None = None


class FittingAccount(Out):
    """An account that the entry fits, with the newest of its sessions one may see."""

    id: UUID
    name: str
    detail: str | None
    channel_kind: str
    session_id: UUID


class FittingPlace(Out):
    id: UUID
    name: str


class FittingSession(Out):
    """An open session that its next message would mark as spam."""

    id: UUID
    number: int
    name: str
    live_chat: FittingPlace


class FittingOut(Out):
    """What the entry would match, of what one may see; with `more` the counts are of the newest alone."""

    value: str
    accounts: int
    open_sessions: int
    more: bool
    examples: list[FittingAccount]
    sessions: list[FittingSession]


class OfferOut(Out):
    kind: Kind
    value: str


class MatchOut(Out):
    """An entry the client fits already."""

    id: UUID
    list: List
    name: str


class Blocking(Out):
    """By what the client of a session can be blocked, and what he fits already."""

    offers: list[OfferOut]
    entries: list[MatchOut]


class BlockBody(Body):
    """How to block the client; the value is what is known of him. `live_chat_ids` null: in all of them."""

    kind: Kind
    name: str
    live_chat_ids: list[UUID] | None = None
    valid_until: datetime | None = None
    mark_spam: bool = False


@post("/sessions/{session_id:uuid}/spam", status_code=200)
async def mark_spam(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionDetail:
    return await _detail(db, await spam.mark_spam(db, actor, session_id))


@post("/sessions/{session_id:uuid}/restore", status_code=200)
async def restore(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionDetail:
    return await _detail(db, await spam.restore(db, actor, session_id))


async def _detail(db: Database, session: Session) -> shapes.SessionDetail:
    return cast(shapes.SessionDetail, await described(db, session))


@get("/sessions/{session_id:uuid}/blocking")
async def read_blocking(db: Db, actor: Asking, session_id: UUID) -> Blocking:
    offers, entries = await blocking.offers(db, actor, session_id)
    return Blocking(
        offers=[OfferOut(kind=one.kind, value=one.value) for one in offers],
        entries=[MatchOut(id=one.id, list=one.list, name=name) for one, name in entries],
    )


@post("/sessions/{session_id:uuid}/block")
async def block(db: Db, actor: Asking, session_id: UUID, data: BlockBody) -> BlocklistEntry:
    wish = blocking.BlockWish(data.kind, data.name, data.live_chat_ids, data.valid_until, data.mark_spam)
    entry_id = await blocking.block(db, actor, session_id, wish)
    return entry_page(actor, await blocklist.entry(db, actor, entry_id))


@post("/blocklist/probe", status_code=200)
async def probe(db: Db, actor: Asking, data: Probe) -> FittingOut:
    _probes.take(str(actor.id))
    found = await blocking.fitting(db, actor, data.kind, data.value, data.channel_kind, data.live_chat_ids)
    return FittingOut(
        value=found.value,
        accounts=found.accounts,
        open_sessions=found.open_sessions,
        more=found.more,
        examples=[FittingAccount(**one) for one in found.examples],
        sessions=[FittingSession(**{**one, "live_chat": FittingPlace(**one["live_chat"])}) for one in found.sessions],
    )


ROUTES = [mark_spam, restore, read_blocking, block, probe]
