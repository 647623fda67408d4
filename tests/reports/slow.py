"""What reports say, calculated slowly: for each number all sessions are gone through from their first event, by nothing
but the rows of the log. The words of docs/reports.md, one after another; it shares no line with the room."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

OPEN = ("waiting", "with_operator")


@dataclass(frozen=True)
class Line:
    """A row of the log."""

    kind: str
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a session is: its state, its live chat, and the operator it is with, or was with when it ended."""

    state: str
    live_chat: UUID
    operator: UUID | None


@dataclass(frozen=True)
class Sample:
    """Something that happened: when, where, to whom; a span's seconds, or a rating's stars."""

    at: datetime
    live_chat: UUID
    operator: UUID | None
    value: float = 0.0


@dataclass(frozen=True)
class Told:
    """A session's log, and the live chat of its channel."""

    id: UUID
    home: UUID
    lines: list[Line]

    def place(self, count: int) -> Place:
        """Where it is after so many of its lines."""
        place = Place("none", self.home, None)
        for line in self.lines[:count]:
            place = self._moved(place, line)
        return place

    def _moved(self, place: Place, line: Line) -> Place:
        place = Place(place.state, line.body.get("live_chat_id") or place.live_chat, place.operator)
        if line.kind == "session_opened":
            if len(self.lines) > 1 and self.lines[1].kind == "session_marked_spam" and line.actor_kind == "account":
                return Place("spam", place.live_chat, None)
            if line.actor_kind == "system":
                return Place("closed", place.live_chat, None)
            begun = line.actor_kind == "person"
            return Place("with_operator" if begun else "waiting", place.live_chat, line.actor_id if begun else None)
        if line.kind == "session_closed" or line.body.get("state") == "closed":
            return Place("closed", place.live_chat, place.operator)
        if line.kind == "session_marked_spam":
            return Place("spam", place.live_chat, place.operator)
        if line.kind.startswith("session_") and line.kind != "session_rated":
            operator = line.body.get("operator_id")
            return Place("with_operator" if operator else "waiting", place.live_chat, operator)
        return place

    @property
    def is_spam(self) -> bool:
        return self.place(len(self.lines)).state == "spam"

    def pairs(self) -> Iterator[tuple[int, Line, Place, Place]]:
        for number, line in enumerate(self.lines):
            yield number, line, self.place(number), self.place(number + 1)


def seconds(since: datetime, until: datetime) -> float:
    return (until - since) / timedelta(seconds=1)


# ── what happens to a session ───────────────────────────────────────────────────────────────────────────────────────


def new(told: Told) -> Iterator[Sample]:
    for _, line, _, after in told.pairs():
        if line.kind == "session_opened" and line.actor_kind != "system":
            yield Sample(line.at, after.live_chat, after.operator)


def queued(told: Told) -> Iterator[Sample]:
    for _, line, before, after in told.pairs():
        if after.state == "waiting" and (before.state != "waiting" or before.live_chat != after.live_chat):
            yield Sample(line.at, after.live_chat, None)


def taken(told: Told) -> Iterator[Sample]:
    """With the acceptance delay: since it last entered the queue."""
    for _, line, before, after in told.pairs():
        if (before.state, after.state) == ("waiting", "with_operator"):
            entered = [sample.at for sample in queued(Told(told.id, told.home, lines_before(told, line)))][-1]
            yield Sample(line.at, after.live_chat, after.operator, seconds(entered, line.at))


def lines_before(told: Told, line: Line) -> list[Line]:
    return told.lines[: next(place for place, one in enumerate(told.lines) if one is line)]


def closed(told: Told) -> Iterator[Sample]:
    """With its lifetime: since it came into being."""
    for _, line, before, _ in told.pairs():
        if is_closing(line) and before.state != "closed":
            yield Sample(line.at, before.live_chat, held_by(before), seconds(told.lines[0].at, line.at))


def is_closing(line: Line) -> bool:
    """Closed, or merged into another one."""
    return line.kind == "session_closed" or (line.kind == "letters_moved" and line.body.get("state") == "closed")


def held_by(place: Place) -> UUID | None:
    return None if place.state == "waiting" else place.operator


def abandoned(told: Told) -> Iterator[Sample]:
    for number, line, before, _ in told.pairs():
        if line.kind == "session_closed" and line.actor_kind != "account" and before.state != "closed":
            last = max(n for n in range(number) if told.lines[n].kind in ("session_opened", "session_reopened"))
            if not any(is_reply(one) for one in told.lines[last:number]):
                yield Sample(line.at, before.live_chat, held_by(before))


def is_reply(line: Line) -> bool:
    return line.kind == "message_posted" and line.actor_kind == "person"


def is_word(line: Line) -> bool:
    return line.kind == "message_posted" and line.actor_kind == "account"


def reopened(told: Told) -> Iterator[Sample]:
    for _, line, _, after in told.pairs():
        if line.kind == "session_reopened":
            yield Sample(line.at, after.live_chat, after.operator)


def transferred(told: Told) -> Iterator[Sample]:
    for _, line, before, _ in told.pairs():
        if line.kind == "session_transferred":
            yield Sample(line.at, before.live_chat, held_by(before))


def messages_in(told: Told) -> Iterator[Sample]:
    for _, line, before, _ in told.pairs():
        if is_word(line):
            yield Sample(line.at, before.live_chat, before.operator if before.state == "with_operator" else None)


