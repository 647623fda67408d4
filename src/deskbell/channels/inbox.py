"""What providers told us, stored once and worked in order: `inbound_event`.

Stored before the provider is answered, under the provider's own name for it. One line for each account; receipts and
reactions have lines of their own, since the order of a lattice does not matter and none may hold up a message.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from deskbell.base.db import Database, Db, Row, Transaction, records
from deskbell.base.sql import statements
from deskbell.channels.events import (
    AccountState,
    ButtonPress,
    Delete,
    Edit,
    ExternalAccount,
    InboundEvent,
    Message,
    Reaction,
    ReadUpTo,
    Status,
    Unread,
)
from deskbell.files import service as files

SQL = statements(__package__, "inbox.sql")

LEASE_SECONDS = 120
KEEP_DAYS = 8
"""The longest that a provider repeats a webhook, and a day."""
FORGOTTEN_AT_ONCE = 5_000
KEY_MOST, ERROR_MOST = 400, 500
EVENT = 5
"""Where the event stands in what is stored."""

_PAYLOADS: Mapping[str, Any] = {
    "message": Message,
    "edit": Edit,
    "delete": Delete,
    "status": Status,
    "read_upto": ReadUpTo,
    "reaction": Reaction,
    "button": ButtonPress,
    "account_state": AccountState,
}
_UNORDERED = {"status", "read_upto", "typing", "system"}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A stored event in hand. `attempts` counts this one; `age` in seconds since it was stored."""

    id: int
    channel_id: UUID
    lane: str
    kind: str
    group_id: str | None
    event: Mapping[str, Any]
    attempts: int
    fence: int
    age: float


@dataclass(frozen=True, slots=True)
class _Stored:
    """An event as it is kept; its payload's form follows from its kind."""

    dedupe_key: str
    kind: Any
    occurred_at: datetime
    account: ExternalAccount
    raw: Mapping[str, Any]
    payload: Any = None
    position: int = 0


async def store(db: Db, channel_id: UUID, events: Sequence[InboundEvent], album_seconds: float = 0.0) -> int:
    """Keep what is new of these; how many were. Committed when it returns, unless within a transaction."""
    return await _store(db, channel_id, rows_of(events, album_seconds))


def rows_of(events: Sequence[InboundEvent], album_seconds: float = 0.0) -> dict[str, tuple[Any, ...]]:
    """By their dedupe keys, what is stored of them: `(lane, kind, group_id, occurred_at, position, event, wait_seconds,
    unread)`."""
    rows: dict[str, tuple[Any, ...]] = {}
    for one in events:
        group = one.payload.group_id if isinstance(one.payload, Message) else None
        told = _clean(msgspec.to_builtins(one))
        wait = album_seconds if group else 0.0
        at = _moment(one.occurred_at)
        rows[short(one.dedupe_key)] = (short(lane_of(one)), one.kind, group, at, one.position, told, wait, None)
    return rows


