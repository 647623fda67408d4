"""The door to clients, and to the cards that sessions and their clients are bound to."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from litestar import delete, get, patch, post, put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.base.rates import Buckets
from deskbell.clients import binding, cards, merging
from deskbell.clients.api_cards import CardOut, CardPerson, card_out
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed
from deskbell.sessions import bindings, client_deeds, clients_seen, shapes
from deskbell.sessions.model import Session, row_out

_searches = Buckets(burst=30, per_second=3.0)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class FoundAccount(Out):
    """An account as far as one tells people apart by it."""

    id: UUID
    channel_kind: str
    channel_id: UUID | None
    name: str | None
    email: str | None
    phone: str | None
    verified: bool


class FoundClient(Out):
    """A client who was found. `internal`: an employee; `last_at`: his last session that one may see."""

    id: UUID
    name: str | None
    internal: bool
    last_at: datetime | None
    accounts: list[FoundAccount]


class FoundClients(Out):
    """At most twenty, those who wrote last first; more letters find more."""

    items: list[FoundClient]


class NamedOut(Out):
    """Something by its id and the name people know it by."""

    id: UUID
    name: str | None


class ClientAccount(Out):
    """An account of a client. `verified`: proved by the site, not claimed. `dormant`: an address that a card names and
    nobody wrote from yet. `person`: the employee behind it."""

    id: UUID
    channel_kind: str
    channel: NamedOut | None
    external_id: str
    name: str | None
    email: str | None
    phone: str | None
    verified: bool
    language: str | None
    person: NamedOut | None
    dormant: bool
    created_at: datetime
    seen_at: datetime | None


class BoundCard(Out):
    """A card something is bound to, with when and by whom."""

    card: CardOut
    bound_at: datetime
    bound_by: CardPerson | None


class MergeOut(Out):
    """A client who was merged into this one and may be parted again."""

    id: UUID
    client: NamedOut
    merged_at: datetime
    by: CardPerson | None


class ClientMay(Out):
    """What the person asking may do with this client now."""

    rename: bool
    merge: bool


class ClientPage(Out):
    """A client with all his accounts. `given_name` is what operators called him, `name` what is shown; asked for by
    the id of one who was merged, it is the kept one's."""

    id: UUID
    name: str | None
    given_name: str | None
    internal: bool
    accounts: list[ClientAccount]
    cards: list[BoundCard]
    merges: list[MergeOut]
    may: ClientMay


class CardClients(Out):
    """Who is bound to a card, of those one may see."""

    items: list[NamedOut]


class BoundCards(Out):
    """The cards of a session: those its client is bound to, one of each app, and those it is registered with."""

    client: list[BoundCard]
    session: list[BoundCard]


class ClientNameChange(Body):
    name: str


class Merging(Body):
    """Who is merged into the client of the address."""

    client_id: UUID


class Binding(Body):
    card_id: UUID


@get("/clients")
async def list_clients(db: Db, actor: Asking, search: str = "", recent: bool = False) -> FoundClients:
    _searches.take(str(actor.id))
    asked = clients_seen.recent_clients(db, actor) if recent else clients_seen.find_clients(db, actor, search)
    found = await asked
    return FoundClients(
        items=[
            FoundClient(**{**one, "accounts": [FoundAccount(**account) for account in one["accounts"]]})
            for one in found
        ]
    )


@get("/clients/{client_id:uuid}")
async def read_client(db: Db, actor: Asking, client_id: UUID) -> ClientPage:
    return await _page(db, actor, client_id)


async def _page(db: Database, actor: Actor, client_id: UUID) -> ClientPage:
    client = await clients_seen.client_seen(db, actor, client_id)
    accounts = await clients_seen.accounts_of(db, client["id"])
    bound = await bindings.bound_out(db, await binding.cards_of_client(db, client["id"]))
    merges = await merging.merges_of(db, client["id"])
    may = {
        name: await clients_seen.refusal_for_client(db, actor, deed, client["id"]) is None
        for name, deed in (("rename", Deed.RENAME), ("merge", Deed.MERGE_CLIENTS))
    }
    internal = any(one["person"] or one["channel_kind"] == "internal" for one in accounts)
    return ClientPage(
        id=client["id"],
        name=client["name"] or client["account_name"],
        given_name=client["name"],
        internal=internal,
        accounts=[
            ClientAccount(**{**one, "channel": _named(one["channel"]), "person": _named(one["person"])})
            for one in accounts
        ],
        cards=[_bound(one) for one in bound],
        merges=[
            MergeOut(
                id=row["id"],
                client=NamedOut(id=row["merged_id"], name=row["merged_name"]),
                merged_at=row["merged_at"],
                by=CardPerson(id=row["person_id"], name=row["person_name"]) if row["person_id"] else None,
            )
            for row in merges
        ],
        may=ClientMay(rename=may["rename"], merge=may["merge"] and not internal),
    )


