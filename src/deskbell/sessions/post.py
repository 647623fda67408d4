"""Posting: the one door by which a message enters a session.

`post` is for an open session and never called inside a transaction: a writer per process turns the posts that wait at
one moment into one statement and one commit (a batch of one costs nothing). `post_in` runs the same statement inside
the caller's transaction: for a session that opens or re-opens, for files, for system words.
"""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from prometheus_client import Histogram

from deskbell.base.db import LOST, Database, Row, Transaction, unavailable
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.files import service as files
from deskbell.log.model import Event
from deskbell.rights.actor import Actor
from deskbell.sessions.messages import author_of
from deskbell.sessions.reading import seen

SQL = statements(__package__, "post.sql")

BATCH_MOST = 128
TEXT_MOST = 20_000
FILES_MOST = 10
SEQ_MOST = (1 << 63) - 1
PREVIEW_MOST = 140
CARRIED_MOST = 2_000
"""Longer texts are read back for the fan-out: memory holds many tails."""

PREVIEW_AUTHORS = {"account": "client", "system": "system"}

_ack = Histogram("deskbell_post_seconds", "From a batch's start to its commit's answer")
_batch = Histogram("deskbell_post_batch", "Posts in one statement", buckets=(1, 2, 4, 8, 16, 32, 64, 128))


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be posted. `send_key` is the sender's own name for it, the same at every try."""

    session_id: UUID
    send_key: UUID
    text: str
    quote_seq: int | None = None
    file_ids: tuple[UUID, ...] = ()

    @property
    def digest(self) -> bytes:
        """Tells a repeat from another body under the same key. Session and quote are not part of it: a retry may find
        the session closed and another opened since, where the quote has no place."""
        body = "\0".join((self.text, *map(str, self.file_ids)))
        return hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()[:16]


@dataclass(frozen=True, slots=True)
class Posted:
    """What the acknowledgement says; `fresh` is False for a repeat."""

    session_id: UUID
    seq: int
    message_id: UUID
    posted_at: datetime
    fresh: bool


async def post(db: Database, actor: Actor, draft: Draft) -> Posted:
    """Post into an open session; returns after the commit.

    Refuses: message_empty, message_too_long, send_key_conflict, not_found, session_closed, not_yours, channel_paused,
    quote_unknown, file_unknown, storage_unavailable.
    """
    check_draft(draft)
    if draft.file_ids:
        async with db.transaction(sending=True) as tx:
            posted = await post_in(tx, actor, draft)
    else:
        posted = await _writer(db).begin(actor, draft)
    if posted is None:
        raise await why_refused(db, actor, draft)
    return posted


def begin_post(db: Database, actor: Actor, draft: Draft) -> "asyncio.Future[Posted | None]":
    """Put a post of text in the writer's next batch. The answer is None where its session does not take it: `post`
    says why. Refuses at once what `check_draft` refuses."""
    check_draft(draft)
    return _writer(db).begin(actor, draft)


async def post_in(tx: Transaction, actor: Actor, draft: Draft) -> Posted | None:
    """The same within a transaction; None when the session does not take it."""
    known = await repeat_of(tx, actor, draft)
    if known:
        return known
    try:
        attached = await files.attachable(tx, actor, list(draft.file_ids))
    except Refusal:
        # Another try of this very message may have sent them while we waited for their rows.
        known = await repeat_of(tx, actor, draft)
        if known is None:
            raise
        return known
    rows = await tx.all(SQL.post_messages, **_columns([(actor, draft)]))
    if not rows:
        return None
    posted = _posted(rows[0])
    for position, file in enumerate(attached):
        await tx.run(SQL.attach_file, session_id=posted.session_id, seq=posted.seq, position=position, file_id=file.id)
    if attached:
        await files.mark_attached(tx, [file.id for file in attached])
    tx.events.append(_event(rows[0], actor, draft))
    return posted


