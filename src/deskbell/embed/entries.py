"""Entries: a signed token is exchanged once for a key that stands in the frame's memory, for a short while.

The key opens what its person may read at this moment, within the account or the item that the token named.
"""

from datetime import datetime
from uuid import UUID

from deskbell.auth.gate import actor_for
from deskbell.auth.tokens import hash_of
from deskbell.base import clock
from deskbell.base.db import Database, Db, record
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id, new_token
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.embed.model import Entry
from deskbell.embed.sites import secret_of, site_by_key
from deskbell.embed.tokens import refused, verify
from deskbell.rights.actor import Actor

SQL = statements(__package__)

ENTRY_SECONDS = 600


async def enter(
    db: Database, keeper: Keeper, site_key: str, token: str, host_origin: str
) -> tuple[str, datetime, Actor, Entry]:
    """Exchange a token that came from a page of `host_origin`. Raises embed_refused; which of a person, an application
    or a secret is wrong is told to who signs tokens only by `reason`."""
    site = await site_by_key(db, site_key)
    secret = secret_of(keeper, site) if site else None
    if site is None or secret is None:
        raise refused("audience")
    told = verify(token, secret, site.key, clock.now().timestamp())
    if told.origin != host_origin or told.origin not in site.origins:
        raise refused("origin")
    row = await db.first(SQL.person_named, subject=told.subject, person_id=_uuid(told.subject))
    actor = await actor_for(db, row["id"]) if row else None
    if actor is None:
        raise refused("person")
    entry_id, key = new_id(), new_token()
    added = await db.first(
        SQL.add_entry,
        id=entry_id,
        site_id=site.id,
        jti=told.token_id,
        key_hash=hash_of(key),
        person_id=actor.id,
        origin=told.origin,
        account=told.account,
        item_app=told.item_app,
        item=told.item,
        seconds=ENTRY_SECONDS,
    )
    if added is None:
        raise refused("used")
    entry = await _entry(db, entry_id=entry_id)
    if entry is None:
        raise refused("audience")
    return key, added["expires_at"], actor, entry


async def entered(db: Db, key: str | None) -> tuple[Entry, Actor]:
    """Whose key this is, with the rights of this moment; embed_ended (401) for any other."""
    entry = await _entry(db, key=key) if key else None
    actor = await actor_for(db, entry.person_id) if entry else None
    if entry is None or actor is None:
        raise Refusal("embed_ended", 401)
    return entry, actor


async def entry_by_id(db: Db, entry_id: UUID) -> tuple[Entry, Actor] | None:
    """The same for a file's address, which carries the entry's id."""
    entry = await _entry(db, entry_id=entry_id)
    actor = await actor_for(db, entry.person_id) if entry else None
    return (entry, actor) if entry and actor else None


async def _entry(db: Db, key: str | None = None, entry_id: UUID | None = None) -> Entry | None:
    row = await db.first(SQL.entry_by_key, key_hash=hash_of(key) if key else None, entry_id=entry_id)
    return record(Entry, row)


async def prune(db: Db) -> None:
    """Forget entries long past; run by the worker."""
    await db.run(SQL.prune_entries)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
