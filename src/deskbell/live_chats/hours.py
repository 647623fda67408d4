"""A live chat's working hours, and what it says by itself: kept by administrators, asked for by sessions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Row, Transaction
from deskbell.base.errors import invalid, not_found
from deskbell.base.sql import statements
from deskbell.live_chats.service import get_live_chat, writable_live_chat
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.schedules import service as schedules
from deskbell.schedules.checking import hours_of
from deskbell.schedules.model import Hours
from deskbell.schedules.opening import is_open

SQL = statements(__package__, "hours.sql")

OCCASIONS = ("greeting", "outside_hours", "waiting", "closed")
LANGUAGES = ("en", "ru")
TEXT_MOST = 2_000
WAITING_AFTER = (30, 86_400)
"""Seconds."""

VARIABLES = ("client", "live_chat", "next_opening")
"""What words may name in double braces. Another name there is a slip that clients would read."""
_NAMED = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

Words = Mapping[str, Mapping[str, str]]
"""Occasion → language → text."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """By which schedule a live chat works (None: always), after how many seconds a waiting client is told so (None:
    never), and its automatic words."""

    schedule_id: UUID | None
    waiting_after: int | None
    words: Words


@dataclass(frozen=True, slots=True)
class Speaking:
    """What a live chat would say at some occasions, and the hours it goes by; `hours` None: always open."""

    words: Words
    hours: Hours | None


async def at_work(db: Db, actor: Actor, live_chat_id: UUID) -> AtWork:
    """For administrators; not_found where there is no such live chat."""
    authorise(actor, Deed.ADMINISTER)
    if await get_live_chat(db, live_chat_id) is None:
        raise not_found()
    row = await db.first(SQL.hours_of_live_chat, live_chat_id=live_chat_id)
    words = _words(await db.all(SQL.words_of_live_chat, live_chat_id=live_chat_id))
    return AtWork(row["schedule_id"] if row else None, row["waiting_after"] if row else None, words)


async def set_at_work(db: Database, actor: Actor, live_chat_id: UUID, wish: AtWork) -> AtWork:
    """Set all of it as a whole; empty texts are none. Raises not_found, not_writable, validation_failed."""
    authorise(actor, Deed.ADMINISTER)
    words = _checked(wish.words)
    least, most = WAITING_AFTER
    if wish.waiting_after is not None and not least <= wish.waiting_after <= most:
        raise invalid(waiting_after="out_of_range")
    async with db.transaction() as tx:
        await writable_live_chat(tx, live_chat_id)
        if wish.schedule_id is not None:
            await _hold_schedule(tx, wish.schedule_id)
        await tx.run(
            SQL.keep_hours, live_chat_id=live_chat_id, schedule_id=wish.schedule_id, waiting_after=wish.waiting_after
        )
        await tx.run(
            SQL.keep_words,
            live_chat_id=live_chat_id,
            occasions=[occasion for occasion, _, _ in words],
            languages=[language for _, language, _ in words],
            texts=[text for _, _, text in words],
        )
        detail = {"schedule_id": wish.schedule_id, "waiting_after": wish.waiting_after}
        said = sorted({occasion for occasion, _, _ in words})
        await audit.write(tx, actor, "live_chat_hours_changed", "live_chat", live_chat_id, {**detail, "words": said})
        await log.note(tx, actor, "live_chats_changed", {"live_chat_id": live_chat_id})
    return await at_work(db, actor, live_chat_id)


async def _hold_schedule(tx: Transaction, schedule_id: UUID) -> None:
    if not await schedules.hold(tx, schedule_id):
        raise invalid(schedule_id="unknown")


def _checked(words: Words) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for occasion, texts in words.items():
        if occasion not in OCCASIONS or set(texts) - set(LANGUAGES):
            raise invalid(words="unknown")
        for language, text in texts.items():
            kept = text.replace("\r\n", "\n").strip()
            if len(kept) > TEXT_MOST:
                raise invalid(words="too_long")
            if "\0" in kept:
                raise invalid(words="unreadable")
            if set(_NAMED.findall(kept)) - set(VARIABLES):
                raise invalid(words="unknown_name")
            if kept:
                found.append((occasion, language, kept))
    return found


async def what_to_say(db: Db, live_chat_id: UUID, *occasions: str) -> Speaking | None:
    """What a live chat has to say at these occasions; None: nothing."""
    rows = await db.all(SQL.what_to_say, live_chat_id=live_chat_id, occasions=list(occasions))
    return Speaking(_words(rows), _hours(rows[0])) if rows else None


async def open_ones_that_tell_of_waiting(db: Db, now: datetime) -> list[UUID]:
    """Live chats that are open now and tell their clients that they wait."""
    rows = await db.all(SQL.live_chats_that_tell_of_waiting)
    told = [(row["live_chat_id"], _hours(row)) for row in rows]
    return [live_chat_id for live_chat_id, hours in told if hours is None or is_open(hours, now)]


async def closed_ones_that_tell(db: Db, now: datetime) -> dict[UUID, Hours]:
    """Live chats that are closed now and tell their clients so, with their hours."""
    rows = await db.all(SQL.live_chats_that_tell_of_closing)
    told = {row["live_chat_id"]: _hours(row) for row in rows}
    return {live_chat_id: hours for live_chat_id, hours in told.items() if hours and not is_open(hours, now)}


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Automatic words with what they name in its place."""
    return _NAMED.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def _hours(row: Row) -> Hours | None:
    return hours_of(row["time_zone"], row["hours"], row["exceptions"]) if row["time_zone"] else None


def _words(rows: list[Row]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        words.setdefault(row["occasion"], {})[row["language"]] = row["text"]
    return words
