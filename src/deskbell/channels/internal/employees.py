"""Employees as clients: the account that stands for a person in every internal channel."""

from uuid import UUID

from deskbell.base.db import Database, Db, Transaction, records
from deskbell.base.errors import Refusal, not_found
from deskbell.base.sql import statements
from deskbell.channels.intake import take_in
from deskbell.channels.internal.model import Place
from deskbell.channels.internal.settings import KIND
from deskbell.clients import service as clients
from deskbell.clients.model import Identity
from deskbell.live_chats.channel_rows import get_channel
from deskbell.live_chats.model import Channel
from deskbell.people import service as people
from deskbell.rights.actor import Actor
from deskbell.sessions.post import Draft, Posted, repeat_of

SQL = statements(__package__)


async def places(db: Db, person: Actor) -> list[Place]:
    """The internal channels offered to a person, and those he wrote to once."""
    return records(Place, await db.all(SQL.places, person_id=person.id))


async def place(db: Db, person: Actor, channel_id: UUID) -> Place:
    """One of them; not_found for any other."""
    for one in await places(db, person):
        if one.id == channel_id:
            return one
    raise not_found()


async def has_places(db: Db, person_id: UUID) -> bool:
    """Whether a person finds Messages in his menu."""
    row = await db.first(SQL.has_places, person_id=person_id)
    return bool(row and row["has"])


async def as_client(db: Db, person: Actor) -> Actor | None:
    """A person as the client he is in internal channels; None when he never was one."""
    row = await db.first(SQL.account_of_person, person_id=person.id)
    return _client(person, row["id"]) if row else None


async def become_client(db: Database, person: Actor) -> Actor:
    """The same; his account is made at first use, and knows him by his name of today."""
    async with db.transaction() as tx:
        return _client(person, await _meet(tx, person))


async def _meet(tx: Transaction, person: Actor) -> UUID:
    known = await people.myself(tx, person.id)
    groups = [row["name"] for row in await tx.all(SQL.groups_of_person, person_id=person.id)]
    details = {"groups": ", ".join(groups)}
    identity = Identity(str(person.id), known.name, known.email, None, True, known.language, details)
    account = await clients.meet(tx, KIND, None, identity)
    await clients.tie(tx, account.id, person.id)
    return account.id


def _client(person: Actor, account_id: UUID) -> Actor:
    return Actor(
        "account",
        account_id,
        person.name,
        sign_in_id=person.sign_in_id,
        language=person.language,
        person_id=person.id,
    )


async def write(db: Database, client: Actor, channel_id: UUID, draft: Draft) -> tuple[Posted, bool]:
    """Post as an employee; True when a session opened or re-opened. channel_not_offered (403) when none of his groups
    may write there; a message that is stored is acknowledged all the same."""
    known = await repeat_of(db, client, draft)
    if known:
        return known, False
    channel = await offered_channel(db, client, channel_id)
    account = await clients.account(db, client.id)
    assert account is not None
    return await take_in(db, channel, account, client, draft)


async def offered_channel(db: Db, client: Actor, channel_id: UUID) -> Channel:
    """The channel, while it is offered to the employee; channel_not_offered alike for one there is not."""
    row = await db.first(SQL.is_offered, person_id=client.person_id, channel_id=channel_id)
    channel = await get_channel(db, channel_id) if row and row["offered"] else None
    if channel is None:
        raise Refusal("channel_not_offered", 403)
    return channel
