"""What one session gives to reports, from its events alone: what it adds to quarters of an hour, and where it was when.

Pure. The formulas are those of docs/reports.md; a test holds them against a slow calculation from the same events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

QUARTER = timedelta(minutes=15)
NOBODY = UUID(int=0)
"""Stands for no operator, and for no live chat, in the keys of the roll-up."""

KINDS = (
    "session_opened",
    "session_taken",
    "session_assigned",
    "session_closed",
    "session_reopened",
    "session_transferred",
    "session_marked_spam",
    "session_restored",
    "session_rated",
    "letters_moved",
    "message_posted",
)
"""The kinds of events that reports are made of; of `letters_moved` only what closes a session merged into another."""

STARS = ("ones", "twos", "threes", "fours", "fives")
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as reports need it."""

    seq: int
    kind: str
    actor_kind: str
    actor_id: UUID | None
    at: datetime
    body: Mapping[str, Any]


Key = tuple[datetime, UUID, UUID]
"""The beginning of a quarter of an hour, a live chat, an operator or NOBODY."""


@dataclass(slots=True)
class Span:
    """Waiting in a live chat, or (with an operator) in his hands; still so where `until` is None."""

    since: datetime
    until: datetime | None
    live_chat_id: UUID
    operator_id: UUID


@dataclass(slots=True)
class Folded:
    """Facts by key, each a column's name → number (times in microseconds); and the spans, oldest first."""

    facts: dict[Key, dict[str, int]] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)


def quarter_of(moment: datetime) -> datetime:
    """The beginning of its quarter of an hour; every zone's hours begin with one."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def fold(events: Sequence[Happened], live_chat_id: UUID) -> Folded:
    """What a session gives, from all its events in order. `live_chat_id`: where it was opened, its channel's."""
    folding = _Folding(live_chat_id, _is_spam(events), _ratings(events))
    for place, event in enumerate(events):
        born_spam = place == 0 and len(events) > 1 and events[1].kind == "session_marked_spam"
        folding.take(event, born_spam and event.actor_kind == "account")
    return folding.made


def _is_spam(events: Iterable[Happened]) -> bool:
    spam = False
    for event in events:
        spam = (spam or event.kind == "session_marked_spam") and event.kind != "session_restored"
    return spam


def _ratings(events: Iterable[Happened]) -> frozenset[int]:
    """The numbers of the ratings that count: of each closing the last."""
    counting, last = set[int](), None
    for event in events:
        if event.kind == "session_rated":
            counting.discard(last or 0)
            counting.add(event.seq)
            last = event.seq
        elif event.kind == "session_closed" or _merges(event):
            last = None
    return frozenset(counting)