def _named(reference: dict[str, Any] | None) -> NamedOut | None:
    return NamedOut(**reference) if reference else None


def _bound(one: dict[str, Any]) -> BoundCard:
    by = CardPerson(id=one["bound_by"]["id"], name=one["bound_by"]["name"] or "") if one["bound_by"] else None
    return BoundCard(card=card_out(one["card"]), bound_at=one["bound_at"], bound_by=by)


@patch("/clients/{client_id:uuid}")
async def rename_client(db: Db, actor: Asking, client_id: UUID, data: ClientNameChange) -> ClientPage:
    await client_deeds.rename_client(db, actor, client_id, data.name)
    return await _page(db, actor, client_id)


@get("/clients/{client_id:uuid}/sessions")
async def list_sessions_of_client(
    db: Db, actor: Asking, client_id: UUID, cursor: str | None = None, limit: int = 50
) -> shapes.SessionList:
    found, more = await clients_seen.sessions_of_client(db, actor, client_id, cursor, limit)
    return _rows(found, more)


def _rows(found: list[Session], more: str | None) -> shapes.SessionList:
    items = [row_out(one) | {"my_read_no": one.my_read_no or 0} for one in found]
    return cast(shapes.SessionList, {"items": items, "next": more})


@post("/clients/{client_id:uuid}/merge", status_code=200)
async def merge_clients(db: Db, actor: Asking, client_id: UUID, data: Merging) -> ClientPage:
    await client_deeds.merge_clients(db, actor, client_id, data.client_id)
    return await _page(db, actor, client_id)


@post("/clients/{client_id:uuid}/merges/{merge_id:uuid}/undo", status_code=200)
async def undo_merge(db: Db, actor: Asking, client_id: UUID, merge_id: UUID) -> ClientPage:
    await client_deeds.undo_merge(db, actor, client_id, merge_id)
    return await _page(db, actor, client_id)


@get("/cards/{card_id:uuid}/clients")
async def list_clients_of_card(db: Db, actor: Asking, card_id: UUID) -> CardClients:
    await cards.card(db, actor, card_id)
    found = await clients_seen.clients_of_card(db, actor, card_id)
    return CardClients(items=[NamedOut(**one) for one in found])


@get("/cards/{card_id:uuid}/sessions")
async def list_sessions_of_card(
    db: Db, actor: Asking, card_id: UUID, cursor: str | None = None, limit: int = 50
) -> shapes.SessionList:
    await cards.card(db, actor, card_id)
    found, more = await clients_seen.sessions_of_card(db, actor, card_id, cursor, limit)
    return _rows(found, more)


@get("/sessions/{session_id:uuid}/cards")
async def read_bound_cards(db: Db, actor: Asking, session_id: UUID) -> BoundCards:
    return await _bound_cards(db, actor, session_id)


async def _bound_cards(db: Database, actor: Actor, session_id: UUID) -> BoundCards:
    found = await bindings.cards_bound(db, actor, session_id)
    kinds: tuple[Literal["client", "session"], ...] = ("client", "session")
    return BoundCards(**{kind: [_bound(one) for one in found[kind]] for kind in kinds})


@put("/sessions/{session_id:uuid}/client-cards/{app_id:uuid}")
async def bind_client(db: Db, actor: Asking, session_id: UUID, app_id: UUID, data: Binding) -> BoundCards:
    await bindings.bind_client(db, actor, session_id, data.card_id, app_id)
    return await _bound_cards(db, actor, session_id)


@delete("/sessions/{session_id:uuid}/client-cards/{app_id:uuid}", status_code=200)
async def unbind_client(db: Db, actor: Asking, session_id: UUID, app_id: UUID) -> BoundCards:
    await bindings.unbind_client(db, actor, session_id, app_id)
    return await _bound_cards(db, actor, session_id)


@put("/sessions/{session_id:uuid}/cards/{card_id:uuid}")
async def register(db: Db, actor: Asking, session_id: UUID, card_id: UUID) -> BoundCards:
    await bindings.register(db, actor, session_id, card_id)
    return await _bound_cards(db, actor, session_id)


@delete("/sessions/{session_id:uuid}/cards/{card_id:uuid}", status_code=200)
async def unregister(db: Db, actor: Asking, session_id: UUID, card_id: UUID) -> BoundCards:
    await bindings.unregister(db, actor, session_id, card_id)
    return await _bound_cards(db, actor, session_id)


ROUTES = [
    list_clients,
    read_client,
    rename_client,
    list_sessions_of_client,
    merge_clients,
    undo_merge,
    list_clients_of_card,
    list_sessions_of_card,
    read_bound_cards,
    bind_client,
    unbind_client,
    register,
    unregister,
]
