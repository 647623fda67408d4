"""Any deeds in any order: a machine of random visitors and operators, and what must hold after each of their deeds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.sessions.conftest import Sales, Visitor, new_visitor, rows

from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.rights.actor import Actor
from deskbell.sessions import lifecycle
from deskbell.sessions.opening import Page, visit
from deskbell.sessions.post import Draft, Posted, post
from deskbell.sessions.receipts import Receipt, read_by_operator, receipts_of_clients

OPERATORS = st.sampled_from(["anna", "boris", "clara"])
VISITORS = st.integers(min_value=0, max_value=1)
REFUSED = {
    "already_taken",
    "not_allowed",
    "not_found",
    "not_yours",
    "queue_empty",
    "session_closed",
    "session_open",
    "session_open_exists",
}
"""What deeds out of season may be answered. Anything else is a fault."""


class Deeds(RuleBasedStateMachine):
    """Two visitors and three of the staff; deeds that do not fit are refused, and none leaves a trace."""

    sales: Sales
    do: Callable[[Coroutine[Any, Any, Any]], Any]

    @initialize()
    def two_visitors_come(self) -> None:
        channel = self.sales.town.channels["Sales"]
        self.visitors: list[Visitor] = [self.do(new_visitor(self.sales.db, channel)) for _ in range(2)]
        self.sent: list[tuple[int, UUID, str, Posted]] = []

    def of(self, who: int) -> UUID | None:
        """The visitor's newest session."""
        found = self.do(
            rows(
                self.sales.db,
                "select id from session where account_id = $1 order by number desc limit 1",
                self.visitors[who].account.id,
            )
        )
        return found[0]["id"] if found else None

    def staff(self, name: str) -> Actor:
        actor: Actor = getattr(self.sales, name)
        return actor

    def attempt(self, deed: Callable[[UUID], Coroutine[Any, Any, Any]], who: int) -> None:
        """Do it to the visitor's session if he has one; a refusal must be one of season."""
        session_id = self.of(who)
        if session_id is not None:
            try:
                self.do(deed(session_id))
            except Refusal as refused:
                if refused.code not in REFUSED:
                    raise

    @rule(who=VISITORS)
    def a_visitor_writes(self, who: int) -> None:
        key, text = new_id(), f"Message {len(self.sent)}"
        posted = self.do(self.visitors[who].write(text, key))
        assert posted.fresh
        self.sent.append((who, key, text, posted))

    @rule(data=st.data())
    def a_visitor_sends_again(self, data: st.DataObject) -> None:
        if self.sent:
            who, key, text, posted = data.draw(st.sampled_from(self.sent))
            again = self.do(self.visitors[who].write(text, key))
            assert (again.session_id, again.seq, again.fresh) == (posted.session_id, posted.seq, False)

    @rule(who=VISITORS, name=OPERATORS)
    def somebody_takes(self, who: int, name: str) -> None:
        self.attempt(lambda id_: lifecycle.take(self.sales.db, self.staff(name), id_), who)

    @rule(who=VISITORS, name=OPERATORS)
    def somebody_answers(self, who: int, name: str) -> None:
        self.attempt(lambda id_: post(self.sales.db, self.staff(name), Draft(id_, new_id(), "An answer")), who)

    @rule(who=VISITORS, name=OPERATORS)
    def somebody_closes(self, who: int, name: str) -> None:
        self.attempt(lambda id_: lifecycle.close(self.sales.db, self.staff(name), id_), who)

    @rule(who=VISITORS, name=OPERATORS)
    def somebody_reopens(self, who: int, name: str) -> None:
        self.attempt(lambda id_: lifecycle.reopen(self.sales.db, self.staff(name), id_), who)

    @rule(who=VISITORS, name=OPERATORS)
    def the_supervisor_gives_it_to(self, who: int, name: str) -> None:
        self.attempt(lambda id_: lifecycle.assign(self.sales.db, self.sales.anna, id_, self.staff(name).id, None), who)

    @rule(who=VISITORS)
    def the_supervisor_puts_it_back(self, who: int) -> None:
        group = self.sales.town.groups["Sales operators"]
        self.attempt(lambda id_: lifecycle.assign(self.sales.db, self.sales.anna, id_, None, group), who)

    @rule(who=VISITORS, name=OPERATORS, priority=st.sampled_from(["low", "normal", "high"]))
    def somebody_sets_the_priority(self, who: int, name: str, priority: str) -> None:
        self.attempt(lambda id_: lifecycle.set_priority(self.sales.db, self.staff(name), id_, priority), who)

    @rule(who=VISITORS, name=OPERATORS, count=st.integers(min_value=0, max_value=9))
    def somebody_reads(self, who: int, name: str, count: int) -> None:
        self.attempt(lambda id_: read_by_operator(self.sales.db, self.staff(name), id_, count), who)

    @rule(who=VISITORS, seq=st.integers(min_value=0, max_value=30))
    def the_visitor_reads(self, who: int, seq: int) -> None:
        actor = self.visitors[who].actor
        self.attempt(lambda id_: receipts_of_clients(self.sales.db, [Receipt(actor, id_, 0, seq)]), who)

    @rule(who=VISITORS, page=st.integers(min_value=0, max_value=3))
    def the_visitor_looks_at_a_page(self, who: int, page: int) -> None:
        actor = self.visitors[who].actor
        self.attempt(lambda id_: visit(self.sales.db, actor, id_, Page(f"http://shop.example/{page}", None)), who)

    @rule(who=VISITORS)
    def a_day_passes_for_closed_sessions(self, who: int) -> None:
        statement = "update session set closed_at = closed_at - interval '25 hours' where account_id = $1"
        self.do(rows(self.sales.db, statement, self.visitors[who].account.id))

    @invariant()
    def everything_agrees(self) -> None:
        for visitor in getattr(self, "visitors", ()):
            self.do(self.check(visitor))

    async def check(self, visitor: Visitor) -> None:
        """One open session at most; state, operator and times agree; the log replays to the state."""
        sessions = await rows(self.sales.db, "select * from session where account_id = $1", visitor.account.id)
        assert sum(one["state"] in ("waiting", "with_operator") for one in sessions) <= 1
        for one in sessions:
            waiting, held, closed = (one["state"] == state for state in ("waiting", "with_operator", "closed"))
            assert (one["operator_id"] is not None) >= held
            assert not (waiting and one["operator_id"])
            assert (one["queued_at"] is not None) == waiting
            assert (one["closed_at"] is not None) == closed
            assert one["staff_read_no"] <= one["client_count"]
            assert one["client_read_seq"] <= one["client_delivered_seq"] <= one["last_seq"]
            await self.sales.check_log(one["id"])
            assert await self.replayed(one["id"]) == (one["state"], one["operator_id"] if not closed else None)

    async def replayed(self, session_id: UUID) -> tuple[str, UUID | None]:
        """State and operator as the log alone tells them."""
        state, operator = "", None
        for event in await self.sales.log_of(session_id):
            body = event["body"]
            state = "waiting" if event["kind"] == "session_opened" else body.get("state", state)
            operator = UUID(body["operator_id"]) if body.get("operator_id") else operator
            if state in ("waiting", "closed"):
                operator = None
        return state, operator


@pytest.fixture
async def loop() -> asyncio.AbstractEventLoop:
    """The loop of the fixtures, idle while a test that is no coroutine runs."""
    return asyncio.get_running_loop()


def test_any_deeds_in_any_order_leave_a_session_whole(sales: Sales, loop: asyncio.AbstractEventLoop) -> None:
    machine = type("DeedsHere", (Deeds,), {"sales": sales, "do": staticmethod(loop.run_until_complete)})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, database=None),
    )