async def repeat_of(db: Any, actor: Actor, draft: Draft) -> Posted | None:
    """What an earlier try under this key stored; another body under it is a conflict."""
    row = await db.first(SQL.find_by_send_key, author_id=actor.id, send_key=draft.send_key)
    if row is None:
        return None
    if row["digest"] != draft.digest:
        raise Refusal("send_key_conflict")
    return Posted(row["session_id"], row["seq"], row["id"], row["posted_at"], fresh=False)


def check_draft(draft: Draft) -> None:
    """What can be refused without looking at the session."""
    if not draft.text.strip() and not draft.file_ids:
        raise Refusal("message_empty", 422)
    if len(draft.text) > TEXT_MOST:
        raise Refusal("message_too_long", 422, limit=TEXT_MOST)
    if "\0" in draft.text or not _is_text(draft.text):
        raise Refusal("validation_failed", 422, fields={"text": "unreadable"})
    if len(draft.file_ids) > FILES_MOST or len(set(draft.file_ids)) != len(draft.file_ids):
        raise Refusal("validation_failed", 422, fields={"file_ids": "too_many"})
    if draft.quote_seq is not None and not 0 < draft.quote_seq <= SEQ_MOST:
        raise Refusal("quote_unknown", 422)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


async def why_refused(db: Any, actor: Actor, draft: Draft) -> Refusal:
    """The reason in the order a person would want it; not_found first for whom there is nothing to see."""
    session = await seen(db, actor, draft.session_id)
    if not session.is_open:
        return Refusal("session_closed")
    if actor.kind == "person" and session.operator_id != actor.id:
        operator = {"id": session.operator_id, "name": session.operator_name} if session.operator_id else None
        return Refusal("not_yours", operator=operator)
    if actor.kind == "account" and await db.first(SQL.paused_channel_of, session_id=session.id):
        return Refusal("channel_paused")
    if len(draft.text) > session.message_limit:
        return Refusal("message_too_long", 422, limit=session.message_limit)
    if draft.quote_seq is not None:
        return Refusal("quote_unknown", 422)
    return unavailable()


Waiting = tuple[Actor, Draft, "asyncio.Future[Posted | None]"]


