"""Programs: what other systems may ask by a token, without a person. A token has scopes and is shown once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.auth.tokens import hash_of
from deskbell.base.db import Database, Db, record, records
from deskbell.base.errors import invalid, not_found
from deskbell.base.ids import new_id, new_token
from deskbell.base.sql import statements
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.program import Program
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__, "programs.sql")

PREFIX = "dbp_"
SCOPES = ("notify",)
LISTED_MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A program as administrators see it."""

    id: UUID
    name: str
    scopes: Sequence[str]
    live_chat_ids: Sequence[UUID]
    created_at: datetime
    used_at: datetime | None
    ended_at: datetime | None


async def make(
    db: Database, actor: Actor, name: str, scopes: Sequence[str], live_chat_ids: Sequence[UUID]
) -> tuple[Listed, str]:
    """A new program and its token: this answer is the only sight of it. Raises not_allowed, validation_failed."""
    authorise(actor, Deed.ADMINISTER)
    if not scopes or set(scopes) - set(SCOPES):
        raise invalid(scopes="unknown")
    token, id_ = PREFIX + new_token(), new_id()
    async with db.transaction() as tx:
        await tx.run(
            SQL.add_program,
            id=id_,
            name=plain_name(name),
            token_hash=hash_of(token),
            scopes=sorted(set(scopes)),
            live_chat_ids=list(live_chat_ids),
            created_by=actor.id,
        )
        await audit.write(tx, actor, "program_made", "program", str(id_), {"scopes": sorted(set(scopes))})
    made = next(one for one in await listed(db, actor) if one.id == id_)
    return made, token


async def listed(db: Db, actor: Actor) -> list[Listed]:
    """All programs, the newest first. Raises not_allowed."""
    authorise(actor, Deed.ADMINISTER)
    return records(Listed, await db.all(SQL.programs, most=LISTED_MOST))


async def end(db: Database, actor: Actor, program_id: UUID) -> None:
    """Its token opens nothing from now on. Raises not_allowed, not_found."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        if await tx.first(SQL.end_program, id=program_id) is None:
            raise not_found()
        await audit.write(tx, actor, "program_ended", "program", str(program_id), {})


async def of_token(db: Db, token: str) -> Program | None:
    """The program behind a token, None for none that is alive."""
    return record(Program, await db.first(SQL.program_by_hash, token_hash=hash_of(token)))


async def note_used(db: Db, program_id: UUID) -> None:
    await db.run(SQL.note_used, id=program_id)
