"""Fills a database: ten messages a session, over a year up to now; by COPY, indexes afterwards."""

import json
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from bench.large.words import text_of, vocabulary

PER_SESSION = 10
OPERATORS = 40
LIVE_CHATS = 5
DAYS = 365
OPEN_MOST = 2_000
BYTES_PER_MESSAGE = 2_500
"""Of disk, everything with its indexes, the roll-up of reports, and the log of writing it."""

SHIFT = (("online", 6), ("away", 11), ("online", 12), ("offline", 20))
"""When each operator says what he is, every day (UTC)."""

TABLES = ("client", "account", "session", "message", "event", "message_text", "session_tag", "session_parameter")
BATCH = 4_000


@dataclass
class Filled:
    """Who is there afterwards."""

    operators: list[UUID] = field(default_factory=list)
    live_chats: list[UUID] = field(default_factory=list)
    channels: list[UUID] = field(default_factory=list)
    groups: list[UUID] = field(default_factory=list)
    tags: list[UUID] = field(default_factory=list)
    order: UUID | None = None


def id_at(moment: datetime, draw: random.Random) -> UUID:
    """A UUIDv7 of that moment."""
    stamp = int(moment.timestamp() * 1000)
    return UUID(int=stamp << 80 | 0x7 << 76 | draw.getrandbits(12) << 64 | 0x2 << 62 | draw.getrandbits(62))


async def load(owner: asyncpg.Connection, filled: Filled, messages: int) -> None:
    """`messages` of them, with their sessions, clients and events; then the indexes that were there before."""
    indexes = await owner.fetch(
        """select indexname, indexdef from pg_indexes i where tablename = any ($1) and schemaname = 'public'
           and not exists (select from pg_constraint k where k.conname = i.indexname)""",
        list(TABLES),
    )
    for index in indexes:
        await owner.execute(f"drop index {index['indexname']}")
    async for rows in _batches(filled, messages):
        for table, (columns, records) in rows.items():
            await owner.copy_records_to_table(table, records=records, columns=columns)
    await owner.execute(
        "insert into message_word select distinct unnest(tsvector_to_array(to_tsvector('russian', text))) "
        "from message_text",
        timeout=3600,
    )
    await owner.execute("set maintenance_work_mem = '256MB'")
    for index in indexes:
        await owner.execute(index["indexdef"], timeout=3600)
    await owner.execute("update search_progress set walked = null, upto = pg_snapshot_xmin(pg_current_snapshot()), "
                        "epoch = (select epoch from log_epoch)")  # fmt: skip
    await owner.execute("vacuum (analyze)", timeout=3600)


Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]

COLUMNS = {
    "client": ["id", "name"],
    "account": ["id", "client_id", "channel_kind", "channel_id", "external_id", "name"],
    "session": [
        "id", "live_chat_id", "channel_id", "account_id", "client_id", "state", "priority", "operator_id", "group_id",
        "opened_at", "queued_at", "taken_at", "closed_at", "last_seq", "last_all_seq", "client_count", "message_count",
        "last_message_at", "preview", "preview_author", "rating", "spam_at",
    ],
    "message": [
        "session_id", "seq", "id", "author_kind", "author_id", "send_key", "digest", "text", "client_no", "posted_at",
    ],
    "event": ["session_id", "seq", "kind", "prev_all", "actor_kind", "actor_id", "at", "body"],
    "message_text": ["session_id", "seq", "posted_at", "audience", "text"],
    "session_tag": ["session_id", "tag_id"],
    "session_parameter": ["session_id", "parameter_id", "value"],
}  # fmt: skip


