"""What a client thinks of a session that was closed: one to five stars, and a few words if he likes.

He is asked where the live chat asks for it, may answer once for each closing and change his mind while it may be rated
at all. Spam is never rated, and to its client it looks like any other session that cannot be.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Row
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "rating.sql")

RATING_HOURS = 72
"""After a closing; web/widget/frame/rating.tsx asks for as long."""

COMMENT_MOST = 1_000
"""Characters."""


async def rate(db: Database, actor: Actor, session_id: UUID, rating: int, comment: str | None) -> Session:
    """Keep a client's rating of his closed session. `comment` None leaves the words he gave with it as they are; the
    same again changes nothing. Raises not_found, validation_failed, cannot_rate (`reason`: open, over, not_asked)."""
    words = _checked(rating, comment)
    session = await seen(db, actor, session_id)
    async with db.transaction() as tx:
        held = await tx.first(SQL.hold_to_rate, session_id=session.id, hours=RATING_HOURS)
        assert held is not None
        _check_rateable(held)
        kept = held["comment"] if comment is None else words
        if (held["earlier"], held["comment"]) != (rating, kept):
            row = await tx.first(SQL.rate, session_id=session.id, rating=rating, comment=kept)
            assert row is not None
            body = _body(rating, row["rated_at"], held["earlier"])
            await log.append(tx, actor, "session_rated", session.id, row["seq"], held["prev_all"], "all", body)
    return await seen(db, actor, session_id)


def _body(rating: int, rated_at: datetime, before: int | None) -> dict[str, Any]:
    """What the log keeps: numbers. `before` is the rating of the same closing that this one takes the place of."""
    return {"rating": rating, "rated_at": rated_at, "before": before}


def _checked(rating: int, comment: str | None) -> str | None:
    if not 1 <= rating <= 5:
        raise invalid(rating="out_of_range")
    words = (comment or "").replace("\0", "").strip()
    if len(words) > COMMENT_MOST:
        raise invalid(comment="too_long")
    return words or None


def _check_rateable(held: Row) -> None:
    if held["closed_at"] is None or held["state"] not in ("closed", "spam"):
        raise Refusal("cannot_rate", reason="open")
    if held["state"] == "spam" or not held["within"]:
        raise Refusal("cannot_rate", reason="over")
    if not held["ask_rating"]:
        raise Refusal("cannot_rate", reason="not_asked")
