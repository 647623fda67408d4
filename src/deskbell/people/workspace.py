"""What is set once for the whole workspace."""

from functools import cache
from zoneinfo import available_timezones

from deskbell.audit import service as audit
from deskbell.base.db import Db, Transaction, record
from deskbell.base.errors import invalid
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.model import Language, Workspace, plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)


async def workspace_now(db: Db) -> Workspace:
    """The workspace's settings."""
    found = record(Workspace, await db.first(SQL.workspace_now))
    if found is None:
        raise RuntimeError("the workspace's one row is gone")
    return found


async def change_workspace(
    tx: Transaction,
    actor: Actor,
    name: str | None = None,
    language: Language | None = None,
    time_zone: str | None = None,
    hide_counters: bool | None = None,
) -> None:
    """Change what is given; a time zone is an IANA name. Raises validation_failed."""
    authorise(actor, Deed.ADMINISTER)
    if time_zone is not None and time_zone not in _zones():
        raise invalid(time_zone="unknown")
    await tx.run(
        SQL.change_workspace,
        name=plain_name(name) if name is not None else None,
        language=language,
        time_zone=time_zone,
        hide_counters=hide_counters,
    )
    given = {"name": name, "language": language, "time_zone": time_zone, "hide_counters": hide_counters}
    changed = [field for field, value in given.items() if value is not None]
    await audit.write(tx, actor, "workspace_changed", "workspace", None, {"changed": changed})
    await log.note(tx, actor, "workspace_changed", {})


async def close_set_up(tx: Transaction) -> bool:
    """Say that the first administrator stands; False when it was said before."""
    return await tx.first(SQL.close_set_up) is not None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
