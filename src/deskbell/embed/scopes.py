"""What a widget is about: a card of ours, or what a token of another application names."""

from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.sql import statements
from deskbell.clients import cards
from deskbell.embed.model import Entry, Scope
from deskbell.rights.actor import Actor

SQL = statements(__package__)

_BIGINT_MOST = (1 << 63) - 1


async def scope_of_card(db: Db, actor: Actor, card_id: UUID) -> Scope:
    """A card's sessions: of its clients, and those registered with it. Raises not_found for whoever sees no cards."""
    card = await cards.card(db, actor, card_id)
    return await _of_card(db, card.id)


async def _of_card(db: Db, card_id: UUID) -> Scope:
    rows = await db.all(SQL.clients_of_card, card_id=card_id)
    return Scope(clients=[row["client_id"] for row in rows], cards=[card_id])


async def scope_of_entry(db: Db, entry: Entry) -> Scope:
    """What a token named; of nothing when there is no such account or item."""
    if entry.account is not None:
        rows = await db.all(SQL.accounts_named, account=entry.account, account_id=_uuid(entry.account))
        return Scope(accounts=[row["id"] for row in rows])
    item = entry.item or ""
    number = int(item) if item.isascii() and item.isdigit() and int(item) <= _BIGINT_MOST else None
    row = await db.first(SQL.card_named, app=entry.item_app, item=item, card_id=_uuid(item), number=number)
    return await _of_card(db, row["id"]) if row else Scope()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
