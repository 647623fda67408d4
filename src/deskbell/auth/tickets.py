"""Socket tickets: a page that has proved itself by its cookie or token gets one, and opens one socket with it."""

from uuid import UUID

from deskbell.auth.model import Ticket, TicketHolder
from deskbell.auth.tokens import hash_of
from deskbell.base.db import Db, record
from deskbell.base.ids import new_token
from deskbell.base.sql import statements

SQL = statements(__package__)


async def issue_ticket_for_sign_in(db: Db, sign_in_id: UUID) -> Ticket:
    """A ticket for the desk, good once within 60 s."""
    return await _issue(db, sign_in_id=sign_in_id, account_id=None, channel_id=None, token_id=None)


async def issue_ticket_for_account(db: Db, account_id: UUID, channel_id: UUID | None, token_id: UUID) -> Ticket:
    """A ticket for a client's frame, good once within 60 s, and no longer than the secret (`token_id`) it came with;
    the caller has proved the account. An employee's has no channel, and his sign-in for a secret."""
    return await _issue(db, sign_in_id=None, account_id=account_id, channel_id=channel_id, token_id=token_id)


async def redeem_ticket(db: Db, token: str) -> TicketHolder | None:
    """Use a ticket up; None when it is unknown, used or too old. The holder's rights are to be looked up after."""
    return record(TicketHolder, await db.first(SQL.redeem_ticket, token_hash=hash_of(token)))


async def _issue(db: Db, **holder: UUID | None) -> Ticket:
    token = new_token()
    rows = await db.all(SQL.add_ticket, token_hash=hash_of(token), **holder)
    return Ticket(token, rows[0]["expires_at"])
