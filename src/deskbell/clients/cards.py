"""Cards: rows of an app. Seen by everybody who holds a role in some live chat, kept by operators and supervisors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.clients import addresses
from deskbell.clients.apps import HOLE, App, app
from deskbell.clients.fields import OUTSIDE_ID_MOST, TITLE_MOST, checked_values, title_of, words_of
from deskbell.clients.searching import patterns_of
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise_anywhere, may_anywhere

SQL = statements(__package__, "cards.sql")

CHANGES_MOST = 50
_LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is kept; `values` by the key of the field."""

    id: UUID
    app_id: UUID
    number: int
    title: str
    values: Mapping[str, Any]
    outside_id: str | None
    created_at: datetime
    changed_at: datetime
    archived_at: datetime | None
    outside_url: str | None
    created_by: UUID | None
    creator_name: str | None

    @property
    def address(self) -> str | None:
        """Where the card stands in its own system; None for a card of ours."""
        if self.outside_url is None or self.outside_id is None:
            return None
        return self.outside_url.replace(HOLE, quote(self.outside_id, safe=""))


@dataclass(frozen=True, slots=True)
class Given:
    """What a card is made or changed with: `values` for an app of ours, `outside_id` and `title` for an outside one."""

    values: Mapping[str, Any] | None = None
    outside_id: str | None = None
    title: str | None = None


async def list_cards(
    db: Db, actor: Actor, app_id: UUID, search: str = "", cursor: str | None = None, limit: int = PAGE
) -> tuple[list[Card], str | None]:
    """A page of an app's cards, those changed last first, and the cursor of the next. Raises not_found."""
    may_look(actor)
    await app(db, app_id)
    patterns = patterns_of(search)
    before_at, before_id = key_of(cursor, tuple[datetime, UUID]) or _LAST
    limit = max(1, min(limit, PAGE_MOST))
    found = records(
        Card,
        await db.all(
            SQL.cards,
            app_id=app_id,
            inside=patterns.inside if patterns else None,
            behind=patterns.behind if patterns else None,
            all=patterns.all if patterns else [],
            before_at=before_at,
            before_id=before_id,
            most=limit + 1,
        ),
    )
    page = found[:limit]
    return page, cursor_of((page[-1].changed_at, page[-1].id)) if len(found) > limit else None


async def card(db: Db, actor: Actor, card_id: UUID) -> Card:
    """One card, archived too. Raises not_found, alike for who may see no cards."""
    may_look(actor)
    return await known_card(db, card_id)


async def known_card(db: Db, card_id: UUID) -> Card:
    """For deeds that have asked for the right; raises not_found."""
    found = record(Card, await db.first(SQL.card_by_id, card_id=card_id))
    if found is None:
        raise not_found()
    return found


async def cards_by_ids(db: Db, card_ids: Iterable[UUID]) -> dict[UUID, Card]:
    """Cards by id, for those who have been found to see what they are bound to."""
    return {one.id: one for one in records(Card, await db.all(SQL.cards_by_ids, card_ids=list(card_ids)))}


def may_look(actor: Actor) -> None:
    """Cards are there for who holds a role in some live chat and for administrators; for others there are none."""
    if not may_anywhere(actor, Deed.SEE_CARDS):
        raise not_found()


async def add_card(db: Database, actor: Actor, app_id: UUID, given: Given, card_id: UUID | None = None) -> Card:
    """A new card. `card_id`, when the caller names one, makes it safe to repeat. An outside card that is there already
    comes back as it is. Raises not_found, not_allowed, offline_may_only_look, validation_failed, not_writable."""
    may_look(actor)
    authorise_anywhere(actor, Deed.KEEP_CARDS)
    async with db.transaction() as tx:
        made = await add_card_in(tx, actor, app_id, given, card_id or new_id())
    return await known_card(db, made)


