"""The set-up: one link printed at the console makes the first administrator, and is gone afterwards."""

from dataclasses import dataclass
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.auth.model import Begun, Visit
from deskbell.auth.passwords import hash_password
from deskbell.auth.sign_ins import begin
from deskbell.auth.tokens import hash_of
from deskbell.auth.tries import BUCKETS
from deskbell.auth.weak_passwords import refuse_weak
from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, not_found
from deskbell.base.ids import new_token
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people import service as people
from deskbell.people.model import Language, Workspace, checked_email, plain_name
from deskbell.people.workspace import change_workspace, close_set_up, workspace_now
from deskbell.rights.actor import SYSTEM
from deskbell.settings import Settings

SQL = statements(__package__)

LINK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the first administrator says of the workspace and of himself."""

    workspace_name: str
    language: Language
    time_zone: str
    name: str
    email: str
    password: str


async def ensure_link(db: Database) -> str | None:
    """A token for the set-up, to be printed; None once the workspace is set up. Each start makes one more, since only
    hashes are kept; all are dead after the first is used."""
    async with db.transaction() as tx:
        if not await _waits(tx):
            return None
        token = new_token()
        await tx.run(SQL.add_link, token_hash=hash_of(token), purpose="set_up", person_id=None, minutes=LINK_MINUTES)
    return token


async def look_at_set_up(db: Db, token: str, visit: Visit) -> Workspace:
    """What the set-up page shows; not_found for a wrong link and for a workspace that is set up alike."""
    BUCKETS.take(visit.address)
    row = await db.first(SQL.set_up_is_open, token_hash=hash_of(token))
    if row is None or not (row["waits"] and row["known"]):
        raise not_found()
    return await workspace_now(db)


async def set_up(
    db: Database, settings: Settings, token: str, given: SetUp, visit: Visit, old_token: str | None = None
) -> Begun:
    """Name the workspace, make the first administrator and sign him in; of many at once exactly one does.

    Raises not_found, validation_failed, password_too_weak (the link lives on), too_many_tries.
    """
    await look_at_set_up(db, token, visit)
    name, email = plain_name(given.name), checked_email(given.email)
    refuse_weak(given.password, email, name)
    hashed = await hash_password(given.password)
    async with db.transaction() as tx:
        # The workspace's row first: whoever holds it may wait for every link, and nobody with a link waits for it.
        if not await _waits(tx) or not await close_set_up(tx):
            raise not_found()
        if await tx.first(SQL.use_set_up_link, token_hash=hash_of(token)) is None:
            raise not_found()
        await _named(tx, given)
        person_id = await people.add_person(tx, SYSTEM, name, email, administrator=True, language=given.language)
        await tx.run(SQL.keep_password, person_id=person_id, hash=hashed)
        await tx.run(SQL.void_set_up_links)
        await audit.write(tx, SYSTEM, "set_up", "person", person_id, {}, visit.address)
        return await begin(tx, settings, person_id, visit, old_token)


async def give_password(db: Database, person_id: UUID, password: str) -> None:
    """Set a password without a link, unjudged: for the demo's people."""
    hashed = await hash_password(password)
    async with db.transaction() as tx:
        await tx.run(SQL.keep_password, person_id=person_id, hash=hashed)
        await log.note(tx, SYSTEM, "people_changed", {"person_id": person_id})


async def _waits(tx: Transaction) -> bool:
    row = await tx.first(SQL.set_up_is_open, token_hash=None)
    return row is not None and bool(row["waits"])


async def _named(tx: Transaction, given: SetUp) -> None:
    try:
        await change_workspace(tx, SYSTEM, given.workspace_name, given.language, given.time_zone)
    except Refusal as refusal:
        fields = refusal.params.get("fields", {})
        if "name" in fields:
            raise Refusal("validation_failed", 422, fields={"workspace_name": fields["name"]}) from None
        raise
