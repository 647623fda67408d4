"""Applications that show Live Chat Messages, kept by administrators: a public key, exact origins, a sealed secret."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import structlog

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id, new_key, new_token
from deskbell.base.secrets import Keeper, SecretUnreadable
from deskbell.base.sql import statements
from deskbell.channels.widget.origins import NotAnOrigin, exact_origin
from deskbell.embed.model import Site
from deskbell.log import service as log
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)

ORIGINS_MOST = 50
_log = structlog.get_logger()


async def sites(db: Db, actor: Actor) -> list[Site]:
    """All in use; not_allowed for who does not administer."""
    authorise(actor, Deed.ADMINISTER)
    return records(Site, await db.all(SQL.sites))


async def site_by_key(db: Db, key: str) -> Site | None:
    """The application behind a public key; None when it was put away or never was."""
    return record(Site, await db.first(SQL.site_by_key, key=key))


async def add_site(db: Database, keeper: Keeper, actor: Actor, name: str, origins: Sequence[str]) -> tuple[Site, str]:
    """A new application and its secret, seen this once. Raises not_allowed, validation_failed."""
    authorise(actor, Deed.ADMINISTER)
    site_id, secret = new_id(), new_token()
    name, exact = plain_name(name), _exact(origins)
    async with db.transaction() as tx:
        sealed = keeper.seal(secret.encode(), f"embed_site.secret/{site_id}")
        await tx.run(SQL.add_site, id=site_id, name=name, key=new_key(), origins=exact, secret=sealed)
        await _tell(tx, actor, "embed_site_added", site_id)
        site = await _held(tx, site_id)
    return site, secret


async def change_site(
    db: Database, actor: Actor, site_id: UUID, name: str | None, origins: Sequence[str] | None
) -> Site:
    """Another name, other origins; pages open on an origin that is gone end at once."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        site = await _writable(tx, site_id)
        if name is not None:
            site = replace(site, name=plain_name(name))
        if origins is not None:
            site = replace(site, origins=_exact(origins))
        await _write(tx, site)
        await tx.run(SQL.end_entries, site_id=site.id, kept=site.origins)
        await _tell(tx, actor, "embed_site_changed", site_id)
    return site


async def renew_secret(db: Database, keeper: Keeper, actor: Actor, site_id: UUID) -> str:
    """Make a new secret and forget the one before; open pages must come with a new token."""
    authorise(actor, Deed.ADMINISTER)
    secret = new_token()
    async with db.transaction() as tx:
        site = await _writable(tx, site_id)
        await _write(tx, replace(site, secret=keeper.seal(secret.encode(), site.place)))
        await tx.run(SQL.end_entries, site_id=site.id, kept=[])
        await _tell(tx, actor, "embed_site_secret_replaced", site_id)
    return secret


async def archive_site(db: Database, actor: Actor, site_id: UUID) -> None:
    """Put an application away: its pages end. Twice is once."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        await _held(tx, site_id)
        if await tx.run(SQL.archive_site, id=site_id) != "UPDATE 0":
            await tx.run(SQL.end_entries, site_id=site_id, kept=[])
            await _tell(tx, actor, "embed_site_archived", site_id)


def secret_of(keeper: Keeper, site: Site) -> str | None:
    """The secret to verify with; None when it was sealed under a master key that is lost."""
    try:
        return keeper.open(site.secret, site.place).decode()
    except SecretUnreadable:
        # Fail closed: without its secret an application's tokens are worth nothing until a new one is made.
        _log.error("secret_unreadable", embed_site=str(site.id))
        return None


def _exact(origins: Sequence[str]) -> list[str]:
    if len(origins) > ORIGINS_MOST:
        raise invalid(origins="too_many")
    if not origins:
        raise invalid(origins="missing")
    found: dict[str, None] = {}
    for number, one in enumerate(origins):
        try:
            found[exact_origin(one)] = None
        except NotAnOrigin as mistake:
            raise invalid(**{f"origins.{number}": mistake.code}) from None
    return list(found)


async def _held(tx: Transaction, site_id: UUID) -> Site:
    site = record(Site, await tx.first(SQL.site_to_change, id=site_id))
    if site is None:
        raise not_found()
    return site


async def _writable(tx: Transaction, site_id: UUID) -> Site:
    site = await _held(tx, site_id)
    if site.archived_at is not None:
        raise Refusal("not_writable")
    return site


async def _write(tx: Transaction, site: Site) -> None:
    await tx.run(SQL.change_site, id=site.id, name=site.name, origins=site.origins, secret=site.secret)


async def _tell(tx: Transaction, actor: Actor, deed: str, site_id: UUID) -> None:
    await audit.write(tx, actor, deed, "embed_site", str(site_id))
    await log.note(tx, actor, "embed_sites_changed", {"embed_site_id": str(site_id)})