async def store_unread(db: Db, channel_id: UUID, body: bytes, why: str) -> int:
    """Keep a body that was genuine and could not be read: dead from the first, visible, and never lost."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    return await store_unreadable(db, channel_id, Unread(sha256(body).hexdigest(), why, {"body": text}))


async def store_unreadable(db: Db, channel_id: UUID, one: Unread) -> int:
    """The same of what a poll brought; `rereading` reads it once more when somebody asks for that."""
    name, now = f"unread:{one.digest}"[:KEY_MOST], datetime.now(UTC)
    kept = InboundEvent(name, "system", now, ExternalAccount("", ""), {"unread": _clean(dict(one.raw))})
    row = (name, "system", None, now, 0, msgspec.to_builtins(kept), 0.0, _clean(one.why)[:ERROR_MOST] or "unread")
    return await _store(db, channel_id, {name: row})


def unstored(event: InboundEvent, why: str) -> Unread:
    """An event that cannot be kept as it is: what it was made of."""
    hints = event.payload.thread_hints if isinstance(event.payload, Message) else None
    name = sha256(event.dedupe_key.encode("utf-8", "replace")).hexdigest()
    if hints is not None and hints.raw_id is not None:
        return Unread(name, why, {"file": str(hints.raw_id)})
    return Unread(name, why, {"body": json.dumps(event.raw, default=str)})


async def _store(db: Db, channel_id: UUID, rows: Mapping[str, tuple[Any, ...]]) -> int:
    if not rows:
        return 0
    columns = [list(column) for column in zip(*rows.values(), strict=True)]
    names = ("lanes", "kinds", "group_ids", "occurred_ats", "positions", "events", "wait_seconds", "unreads")
    stored = await db.all(
        SQL.store_events,
        channel_id=channel_id,
        dedupe_keys=list(rows),
        **dict(zip(names, columns, strict=True)),
    )
    if stored:
        await db.run(SQL.note_event, channel_id=channel_id)
        await files.hold(db, [id_ for row in stored for id_ in files_of(rows[row["dedupe_key"]][EVENT])])
    return len(stored)


def files_of(event: Mapping[str, Any]) -> list[UUID]:
    """The files of ours that a stored event speaks of: they are kept for as long as it waits, or lies dead."""
    payload = event.get("payload")
    payload = payload if isinstance(payload, Mapping) else {}
    remotes = [one.get("remote") or {} for one in payload.get("attachments") or ()]
    found = [one.get("kept_id") for one in remotes]
    found.append((payload.get("thread_hints") or {}).get("raw_id"))
    unread = event["raw"].get("unread") if isinstance(event.get("raw"), Mapping) else None
    found.append(unread.get("file") if isinstance(unread, Mapping) else None)
    return [UUID(str(one)) for one in found if one]


def lane_of(event: InboundEvent) -> str:
    """The line an event stands in."""
    if event.kind in _UNORDERED:
        return f"{event.kind}:{event.dedupe_key}"
    if isinstance(event.payload, Reaction):
        # In order among themselves, and none of them holds up a message.
        return f"reaction:{event.account.external_user_id}:{event.payload.external_id}"
    return f"account:{event.account.external_user_id}"


def short(key: str) -> str:
    """A key as it can be kept; a long one by its fingerprint."""
    key = key.replace("\0", "")
    return key if len(key) <= KEY_MOST else "sha256:" + sha256(key.encode("utf-8", "replace")).hexdigest()


def read(one: Claimed) -> InboundEvent:
    """The event that was stored."""
    stored = msgspec.convert(one.event, _Stored)
    form = _PAYLOADS.get(stored.kind)
    payload = msgspec.convert(stored.payload, form) if form and stored.payload is not None else None
    return InboundEvent(
        stored.dedupe_key, stored.kind, stored.occurred_at, stored.account, stored.raw, payload, stored.position
    )


async def claim(db: Db, most: int) -> list[Claimed]:
    """The heads of the lines that are due, for LEASE_SECONDS."""
    return records(Claimed, await db.all(SQL.claim_events, most=most, lease_seconds=LEASE_SECONDS))


async def claim_album(db: Db, first: Claimed) -> list[Claimed]:
    """The parts that go with the first one, which is held."""
    rows = await db.all(
        SQL.claim_album,
        id=first.id,
        channel_id=first.channel_id,
        lane=first.lane,
        group_id=first.group_id,
        lease_seconds=LEASE_SECONDS,
    )
    return records(Claimed, rows)


async def finish(db: Database, done: Sequence[Claimed], outcome: str | None = None) -> None:
    """They were worked; `outcome` says what was passed over."""
    held = {one.id: files_of(one.event) for one in done}
    told = {
        "ids": [one.id for one in done],
        "fences": [one.fence for one in done],
        "outcome": outcome[:ERROR_MOST] if outcome else None,
    }
    if not any(held.values()):
        await db.all(SQL.finish_events, **told)
        return
    async with db.transaction() as tx:
        for row in await tx.all(SQL.finish_events, **told):
            await files.let_go(tx, held[row["id"]])


async def put_back(
    db: Db, one: Claimed, why: str, wait_seconds: float, *, tried: bool = True, dead: bool = False
) -> None:
    """Later again, or, dead, only when somebody asks for it."""
    await db.first(
        SQL.put_back_event,
        id=one.id,
        fence=one.fence,
        last_error=why[:ERROR_MOST],
        wait_seconds=wait_seconds,
        tried=tried,
        dead=dead,
    )


async def replay(db: Db, channel_id: UUID, id_: int) -> bool:
    """Another try of a dead one; False where there is no such."""
    return await db.first(SQL.replay_event, id=id_, channel_id=channel_id) is not None


async def discard(tx: Transaction, channel_id: UUID, id_: int) -> str | None:
    """Let go of a dead one, and of the files it speaks of; its kind, or None where there is no such."""
    row = await tx.first(SQL.discard_event, id=id_, channel_id=channel_id)
    if row is None:
        return None
    await files.let_go(tx, files_of(row["event"] or {}))
    return str(row["kind"])


async def dead(db: Db, channel_id: UUID, before: int, most: int) -> list[Row]:
    return await db.all(SQL.dead_events, channel_id=channel_id, before=before, most=most)


async def line(db: Db, channel_id: UUID) -> Row:
    """`{waiting, oldest_seconds, dead}` of a channel."""
    row = await db.first(SQL.line_of_events, channel_id=channel_id)
    assert row is not None
    return row


async def forget(db: Db) -> None:
    """Drop what no provider tells again; run by the worker."""
    while len(await db.all(SQL.forget_events, days=KEEP_DAYS, most=FORGOTTEN_AT_ONCE)) == FORGOTTEN_AT_ONCE:
        pass


def _moment(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _clean(told: Any) -> Any:
    """What PostgreSQL can keep: no NUL, no half letters."""
    if isinstance(told, str):
        return (
            told.encode("utf-8", "replace").decode().replace("\0", "") if "\0" in told or not told.isascii() else told
        )
    if isinstance(told, dict):
        return {_clean(key): _clean(value) for key, value in told.items()}
    return [_clean(value) for value in told] if isinstance(told, list | tuple | set | frozenset) else told