async def _batches(filled: Filled, messages: int) -> AsyncIterator[Rows]:
    draw, words = random.Random(1), vocabulary()  # noqa: S311 - a bench
    sessions, ends = messages // PER_SESSION, datetime.now(UTC)
    begins = ends - timedelta(days=DAYS)
    rows: Rows = {name: (columns, []) for name, columns in COLUMNS.items()}
    for place in range(sessions):
        opened = begins + timedelta(days=DAYS) * (place / sessions)
        still_open = sessions - place <= min(OPEN_MOST, sessions // 10)
        for table, record in _session(filled, draw, words, opened, place, still_open, ends):
            rows[table][1].append(record)
        if (place + 1) % BATCH == 0 or place + 1 == sessions:
            yield rows
            rows = {name: (columns, []) for name, columns in COLUMNS.items()}
    rows["event"][1].extend(_shifts(filled, begins))
    yield rows


def _shifts(filled: Filled, begins: datetime) -> Iterator[tuple[Any, ...]]:
    """The working statuses of every operator, day by day."""
    first = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(DAYS):
        for operator in filled.operators:
            for status, hour in SHIFT:
                body = json.dumps({"person_id": str(operator), "status": status})
                at = first + timedelta(days=day, hours=hour)
                yield None, None, "status_changed", 0, "person", operator, at, body


def _session(
    filled: Filled, draw: random.Random, words: dict[str, list[str]], opened: datetime, place: int, still_open: bool,
    ends: datetime,
) -> Iterator[tuple[str, tuple[Any, ...]]]:  # fmt: skip
    chat = draw.randrange(LIVE_CHATS)
    session, client, account = (id_at(opened, draw) for _ in range(3))
    state = draw.choice(("waiting", "with_operator")) if still_open else "spam" if draw.random() < 0.02 else "closed"
    # Each operator works in one live chat.
    operator = (
        None if state == "waiting" else filled.operators[draw.randrange(OPERATORS // LIVE_CHATS) * LIVE_CHATS + chat]
    )
    name = f"{draw.choice(words['fill'])} {draw.choice(words['fill'])}".title()
    yield "client", (client, name)
    yield "account", (account, client, "widget", filled.channels[chat], str(account), name)
    said: list[str] = []
    moment, seq = opened, 0

    def happened(kind: str, at: datetime, actor: tuple[str, UUID], body: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        nonlocal seq
        seq += 1
        return "event", (session, seq, kind, seq - 1, *actor, at, json.dumps(body, default=str))

    by, his = ("account", account), ("person", operator or account)
    yield happened("session_opened", opened, by, {})
    for number in range(PER_SESSION):
        author = by if number % 2 == 0 or operator is None else his
        text = text_of(draw, words)
        said.append(text)
        moment = min(ends, opened + timedelta(minutes=2 * number))
        yield happened("message_posted", moment, author, {})
        yield "message", (
            session, seq, id_at(moment, draw), *author, UUID(int=draw.getrandbits(128)), b"", text,
            (number // 2 if operator else number) + 1 if author is by else None, moment,
        )  # fmt: skip
        yield "message_text", (session, seq, moment, "all", text)
        if number == 0 and operator:
            taken = min(ends, opened + timedelta(seconds=draw.randrange(5, 115)))
            yield happened("session_taken", taken, his, {"state": "with_operator", "operator_id": operator})
    closed = min(ends, opened + timedelta(minutes=draw.randrange(25, 300))) if state == "closed" else None
    rating = draw.choice((None, None, None, 3, 5)) if closed else None
    if closed:
        yield happened("session_closed", closed, his, {"state": "closed"})
    if rating:
        rated = min(ends, (closed or opened) + timedelta(minutes=1))
        body = {"rating": rating, "rated_at": rated.isoformat(), "before": None}
        yield happened("session_rated", rated, by, body)
    if state == "spam":
        yield happened("session_marked_spam", moment, his, {"state": "spam"})
    yield "session", (
        session, filled.live_chats[chat], filled.channels[chat], account, client, state,
        draw.choices(("low", "normal", "high"), (5, 90, 5))[0], operator,
        filled.groups[chat] if draw.random() < 0.3 else None, opened, opened if state == "waiting" else None,
        opened if operator else None, closed, seq, seq, PER_SESSION // 2 if operator else PER_SESSION,
        PER_SESSION, moment, said[-1][:200], "client", rating,
        opened if state == "spam" else None,
    )  # fmt: skip
    if draw.random() < 0.2:
        yield "session_tag", (session, draw.choice(filled.tags))
    if draw.random() < 0.5:
        yield "session_parameter", (session, filled.order, json.dumps(f"A-{place}"))
