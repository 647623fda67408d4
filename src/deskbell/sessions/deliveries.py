"""How far messages got that left by a channel: told by whoever sent them and by the provider's receipts.

A state only rises (queued < sent < delivered < read); `failed` is reached before delivered, `uncertain` from queued,
and evidence lifts both. What moved is an event of the session that only staff see, one for many messages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from deskbell.base.db import Database, Db, Row, Transaction
from deskbell.base.errors import Refusal, not_found
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.log.model import Event
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.reading import seen

SQL = statements(__package__, "deliveries.sql")
CHANGES_SQL = statements(__package__)
NOTES_SQL = statements(__package__, "notes.sql")

State = Literal["queued", "sent", "delivered", "read", "failed", "uncertain"]

CODE_MOST, DETAIL_MOST = 100, 500
_RANK: Mapping[str, int] = {"queued": 0, "uncertain": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5}


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a message. `code` and `detail` say why where it failed."""

    session_id: UUID
    seq: int
    state: State
    code: str | None = None
    detail: str | None = None


async def mark(db: Database, marks: Sequence[Mark]) -> None:
    """Take in what became of messages, in one statement that commits by itself."""
    if marks:
        async with db.sending() as connection:
            events = await _mark(connection, marks)
        db.committed(events)


async def mark_in(tx: Transaction, marks: Sequence[Mark]) -> None:
    """The same within a transaction."""
    if marks:
        tx.events += await _mark(tx, marks)


async def _mark(connection: Transaction, marks: Iterable[Mark]) -> list[Event]:
    highest: dict[tuple[UUID, int], Mark] = {}
    for one in marks:
        known = highest.get((one.session_id, one.seq))
        if known is None or _RANK[one.state] > _RANK[known.state]:
            highest[one.session_id, one.seq] = one
    given = [highest[at] for at in sorted(highest)]
    rows = await connection.all(
        SQL.mark_deliveries,
        session_ids=[one.session_id for one in given],
        seqs=[one.seq for one in given],
        states=[one.state for one in given],
        codes=[_cut(one.code, CODE_MOST) for one in given],
        details=[_cut(one.detail, DETAIL_MOST) for one in given],
    )
    return [_event(row) for row in rows]


def _cut(text: str | None, most: int) -> str | None:
    """A provider's words as they can be kept: no NUL, no half letters, not too long."""
    if not text:
        return None
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:most] or None


def _event(row: Row) -> Event:
    body = {"message_seqs": list(row["seqs"])}
    return Event(
        "delivery_marked",
        row["session_id"],
        row["seq"],
        row["prev_all"],
        "staff",
        SYSTEM.kind,
        SYSTEM.id,
        row["at"],
        body,
    )


async def react(tx: Transaction, session_id: UUID, seq: int, emoji: str | None) -> None:
    """The client answered a message of ours by a sign, or took it back."""
    row = await tx.first(SQL.mark_reaction, session_id=session_id, seq=seq, reaction=_cut(emoji, 40))
    if row:
        await _log(tx, SYSTEM, "delivery_marked", session_id, {"message_seqs": [seq]})


async def delivered_before(
    db: Db, channel_id: UUID, account_id: UUID, session_id: UUID | None, seq: int | None, moment: object = None
) -> list[tuple[UUID, int]]:
    """What this account was sent up to a message or a moment, and has not been said to have read."""
    rows = await db.all(
        SQL.delivered_upto,
        channel_id=channel_id,
        account_id=account_id,
        session_id=session_id,
        seq=seq,
        moment=moment,
    )
    return [(row["session_id"], row["seq"]) for row in rows]


async def resend(db: Database, actor: Actor, session_id: UUID, seq: int) -> None:
    """Send once more what failed or whose fate is unknown: the same message, a new attempt, recorded with who and when.

    While it is on its way repeating it changes nothing. Raises not_found, not_allowed, offline_may_only_look,
    nothing_to_resend.
    """
    session = await seen(db, actor, session_id)
    authorise(actor, Deed.REPLY, session.live_chat_id, actor.id if session.answered_by(actor.id) else None)
    async with db.transaction() as tx:
        await tx.first(NOTES_SQL.hold, session_id=session_id)
        known = await tx.all(SQL.deliveries_of, session_id=session_id, seqs=[seq])
        if not known:
            raise not_found()
        if known[0]["state"] == "queued":
            return
        if not await _queue_again(tx, session_id, seq):
            raise Refusal("nothing_to_resend")
        await _resent(tx, actor, session_id, seq)


async def resent_in(tx: Transaction, actor: Actor, session_id: UUID, seq: int) -> None:
    """What lay dead is in its line again: its state says so, with who asked."""
    await tx.first(NOTES_SQL.hold, session_id=session_id)
    if await tx.first(SQL.queue_again, session_id=session_id, seq=seq):
        await _resent(tx, actor, session_id, seq)


async def _queue_again(tx: Transaction, session_id: UUID, seq: int) -> bool:
    """Put a message that failed, or whose fate is unknown, back in its account's line; False for any other."""
    row = await tx.first(SQL.queue_again, session_id=session_id, seq=seq)
    if row is None:
        return False
    if await tx.first(SQL.revive_outgoing, session_id=session_id, seq=seq) is None:
        await tx.run(SQL.add_outgoing, deed="send", session_id=session_id, seq=seq, **dict(row))
    return True


async def follow_with(tx: Transaction, deed: Literal["edit", "delete"], session_id: UUID, seq: int) -> bool:
    """Have a change of a message follow it, where it had to leave; False where it had not."""
    return await tx.first(SQL.follow_with, deed=deed, session_id=session_id, seq=seq) is not None


async def _resent(tx: Transaction, actor: Actor, session_id: UUID, seq: int) -> None:
    """Who asked stands in the log; that it is on its way again, at the message."""
    await _log(tx, actor, "message_resent", session_id, {"message_seq": seq})
    await _log(tx, actor, "delivery_marked", session_id, {"message_seqs": [seq]})


async def _log(tx: Transaction, actor: Actor, kind: str, session_id: UUID, body: dict[str, Any]) -> None:
    row = await tx.first(CHANGES_SQL.number_staff_change, session_id=session_id)
    assert row is not None
    await log.append(tx, actor, kind, session_id, row["seq"], row["prev_all"], "staff", body)
