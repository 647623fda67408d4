"""Makes messages searchable: the worker copies their words after they were posted, from one horizon of the log to the
next, so that a message is found within a few seconds and posting does nothing for it.

What was there before (a first start, a restore, a worker that stood still for longer than the log's window) is copied
by a walk over all sessions, oldest first, beside the new ones.
"""

import time
from uuid import UUID

from deskbell.base import work
from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.log import service as log

SQL = statements(__package__, "search.sql")

EVERY_SECONDS = 2.0
SESSIONS_AT_ONCE = 200
MESSAGES_AT_ONCE = 1_000
MESSAGES_BESIDE = 200
"""So many at once where people write meanwhile: their own messages wait for none of it."""
LETTERS_AT_ONCE = 500_000
"""Half a second's work for the indexes; a statement that ran into its timeout would stop the search for all."""

WALK_SECONDS = 1.0
"""So long at a time the walk over older sessions goes on: new messages come first."""

FORGET_SECONDS = 5.0
WORDS_AT_ONCE = 50

_START = UUID(int=0)


async def follow(db: Database) -> int:
    """Copy what was posted since the last time, then go on with the walk; how many messages. Run by the worker."""
    epoch, now = await log.horizon(db)
    async with db.transaction() as tx:
        held = await tx.first(SQL.hold_progress)
        if held is None:
            return 0
        upto, walked = int(held["upto"]), held["walked"]
        if held["epoch"] != epoch or not await log.answerable(tx, upto):
            # Nothing says what changed since: all is walked over, and from now on it is followed.
            walked, changed = _START, frozenset[UUID]()
        else:
            window = await log.changed_since(tx, upto)
            now, changed = window.upto, window.changed
    copied = await _copy(db, sorted(changed), beside=True)
    async with db.transaction() as tx:
        if await tx.first(SQL.hold_progress):
            await tx.run(SQL.set_progress, epoch=epoch, upto=str(now), walked=walked)
    return copied + (await _walk(db, epoch, now, walked) if walked is not None else 0)


async def forget_words(db: Database) -> int:
    """Drop words that no message holds any more, of those that left one; how many were looked at. Run by the worker."""
    words = await db.all(SQL.words_gone, most=WORDS_AT_ONCE)
    for row in words:
        found = await db.first(SQL.word_stands, word=row["word"])
        if found and found["stands"]:
            await db.run(SQL.word_settled, word=row["word"], at=row["at"])
            continue
        async with db.transaction() as tx:
            await tx.run(SQL.stand_apart)
            await tx.run(SQL.forget_word, word=row["word"])
    return len(words)


async def _walk(db: Database, epoch: UUID, upto: int, walked: UUID) -> int:
    copied, ends, after = 0, time.monotonic() + WALK_SECONDS, walked
    while time.monotonic() < ends:
        rows = await db.all(SQL.sessions_to_walk, after=after, most=SESSIONS_AT_ONCE)
        copied += await _copy(db, [row["id"] for row in rows], beside=False)
        done = len(rows) < SESSIONS_AT_ONCE
        after = rows[-1]["id"] if rows else after
        async with db.transaction() as tx:
            if await tx.first(SQL.hold_progress) is None:
                return copied
            await tx.run(SQL.set_progress, epoch=epoch, upto=str(upto), walked=None if done else after)
        if done:
            break
    return copied


async def _copy(db: Database, session_ids: list[UUID], *, beside: bool) -> int:
    """In transactions of a size: an edit that comes at this moment waits for one of them. `beside`: people write
    meanwhile, so it rests after each."""
    copied = 0
    for start in range(0, len(session_ids), SESSIONS_AT_ONCE):
        some = session_ids[start : start + SESSIONS_AT_ONCE]
        more = True
        while more:
            began = time.monotonic()
            part, more = await copy_some(db, some, MESSAGES_BESIDE if beside else MESSAGES_AT_ONCE)
            copied += part
            if beside:
                await work.beside(began)
    return copied


async def copy_some(db: Database, session_ids: list[UUID], most: int = MESSAGES_AT_ONCE) -> tuple[int, bool]:
    """As many messages of these sessions as one transaction takes; how many, and whether there are more."""
    async with db.transaction() as tx:
        await tx.run(SQL.stand_apart)
        row = await tx.first(SQL.copy_messages, session_ids=session_ids, most=most, letters=LETTERS_AT_ONCE)
    assert row is not None
    return row["copied"], row["more"]
