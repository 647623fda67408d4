"""A group that is archived answers nobody: what waited for it, or for its people, goes where somebody looks."""

from uuid import UUID

import pytest
from tests.sessions.conftest import Sales

from deskbell.demo.town import come_to_work
from deskbell.people import groups
from deskbell.people.service import note_reachable
from deskbell.rights.actor import SYSTEM
from deskbell.sessions import lifecycle
from deskbell.sessions.opening import desk_online
from deskbell.sessions.reading import list_group, seen


@pytest.fixture
async def nights(sales: Sales) -> UUID:
    """A second group of operators in Sales: Emil alone."""
    async with sales.db.transaction() as tx:
        group_id = await groups.add_group(tx, SYSTEM, "Nights", [sales.town.people["emil"]])
    async with sales.db.sending() as connection:
        await connection.connection.execute(
            "insert into live_chat_group values ($1, $2, 'operator')", sales.town.live_chats["Sales"], group_id
        )
    return group_id


async def archive(sales: Sales, group_id: UUID) -> None:
    async with sales.db.transaction() as tx:
        await groups.archive_group(tx, SYSTEM, group_id)


async def test_what_waits_for_a_group_that_left_goes_to_the_common_queue_in_its_place(
    sales: Sales, nights: UUID
) -> None:
    waits = (await sales.eva.write()).session_id
    await lifecycle.assign(sales.db, sales.anna, waits, None, nights)
    place = (await seen(sales.db, sales.anna, waits)).queued_at
    assert await lifecycle.hand_back(sales.db) == 0
    await archive(sales, nights)
    assert await lifecycle.hand_back(sales.db) == 1
    session = await seen(sales.db, sales.boris, waits)
    assert (session.state, session.group_id, session.queued_at) == ("waiting", None, place)
    queue = await list_group(sales.db, sales.boris, "queue", sales.town.live_chats["Sales"], None, 50)
    assert [row["id"] for row in queue["items"]] == [waits]
    assert await lifecycle.hand_back(sales.db) == 0
    await sales.check_log(waits)


async def test_a_client_returns_to_the_common_queue_when_his_group_left(sales: Sales, nights: UUID) -> None:
    session_id = (await sales.eva.write()).session_id
    await come_to_work(sales.db, sales.town, ("emil",))
    emil = await sales.town.actor(sales.db, "emil")
    await lifecycle.assign(sales.db, sales.anna, session_id, emil.id, nights)
    await lifecycle.close(sales.db, emil, session_id)
    await archive(sales, nights)
    posted, opened = await sales.eva.try_writing("One more thing")
    session = await seen(sales.db, sales.boris, posted.session_id)
    assert (posted.session_id, opened, session.group_id) == (session_id, True, None)
    await sales.check_log(session_id)


async def test_people_of_an_archived_group_are_not_at_the_desk_and_get_no_client_back(
    sales: Sales, nights: UUID
) -> None:

    await come_to_work(sales.db, sales.town, ("anna", "boris", "clara"), "offline")
    await come_to_work(sales.db, sales.town, ("emil",))
    emil = await sales.town.actor(sales.db, "emil")
    await note_reachable(sales.db, [emil.id])
    session_id = (await sales.eva.write()).session_id
    await lifecycle.take(sales.db, emil, session_id)
    await lifecycle.close(sales.db, emil, session_id)
    assert await desk_online(sales.db, sales.town.live_chats["Sales"])
    await archive(sales, nights)
    assert not await desk_online(sales.db, sales.town.live_chats["Sales"])
    posted, opened = await sales.eva.try_writing("One more thing")
    session = await sales.eva.sees(posted.session_id)
    assert (opened, session.state, session.operator_id) == (True, "waiting", None)
