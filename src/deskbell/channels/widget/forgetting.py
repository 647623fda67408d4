"""Visitors who opened the widget and never wrote: their rows go when their browser was not seen for a month.

Whoever comes back after that is met anew and has lost nothing, for there is nothing to lose.
"""

from uuid import UUID

import asyncpg

from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.clients import service as clients

SQL = statements(__package__)

SILENT_DAYS = 30
AT_ONCE = 200


async def forget_silent(db: Database) -> int:
    """Drop secret, account and client of each; how many. Run by the worker; safe to repeat and to cut short."""
    forgotten = 0
    while True:
        rows = await db.all(SQL.silent_visitors, days=SILENT_DAYS, most=AT_ONCE)
        for row in rows:
            forgotten += await _forget(db, row["account_id"])
        if len(rows) < AT_ONCE:
            return forgotten


async def _forget(db: Database, account_id: UUID) -> bool:
    try:
        async with db.transaction() as tx:
            if await tx.all(SQL.forget_tokens, account_id=account_id, days=SILENT_DAYS):
                await clients.forget(tx, account_id)
                return True
    except asyncpg.ForeignKeyViolationError:
        # Something hangs on him after all: a card, a merging, or a session that opened at this very moment.
        pass
    await db.run(SQL.keep_tokens, account_id=account_id, days=SILENT_DAYS)
    return False