async def add_card_in(tx: Transaction, actor: Actor, app_id: UUID, given: Given, card_id: UUID) -> UUID:
    """The creation itself; the id of the card, which is another's where the outside id stands for one already."""
    its_app = await app(tx, app_id)
    if its_app.archived_at is not None:
        raise Refusal("not_writable")
    if its_app.outside_url is not None:
        known = await tx.first(SQL.cards_by_outside_id, app_id=app_id, outside_id=_outside_id(given.outside_id))
        if known is not None:
            return UUID(str(known["id"]))
    values, outside_id, title = _content(its_app, given, {}, None, None)
    words = words_of(its_app, title, outside_id, values)
    try:
        added = await tx.first(
            SQL.add_card,
            card_id=card_id,
            app_id=app_id,
            title=title,
            values=values,
            outside_id=outside_id,
            words=words,
            person_id=actor.id if actor.kind == "person" else None,
        )
    except asyncpg.UniqueViolationError:
        raise Refusal("name_taken") from None
    if added is None:
        if (await known_card(tx, card_id)).app_id != app_id:
            raise Refusal("name_taken")
        return card_id
    await tx.run(SQL.number_words, card_id=card_id)
    return card_id


async def change_card(db: Database, actor: Actor, card_id: UUID, given: Given, archived: bool | None = None) -> Card:
    """Change what is given, leave the rest; what is already so is no change. Raises as `add_card`, name_taken where
    another card has the outside id."""
    may_look(actor)
    authorise_anywhere(actor, Deed.KEEP_CARDS)
    async with db.transaction() as tx:
        await tx.first(SQL.hold_card, card_id=card_id)
        before = await known_card(tx, card_id)
        its_app = await app(tx, before.app_id)
        if before.archived_at is not None and archived is not False:
            raise Refusal("not_writable")
        values, outside_id, title = _content(its_app, given, before.values, before.outside_id, before.title)
        changed = _changed(before, values, outside_id, title, archived)
        if changed:
            try:
                await tx.run(
                    SQL.change_card,
                    card_id=card_id,
                    title=title,
                    values=values,
                    outside_id=outside_id,
                    words=words_of(its_app, title, outside_id, values),
                    archived=archived,
                )
            except asyncpg.UniqueViolationError:
                raise Refusal("name_taken") from None
            await tx.run(SQL.add_change, id=new_id(), card_id=card_id, person_id=actor.id, fields=changed)
            await addresses.meet_clients_of(tx, await known_card(tx, card_id), its_app)
    return await known_card(db, card_id)


def _content(
    its_app: App, given: Given, values: Mapping[str, Any], outside_id: str | None, title: str | None
) -> tuple[dict[str, Any], str | None, str]:
    if its_app.outside_url is not None:
        if given.values:
            raise invalid(values="unknown")
        outside_id = _outside_id(given.outside_id) if given.outside_id is not None or outside_id is None else outside_id
        named = plain_name(given.title, "title", TITLE_MOST) if given.title and given.title.strip() else title
        return {}, outside_id, named or outside_id
    if given.outside_id is not None or given.title is not None:
        raise invalid(**{"outside_id" if given.outside_id is not None else "title": "unknown"})
    kept = checked_values(its_app, given.values or {}, values)
    return kept, None, title_of(its_app, kept) or next(iter(its_app.names.values()))


def _outside_id(outside_id: str | None) -> str:
    cleaned = (outside_id or "").strip()
    if not cleaned:
        raise invalid(outside_id="missing")
    if len(cleaned) > OUTSIDE_ID_MOST:
        raise invalid(outside_id="too_long")
    if not cleaned.isprintable():
        raise invalid(outside_id="unprintable")
    return cleaned


def _changed(
    before: Card, values: Mapping[str, Any], outside_id: str | None, title: str, archived: bool | None
) -> list[str]:
    keys = [key for key in {**before.values, **values} if before.values.get(key) != values.get(key)]
    keys += ["outside_id"] if outside_id != before.outside_id else []
    keys += ["title"] if not before.values and not values and title != before.title else []
    keys += ["archived"] if archived is not None and archived != (before.archived_at is not None) else []
    return keys


async def changes(db: Db, actor: Actor, card_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Who changed it, the last first: `{id, at, person: {id, name}, fields}`; keys of fields, never values."""
    await card(db, actor, card_id)
    rows = await db.all(SQL.changes, card_id=card_id, before=_LAST[1], most=CHANGES_MOST)
    return [
        {
            "id": row["id"],
            "at": row["at"],
            "person": {"id": row["person_id"], "name": row["person_name"]},
            "fields": list(row["fields"]),
        }
        for row in rows
    ]
