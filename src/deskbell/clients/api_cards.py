"""The door to cards: looked at by operators, supervisors, readers and administrators, kept by the first two."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get, patch, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.clients import cards
from deskbell.clients.cards import Card, Given
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, may_anywhere

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class CardPerson(Out):
    """Who made or changed it."""

    id: UUID
    name: str


class CardOut(Out):
    """A card. `values` by the key of the field; `address` is where it stands when it is of another system."""

    id: UUID
    app_id: UUID
    number: int
    title: str
    values: dict[str, Any]
    outside_id: str | None
    address: str | None
    created_at: datetime
    created_by: CardPerson | None
    changed_at: datetime
    archived: bool


class CardPage(Out):
    """A card, and whether who asks may change it."""

    card: CardOut
    may_change: bool


class CardList(Out):
    """A page of cards; `next` is the cursor of the page after it, null on the last."""

    items: list[CardOut]
    next: str | None


class CardChangeOut(Out):
    """A change: which fields, never their values."""

    id: UUID
    at: datetime
    person: CardPerson
    fields: list[str]


class CardChanges(Out):
    """The last fifty, the last first."""

    items: list[CardChangeOut]


class NewCard(Body):
    """`values` for an app of ours, `outside_id` and perhaps `title` for another system's. An `id` of one's own makes
    the request safe to repeat."""

    app_id: UUID
    id: UUID | None = None
    values: dict[str, Any] = {}
    outside_id: str | None = None
    title: str | None = None


class CardChange(Body):
    """What is absent stays as it is; a value that is null goes."""

    values: dict[str, Any] | None = None
    outside_id: str | None = None
    title: str | None = None
    archived: bool | None = None


def card_out(card: Card) -> CardOut:
    """A card as it goes out."""
    by = CardPerson(id=card.created_by, name=card.creator_name or "") if card.created_by else None
    return CardOut(
        id=card.id,
        app_id=card.app_id,
        number=card.number,
        title=card.title,
        values=dict(card.values),
        outside_id=card.outside_id,
        address=card.address,
        created_at=card.created_at,
        created_by=by,
        changed_at=card.changed_at,
        archived=card.archived_at is not None,
    )


@get("/cards")
async def list_cards(
    db: Db, actor: Asking, app: UUID, search: str = "", cursor: str | None = None, limit: int = 50
) -> CardList:
    found, more = await cards.list_cards(db, actor, app, search, cursor, limit)
    return CardList(items=[card_out(one) for one in found], next=more)


@post("/cards")
async def add_card(db: Db, actor: Asking, data: NewCard) -> CardPage:
    given = Given(data.values, data.outside_id, data.title)
    return _page(actor, await cards.add_card(db, actor, data.app_id, given, data.id))


@get("/cards/{card_id:uuid}")
async def read_card(db: Db, actor: Asking, card_id: UUID) -> CardPage:
    return _page(actor, await cards.card(db, actor, card_id))


@patch("/cards/{card_id:uuid}")
async def change_card(db: Db, actor: Asking, card_id: UUID, data: CardChange) -> CardPage:
    given = Given(data.values, data.outside_id, data.title)
    return _page(actor, await cards.change_card(db, actor, card_id, given, data.archived))


@get("/cards/{card_id:uuid}/history")
async def read_history(db: Db, actor: Asking, card_id: UUID) -> CardChanges:
    rows = await cards.changes(db, actor, card_id)
    return CardChanges(
        items=[
            CardChangeOut(id=row["id"], at=row["at"], person=CardPerson(**row["person"]), fields=row["fields"])
            for row in rows
        ]
    )


def _page(actor: Actor, card: Card) -> CardPage:
    return CardPage(card=card_out(card), may_change=may_anywhere(actor, Deed.KEEP_CARDS))


ROUTES = [list_cards, add_card, read_card, change_card, read_history]
