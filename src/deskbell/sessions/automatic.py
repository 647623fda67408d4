"""Automatic words: what a live chat says to a client by itself, through the one door of posting.

Each cause speaks once, in the transaction of its cause, whoever asks again: a session is greeted once in its life, told
of closed doors once for each time they are closed, told that it waits once for each wait, and taken leave of at each
close. Spam is told nothing. What was said is marked in `automatic_message`: a channel asks `occasion_of` before it
sends, and may decline (a letter to a machine would be answered by it, and so on for ever).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from deskbell.base import clock
from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.base.words import first_known, say
from deskbell.live_chats import hours as live_chat_hours
from deskbell.live_chats.hours import Speaking, with_values
from deskbell.rights.actor import SYSTEM
from deskbell.schedules.model import Hours
from deskbell.schedules.opening import is_open, next_opening
from deskbell.sessions.drafts import Draft
from deskbell.sessions.model import Session
from deskbell.sessions.post import post_in
from deskbell.sessions.reading import seen

SQL = statements(__package__, "automatic.sql")

EVERY_SECONDS = 5.0
AT_ONCE = 100
WROTE_WITHIN = timedelta(minutes=15)
"""Of how old a message it is still said that it came outside hours: the worker may have been away for a while."""

_silent: set[str] = set()


def wire(silent: Iterable[str]) -> None:
    """Kinds of channels in which nothing is said automatically: the room of channels knows. Called once, at start."""
    _silent.clear()
    _silent.update(silent)


async def say_opened(tx: Transaction, session_id: UUID, live_chat_id: UUID, *, again: bool) -> None:
    """A client came: within hours he is greeted, unless he came back (`again`); outside of them he is told when it
    opens. Called in the transaction of the opening, after his message."""
    speaking = await live_chat_hours.what_to_say(tx, live_chat_id, "greeting", "outside_hours")
    if speaking is None:
        return
    now = clock.now()
    if speaking.hours is not None and not is_open(speaking.hours, now):
        opening = next_opening(speaking.hours, now)
        await _say(tx, session_id, "outside_hours", opening.isoformat() if opening else "", speaking, now)
    elif not again:
        await _say(tx, session_id, "greeting", "", speaking, now)


async def say_closing(tx: Transaction, session: Session) -> None:
    """Words of leave, said just before its operator closes the session, in the same transaction."""
    speaking = await live_chat_hours.what_to_say(tx, session.live_chat_id, "closed")
    if speaking is not None:
        await _say(tx, session.id, "closed", str(session.last_seq), speaking, clock.now())


async def tell_waiting(db: Database) -> int:
    """Clients who wait too long are told so, where their live chat is open; how many. Run by the worker's clock."""
    open_ones = await live_chat_hours.open_ones_that_tell_of_waiting(db, clock.now())
    if not open_ones:
        return 0
    told = 0
    for row in await db.all(SQL.waiting_untold, live_chat_ids=open_ones, most=AT_ONCE):
        async with db.transaction() as tx:
            waits = await tx.first(SQL.still_waits, session_id=row["id"], queued_at=row["queued_at"])
            speaking = await live_chat_hours.what_to_say(tx, row["live_chat_id"], "waiting")
            if waits and speaking:
                told += await _say(tx, row["id"], "waiting", waits["cause"], speaking, clock.now())
    return told


async def tell_closed(db: Database) -> int:
    """Who writes outside hours into a session that is open already is told so, unless its operator is still Online; how
    many were. Once until it opens again, as one who opens a session is told at once. Run by the worker's clock."""
    now = clock.now()
    told = 0
    for live_chat_id, hours in (await live_chat_hours.closed_ones_that_tell(db, now)).items():
        opening = next_opening(hours, now)
        cause = opening.isoformat() if opening else ""
        at = {"live_chat_id": live_chat_id, "since": now - WROTE_WITHIN, "cause": cause, "most": AT_ONCE}
        for row in await db.all(SQL.wrote_untold, **at):
            wrote_at: datetime = row["last_message_at"]
            if is_open(hours, wrote_at) or next_opening(hours, wrote_at) != opening:
                continue
            async with db.transaction() as tx:
                waits = await tx.first(SQL.still_unanswered, session_id=row["id"])
                speaking = await live_chat_hours.what_to_say(tx, live_chat_id, "outside_hours")
                if waits and speaking:
                    told += await _say(tx, row["id"], "outside_hours", cause, speaking, now)
    return told


async def occasion_of(db: Db, session_id: UUID, seq: int) -> str | None:
    """At which occasion a message was said by itself; None: somebody wrote it."""
    row = await db.first(SQL.occasion_of, session_id=session_id, seq=seq)
    return row["occasion"] if row else None


async def _say(tx: Transaction, session_id: UUID, occasion: str, cause: str, speaking: Speaking, now: datetime) -> bool:
    """Say it unless this cause has spoken; False when nothing was said."""
    texts = speaking.words.get(occasion)
    if not texts:
        return False
    at = {"session_id": session_id, "occasion": occasion, "cause": cause}
    if await tx.first(SQL.claim_occasion, **at) is None:
        return False
    session = await seen(tx, SYSTEM, session_id)
    if session.channel_kind in _silent:
        return False
    text = filled(texts, await _languages(tx, session_id), session, speaking.hours, now)
    posted = await post_in(tx, SYSTEM, Draft(session_id, new_id(), text[: session.message_limit]))
    if posted is None:
        raise Refusal("session_closed")
    await tx.run(SQL.note_said, **at, seq=posted.seq)
    return True


async def _languages(tx: Transaction, session_id: UUID) -> list[str | None]:
    row = await tx.first(SQL.languages_around, session_id=session_id)
    return [row["account"], row["channel"], row["workspace"]] if row else []


def filled(
    texts: Mapping[str, str], languages: list[str | None], session: Session, hours: Hours | None, now: datetime
) -> str:
    """The words in the first of the languages that has some, with the values in their places."""
    wanted = first_known(*(language if language != "auto" else None for language in languages))
    language = wanted if wanted in texts else next(iter(texts))
    opening = next_opening(hours, now) if hours else None
    values = {
        "client": session.client_name or session.account_name or say(language, "client.unnamed"),
        "live_chat": session.live_chat_name,
        "next_opening": when(language, opening, hours.time_zone, now) if hours and opening else "",
    }
    return with_values(texts[language], values)


def when(language: str, at: datetime, time_zone: str, now: datetime) -> str:
    """A moment as a person would say it: tomorrow at 09:00 (UTC+1)."""
    zone = ZoneInfo(time_zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    clock_ = f"{local:%H:%M} ({_offset(local)})"
    if days == 0:
        return say(language, "opening.today", time=clock_)
    if days == 1:
        return say(language, "opening.tomorrow", time=clock_)
    if days < 7:
        return say(language, "opening.weekday", day=say(language, f"opening.on_{local.isoweekday()}"), time=clock_)
    month = say(language, f"opening.month_{local.month}")
    return say(language, "opening.date", day=local.day, month=month, time=clock_)


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
