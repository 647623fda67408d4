"""Looking at clients. Whoever may see one of a client's sessions may see him; a client without any session yet is
there for operators and supervisors, who may begin one with him. For others there is none."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Db, Row
from deskbell.base.errors import Refusal, not_allowed, not_found
from deskbell.base.planning import planned_anew
from deskbell.base.sql import statements
from deskbell.clients import merging
from deskbell.clients import service as clients
from deskbell.clients.searching import patterns_of
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, may, refusal_of
from deskbell.sessions import table
from deskbell.sessions.filters import Filters
from deskbell.sessions.model import Session, reference

SQL = statements(__package__, "clients.sql")

FOUND_MOST, ACCOUNTS_MOST, CLIENTS_MOST = 20, 200, 50
_LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


def sight(actor: Actor) -> dict[str, object]:
    """What the statements here take to know who looks."""
    at_desk = bool(actor.live_chats_as(Role.OPERATOR) or actor.live_chats_as(Role.SUPERVISOR))
    return {**actor.scope(), "at_desk": at_desk}


async def client_seen(db: Db, actor: Actor, client_id: UUID) -> Row:
    """The client one has become by merging, as this actor may see him: `id, name, account_name`. Raises not_found."""
    kept_id = await merging.kept_client(db, client_id)
    while kept_id:
        row = await db.first(SQL.client_seen, client_id=kept_id, **sight(actor))
        if row is not None:
            return row
        # Merged into another between the two looks: he is there, under that one's name.
        before, kept_id = kept_id, await merging.kept_client(db, client_id)
        if kept_id == before:
            break
    raise not_found()


async def sees_account(db: Db, actor: Actor, account_id: str) -> bool:
    """Whether an actor may see the client of an account; what is no id at all is another's to refuse."""
    try:
        account = await clients.account(db, UUID(account_id))
    except ValueError:
        return True
    if account is None:
        return False
    try:
        await client_seen(db, actor, account.client_id)
    except Refusal:
        return False
    return True


async def find_clients(db: Db, actor: Actor, words: str, most: int = FOUND_MOST) -> list[dict[str, Any]]:
    """Clients one may see by pieces of a name, an e-mail or a phone, those who wrote last first:
    `{id, name, internal, last_at, accounts: [{id, channel_kind, channel_id, name, email, phone, verified}]}`.

    Every word must be found somewhere about the client; no words find nobody.
    """
    patterns = patterns_of(words)
    if patterns is None:
        return []
    rows = await db.all(
        SQL.clients_found,
        inside=patterns.inside,
        behind=patterns.behind,
        all=patterns.all,
        digits=patterns.digits,
        most=max(1, min(most, CLIENTS_MOST)),
        **sight(actor),
    )
    return [_found(row) for row in rows]


async def recent_clients(db: Db, actor: Actor) -> list[dict[str, Any]]:
    """The clients of the last sessions one may see, as `find_clients` gives them."""
    async with planned_anew(db) as tx:
        asked = await table.ask(tx, Filters(), table.DEFAULT_SORT)
        ids, _ = await table.page_of(tx, actor, asked, None, PAGE_MOST)
        rows = await tx.all(SQL.clients_recent, session_ids=ids, most=FOUND_MOST)
    return [_found(row) for row in rows]


def _found(row: Row) -> dict[str, Any]:
    accounts = row["accounts"] or []
    return {
        "id": row["id"],
        "name": row["name"] or next((one["name"] for one in accounts if one["name"]), None),
        "internal": any(one["person_id"] or one["channel_kind"] == "internal" for one in accounts),
        "last_at": row["last_at"],
        "accounts": [{key: value for key, value in one.items() if key != "person_id"} for one in accounts],
    }


async def accounts_of(db: Db, client_id: UUID) -> list[dict[str, Any]]:
    """All accounts of a client, proved ones first. `dormant`: an address of a card from which nobody wrote yet."""
    rows = await db.all(SQL.accounts_of_client, client_id=client_id, most=ACCOUNTS_MOST)
    plain = ("id", "channel_kind", "external_id", "name", "email", "phone", "verified", "language")
    return [
        {
            **{key: row[key] for key in (*plain, "created_at", "seen_at")},
            "channel": reference(row["channel_id"], row["channel_name"]),
            "person": reference(row["person_id"], row["person_name"]),
            "dormant": row["seen_at"] is None and row["channel_kind"] in ("email", "phone"),
        }
        for row in rows
    ]


async def sessions_of_client(
    db: Db, actor: Actor, client_id: UUID, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[Session], str | None]:
    """A page of those of his sessions that this actor may see, the last first."""
    client = await client_seen(db, actor, client_id)
    return await _page(db, actor, SQL.sessions_of_client, {"client_id": client["id"]}, cursor, limit)


async def sessions_of_card(
    db: Db, actor: Actor, card_id: UUID, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[Session], str | None]:
    """A page of the sessions registered with a card, or of clients bound to it, that this actor may see."""
    return await _page(db, actor, SQL.sessions_of_card, {"card_id": card_id}, cursor, limit)


async def _page(
    db: Db, actor: Actor, statement: Any, of: Mapping[str, UUID], cursor: str | None, limit: int
) -> tuple[list[Session], str | None]:
    before_at, before_id = key_of(cursor, tuple[datetime, UUID]) or _LAST
    limit = max(1, min(limit, PAGE_MOST))
    rows = await db.all(statement, before_at=before_at, before_id=before_id, most=limit + 1, **of, **actor.scope())
    found = [Session(**dict(row)) for row in rows[:limit]]
    return found, cursor_of((found[-1].opened_at, found[-1].id)) if len(rows) > limit else None


async def clients_of_card(db: Db, actor: Actor, card_id: UUID) -> list[dict[str, Any]]:
    """Who is bound to a card, of those this actor may see: `{id, name}`, the last bound first."""
    found = []
    for row in await db.all(SQL.clients_of_card, card_id=card_id, most=CLIENTS_MOST):
        client = await db.first(SQL.client_seen, client_id=row["client_id"], **sight(actor))
        if client is not None:
            found.append({"id": client["id"], "name": client["name"] or client["account_name"]})
    return found


async def refusal_for_client(db: Db, actor: Actor, deed: Deed, client_id: UUID) -> Refusal | None:
    """Whether a deed about a client would be refused. It asks for the right in one of his sessions at least; about a
    client without any, in some live chat."""
    places = [(row["live_chat_id"], row["operator_id"]) for row in await db.all(SQL.client_places, client_id=client_id)]
    places = places or [(live_chat_id, actor.id) for live_chat_id in actor.roles]
    if any(may(actor, deed, *place) for place in places):
        return None
    refused = [one for place in places if (one := refusal_of(actor, deed, *place))]
    return next((one for one in refused if one.code != "not_allowed"), not_allowed())
