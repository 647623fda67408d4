"""The town's cards: contacts of Eva and Fred, and the requests their sessions were registered as."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Database
from deskbell.clients import apps, binding
from deskbell.clients.cards import Card, Given, add_card
from deskbell.demo.town import Town
from deskbell.rights.actor import Actor
from deskbell.sessions import bindings
from deskbell.sessions.reading import seen

CONTACTS: Sequence[dict[str, Any]] = (
    {
        "name": "Eva",
        "email": "eva@client.example",
        "phone": "+47 21 00 12 34",
        "notes": "Rides the Fjell 2 in 54. Prefers answers in the evening.",
    },
    {"name": "Fred", "email": "fred@client.example", "company": "Fjord Couriers", "notes": "Six bikes in the fleet."},
    {"name": "Harbour Cycling Club", "email": "club@harbour.example", "company": "Harbour Cycling Club"},
)
REQUESTS: Sequence[dict[str, Any]] = (
    {
        "subject": "Order 1207: add a bell",
        "status": "in_progress",
        "description": "The order is packed; add before six.",
    },
    {"subject": "Rear brake squeals after rain", "status": "done"},
    {"subject": "Spring service for the club, 24 bikes", "status": "open", "due": "2027-03-15"},
)


async def make_cards(db: Database, town: Town, told: Sequence[UUID]) -> None:
    """Make them and bind them; `told`: the sessions of the stories, in order."""
    anna = await town.actor(db, "anna")
    kinds = {one.key: one.id for one in await apps.apps(db)}
    contacts = [await add_card(db, anna, kinds["contacts"], Given(values)) for values in CONTACTS]
    requests = [await add_card(db, anna, kinds["requests"], Given(values)) for values in REQUESTS]
    eva, fred = told[2], told[1]
    for session_id, contact in ((eva, contacts[0]), (fred, contacts[1])):
        await _bind(db, anna, session_id, contact)
    await bindings.register(db, await town.actor(db, "boris"), eva, requests[0].id)


async def _bind(db: Database, anna: Actor, session_id: UUID, contact: Card) -> None:
    """As it was done long ago: the session's log says nothing of it today."""
    session = await seen(db, anna, session_id)
    async with db.transaction() as tx:
        await binding.hold_client(tx, session.client_id)
        await binding.bind_client(tx, anna, session.client_id, contact)
