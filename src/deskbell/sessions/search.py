"""Search: inside a session in its messages themselves, across sessions in the worker's copy of their words.

Words are found in all their forms (PostgreSQL's `russian` configuration, which stems Latin words by English); where no
message holds them, as parts of words: first the words that hold them (trigrams over all that ever stood in a message),
then the messages; one or two letters are looked for where words begin. Newest first, each hit by right, without a
total. A common word has too many hits to gather: the search goes back through windows of time, each as long as the
ones before let expect, until the page is full.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from deskbell.base.cursors import PAGE, cursor_of, key_of
from deskbell.base.db import Db, Row
from deskbell.base.errors import invalid
from deskbell.base.planning import planned_anew
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor
from deskbell.sessions.filters import like
from deskbell.sessions.model import row_out
from deskbell.sessions.reading import seen
from deskbell.sessions.table import rows_of

SQL = statements(__package__, "search.sql")

TEXT_LEAST, TEXT_MOST = 2, 200
WINDOW_FIRST, WINDOW_LAST = timedelta(days=2), timedelta(days=365 * 20)
"""How far back from where the page begins the first look goes, and the last that has an end."""

GROWS_LEAST, GROWS_MOST, GROWS_AMPLY = 1.5, 8.0, 1.5
"""By what a look's reach grows: eightfold where nothing was found; else as far as what is missing should lie, and half
as far again. What is gathered beyond the page is for nothing."""

SPANS = (("2 days", timedelta(days=2), 16), ("32 days", timedelta(days=32), 64))
"""The spans of time that the index knows (message_words), each with the longest window it is asked for, in spans: it is
looked for by one word a span; older windows are looked through without."""

INSIDE_MOST = 500
"""Hits inside one session, the newest."""

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_FULL = UUID(int=(1 << 128) - 1)

_FOLDED = str.maketrans("ёЁ", "еЕ")


class Place(NamedTuple):
    """Where a page ended: by words or by parts, and its last hit."""

    by: str
    posted_at: datetime
    session_id: UUID
    seq: int


def asked_text(text: str) -> str:
    """The text to look for, one line, `ё` as `е`. Raises validation_failed."""
    cleaned = " ".join(text.replace("\0", " ").split())
    if len(cleaned) < TEXT_LEAST:
        raise invalid(q="too_short")
    if len(cleaned) > TEXT_MOST:
        raise invalid(q="too_long")
    return cleaned.translate(_FOLDED)


async def search(
    db: Db, actor: Actor, text: str, live_chat_id: UUID | None, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of hits over all sessions one may see: `SearchPage` of docs/protocol.md."""
    asked, limit = asked_text(text), max(1, min(limit, PAGE))
    place = key_of(cursor, Place)
    by = place.by if place else "words"
    if by not in ("words", "parts"):
        raise invalid(cursor="invalid")
    async with planned_anew(db) as tx:
        query = await _query(tx, asked, by)
        hits = await _hits(tx, actor, query, place, live_chat_id, limit + 1)
        if not hits and place is None:
            by, query = "parts", await _query(tx, asked, "parts")
            hits = await _hits(tx, actor, query, place, live_chat_id, limit + 1)
    page = hits[:limit]
    last = page[-1] if len(hits) > limit else None
    return {
        "by": by,
        "items": await _shown(db, actor, query, page),
        "next": cursor_of((by, last["posted_at"], last["session_id"], last["seq"])) if last else None,
    }


async def _query(db: Db, asked: str, by: str) -> str:
    """What to look for in PostgreSQL's own words; empty for what says nothing."""
    row = await db.first(SQL.words_asked if by == "words" else SQL.parts_asked, asked=asked)
    return row["query"] or "" if row else ""


