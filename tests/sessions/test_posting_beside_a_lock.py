"""A session that somebody holds keeps nobody else waiting: the writer lets the others through and comes back to it."""

import asyncio
from uuid import UUID

import pytest
from tests.sessions.conftest import Sales, new_visitor, rows

from deskbell.base.db import Transaction
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.base.sql import Statement
from deskbell.sessions import writer
from deskbell.sessions.post import Draft, post

HOLD = Statement("tests", "hold", "select id from session where id = $1 for no key update", ("session_id",), None)


async def hold(tx: Transaction, session_id: UUID) -> None:
    await tx.run(HOLD, session_id=session_id)


async def test_a_held_session_keeps_no_other_waiting_and_loses_nothing_of_its_own(sales: Sales) -> None:
    held = (await sales.eva.write("Hello")).session_id
    visitors = [await new_visitor(sales.db, sales.eva.channel) for _ in range(8)]
    free = [(await one.write("Hello")).session_id for one in visitors]
    again = new_id()
    async with sales.db.transaction() as tx:
        await hold(tx, held)
        waiting = [
            asyncio.create_task(post(sales.db, sales.eva.actor, Draft(held, send_key, text)))
            for text, send_key in (("1", new_id()), ("2", again), ("3", new_id()), ("2", again))
        ]
        pairs = list(zip(visitors, free, strict=True))
        others = [post(sales.db, one.actor, Draft(where, new_id(), "Passes by")) for one, where in pairs]
        passed = await asyncio.wait_for(asyncio.gather(*others), 2)
        # Also those that come after: the one that is held stands in nobody's way.
        later = [
            post(sales.db, one.actor, Draft(where, new_id(), "Later"))
            for one, where in zip(visitors, free, strict=True)
        ]
        await asyncio.wait_for(asyncio.gather(*later), 2)
        assert not any(one.done() for one in waiting), "what is held is not answered before it is stored"
    stored = await asyncio.wait_for(asyncio.gather(*waiting), 2)
    assert [posted.seq - stored[0].seq for posted in stored] == [0, 1, 2, 1], "in the order in which they were sent"
    assert [posted.fresh for posted in stored] == [True, True, True, False]
    assert all(posted.fresh for posted in passed)
    for session_id in (held, *free):
        await sales.check_log(session_id)


async def test_what_comes_after_a_held_post_does_not_overtake_it(sales: Sales) -> None:
    held = (await sales.eva.write("Hello")).session_id
    other = (await sales.fred.write("Hello")).session_id
    waiting = []
    async with sales.db.transaction() as tx:
        await hold(tx, held)
        for number in range(3):
            waiting.append(asyncio.create_task(post(sales.db, sales.eva.actor, Draft(held, new_id(), f"{number}"))))
            await asyncio.wait_for(post(sales.db, sales.fred.actor, Draft(other, new_id(), "Passes by")), 2)
    # The lock is gone; the next ones come while the first still wait for their turn.
    waiting += [
        asyncio.create_task(post(sales.db, sales.eva.actor, Draft(held, new_id(), f"{number}")))
        for number in range(3, 6)
    ]
    stored = await asyncio.wait_for(asyncio.gather(*waiting), 4)
    assert [posted.seq for posted in stored] == sorted(posted.seq for posted in stored)
    texts = await rows(sales.db, "select text from message where session_id = $1 order by seq", held)
    assert [row["text"] for row in texts] == ["Hello", *map(str, range(6))]
    await sales.check_log(held)


async def test_a_racing_repeat_beside_a_held_session_keeps_nobody_waiting(sales: Sales) -> None:
    held = (await sales.eva.write("Hello")).session_id
    other = (await sales.fred.write("Hello")).session_id
    twice = Draft(other, new_id(), "Twice")
    async with sales.db.transaction() as tx:
        await hold(tx, held)
        waiting = asyncio.create_task(post(sales.db, sales.eva.actor, Draft(held, new_id(), "Held")))
        passed = await asyncio.wait_for(asyncio.gather(*(post(sales.db, sales.fred.actor, twice) for _ in range(2))), 2)
        assert sorted(posted.fresh for posted in passed) == [False, True]
    assert (await asyncio.wait_for(waiting, 2)).fresh
    await sales.check_log(other)


async def test_a_session_held_for_long_is_refused_and_may_be_tried_again(
    sales: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "HELD_SECONDS", 0.2)
    held = (await sales.eva.write("Hello")).session_id
    draft = Draft(held, new_id(), "Held")
    async with sales.db.transaction() as tx:
        await hold(tx, held)
        with pytest.raises(Refusal, match="storage_unavailable"):
            await asyncio.wait_for(post(sales.db, sales.eva.actor, draft), 2)
    assert (await post(sales.db, sales.eva.actor, draft)).fresh
    await sales.check_log(held)


async def test_a_session_that_is_not_there_is_refused_at_once(sales: Sales) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await asyncio.wait_for(post(sales.db, sales.eva.actor, Draft(new_id(), new_id(), "Hello")), 2)
