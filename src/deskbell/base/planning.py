"""Statements whose best plan hangs on their values: planned anew each time.

PostgreSQL keeps one plan for all values after the fifth use of a statement. Where a right, a word or a period decides
whether ten rows are looked at or a million, that plan is wrong for most of them; planning costs a millisecond.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deskbell.base.db import Db
from deskbell.base.sql import statements

SQL = statements(__package__)


@asynccontextmanager
async def planned_anew(db: Db) -> AsyncIterator[Db]:
    """A short transaction for such statements; within another one, that one as it is."""
    begin = getattr(db, "transaction", None)
    if begin is None:
        yield db
        return
    async with begin() as tx:
        await tx.first(SQL.plan_anew)
        yield tx
