"""Marks: how far each side has read. They only rise, may be lost, and converge.

An operator's own mark is neither logged nor numbered. The flag the client sees is set by the responsible operator only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from deskbell.base.db import Database, Row
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.log.model import Event
from deskbell.rights.actor import Actor
from deskbell.sessions.messages import author_of
from deskbell.sessions.reading import seen

SQL = statements(__package__)


async def read_by_operator(db: Database, actor: Actor, session_id: UUID, client_no: int) -> int:
    """Set the operator's own mark and return it; when the session is his, the client's messages are flagged read."""
    session = await seen(db, actor, session_id)
    client_no = max(0, min(client_no, session.client_count))
    row = await db.first(SQL.set_mark, person_id=actor.id, session_id=session_id, client_no=client_no)
    assert row is not None
    if session.operator_id == actor.id and session.is_open and session.staff_read_no < client_no:
        async with db.transaction() as tx:
            flagged = await tx.first(SQL.set_staff_read, session_id=session_id, person_id=actor.id, client_no=client_no)
            if flagged:
                body = {"staff_read_no": flagged["staff_read_no"]}
                await log.append(tx, actor, "read_marked", session_id, flagged["seq"], flagged["prev_all"], "all", body)
    mark: int = row["client_no"]
    return mark


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one client's side got (`delivered_seq`) and showed (`read_seq`) of a session."""

    actor: Actor
    session_id: UUID
    delivered_seq: int = 0
    read_seq: int = 0


async def receipts_of_clients(db: Database, receipts: Sequence[Receipt]) -> None:
    """Take in many receipts in one statement, one for each session; a late one never goes back."""
    by_session = {receipt.session_id: receipt for receipt in receipts}
    given = [by_session[session_id] for session_id in sorted(by_session)]
    # A statement that commits by itself: the rows it locks are those that posts wait for.
    async with db.sending() as connection:
        rows = await connection.all(
            SQL.set_client_receipts,
            session_ids=[receipt.session_id for receipt in given],
            account_ids=[receipt.actor.id for receipt in given],
            delivered_seqs=[receipt.delivered_seq for receipt in given],
            read_seqs=[receipt.read_seq for receipt in given],
        )
    db.committed([_receipt_event(by_session[row["session_id"]].actor, row) for row in rows])


def _receipt_event(actor: Actor, row: Row) -> Event:
    body = {"client_delivered_seq": row["client_delivered_seq"], "client_read_seq": row["client_read_seq"]}
    carried = {"by": author_of(actor), "data": {"session": body}}
    return Event(
        "receipt_marked",
        row["session_id"],
        row["seq"],
        row["prev_all"],
        "all",
        actor.kind,
        actor.id,
        row["at"],
        body,
        carried,
    )
