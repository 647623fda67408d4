"""A client's name or addresses changed: every open session that shows him hears of it."""

from uuid import UUID

from deskbell.base.db import Transaction
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor

SQL = statements(__package__)
SHOWN_SQL = statements(__package__, "clients_shown.sql")


async def tell_client_changed(tx: Transaction, actor: Actor, client_id: UUID, at_hand: UUID | None = None) -> None:
    """A `client_renamed` in each open session of the client, and in the one in which it was done, for staff."""
    shown = await tx.all(SHOWN_SQL.sessions_showing_client, client_id=client_id, session_id=at_hand)
    for session_id in [row["id"] for row in shown]:
        row = await tx.first(SQL.number_staff_change, session_id=session_id)
        assert row is not None
        await log.append(tx, actor, "client_renamed", session_id, row["seq"], row["prev_all"], "staff")
