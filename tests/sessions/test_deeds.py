"""Any deeds in any order: a machine of random visitors and operators, and what must hold after each of their deeds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, settings
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

NUMBERS = st.integers(min_value=0, max_value=30)

StaffDeed = Callable[[Sales, Actor, UUID], Coroutine[Any, Any, Any]]
STAFF_DEEDS: dict[str, StaffDeed] = {
    "take": lambda sales, actor, id_: lifecycle.take(sales.db, actor, id_),
    "answer": lambda sales, actor, id_: post(sales.db, actor, Draft(id_, new_id(), "An answer")),
    "close": lambda sales, actor, id_: lifecycle.close(sales.db, actor, id_),
    "close it too": lambda sales, actor, id_: lifecycle.close(sales.db, actor, id_),
    "reopen": lambda sales, actor, id_: lifecycle.reopen(sales.db, actor, id_),
    "be given it": lambda sales, actor, id_: lifecycle.assign(sales.db, sales.anna, id_, actor.id, None),
    "put it back": lambda sales, actor, id_: lifecycle.assign(
        sales.db, actor, id_, None, sales.town.groups["Sales operators"]
    ),
    "hurry": lambda sales, actor, id_: lifecycle.set_priority(sales.db, actor, id_, "high"),
    "calm down": lambda sales, actor, id_: lifecycle.set_priority(sales.db, actor, id_, "normal"),
    "name": lambda sales, actor, id_: lifecycle.rename(sales.db, actor, id_, f"Named by {actor.name}"),
    "read one": lambda sales, actor, id_: read_by_operator(sales.db, actor, id_, 1),
    "read all": lambda sales, actor, id_: read_by_operator(sales.db, actor, id_, 99),
}


class Deeds(RuleBasedStateMachine):
    """Two visitors and three of the staff; deeds that do not fit are refused, and none leaves a trace."""

    sales: Sales
    do: Callable[[Coroutine[Any, Any, Any]], Any]

    @initialize()
    def two_visitors_come(self) -> None:
        channel = self.sales.town.channels["Sales"]
        self.visitors: list[Visitor] = [self.do(new_visitor(self.sales.db, channel)) for _ in range(2)]
        self.sent: list[tuple[int, UUID, str, Posted]] = []
        for who in range(2):
            self.write(who)

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

    def attempt(self, deed: Callable[[UUID], Coroutine[Any, Any, Any]], who: int) -> None:
        """Do it to the visitor's session if he has one; a refusal must be one of season."""
        session_id = self.of(who)
        if session_id is not None:
            try:
                self.do(deed(session_id))
            except Refusal as refused:
                if refused.code not in REFUSED:
                    raise

    @rule(who=VISITORS, name=OPERATORS, deed=st.sampled_from(sorted(STAFF_DEEDS)))
    def somebody_of_the_staff(self, who: int, name: str, deed: str) -> None:
        self.attempt(lambda id_: STAFF_DEEDS[deed](self.sales, getattr(self.sales, name), id_), who)

    @rule(who=VISITORS, deed=st.sampled_from(["writes", "writes", "reads", "looks", "waits a day"]), number=NUMBERS)
    def a_visitor(self, who: int, deed: str, number: int) -> None:
        visitor, db = self.visitors[who], self.sales.db
        if deed == "writes":
            self.write(who)
        elif deed == "reads":
            self.attempt(lambda id_: receipts_of_clients(db, [Receipt(visitor.actor, id_, 0, number)]), who)
        elif deed == "looks":
            page = Page(f"http://shop.example/{number % 3}", None)
            self.attempt(lambda id_: visit(db, visitor.actor, id_, page), who)
        else:
            statement = "update session set closed_at = closed_at - interval '25 hours' where account_id = $1"
            self.do(rows(db, statement, visitor.account.id))

    def write(self, who: int) -> None:
        key, text = new_id(), f"Message {len(self.sent)}"
        posted = self.do(self.visitors[who].write(text, key))
        assert posted.fresh
        self.sent.append((who, key, text, posted))

    @rule(data=st.data())
    def a_visitor_sends_again(self, data: st.DataObject) -> None:
        who, key, text, posted = data.draw(st.sampled_from(self.sent))
        again = self.do(self.visitors[who].write(text, key))
        assert (again.session_id, again.seq, again.fresh) == (posted.session_id, posted.seq, False)

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
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        ),
    )
