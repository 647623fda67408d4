"""Taking and giving: of many who click together one gets the session, and the others are told who."""

import asyncio
from uuid import UUID

import pytest
from tests.channels.engine.test_engine_loops import until
from tests.sessions.conftest import Sales, new_visitor, rows

from deskbell.auth.gate import actor_for
from deskbell.base.errors import Refusal
from deskbell.people import groups, service
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.sessions import lifecycle

TAKERS = 50


async def crowd(sales: Sales) -> list[Actor]:
    """Fifty more operators of Sales, all Online."""
    ids = []
    async with sales.db.transaction() as tx:
        for number in range(TAKERS):
            email = f"operator{number}@town.example"
            ids.append(await service.add_person(tx, SYSTEM, f"Operator {number}", email, False))
        members = [sales.boris.id, sales.clara.id, *ids]
        await groups.change_group(tx, await sales.town.actor(sales.db, "dmitri"), sales_group(sales), None, members)
        await tx.connection.execute("update person set status = 'online' where id = any ($1)", ids)
    found = [await actor_for(sales.db, id_) for id_ in ids]
    return [actor for actor in found if actor]


def sales_group(sales: Sales) -> UUID:
    return sales.town.groups["Sales operators"]


async def test_of_fifty_who_take_together_one_gets_the_session_and_the_others_learn_who(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    takers = await crowd(sales)
    answers = await asyncio.gather(
        *(lifecycle.take(sales.db, taker, session_id) for taker in takers), return_exceptions=True
    )
    won = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert len(won) == 1
    winner = {"id": won[0].operator_id, "name": won[0].operator_name}
    lost = [answer for answer in answers if isinstance(answer, BaseException)]
    assert {(one.code, one.status) for one in lost if isinstance(one, Refusal)} == {("already_taken", 409)}
    assert all(isinstance(one, Refusal) and one.params == {"operator": winner} for one in lost)
    assert len(lost) == TAKERS - 1
    assert [event["kind"] for event in await sales.log_of(session_id)].count("session_taken") == 1
    await sales.check_log(session_id)


async def test_many_who_take_the_next_get_one_each_in_the_order_of_waiting(sales: Sales) -> None:
    waiting = []
    for _ in range(10):
        visitor = await new_visitor(sales.db, sales.town.channels["Sales"])
        waiting.append((await visitor.write("Hello")).session_id)
    first = await lifecycle.take_next(sales.db, sales.boris, sales.town.live_chats["Sales"])
    assert first.id == waiting[0]
    answers = await asyncio.gather(
        *(lifecycle.take_next(sales.db, sales.clara, sales.town.live_chats["Sales"]) for _ in range(12)),
        return_exceptions=True,
    )
    got = [answer.id for answer in answers if not isinstance(answer, BaseException)]
    assert sorted(got) == sorted(waiting[1:])
    empty = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert empty == ["queue_empty"] * 3


async def test_a_supervisor_gives_a_session_to_an_operator_takes_it_over_and_puts_it_back(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    given = await lifecycle.assign(sales.db, sales.anna, session_id, sales.boris.id, None)
    assert (given.state, given.operator_name, given.queued_at) == ("with_operator", "Boris", None)
    taken_over = await lifecycle.assign(sales.db, sales.anna, session_id, sales.anna.id, None)
    assert taken_over.operator_name == "Anna"
    group = sales_group(sales)
    back = await lifecycle.assign(sales.db, sales.anna, session_id, None, group)
    assert (back.state, back.operator_id, back.group_id) == ("waiting", None, group)
    assert back.queued_at is not None
    assert (await lifecycle.take(sales.db, sales.clara, session_id)).operator_name == "Clara"
    for wrong in ((sales.town.people["emil"], None), (None, sales.town.groups["Staff"])):
        with pytest.raises(Refusal, match="validation_failed"):
            await lifecycle.assign(sales.db, sales.anna, session_id, *wrong)
    with pytest.raises(Refusal, match="validation_failed"):
        await lifecycle.assign(sales.db, sales.anna, session_id, None, None)
    with pytest.raises(Refusal, match="not_allowed"):
        await lifecycle.assign(sales.db, sales.clara, session_id, sales.boris.id, None)
    await sales.check_log(session_id)


async def test_a_session_given_to_a_group_is_seen_and_taken_by_its_members_alone(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    dmitri = await sales.town.actor(sales.db, "dmitri")
    async with sales.db.transaction() as tx:
        night = await groups.add_group(tx, dmitri, "Night shift", [sales.clara.id])
    async with sales.db.pool.acquire() as connection:
        await connection.execute(
            "insert into live_chat_group (live_chat_id, group_id, role) values ($1, $2, 'operator')",
            sales.town.live_chats["Sales"],
            night,
        )
    clara = await sales.town.actor(sales.db, "clara")
    await lifecycle.assign(sales.db, sales.anna, session_id, None, night)
    with pytest.raises(Refusal, match="not_found"):
        await lifecycle.take(sales.db, sales.boris, session_id)
    with pytest.raises(Refusal, match="queue_empty"):
        await lifecycle.take_next(sales.db, sales.boris, sales.town.live_chats["Sales"])
    assert (await lifecycle.take(sales.db, clara, session_id)).operator_name == "Clara"


async def test_what_a_leaver_held_goes_back_to_the_queue(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    assert await lifecycle.hand_back(sales.db) == 0
    dmitri = await sales.town.actor(sales.db, "dmitri")
    async with sales.db.transaction() as tx:
        await groups.change_group(tx, dmitri, sales_group(sales), None, [sales.clara.id])
    assert await lifecycle.hand_back(sales.db) == 1
    assert (await sales.eva.sees(session_id)).state == "waiting"
    assert await lifecycle.hand_back(sales.db) == 0
    await sales.check_log(session_id)


async def test_a_deed_asked_for_again_by_who_did_it_changes_nothing(sales: Sales) -> None:
    """Its answer may have been lost on the way."""
    session_id = (await sales.eva.write("Hello")).session_id
    for deed in (lifecycle.take, lifecycle.close, lifecycle.reopen):
        once = await deed(sales.db, sales.boris, session_id)
        again = await deed(sales.db, sales.boris, session_id)
        assert (again.state, again.operator_id, again.last_seq) == (once.state, sales.boris.id, once.last_seq)
    kinds = [event["kind"] for event in await sales.log_of(session_id)]
    assert [kinds.count(kind) for kind in ("session_taken", "session_closed", "session_reopened")] == [1, 1, 1]
    with pytest.raises(Refusal, match="already_taken"):
        await lifecycle.take(sales.db, sales.clara, session_id)
    await lifecycle.close(sales.db, sales.boris, session_id)
    with pytest.raises(Refusal, match="session_closed"):
        await lifecycle.take(sales.db, sales.boris, session_id)


@pytest.mark.parametrize("deed", ["take", "assign"])
async def test_what_is_on_its_way_to_another_live_chat_is_given_to_nobody_of_the_first(sales: Sales, deed: str) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    support = sales.town.live_chats["Support"]
    async with sales.db.transaction() as tx:
        await tx.connection.execute(
            "update session set live_chat_id = $2, group_id = null where id = $1", session_id, support
        )
        doing = (
            lifecycle.take(sales.db, sales.boris, session_id)
            if deed == "take"
            else lifecycle.assign(sales.db, sales.anna, session_id, sales.boris.id, None)
        )
        task = asyncio.create_task(doing)
        await until(lambda: waits_for_a_row(sales))
    with pytest.raises(Refusal, match="not_found" if deed == "take" else "validation_failed"):
        await task
    (session,) = await rows(sales.db, "select state, operator_id from session where id = $1", session_id)
    assert session == {"state": "waiting", "operator_id": None}


async def waits_for_a_row(sales: Sales) -> bool:
    return bool(await rows(sales.db, "select pid from pg_locks where not granted"))
