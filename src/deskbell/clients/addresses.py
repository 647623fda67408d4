"""Account-typed fields: the e-mails and phones of a card become accounts of the client it is bound to.

Such an account is dormant: of kind `email` or `phone`, of no channel, known by the address itself (`external_id`: the
lower-cased e-mail, or the phone's digits with its plus). A channel of that kind that hears from the address finds the
account by `account_by_identity(kind, None, address)` and goes on with its client; +New session may begin with it. It
is made at first use: when the card is bound to a client, or its address changes while it is. An account that is there
already stays with its client: whether the two are one person is for people to say (merging).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from deskbell.base.db import Db, Transaction
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.clients.apps import App, app
from deskbell.clients.fields import phone_identity

if TYPE_CHECKING:
    from deskbell.clients.cards import Card

SQL = statements(__package__, "cards.sql")
CLIENTS = statements(__package__)

KINDS = ("email", "phone")


def addresses_of(its_app: App, values: Any) -> Iterator[tuple[str, str, str]]:
    """Kind, identity and the address as it was written, for each account-typed field that is filled in."""
    for field in its_app.in_use():
        value = values.get(field.key)
        if field.kind in KINDS and isinstance(value, str):
            yield field.kind, value if field.kind == "email" else phone_identity(value), value


async def meet_client(tx: Transaction, client_id: UUID, card: "Card", its_app: App) -> None:
    """Make the dormant accounts of a card for the client it is bound to."""
    if its_app.binds != "client":
        return
    for kind, identity, written in addresses_of(its_app, card.values):
        await tx.run(
            SQL.add_address,
            account_id=new_id(),
            client_id=client_id,
            channel_kind=kind,
            external_id=identity,
            name=card.title[:200],
            email=written if kind == "email" else None,
            phone=written[:40] if kind == "phone" else None,
        )


async def meet_clients_of(tx: Transaction, card: "Card", its_app: App) -> None:
    """The same for everybody the card is bound to; the last one bound gets a new address."""
    rows = await tx.all(SQL.clients_of_card, card_id=card.id)
    if rows:
        await meet_client(tx, rows[0]["client_id"], card, its_app)


async def client_bound(db: Db, card_id: UUID) -> UUID | None:
    """Who is bound to a card, the last one of several."""
    rows = await db.all(SQL.clients_of_card, card_id=card_id)
    return UUID(str(rows[0]["client_id"])) if rows else None


async def client_meant(db: Db, card: "Card") -> UUID | None:
    """Whom a card stands for: the one bound to it, else the one who has its address; None for nobody yet."""
    return await client_bound(db, card.id) or await _who_has(db, await app(db, card.app_id), card)


async def client_of_card(tx: Transaction, card: "Card", person_id: UUID | None, proposed: UUID | None = None) -> UUID:
    """The client of a card at its first use: the one bound to it, else the one who has its address, else the one who
    is `proposed` and has no card of this app, else a new one; bound from then on. For +New session. One at a time
    through it. The caller has asked for the right."""
    await tx.first(SQL.hold_card, card_id=card.id)
    bound = await client_bound(tx, card.id)
    if bound:
        return bound
    its_app = await app(tx, card.app_id)
    client_id = await _who_has(tx, its_app, card)
    if client_id is None and proposed and not await _bound(tx, proposed, card.app_id):
        client_id = proposed
    if client_id is None:
        client_id = new_id()
        await tx.run(CLIENTS.add_client, client_id=client_id, name=card.title[:200])
    await tx.first(SQL.hold_client, client_id=client_id)
    await tx.run(SQL.bind_client, client_id=client_id, app_id=card.app_id, card_id=card.id, person_id=person_id)
    await meet_client(tx, client_id, card, its_app)
    return client_id


async def _who_has(tx: Db, its_app: App, card: "Card") -> UUID | None:
    for kind, identity, _ in addresses_of(its_app, card.values):
        row = await tx.first(SQL.account_of_address, channel_kind=kind, external_id=identity)
        if row is not None and not await _bound(tx, row["client_id"], card.app_id):
            return UUID(str(row["client_id"]))
    return None


async def _bound(tx: Db, client_id: UUID, app_id: UUID) -> bool:
    return any(row["app_id"] == app_id for row in await tx.all(SQL.bindings_of_client, client_id=client_id))
