"""What the worker clears away here: tickets nobody came with, old tries, old sign-ins and links."""

from deskbell.base.db import Db
from deskbell.base.sql import statements

SQL = statements(__package__)


async def prune(db: Db) -> None:
    """Forget what nothing asks for any more; run by the worker, hourly will do."""
    for statement in (SQL.prune_tickets, SQL.prune_tries, SQL.prune_sign_ins, SQL.prune_links):
        await db.run(statement)