def messages_out(told: Told) -> Iterator[Sample]:
    for _, line, before, _ in told.pairs():
        if is_reply(line):
            yield Sample(line.at, before.live_chat, line.actor_id)


def first_replies(told: Told) -> Iterator[tuple[Sample, int]]:
    """Each first reply after a session was taken out of the queue, with the line that took it."""
    for number, line, before, _ in told.pairs():
        if not is_reply(line):
            continue
        for earlier in range(number - 1, -1, -1):
            if is_reply(told.lines[earlier]) or told.place(earlier + 1).state != "with_operator":
                break
            if told.place(earlier).state == "waiting":
                yield Sample(line.at, before.live_chat, line.actor_id), earlier
                break


def first_response(told: Told) -> Iterator[Sample]:
    for sample, took in first_replies(told):
        yield Sample(sample.at, sample.live_chat, sample.operator, seconds(told.lines[took].at, sample.at))


def queue_to_first_response(told: Told) -> Iterator[Sample]:
    for sample, took in first_replies(told):
        entered = [one.at for one in queued(Told(told.id, told.home, told.lines[:took]))][-1]
        yield Sample(sample.at, sample.live_chat, sample.operator, seconds(entered, sample.at))


def response_time(told: Told) -> Iterator[Sample]:
    for number, line, before, _ in told.pairs():
        if not is_reply(line):
            continue
        asked: list[datetime] = []
        for earlier in range(number):
            one = told.lines[earlier]
            if is_reply(one) or is_closing(one) or one.kind == "session_marked_spam":
                asked = []
            elif is_word(one) and told.place(earlier).state in OPEN:
                asked.append(one.at)
        if asked:
            yield Sample(line.at, before.live_chat, line.actor_id, seconds(asked[0], line.at))


def rating(told: Told) -> Iterator[Sample]:
    """Of each closing the last one."""
    for number, line, before, _ in told.pairs():
        if line.kind == "session_rated":
            rest = [one.kind for one in told.lines[number + 1 :] if one.kind == "session_rated" or is_closing(one)]
            if rest[:1] != ["session_rated"]:
                yield Sample(line.at, before.live_chat, before.operator, line.body["rating"])


def spam(told: Told) -> Iterator[Sample]:
    if told.is_spam:
        for number in range(len(told.lines) - 1, -1, -1):
            if told.lines[number].kind == "session_marked_spam":
                before = told.place(number)
                yield Sample(told.lines[number].at, before.live_chat, held_by(before))
                return


COUNTED: dict[str, Callable[[Told], Iterator[Sample]]] = {
    "new": new,
    "queued": queued,
    "taken": taken,
    "closed": closed,
    "reopened": reopened,
    "transferred": transferred,
    "abandoned": abandoned,
    "messages_in": messages_in,
    "messages_out": messages_out,
}
MEASURED: dict[str, Callable[[Told], Iterator[Sample]]] = {
    "acceptance_delay": taken,
    "first_response": first_response,
    "queue_to_first_response": queue_to_first_response,
    "response_time": response_time,
    "lifetime": closed,
}


def samples(sessions: list[Told], metric: str) -> list[Sample]:
    """All that happened, of sessions that are no spam; `spam` itself of those that are."""
    if metric == "spam":
        return [sample for told in sessions for sample in spam(told)]
    if metric == "rating":
        return [sample for told in sessions if not told.is_spam for sample in rating(told)]
    way = COUNTED.get(metric) or MEASURED[metric]
    return [sample for told in sessions if not told.is_spam for sample in way(told)]


# ── how many at once, and who was there ─────────────────────────────────────────────────────────────────────────────

Where = Callable[[Place], bool]


def open_at(sessions: list[Told], moment: datetime, where: Where, *, already: bool) -> int:
    """How many sessions are open at a moment; `already`: what happens at the moment itself has happened."""
    found = 0
    for told in sessions:
        count = sum(line.at < moment or (already and line.at == moment) for line in told.lines)
        place = told.place(count)
        found += not told.is_spam and place.state in OPEN and where(place)
    return found


def most_at_once(sessions: list[Told], begins: datetime, ends: datetime, where: Where) -> int:
    """From just before the beginning up to the end, not within."""
    moments = {line.at for told in sessions for line in told.lines if begins <= line.at < ends}
    levels = [open_at(sessions, moment, where, already=True) for moment in moments]
    return max([open_at(sessions, begins, where, already=False), *levels])


def at_work(
    sessions: list[Told], statuses: list[tuple[datetime, str]], person: UUID, begins: datetime, ends: datetime
) -> dict[str, float]:
    """Seconds Online, Away, and occupied. Between two moments at which something happens nothing changes."""
    moments = {begins, ends, *(at for at, _ in statuses), *(line.at for told in sessions for line in told.lines)}
    inside = sorted(moment for moment in moments if begins <= moment <= ends)
    spent = {"online": 0.0, "away": 0.0, "occupied": 0.0}
    for first, then in pairwise(inside):
        status = next((status for at, status in reversed(statuses) if at <= first), "offline")
        if status != "offline":
            spent[status] += seconds(first, then)
            his = open_at(sessions, first, lambda place: place.operator == person and place.state != "waiting",
                          already=True)  # fmt: skip
            spent["occupied"] += seconds(first, then) if his else 0.0
    return spent