class _Folding:
    """Where the session is at the event at hand, and what is being measured."""

    def __init__(self, live_chat_id: UUID, is_spam: bool, ratings: frozenset[int]) -> None:
        self.made = Folded()
        self.live_chat = live_chat_id
        self.operator = NOBODY
        self.state = ""
        self.is_spam = is_spam
        self.ratings = ratings
        self.now: datetime | None = None
        self.opened_at: datetime | None = None
        self.queued_at: datetime | None = None
        self.accepted: tuple[datetime, datetime] | None = None
        """Taken out of the queue, and entered it; until the operator's first word."""
        self.unanswered_at: datetime | None = None
        self.answered = False

    def take(self, event: Happened, born_spam: bool) -> None:
        # A message's time is taken before its row's lock: within a session no clock goes back.
        self.now = event.at if self.now is None else max(self.now, event.at)
        if event.kind == "message_posted":
            self._message(event)
        elif event.kind == "session_rated":
            if event.seq in self.ratings:
                self._add(STARS[int(event.body["rating"]) - 1])
        elif event.kind != "letters_moved" or _merges(event):
            self._step(event, born_spam)

    def _step(self, event: Happened, born_spam: bool) -> None:
        state, operator = _after(event, self.operator)
        live_chat = _id(event.body.get("live_chat_id")) or self.live_chat
        if born_spam:
            state = "spam"
        self._count(event, operator, live_chat)
        self._measure(state, operator, live_chat)
        self._move(state, operator, live_chat)

    def _count(self, event: Happened, operator: UUID, live_chat: UUID) -> None:
        assert self.now is not None
        if event.kind == "session_opened":
            self.opened_at = self.now
            if not _is_news(event):
                self._add("opened", operator, live_chat)
        elif event.kind == "session_closed" or _merges(event):
            if self.state != "closed":
                self._closing(event)
        elif event.kind == "session_reopened":
            self.answered = False
            self._add("reopened", operator=operator)
        elif event.kind == "session_transferred":
            self._add("transferred")
        elif event.kind == "session_marked_spam" and self.is_spam:
            self.made = Folded()
            self._add("spam", even_spam=True)

    def _closing(self, event: Happened) -> None:
        self._add("closed")
        self._add_time("life", self.opened_at)
        if not (self.answered or event.actor_kind == "account" or _merges(event)):
            self._add("abandoned")

    def _measure(self, state: str, operator: UUID, live_chat: UUID) -> None:
        assert self.now is not None
        if state == "waiting" and (self.state != "waiting" or live_chat != self.live_chat):
            self.queued_at = self.now
            self._add("queued", NOBODY, live_chat)
        if state == "with_operator" and self.state == "waiting" and self.queued_at:
            self._add("taken", operator, live_chat)
            self._add_time("accept", self.queued_at, operator, live_chat)
            self.accepted = (self.now, self.queued_at)
        if state != "with_operator":
            self.accepted = None
        if state in ("closed", "spam"):
            self.unanswered_at = None

    def _move(self, state: str, operator: UUID, live_chat: UUID) -> None:
        """The span of where it was ends, that of where it is begins. Who closed it is remembered for its rating."""
        assert self.now is not None
        is_open = state in ("waiting", "with_operator")
        last = self.made.spans[-1] if self.made.spans and self.made.spans[-1].until is None else None
        if last and not (is_open and (last.live_chat_id, last.operator_id) == (live_chat, operator)):
            last.until = self.now
            if last.until == last.since:
                self.made.spans.pop()
            last = None
        if is_open and last is None and not self.is_spam:
            self.made.spans.append(Span(self.now, None, live_chat, operator))
        self.state, self.live_chat = state, live_chat
        if is_open:
            self.operator = operator

    def _message(self, event: Happened) -> None:
        if event.actor_kind == "account":
            self._add("messages_in", self.operator if self.state == "with_operator" else NOBODY)
            if self.state in ("waiting", "with_operator") and self.unanswered_at is None:
                self.unanswered_at = self.now
        elif event.actor_kind in ("person", "bot") and event.actor_id:
            self._reply(event.actor_id)

    def _reply(self, author: UUID) -> None:
        self._add("messages_out", author)
        if self.accepted:
            self._add("firsts", author)
            self._add_time("first", self.accepted[0], author)
            self._add_time("wait", self.accepted[1], author)
        if self.unanswered_at:
            self._add("answers", author)
            self._add_time("answer", self.unanswered_at, author)
        self.accepted, self.unanswered_at, self.answered = None, None, True

    def _add(
        self, column: str, operator: UUID | None = None, live_chat: UUID | None = None, even_spam: bool = False
    ) -> None:
        if not self.is_spam or even_spam:
            row = self._row(operator, live_chat)
            row[column] = row.get(column, 0) + 1

    def _add_time(
        self, name: str, since: datetime | None, operator: UUID | None = None, live_chat: UUID | None = None
    ) -> None:
        if self.is_spam or since is None or self.now is None:
            return
        took, row = (self.now - since) // _MICROSECOND, self._row(operator, live_chat)
        row[f"{name}_sum"] = row.get(f"{name}_sum", 0) + took
        row[f"{name}_most"] = max(row.get(f"{name}_most", 0), took)

    def _row(self, operator: UUID | None, live_chat: UUID | None) -> dict[str, int]:
        assert self.now is not None
        who = self.operator if operator is None else operator
        return self.made.facts.setdefault((quarter_of(self.now), live_chat or self.live_chat, who), {})


def _after(event: Happened, operator: UUID) -> tuple[str, UUID]:
    """The state and the operator after a step; a closed or marked session keeps the one it had."""
    if event.kind == "session_opened":
        if _is_news(event):
            return "closed", NOBODY
        begun = event.actor_kind in ("person", "bot") and event.actor_id
        return ("with_operator", event.actor_id or NOBODY) if begun else ("waiting", NOBODY)
    if event.kind in ("session_closed", "session_marked_spam"):
        return ("closed" if event.kind == "session_closed" else "spam"), operator
    if event.body.get("state") == "closed":
        return "closed", operator
    given = _id(event.body.get("operator_id"))
    return ("with_operator", given) if given else ("waiting", NOBODY)


def _is_news(event: Happened) -> bool:
    """A session made closed for what a program tells somebody: nobody waits in it until the client answers."""
    return event.kind == "session_opened" and event.actor_kind == "system"


def _merges(event: Happened) -> bool:
    """Whether the session became a part of another one, which closes it."""
    return event.kind == "letters_moved" and event.body.get("state") == "closed"


def _id(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else UUID(str(value)) if value else None
