"""What a client thinks of a closed session: asked for where the live chat asks, once for each closing."""

from typing import Any
from uuid import UUID

import pytest
from tests.sessions.conftest import Sales, Visitor, rows

from deskbell.base.errors import Refusal
from deskbell.sessions import lifecycle
from deskbell.sessions.labels import described
from deskbell.sessions.rating import COMMENT_MOST, rate
from deskbell.sessions.reading import difference, seen
from deskbell.sessions.spam import mark_spam

ASKS = "update live_chat set ask_rating = true returning 1"
LONG_AGO = "update session set closed_at = closed_at - interval '73 hours' returning 1"
EVENTS = "select body, audience, actor_kind from event where session_id = $1 and kind = 'session_rated' order by seq"


@pytest.fixture
async def closed(sales: Sales) -> UUID:
    """Eva's session in a live chat that asks, closed by Boris."""
    await rows(sales.db, ASKS)
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    await lifecycle.close(sales.db, sales.boris, session_id)
    return session_id


async def refused(who: Visitor, session_id: UUID, stars: int = 5, words: str | None = None) -> tuple[str, Any]:
    with pytest.raises(Refusal) as refusal:
        await rate(who.db, who.actor, session_id, stars, words)
    return refusal.value.code, refusal.value.params.get("reason")


async def test_stars_and_words_stand_at_the_session_and_the_log_holds_numbers_alone(sales: Sales, closed: UUID) -> None:
    mine = await rate(sales.db, sales.eva.actor, closed, 4, "  Quick and friendly ")
    assert (mine.rating, mine.state) == (4, "closed")
    shown = await described(sales.db, await seen(sales.db, sales.boris, closed))
    assert (shown["rating"], shown["rating_comment"]) == (4, "Quick and friendly")
    [event] = await rows(sales.db, EVENTS, closed)
    assert (event["audience"], event["actor_kind"]) == ("all", "account")
    assert set(event["body"]) == {"rating", "rated_at", "before"}
    await sales.check_log(closed)


async def test_to_whom_words_were_not_said_they_do_not_go(sales: Sales, closed: UUID) -> None:
    await rate(sales.db, sales.eva.actor, closed, 2, "Slow")
    told, _ = await difference(sales.db, closed, 0, staff=False)
    assert told[-1]["data"]["session"].keys() == {"rating", "rated_at"}
    with pytest.raises(Refusal, match="not_found"):
        await rate(sales.db, sales.fred.actor, closed, 1, None)


async def test_the_same_again_changes_nothing_and_another_mind_takes_its_place(sales: Sales, closed: UUID) -> None:
    for _ in range(2):
        await rate(sales.db, sales.eva.actor, closed, 4, "Good")
    await rate(sales.db, sales.eva.actor, closed, 5, None)
    bodies = [row["body"] for row in await rows(sales.db, EVENTS, closed)]
    assert [(body["rating"], body["before"]) for body in bodies] == [(4, None), (5, 4)]
    shown = await described(sales.db, await seen(sales.db, sales.boris, closed))
    assert (shown["rating"], shown["rating_comment"]) == (5, "Good")
    await rate(sales.db, sales.eva.actor, closed, 5, "")
    shown = await described(sales.db, await seen(sales.db, sales.boris, closed))
    assert (shown["rating"], shown["rating_comment"]) == (5, None)


async def test_each_closing_is_rated_by_itself(sales: Sales, closed: UUID) -> None:
    await rate(sales.db, sales.eva.actor, closed, 1, "Nobody helped")
    await lifecycle.reopen(sales.db, sales.boris, closed)
    assert await refused(sales.eva, closed) == ("cannot_rate", "open")
    await lifecycle.close(sales.db, sales.boris, closed)
    await rate(sales.db, sales.eva.actor, closed, 5, None)
    bodies = [row["body"] for row in await rows(sales.db, EVENTS, closed)]
    assert [(body["rating"], body["before"]) for body in bodies] == [(1, None), (5, None)]
    shown = await described(sales.db, await seen(sales.db, sales.boris, closed))
    assert (shown["rating"], shown["rating_comment"]) == (5, None)


async def test_after_three_days_or_where_nobody_asks_it_is_too_late(sales: Sales, closed: UUID) -> None:
    await rows(sales.db, "update live_chat set ask_rating = false returning 1")
    assert await refused(sales.eva, closed) == ("cannot_rate", "not_asked")
    await rows(sales.db, ASKS)
    await rows(sales.db, LONG_AGO)
    assert await refused(sales.eva, closed) == ("cannot_rate", "over")


async def test_spam_is_never_rated_and_looks_like_any_open_session(sales: Sales) -> None:
    await rows(sales.db, ASKS)
    session_id = (await sales.eva.write("Buy now")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    open_one = await refused(sales.eva, session_id)
    await mark_spam(sales.db, sales.boris, session_id)
    assert await refused(sales.eva, session_id) == open_one == ("cannot_rate", "open")


@pytest.mark.parametrize(("stars", "words"), [(0, None), (6, None), (3, "x" * (COMMENT_MOST + 1))])
async def test_what_is_no_rating_is_refused(sales: Sales, closed: UUID, stars: int, words: str | None) -> None:
    assert (await refused(sales.eva, closed, stars, words))[0] == "validation_failed"
    assert not await rows(sales.db, EVENTS, closed)