class _Writer:
    """The batch writer: while one batch is on its way, the next gathers."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[Waiting] = []
        self._running: asyncio.Task[None] | None = None

    def begin(self, actor: Actor, draft: Draft) -> "asyncio.Future[Posted | None]":
        answer: asyncio.Future[Posted | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((actor, draft, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._write_waiting()
        finally:
            self._running = None

    async def _write_waiting(self) -> None:
        """Batch after batch on one connection, until nothing waits or the connection is lost."""
        try:
            async with self._db.sending() as connection:
                while self._waiting:
                    batch, self._waiting = self._waiting[:BATCH_MOST], self._waiting[BATCH_MOST:]
                    if not await self._write(connection, batch):
                        return
        except Exception as fault:
            waiting, self._waiting = self._waiting, []
            for _, _, answer in waiting:
                _refuse(answer, fault)

    async def _write(self, connection: Transaction, batch: list[Waiting]) -> bool:
        """Store a batch and answer it; False when the connection is of no more use."""
        _batch.observe(len(batch))
        begun = time.perf_counter()
        try:
            rows = await connection.all(SQL.post_messages, **_columns([(actor, draft) for actor, draft, _ in batch]))
        except (asyncpg.UniqueViolationError, asyncpg.DataError, asyncpg.CheckViolationError):
            # A racing repeat, or one bad row: each by itself, so that it fails alone and burns no number.
            for actor, draft, answer in batch:
                await self._write_alone(actor, draft, answer)
        except LOST:
            for _, _, answer in batch:
                _refuse(answer, unavailable())
            return False
        except Exception as fault:
            for _, _, answer in batch:
                _refuse(answer, fault)
        else:
            _ack.observe(time.perf_counter() - begun)
            self._answer(batch, rows)
        return True

    async def _write_alone(self, actor: Actor, draft: Draft, answer: asyncio.Future[Posted | None]) -> None:
        try:
            known = await repeat_of(self._db, actor, draft)
            rows = [] if known else await self._store([(actor, draft)])
        except asyncpg.UniqueViolationError:
            # The other try committed between our look and our insert: it can be found now.
            try:
                known, rows = await repeat_of(self._db, actor, draft), []
            except Exception as fault:
                _refuse(answer, fault)
                return
        except Exception as fault:
            _refuse(answer, fault)
            return
        if known:
            _resolve(answer, known)
        else:
            self._answer([(actor, draft, answer)], rows)

    async def _store(self, posts: Sequence[tuple[Actor, Draft]]) -> list[Row]:
        async with self._db.sending() as connection:
            return await connection.all(SQL.post_messages, **_columns(posts))

    def _answer(self, batch: list[Waiting], rows: list[Row]) -> None:
        events = []
        answered: dict[int, Row] = {row["ord"]: row for row in rows}
        for ord_, (actor, draft, answer) in enumerate(batch):
            row = answered.get(ord_)
            if row is None:
                _resolve(answer, None)
            elif not row["same"]:
                _refuse(answer, Refusal("send_key_conflict"))
            else:
                _resolve(answer, _posted(row))
                if row["fresh"]:
                    events.append(_event(row, actor, draft))
        if events:
            # After the callbacks of the answers above: who wrote hears his acknowledgement before his own message.
            asyncio.get_running_loop().call_soon(self._db.committed, events)


_writers: WeakKeyDictionary[Database, _Writer] = WeakKeyDictionary()


def _writer(db: Database) -> _Writer:
    return _writers.get(db) or _writers.setdefault(db, _Writer(db))


def _resolve(answer: asyncio.Future[Posted | None], value: Posted | None) -> None:
    if not answer.done():
        answer.set_result(value)


def _refuse(answer: asyncio.Future[Posted | None], fault: Exception) -> None:
    if not answer.done():
        answer.set_exception(fault)


def _columns(posts: Sequence[tuple[Actor, Draft]]) -> dict[str, object]:
    return {
        "ords": list(range(len(posts))),
        "session_ids": [draft.session_id for _, draft in posts],
        "message_ids": [new_id() for _ in posts],
        "send_keys": [draft.send_key for _, draft in posts],
        "digests": [draft.digest for _, draft in posts],
        "author_kinds": [actor.kind for actor, _ in posts],
        "author_ids": [actor.id for actor, _ in posts],
        "texts": [draft.text for _, draft in posts],
        "quote_seqs": [draft.quote_seq for _, draft in posts],
        "file_counts": [len(draft.file_ids) for _, draft in posts],
    }


def _posted(row: Row) -> Posted:
    return Posted(row["session_id"], row["seq"], row["id"], row["posted_at"], row["fresh"])


def _event(row: Row, actor: Actor, draft: Draft) -> Event:
    at_hand = draft.quote_seq is None and not draft.file_ids and len(draft.text) <= CARRIED_MOST
    carried = _carried(row, actor, draft) if at_hand else None
    return Event(
        "message_posted",
        row["session_id"],
        row["seq"],
        row["prev_all"],
        "all",
        actor.kind,
        actor.id,
        row["posted_at"],
        {},
        carried,
    )


def _carried(row: Row, actor: Actor, draft: Draft) -> dict[str, Any]:
    """The content of a plain message, as reading it back would give it, so that the fan-out need not read."""
    author = author_of(actor)
    message = {
        "seq": row["seq"],
        "id": row["id"],
        "send_key": draft.send_key,
        "author": author,
        "text": draft.text,
        "quote": None,
        "files": [],
        "client_no": row["client_no"],
        "posted_at": row["posted_at"],
    }
    session = {
        "last_message_at": row["posted_at"],
        "preview": draft.text[:PREVIEW_MOST],
        "preview_author": PREVIEW_AUTHORS.get(actor.kind, "operator"),
        "client_count": row["client_count"],
        "message_count": row["message_count"],
    }
    return {"by": author, "data": {"message": message, "session": session}}
