"""The way back: the same session within its window, its operator while he is Online; else the queue, or a new one."""

from uuid import UUID

import pytest
from tests.sessions.conftest import Sales, rows

from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.live_chats import labels
from deskbell.people import service
from deskbell.rights.actor import SYSTEM, Status
from deskbell.sessions import lifecycle
from deskbell.sessions.reading import earlier, earlier_one, seen


async def closed_by_boris(sales: Sales) -> UUID:
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    await lifecycle.close(sales.db, sales.boris, session_id)
    return session_id


async def set_status(sales: Sales, name: str, status: Status) -> None:
    actor = await sales.town.actor(sales.db, name)
    async with sales.db.transaction() as tx:
        await service.set_status(tx, actor, status)


RETURNS = [("online", "with_operator"), ("away", "waiting"), ("offline", "waiting")]
LONG_AGO = "update session set closed_at = closed_at - interval '25 hours' returning 1"


@pytest.mark.parametrize(("status", "state"), RETURNS)
async def test_a_returning_client_finds_his_operator_only_while_he_is_online(
    sales: Sales, status: Status, state: str
) -> None:
    session_id = await closed_by_boris(sales)
    await set_status(sales, "boris", status)
    posted, opened = await sales.eva.try_writing("One more thing")
    assert (posted.session_id, opened) == (session_id, True)
    session = await sales.eva.sees(posted.session_id)
    assert (session.state, session.closed_at) == (state, None)
    assert (session.operator_name == "Boris") == (status == "online")
    assert (session.queued_at is None) == (status == "online")
    await sales.check_log(posted.session_id)


async def test_an_operator_who_lost_his_role_does_not_get_the_client_back(sales: Sales) -> None:
    session_id = await closed_by_boris(sales)
    await rows(sales.db, "delete from group_member where person_id = $1 returning 1", sales.boris.id)
    posted, _ = await sales.eva.try_writing("One more thing")
    session = await sales.eva.sees(posted.session_id)
    assert (posted.session_id, session.state, session.operator_id) == (session_id, "waiting", None)


async def test_after_its_window_a_closed_session_stays_closed_and_is_read_as_an_earlier_one(sales: Sales) -> None:
    old = await closed_by_boris(sales)
    await rows(
        sales.db, "update session set closed_at = closed_at - interval '25 hours' where id = $1 returning 1", old
    )
    posted, opened = await sales.eva.try_writing("A new question")
    assert opened
    assert posted.session_id != old
    assert posted.seq == 2
    session = await seen(sales.db, sales.clara, posted.session_id)
    assert [one.id for one in await earlier(sales.db, sales.clara, session)] == [old]
    assert (await earlier_one(sales.db, sales.clara, session, old)).state == "closed"
    with pytest.raises(Refusal, match="not_found"):
        await seen(sales.db, sales.clara, old)
    with pytest.raises(Refusal, match="not_found"):
        await earlier_one(sales.db, sales.clara, session, new_id())
    fred = (await sales.fred.write("Hello")).session_id
    with pytest.raises(Refusal, match="not_found"):
        await earlier_one(sales.db, sales.clara, session, fred)


async def test_an_operator_reopens_what_he_may_see_unless_the_client_has_gone_on(sales: Sales) -> None:
    session_id = await closed_by_boris(sales)
    again = await lifecycle.reopen(sales.db, sales.boris, session_id)
    assert (again.state, again.operator_name, again.closed_at) == ("with_operator", "Boris", None)
    with pytest.raises(Refusal, match="session_open"):
        await lifecycle.reopen(sales.db, sales.anna, session_id)
    await lifecycle.close(sales.db, sales.boris, session_id)
    # Asked for once more it changes nothing; with another reason that would be lost.
    reason = await labels.add_close_reason(sales.db, SYSTEM, "Answered", None)
    with pytest.raises(Refusal, match="session_closed"):
        await lifecycle.close(sales.db, sales.boris, session_id, reason)
    with pytest.raises(Refusal, match="not_found"):
        await lifecycle.reopen(sales.db, sales.clara, session_id)
    by_anna = await lifecycle.reopen(sales.db, sales.anna, session_id)
    assert by_anna.operator_name == "Anna"
    await lifecycle.close(sales.db, sales.anna, session_id)
    await rows(sales.db, LONG_AGO)
    new = await sales.eva.write("A new question")
    with pytest.raises(Refusal) as refused:
        await lifecycle.reopen(sales.db, sales.anna, session_id)
    assert (refused.value.code, refused.value.params) == ("session_open_exists", {"session": new.session_id})
    await sales.check_log(new.session_id)


async def test_names_and_priority_change_once_and_saying_it_again_leaves_no_event(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    number = (await seen(sales.db, sales.boris, session_id)).number
    for _ in range(2):
        assert (
            await lifecycle.rename(sales.db, sales.boris, session_id, "  Boots \n for Eva ")
        ).label == "Boots for Eva"
        assert (await lifecycle.set_priority(sales.db, sales.anna, session_id, "high")).priority == "high"
    assert (await lifecycle.rename(sales.db, sales.boris, session_id, " ")).label == f"#{number}"
    assert (await lifecycle.rename_client(sales.db, sales.boris, session_id, "Eva")).label == "Eva"
    kinds = [event["kind"] for event in await sales.log_of(session_id)]
    assert (kinds.count("session_renamed"), kinds.count("priority_changed")) == (2, 1)
    for wrong in (lifecycle.rename(sales.db, sales.boris, session_id, "x" * 201),
                  lifecycle.set_priority(sales.db, sales.boris, session_id, "urgent")):  # fmt: skip
        with pytest.raises(Refusal, match="validation_failed"):
            await wrong
    await sales.check_log(session_id)
