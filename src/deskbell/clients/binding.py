"""Client ↔ card: at most one card of each app that binds clients. Who may is the caller's to ask, as is holding the
client first."""

from uuid import UUID

from deskbell.base.db import Db, Row, Transaction
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.clients import addresses
from deskbell.clients.apps import app
from deskbell.clients.cards import Card, known_card
from deskbell.rights.actor import Actor

SQL = statements(__package__, "cards.sql")


async def cards_of_client(db: Db, client_id: UUID) -> list[Row]:
    """What a client is bound to: `app_id, card_id, bound_at, bound_by, bound_by_name`."""
    return await db.all(SQL.bindings_of_client, client_id=client_id)


async def hold_client(tx: Transaction, client_id: UUID) -> None:
    """Held against a merging until the transaction ends."""
    await tx.first(SQL.hold_client, client_id=client_id)


async def bindable(tx: Db, card_id: UUID, binds: str, live_chat_id: UUID | None = None) -> Card:
    """The card, if it may be bound to a client or to a session; not_found, not_writable or validation_failed else.
    From a session of a live chat only while the app is switched on there."""
    card = await known_card(tx, card_id)
    its_app = await app(tx, card.app_id)
    if its_app.binds != binds:
        raise invalid(card_id="of_another_kind")
    if card.archived_at is not None or its_app.archived_at is not None:
        raise Refusal("not_writable")
    if live_chat_id in its_app.off_in:
        raise invalid(card_id="app_off_here")
    return card


async def bind_client(tx: Transaction, actor: Actor, client_id: UUID, card: Card) -> bool:
    """Bind a client to a card; another card of that app gives way. False when it is so already."""
    at = {"client_id": client_id, "app_id": card.app_id}
    row = await tx.first(SQL.bind_client, **at, card_id=card.id, person_id=actor.id)
    if row is not None:
        await addresses.meet_client(tx, client_id, card, await app(tx, card.app_id))
    return row is not None


async def unbind_client(tx: Transaction, client_id: UUID, app_id: UUID) -> UUID | None:
    """Let go of the card of an app; its id, or None where none was bound. The accounts it brought stay."""
    row = await tx.first(SQL.unbind_client, client_id=client_id, app_id=app_id)
    return row["card_id"] if row else None
