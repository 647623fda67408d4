"""Marks: how far each side has read. They only rise, may be lost, and converge.

An operator's own mark is neither logged nor numbered. The flag the client sees is set by the responsible operator only.
"""

from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.reading import seen

SQL = statements(__package__)


async def read_by_operator(db: Database, actor: Actor, session_id: UUID, client_no: int) -> int:
    """Set the operator's own mark; when the session is his, the client's messages are flagged read. Returns the mark."""
    session = await seen(db, actor, session_id)
    client_no = max(0, min(client_no, session.client_count))
    row = await db.first(SQL.set_mark, person_id=actor.id, session_id=session_id, client_no=client_no)
    assert row is not None
    if session.operator_id == actor.id and session.is_open and session.staff_read_no < client_no:
        async with db.transaction() as tx:
            flagged = await tx.first(
                SQL.set_staff_read, session_id=session_id, person_id=actor.id, client_no=client_no
            )
            if flagged:
                body = {"staff_read_no": flagged["staff_read_no"]}
                await log.append(
                    tx, actor, "read_marked", session_id, flagged["seq"], flagged["prev_all"], "all", body
                )
    mark: int = row["client_no"]
    return mark


async def receipt_of_client(
    db: Database, actor: Actor, session_id: UUID, delivered_seq: int = 0, read_seq: int = 0
) -> None:
    """What the client's side got and read; a late receipt never goes back."""
    async with db.transaction() as tx:
        row = await tx.first(
            SQL.set_client_receipt, session_id=session_id, delivered_seq=delivered_seq, read_seq=read_seq
        )
        if row:
            body = {"client_delivered_seq": row["client_delivered_seq"], "client_read_seq": row["client_read_seq"]}
            await log.append(tx, actor, "receipt_marked", session_id, row["seq"], row["prev_all"], "all", body)
