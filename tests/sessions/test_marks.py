"""Marks: unread for each operator, read by the responsible one alone, receipts that only rise, the page trail."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sessions.conftest import Sales, Visitor, new_visitor, rows

from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.rights.actor import Actor
from deskbell.sessions import lifecycle
from deskbell.sessions.counters import counters_of
from deskbell.sessions.opening import Page, visit
from deskbell.sessions.post import Draft, post
from deskbell.sessions.reading import list_group, page_trail, seen
from deskbell.sessions.receipts import Receipt, read_by_operator, receipts_of_clients


async def unread_of(sales: Sales, actor: Actor) -> int:
    counters = await counters_of(sales.db, [actor])
    mine = await list_group(sales.db, actor, "mine", None, None, 50)
    by_rows: int = sum(max(0, row["client_count"] - row["my_read_no"]) for row in mine["items"])
    assert by_rows == counters[actor.id]["unread"]
    return by_rows


async def test_unread_is_each_operators_own_and_read_only_by_the_responsible_one(sales: Sales) -> None:
    session_id = (await sales.eva.write("one")).session_id
    await sales.eva.write("two")
    await lifecycle.take(sales.db, sales.boris, session_id)
    assert await unread_of(sales, sales.boris) == 2
    assert await read_by_operator(sales.db, sales.anna, session_id, 2) == 2
    assert (await seen(sales.db, sales.anna, session_id)).my_read_no == 2
    assert (await sales.eva.sees(session_id)).staff_read_no == 0, "watching sets nothing the client sees"
    assert await unread_of(sales, sales.boris) == 2
    assert await read_by_operator(sales.db, sales.boris, session_id, 1) == 1
    assert (await sales.eva.sees(session_id)).staff_read_no == 1
    assert await unread_of(sales, sales.boris) == 1
    assert await read_by_operator(sales.db, sales.boris, session_id, 99) == 2
    assert await read_by_operator(sales.db, sales.boris, session_id, 1) == 2, "a mark never goes back"
    assert await read_by_operator(sales.db, sales.boris, session_id, -5) == 2
    assert (await sales.eva.sees(session_id)).staff_read_no == 2
    await sales.eva.write("three")
    assert await unread_of(sales, sales.boris) == 1
    with pytest.raises(Refusal, match="not_found"):
        await read_by_operator(sales.db, sales.clara, session_id, 1)
    kinds = [event["kind"] for event in await sales.log_of(session_id)]
    assert kinds.count("read_marked") == 2
    await sales.check_log(session_id)


async def test_the_next_operator_has_everything_unread_and_the_flag_stays(sales: Sales) -> None:
    session_id = (await sales.eva.write("one")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    await read_by_operator(sales.db, sales.boris, session_id, 1)
    await lifecycle.assign(sales.db, sales.anna, session_id, sales.clara.id, None)
    assert await unread_of(sales, sales.clara) == 1
    assert await unread_of(sales, sales.boris) == 0
    assert (await sales.eva.sees(session_id)).staff_read_no == 1
    await lifecycle.close(sales.db, sales.clara, session_id)
    assert await read_by_operator(sales.db, sales.clara, session_id, 1) == 1
    assert [event["kind"] for event in await sales.log_of(session_id)].count("read_marked") == 1


async def receive(visitor: Visitor, session_id: UUID, delivered: int, read: int) -> tuple[int, int]:
    """Take a receipt in; what stands then."""
    receipt = Receipt(visitor.actor, session_id, delivered, read)
    await receipts_of_clients(visitor.db, [receipt])
    (found,) = await rows(
        visitor.db, "select client_delivered_seq as d, client_read_seq as r from session where id = $1", session_id
    )
    return found["d"], found["r"]


@pytest.fixture
async def dialogue(sales: Sales) -> tuple[Sales, UUID]:
    """Ten messages of Boris in Eva's session."""
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    for number in range(10):
        await post(sales.db, sales.boris, Draft(session_id, new_id(), f"Answer {number}"))
    return sales, session_id


SEQ = st.integers(min_value=0, max_value=40)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(receipts=st.lists(st.tuples(SEQ, SEQ), min_size=1, max_size=6))
async def test_receipts_only_rise_and_what_is_read_was_delivered(
    dialogue: tuple[Sales, UUID], receipts: list[tuple[int, int]]
) -> None:
    sales, session_id = dialogue
    before = (0, 0)
    for delivered, read in receipts:
        now = await receive(sales.eva, session_id, delivered, read)
        assert now[0] >= before[0]
        assert now[1] >= before[1]
        assert now[0] >= now[1]
        before = now


async def test_a_late_receipt_changes_nothing_and_leaves_no_event(dialogue: tuple[Sales, UUID]) -> None:
    sales, session_id = dialogue
    assert await receive(sales.eva, session_id, 5, 4) == (5, 4)
    events = len(await rows(sales.db, "select 1 from event where session_id = $1", session_id))
    assert await receive(sales.eva, session_id, 3, 0) == (5, 4)
    assert await receive(sales.fred, session_id, 9, 9) == (5, 4), "another's receipt is nobody's"
    assert len(await rows(sales.db, "select 1 from event where session_id = $1", session_id)) == events
    last = events
    assert await receive(sales.eva, session_id, 0, 1 << 40) == (last, last), "nobody reads what is not yet written"
    other = await new_visitor(sales.db, sales.town.channels["Sales"])
    first = await other.write("Hello")
    both = [Receipt(sales.eva.actor, session_id, 14, 0), Receipt(other.actor, first.session_id, 1, 1)]
    await receipts_of_clients(sales.db, both)
    assert (await other.sees(first.session_id)).client_read_seq == 1
    await sales.check_log(first.session_id)


async def test_the_page_trail_keeps_each_page_once_in_a_row_for_staff(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello", page=Page("http://shop.example/", "Shop"))).session_id
    for url in ("http://shop.example/", "http://shop.example/fjell", "http://shop.example/fjell"):
        await visit(sales.db, sales.eva.actor, session_id, Page(url, "x" * 400))
    await visit(sales.db, sales.eva.actor, session_id, Page("http://shop.example/" + "y" * 3_000, None))
    trail = await page_trail(sales.db, session_id)
    assert [len(page["url"]) for page in trail] == [2_000, 25, 20]
    assert [page["title"] and len(page["title"]) for page in trail] == [None, 300, 4]
    assert {event["audience"] for event in await sales.log_of(session_id) if event["kind"] == "page_visited"} == {
        "staff"
    }
    await sales.check_log(session_id)
