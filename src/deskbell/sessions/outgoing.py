"""The line of what has to leave: written with the message, claimed by whoever sends, one at a time for each account.

This room keeps the line; how a message is sent is the channels' affair. A claim is a lease with a fence: who held it
before and wakes late changes nothing. `calling` is set with the claim, so that a worker's death over a call shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from deskbell.base.db import Db, Row, Transaction, records
from deskbell.base.sql import statements

SQL = statements(__package__, "outgoing.sql")

LEASE_SECONDS = 60
"""Longer than any one call may take: the sender stops before it ends."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claim. `attempts` counts this one; `age` in seconds since it was written or revived."""

    id: int
    deed: Literal["send", "edit", "delete"]
    session_id: UUID
    seq: int
    channel_id: UUID
    account_id: UUID
    attempts: int
    parts_sent: int
    fence: int
    age: float
    was_calling: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """A message as it stands now, for whoever sends it. `external_id`: its account's."""

    id: UUID
    send_key: UUID
    text: str
    file_count: int
    deleted_at: datetime | None
    edited_at: datetime | None
    posted_at: datetime
    author_kind: str
    author_id: UUID
    author_name: str | None
    quote_seq: int | None
    quote_text: str | None
    quote_author: str | None
    state: str
    number: int
    subject: str | None
    live_chat_id: UUID
    external_id: str
    channel_kind: str


async def claim(db: Db, channel_id: UUID, most: int) -> list[Outgoing]:
    """The heads of a channel's lines that are due, at most `most`, for LEASE_SECONDS."""
    rows = await db.all(SQL.claim_outgoing, channel_id=channel_id, most=most, lease_seconds=LEASE_SECONDS)
    return records(Outgoing, rows)


async def leaving(db: Db, claims: Sequence[Outgoing]) -> list[Leaving | None]:
    """The messages of claims as they stand now, in one statement; None for one that is gone."""
    rows = await db.all(
        SQL.message_leaving,
        session_ids=[one.session_id for one in claims],
        seqs=[one.seq for one in claims],
    )
    found = {}
    for row in rows:
        told = dict(row)
        at = told.pop("session_id"), told.pop("seq")
        found[at] = Leaving(**told)
    return [found.get((one.session_id, one.seq)) for one in claims]


async def files_of(db: Db, one: Outgoing, message: Leaving) -> list[Row]:
    """The files of a message that leaves, in order."""
    return await db.all(SQL.files_leaving, session_id=one.session_id, seq=one.seq) if message.file_count else []


async def keep_part(tx: Db, one: Outgoing, parts_sent: int) -> bool:
    """One part more was taken; False when the claim is another's by now."""
    row = await tx.first(SQL.keep_part, id=one.id, fence=one.fence, parts_sent=parts_sent, lease_seconds=LEASE_SECONDS)
    return row is not None


async def finish(tx: Db, one: Outgoing) -> bool:
    """It left; False when the claim is another's by now."""
    return await tx.first(SQL.finish_outgoing, id=one.id, fence=one.fence) is not None


async def finish_all(tx: Db, left: Sequence[Outgoing]) -> set[int]:
    """They left; the ids of those whose claims were still theirs."""
    ids, fences = [one.id for one in left], [one.fence for one in left]
    return {row["id"] for row in await tx.all(SQL.finish_all, ids=ids, fences=fences)}


async def put_back(db: Db, one: Outgoing, wait_seconds: float, *, tried: bool, calling: bool = False) -> bool:
    """Later again. `tried`: the provider was asked; `calling`: by somebody of whose call nobody knows the end."""
    row = await db.first(
        SQL.put_back_outgoing, id=one.id, fence=one.fence, wait_seconds=wait_seconds, tried=tried, calling=calling
    )
    return row is not None


async def bury(tx: Db, one: Outgoing) -> bool:
    """No more tries by itself."""
    await tx.first(SQL.hold_session_of, id=one.id)
    return await tx.first(SQL.bury_outgoing, id=one.id, fence=one.fence) is not None


async def dead(db: Db, channel_id: UUID, before: int, most: int) -> list[Row]:
    """What lies unsent in a channel, the newest first."""
    return await db.all(SQL.dead_of, channel_id=channel_id, before=before, most=most)


async def revive(tx: Transaction, channel_id: UUID, id_: int) -> Row | None:
    """Put a dead one back in its line: `{session_id, seq, deed}`; None where there is no such."""
    await tx.first(SQL.hold_session_of, id=id_)
    return await tx.first(SQL.revive_dead, channel_id=channel_id, id=id_)


async def let_go_of_arrived(tx: Transaction, channel_id: UUID, id_: int) -> bool:
    """Put a dead one away whose message is known to have left after all; False where there is no such."""
    return await tx.first(SQL.let_go_of_arrived, channel_id=channel_id, id=id_) is not None


async def line(db: Db, channel_id: UUID) -> Row:
    """`{waiting, oldest_seconds, dead}` of a channel."""
    row = await db.first(SQL.line_of, channel_id=channel_id)
    assert row is not None
    return row


async def stored_under(db: Db, author_id: UUID, send_key: UUID) -> tuple[UUID, int] | None:
    """Where a message of this author stands, whatever it says."""
    row = await db.first(SQL.message_under_key, author_id=author_id, send_key=send_key)
    return (row["session_id"], row["seq"]) if row else None
