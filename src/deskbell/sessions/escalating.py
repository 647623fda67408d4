"""Escalation: a client whom nobody takes in the set time is called out to all colleagues and the supervisors.

Asked by the worker's clock, decided by one statement; who hears it is for `notices`.
"""

from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import SYSTEM

SQL = statements(__package__, "escalating.sql")

EVERY_SECONDS = 3.0
AT_ONCE = 100


async def escalate(db: Database) -> int:
    """Call for those who wait too long; how many. Once for each wait, also where several workers ask."""
    async with db.transaction() as tx:
        rows = await tx.all(SQL.call_for_waiting, most=AT_ONCE)
        for row in rows:
            body = {"escalated_at": row["escalated_at"], "group_id": None}
            await log.append(tx, SYSTEM, "session_escalated", row["id"], row["seq"], row["prev_all"], "staff", body)
    return len(rows)