async def _hits(
    db: Db, actor: Actor, query: str, place: Place | None, live_chat_id: UUID | None, most: int
) -> list[Row]:
    """Back through the windows until there are `most`."""
    if not query:
        return []
    until: tuple[datetime, UUID, int] = place[1:] if place else (_LAST, _FULL, 1 << 62)
    begins = min(until[0], datetime.now(UTC) + timedelta(hours=1))
    found: list[Row] = []
    window = WINDOW_FIRST
    while until[0] > _FIRST:
        since = begins - window if window < WINDOW_LAST else _FIRST
        found += await db.all(
            SQL.hits_of,
            query=query,
            spans=spans_of(since, begins if until[0] == _LAST else until[0]),
            since=since,
            until_at=until[0],
            until_session=until[1],
            until_seq=until[2],
            staff=actor.kind == "person",
            live_chat_id=live_chat_id,
            most=most - len(found),
            **actor.scope(),
        )
        if len(found) >= most:
            break
        # What is left of this window is nothing; the next look goes on from its far edge, which belongs to it.
        until = (since, _FULL, 1 << 62)
        window *= grown(len(found), most)
    return found


def grown(found: int, most: int) -> float:
    """By what to multiply how far back one looked, when `found` were there and `most` are wanted."""
    wanted = GROWS_AMPLY * most / found if found else GROWS_MOST
    return max(GROWS_LEAST, min(wanted, GROWS_MOST))


def spans_of(since: datetime, until: datetime) -> str:
    """The spans a window lies in, as PostgreSQL looks for them; empty for a window too long for it."""
    for name, length, most in SPANS:
        first, last = (moment - _FIRST for moment in (since, until))
        if last - first <= length * most:
            return " | ".join(f"'{name} {number}'" for number in range(first // length, last // length + 1))
    return ""


async def _shown(db: Db, actor: Actor, query: str, hits: Sequence[Row]) -> list[dict[str, Any]]:
    if not hits:
        return []
    ids = list(dict.fromkeys(hit["session_id"] for hit in hits))
    sessions = {session.id: session for session, _ in await rows_of(db, actor, ids)}
    rows = await db.all(
        SQL.hits_shown,
        query=query,
        session_ids=[hit["session_id"] for hit in hits],
        seqs=[hit["seq"] for hit in hits],
    )
    messages = {(row["session_id"], row["seq"]): row for row in rows}
    shown = []
    for hit in hits:
        session, message = sessions.get(hit["session_id"]), messages.get((hit["session_id"], hit["seq"]))
        if session is not None and message is not None:
            name = message["author_name"] or (session.client_label if message["author_kind"] == "account" else "")
            shown.append(
                {
                    "session": row_out(session) | {"my_read_no": session.my_read_no or 0},
                    "live_chat": {"id": session.live_chat_id, "name": session.live_chat_name},
                    "seq": message["seq"],
                    "posted_at": message["posted_at"],
                    "author": {"kind": message["author_kind"], "id": message["author_id"], "name": name},
                    "note": message["audience"] == "staff",
                    "snippet": cut(message["words"], message["text"]),
                }
            )
    return shown


def cut(marked: str, text: str) -> list[dict[str, Any]]:
    """Pieces of a snippet from the database's own marking: what is found, and what stands around it; in the letters of
    the message itself, for the marking has `е` for `ё`."""
    kept = text.translate({2: None, 3: None})
    at = kept.translate(_FOLDED).find(marked.translate({2: None, 3: None}))
    pieces = []
    for part in marked.split("\x02"):
        inside, closed, outside = part.partition("\x03")
        for piece, hit in ((inside, True), (outside, False)) if closed else ((part, False),):
            own = kept[at : at + len(piece)] if at >= 0 else piece
            at += len(piece) if at >= 0 else 0
            pieces.append({"text": own, "hit": hit})
    return [piece for piece in pieces if piece["text"]]


async def search_inside(db: Db, actor: Actor, session_id: UUID, text: str) -> dict[str, Any]:
    """Hits inside one session, newest first: `{by, items: [{seq, posted_at, note}]}`, at most 500. Raises not_found."""
    await seen(db, actor, session_id)
    asked = asked_text(text)
    rows = await db.all(
        SQL.hits_in_session,
        session_id=session_id,
        asked=asked,
        like=like(asked),
        staff=actor.kind == "person",
        most=INSIDE_MOST,
    )
    # Both at once here: who searches in what he reads looks for what he sees.
    by = "words" if any(row["by_words"] for row in rows) else "parts"
    items = [{"seq": row["seq"], "posted_at": row["posted_at"], "note": row["audience"] == "staff"} for row in rows]
    return {"by": by, "items": items}
