"""Where a person's browsers are reached by web push, and the keys by which push services know us."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from deskbell.base.db import Database, Db
from deskbell.base.egress import Egress
from deskbell.base.errors import invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper, SecretUnreadable
from deskbell.base.sql import statements
from deskbell.notices.encryption import from_text, is_point, new_key, public_of
from deskbell.rights.actor import Actor

SQL = statements(__package__, "push.sql")

BROWSERS_MOST = 20
ENDPOINT_MOST = 2_000
PLACE = "push_key.private_key/1"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Keys:
    """Ours: the public key as browsers take it (65 bytes), the private one (32)."""

    public: bytes
    private: bytes


async def keys(db: Database, keeper: Keeper) -> Keys:
    """The workspace's keys, made at first need. Sealed under a master key that is lost they are made anew, and every
    browser has to subscribe again: it does so by itself when its desk is opened."""
    row = await db.first(SQL.push_key)
    if row is None:
        made = new_key()
        await db.run(SQL.add_push_key, public_key=public_of(made), private_key=keeper.seal(made, PLACE))
        row = await db.first(SQL.push_key)
        assert row is not None
    try:
        return Keys(row["public_key"], keeper.open(row["private_key"], PLACE))
    except SecretUnreadable:
        _log.error("secret_unreadable", place=PLACE)
    made = new_key()
    async with db.transaction() as tx:
        sealed = keeper.seal(made, PLACE)
        old = row["public_key"]
        await tx.run(SQL.replace_push_key, public_key=public_of(made), private_key=sealed, old_public_key=old)
        await tx.run(SQL.drop_all_subscriptions)
    row = await db.first(SQL.push_key)
    assert row is not None
    return Keys(row["public_key"], keeper.open(row["private_key"], PLACE))


async def subscriptions_of(db: Db, actor: Actor) -> list[dict[str, Any]]:
    """One's own browsers: `{id, created_at, sent_at, failed_at}`."""
    return [dict(row) for row in await db.all(SQL.subscriptions_of, person_id=actor.id)]


async def subscribe(db: Database, egress: Egress, actor: Actor, endpoint: str, p256dh: str, auth: str) -> UUID:
    """Reach this browser from now on; the same endpoint again renews it. The oldest of more than twenty go.

    Raises validation_failed: `endpoint` too_long, not_an_address (https, or plain http to an address of EGRESS_ALLOW),
    `p256dh` and `auth` unreadable.
    """
    _check_endpoint(egress, endpoint)
    async with db.transaction() as tx:
        row = await tx.first(
            SQL.keep_subscription,
            id=new_id(),
            person_id=actor.id,
            sign_in_id=actor.sign_in_id,
            endpoint=endpoint,
            p256dh=_key(p256dh, "p256dh", is_point),
            auth=_key(auth, "auth", lambda value: len(value) == 16),
        )
        await tx.run(SQL.drop_eldest_subscriptions, person_id=actor.id, most=BROWSERS_MOST)
    assert row is not None
    id_: UUID = row["id"]
    return id_


def _check_endpoint(egress: Egress, endpoint: str) -> None:
    if len(endpoint) > ENDPOINT_MOST:
        raise invalid(endpoint="too_long")
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise invalid(endpoint="not_an_address") from None
    plain = parts.scheme == "http" and egress.opened_by_hand(host)
    odd = not endpoint.isascii() or any(letter <= " " for letter in endpoint) or "@" in parts.netloc or parts.fragment
    if not host or odd or not (parts.scheme == "https" or plain):
        raise invalid(endpoint="not_an_address")


def _key(text: str, field: str, fits: Any) -> bytes:
    try:
        value = from_text(text)
    except ValueError:
        value = b""
    if not fits(value):
        raise invalid(**{field: "unreadable"})
    return value


async def unsubscribe(db: Database, actor: Actor, subscription_id: UUID) -> None:
    """Reach this browser no more; not_found for another's and for none."""
    if await db.run(SQL.drop_subscription, id=subscription_id, person_id=actor.id) == "DELETE 0":
        raise not_found()
