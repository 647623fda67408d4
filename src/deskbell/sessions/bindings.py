"""Session ↔ cards from the session page: its client is bound to a card ("To bind an account"), itself registered with
cards ("To register messages"). One deed for both: the responsible operator's and supervisors'."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Row, Transaction
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.clients import binding
from deskbell.clients.cards import Card, cards_by_ids
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed
from deskbell.sessions.changeable import changeable
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "clients.sql")
NUMBERS = statements(__package__)

CARDS_MOST = 50
"""So many cards a session may be registered with."""


async def cards_bound(db: Db, actor: Actor, session_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """`{client: […], session: […]}` of `{card, bound_at, bound_by}`, for who sees the session."""
    session = await seen(db, actor, session_id)
    of_client = await binding.cards_of_client(db, session.client_id)
    of_session = await db.all(SQL.cards_of_session, session_id=session_id, most=CARDS_MOST)
    return {"client": await bound_out(db, of_client), "session": await bound_out(db, of_session)}


async def bound_out(db: Db, rows: list[Row]) -> list[dict[str, Any]]:
    """Rows of bindings with their cards."""
    cards = await cards_by_ids(db, [row["card_id"] for row in rows]) if rows else {}
    return [
        {
            "card": cards[row["card_id"]],
            "bound_at": row["bound_at"],
            "bound_by": {"id": row["bound_by"], "name": row["bound_by_name"]} if row["bound_by"] else None,
        }
        for row in rows
    ]


async def bind_client(db: Database, actor: Actor, session_id: UUID, card_id: UUID, app_id: UUID) -> None:
    """Bind the session's client to a card of this app; another card of it gives way. Raises not_found, not_yours,
    not_allowed, offline_may_only_look, session_closed, not_writable, validation_failed."""
    known = await changeable(db, actor, Deed.BIND, session_id)
    async with db.transaction() as tx:
        client_id = await _held(tx, known)
        card = await binding.bindable(tx, card_id, "client", known.live_chat_id)
        if card.app_id != app_id:
            raise invalid(card_id="of_another_kind")
        if await binding.bind_client(tx, actor, client_id, card):
            await log_bound(tx, actor, session_id, card)


async def log_bound(tx: Transaction, actor: Actor, session_id: UUID, card: Card) -> None:
    """Write in the session's log that its client was bound to a card."""
    await _log(tx, actor, "card_bound", session_id, {"card_id": card.id, "app_id": card.app_id})


async def unbind_client(db: Database, actor: Actor, session_id: UUID, app_id: UUID) -> None:
    """Let go of the client's card of an app; where none is bound nothing changes. Raises as `bind_client`."""
    known = await changeable(db, actor, Deed.BIND, session_id)
    async with db.transaction() as tx:
        client_id = await _held(tx, known)
        card_id = await binding.unbind_client(tx, client_id, app_id)
        if card_id:
            await _log(tx, actor, "card_unbound", session_id, {"card_id": card_id, "app_id": app_id})


async def register(db: Database, actor: Actor, session_id: UUID, card_id: UUID) -> None:
    """Register the session with a card. Raises as `bind_client`, and too_many."""
    known = await changeable(db, actor, Deed.BIND, session_id)
    async with db.transaction() as tx:
        await _held(tx, known)
        card = await binding.bindable(tx, card_id, "session", known.live_chat_id)
        held = {row["card_id"] for row in await tx.all(SQL.cards_of_session, session_id=session_id, most=CARDS_MOST)}
        if len(held) >= CARDS_MOST and card_id not in held:
            raise Refusal("too_many", limit=CARDS_MOST)
        if await tx.first(SQL.bind_session, session_id=session_id, card_id=card_id, person_id=actor.id):
            await _log(tx, actor, "card_bound", session_id, {"card_id": card.id, "app_id": card.app_id})


async def unregister(db: Database, actor: Actor, session_id: UUID, card_id: UUID) -> None:
    """Take the session off a card. Raises as `bind_client`."""
    known = await changeable(db, actor, Deed.BIND, session_id)
    async with db.transaction() as tx:
        await _held(tx, known)
        if await tx.first(SQL.unbind_session, session_id=session_id, card_id=card_id):
            await _log(tx, actor, "card_unbound", session_id, {"card_id": card_id})


async def _held(tx: Transaction, session: Session) -> UUID:
    """The client of the session, both held: the client first, as a merging does."""
    client_id = session.client_id
    while True:
        await binding.hold_client(tx, client_id)
        row = await tx.first(SQL.hold_bound_session, session_id=session.id)
        assert row is not None
        if row["client_id"] == client_id:
            return client_id
        client_id = row["client_id"]


async def _log(tx: Transaction, actor: Actor, kind: str, session_id: UUID, body: Mapping[str, Any]) -> None:
    row = await tx.first(NUMBERS.number_staff_change, session_id=session_id)
    assert row is not None
    await log.append(tx, actor, kind, session_id, row["seq"], row["prev_all"], "staff", body)
