"""Customers whom the demo shop signs in: Eva and Fred have accounts there, so operators can write to them first."""

import time

from joserfc import jwt
from joserfc.jwk import OctKey

from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper
from deskbell.channels import credentials, outreach
from deskbell.channels.widget import visitors
from deskbell.clients.model import Identity
from deskbell.demo.town import Town
from deskbell.live_chats.model import Channel

CUSTOMERS = {"eva": ("Eva", "eva@post.example"), "fred": ("Fred", "fred@post.example")}
"""By the shop's own ids of them."""

READY = "Good news: your Fjell 2 is built and stands in the window. Come by any day before six."


async def know_customers(db: Database, keeper: Keeper, town: Town) -> None:
    """The shop's accounts, and a session that Boris began with Fred, who has not looked yet."""
    channel, dmitri = town.channels["Sales"], await town.actor(db, "dmitri")
    await credentials.renew_identity_secret(db, keeper, dmitri, channel.id)
    async with db.transaction() as tx:
        for subject, (name, email) in CUSTOMERS.items():
            await visitors.admit(tx, channel, Identity(f"site:{subject}", name, email, verified=True, language="en"))
    boris, fred = await town.actor(db, "boris"), outreach.Person(address="fred")
    chat = town.live_chats["Sales"]
    await outreach.begin(db, boris, chat, channel.id, fred, new_id(), "Your bicycle is ready", READY)


def signed_in(keeper: Keeper, channel: Channel, customer: str) -> str | None:
    """What the shop's server says of who is signed in there, for a quarter of an hour; None for a stranger."""
    secret = credentials.identity_secret(keeper, channel)
    if secret is None or customer not in CUSTOMERS:
        return None
    name, email = CUSTOMERS[customer]
    now = int(time.time())
    claims = {"sub": customer, "jti": str(new_id()), "aud": channel.key, "iat": now, "exp": now + 900}
    return jwt.encode({"alg": "HS256"}, {**claims, "name": name, "email": email}, OctKey.import_key(secret))
