"""The last events of a session at hand: handed on only where nothing is missing before them."""

from datetime import UTC, datetime
from uuid import UUID

from deskbell.log.model import Audience, Event
from deskbell.sessions.tails import EVENTS_MOST, SESSIONS_MOST, Tails

SESSION = UUID(int=7)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def event(seq: int, prev_all: int | None = None, audience: Audience = "all") -> Event:
    before = seq - 1 if prev_all is None else prev_all
    return Event("message_posted", SESSION, seq, before, audience, "account", UUID(int=1), NOW, {}, {"by": {}})


def numbers(tails: Tails, cursor: int, *, staff: bool) -> list[int | None]:
    return [one.seq for one in tails.after(SESSION, cursor, staff)]


def test_what_follows_a_cursor_comes_in_order_however_it_came_in() -> None:
    tails = Tails()
    for seq in (1, 3, 2):
        tails.add(SESSION, event(seq))
    assert numbers(tails, 0, staff=True) == [1, 2, 3]
    assert numbers(tails, 2, staff=True) == [3]
    assert numbers(tails, 3, staff=True) == []


def test_nothing_is_handed_on_over_a_gap() -> None:
    tails = Tails()
    for seq in (1, 3):
        tails.add(SESSION, event(seq))
    assert numbers(tails, 0, staff=True) == [1]
    assert numbers(tails, 1, staff=True) == []


def test_clients_step_over_what_only_staff_may_see() -> None:
    tails = Tails()
    tails.add(SESSION, event(1))
    tails.add(SESSION, event(2, audience="staff"))
    tails.add(SESSION, event(3, prev_all=1))
    assert numbers(tails, 0, staff=False) == [1, 3]
    assert numbers(tails, 0, staff=True) == [1, 2, 3]


def test_a_cursor_older_than_the_tail_gets_nothing_from_it() -> None:
    tails = Tails()
    for seq in range(1, EVENTS_MOST + 3):
        tails.add(SESSION, event(seq))
    assert numbers(tails, 0, staff=True) == []
    assert len(numbers(tails, 2, staff=True)) == EVENTS_MOST


def test_the_sessions_longest_silent_are_forgotten() -> None:
    tails = Tails()
    tails.add(SESSION, event(1))
    for number in range(SESSIONS_MOST):
        tails.add(UUID(int=1000 + number), event(1))
    assert numbers(tails, 0, staff=True) == []
