"""What happened in the town before the stories: sixty days of sessions long over, for lists and reports to be full of.

Stories go through the doors of every day; hundreds of sessions would take them a minute. So these rows are written in
one breath, as those doors would have left them: numbers dense, the log beside everything, never a name.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.demo.dialogues import DIALOGUES, OFFERS
from deskbell.demo.town import Town

SQL = statements(__package__, "history.sql")

DAYS = 60
ZONE = ZoneInfo("Europe/Oslo")
OPERATORS = {"Sales": ("boris", "boris", "clara"), "Support": ("clara",)}
WRITES = {
    "clients": SQL.add_clients,
    "accounts": SQL.add_accounts,
    "sessions": SQL.add_sessions,
    "messages": SQL.add_messages,
    "ratings": SQL.add_ratings,
    "events": SQL.add_events,
}
"""In the order in which one row needs another; `events` has also those of the operators' working status."""

Rows = dict[str, list[dict[str, Any]]]


async def remember(db: Database, town: Town, now: datetime | None = None) -> list[UUID]:
    """Write the past up to yesterday; needs the owner's role. Returns its sessions, oldest first."""
    rows = past(town, now or datetime.now(UTC))
    async with db.transaction() as tx:
        for table, write in WRITES.items():
            await tx.run(write, rows=rows[table])
        sessions = [row["id"] for row in rows["sessions"]]
        await tx.run(SQL.add_marks, session_ids=sessions)
    return sessions


def past(town: Town, now: datetime) -> Rows:
    """The rows of sixty days before today. The same every time but for the dates."""
    draw = random.Random(23)  # noqa: S311 - of a demo
    rows: Rows = {table: [] for table in WRITES}
    today = now.astimezone(ZONE).date()
    for ago in range(DAYS, 0, -1):
        day = today - timedelta(days=ago)
        weekend = day.weekday() >= 5
        # The shop grows, and its operators get quicker.
        busy = draw.randint(1, 2) if weekend else draw.randint(4, 6) + (60 - ago) // 20
        for _ in range(busy):
            _Talk(town, draw, _opening(draw, day), slow=0.8 + ago / 90).happen(rows, today)
        if not weekend:
            _work(rows, town, draw, day)
    rows["sessions"].sort(key=itemgetter("opened_at"))
    return rows


def _id_at(moment: datetime, draw: random.Random) -> UUID:
    """A UUIDv7 of that moment: lists that go by ids go by time."""
    stamp = int(moment.timestamp() * 1000)
    return UUID(int=stamp << 80 | 0x7 << 76 | draw.getrandbits(12) << 64 | 0x2 << 62 | draw.getrandbits(62))


def _opening(draw: random.Random, day: date) -> datetime:
    """Mostly before lunch and in the early afternoon."""
    hour = draw.choices(range(9, 18), (3, 5, 7, 5, 4, 6, 5, 3, 2))[0]
    return datetime.combine(day, time(hour, draw.randrange(60), draw.randrange(60)), ZONE).astimezone(UTC)


def _work(rows: Rows, town: Town, draw: random.Random, day: date) -> None:
    """A day at work: come, lunch, and home."""
    for name in ("boris", "clara"):
        moments = ((8, 50, "online"), (12, 0, "away"), (12, 30, "online"), (18, 5, "offline"))
        for hour, minute, status in moments:
            at = datetime.combine(day, time(hour, minute), ZONE) + timedelta(minutes=draw.randrange(-4, 12))
            person = town.people[name]
            rows["events"].append(
                {"kind": "status_changed", "audience": "staff", "prev_all": 0, "actor_kind": "person",
                 "actor_id": person, "at": at, "body": {"person_id": person, "status": status}}
            )  # fmt: skip


@dataclass
class _Talk:
    """One session, from its first word to its end."""

    town: Town
    draw: random.Random
    at: datetime
    slow: float
    id: UUID = field(init=False)
    client: UUID = field(init=False)
    account: UUID = field(init=False)
    operator: UUID = field(init=False)
    rating: int | None = None
    moments: dict[str, datetime] = field(default_factory=dict)
    """Of its row: opened_at, taken_at, closed_at, spam_at, rated_at."""
    rows: Rows = field(default_factory=lambda: {"events": [], "messages": [], "ratings": []})

    def __post_init__(self) -> None:
        self.id, self.client, self.account = (_id_at(self.at, self.draw) for _ in range(3))

    def happen(self, rows: Rows, today: date) -> None:
        """Everything of it, then its rows; what would reach into today has not happened."""
        draw, live_chat = self.draw, self.draw.choice(("Sales", "Sales", "Sales", "Support", "Support"))
        self.operator = self.town.people[draw.choice(OPERATORS[live_chat])]
        fate = draw.choices(("answered", "abandoned", "reopened", "transferred", "spam"), (80, 6, 6, 5, 3))[0]
        lines: Sequence[str] = (draw.choice(OFFERS),) if fate == "spam" else draw.choice(DIALOGUES[live_chat])
        self._mark("opened_at")
        self._step("session_opened")
        self._say(lines[0])
        self._wait(20, 90, 420)
        self._mark("taken_at")
        self._step("session_taken", self.operator, self._with())
        if fate == "spam":
            self._wait(10, 20, 60)
            self._step(
                "session_marked_spam", self.operator, {"state": "spam", "spam_at": self._mark("spam_at")}, "staff"
            )
        else:
            self._go_on(fate, lines[1:], live_chat)
        if self.at.astimezone(ZONE).date() < today:
            for table, more in {**self.rows, **self._whole(live_chat, "spam" if fate == "spam" else "closed")}.items():
                rows[table].extend(more)

    def _go_on(self, fate: str, lines: Sequence[str], live_chat: str) -> None:
        if fate == "transferred" and live_chat == "Sales":
            self._wait(20, 60, 200)
            boris, clara = (self.town.people[name] for name in ("boris", "clara"))
            given = self.operator
            self.operator = clara if given == boris else boris
            self._step("session_transferred", given, self._with())
        if fate != "abandoned":
            self._talk(lines)
        self._close()
        if fate == "reopened":
            self._wait(1800, 9000, 30_000)
            self._step("session_reopened", None, {**self._with(), "closed_at": None, "close_reason_id": None})
            self._say("Sorry, one more thing: does that hold on Saturdays too?")
            self._talk(("It does, until two o'clock.",))
            self._close()
        if fate != "abandoned" and self.draw.random() < 0.4:
            self._wait(5, 30, 300)
            self.rating = self.draw.choices((5, 4, 3, 2, 1), (58, 26, 9, 4, 3))[0]
            self._step(
                "session_rated", None, {"rating": self.rating, "rated_at": self._mark("rated_at"), "before": None}
            )
            self.rows["ratings"].append({"session_id": self.id, "seq": self._seq, "rating": self.rating})

    def _talk(self, lines: Sequence[str]) -> None:
        """Operator and client by turns."""
        for place, words in enumerate(lines):
            by_client = place % 2 == 1
            self._wait(*((15, 60, 240) if by_client else (20, 70, 330)))
            self._say(words, None if by_client else self.operator)

    def _close(self) -> None:
        self._wait(30, 200, 1500)
        body = {"state": "closed", "closed_at": self._mark("closed_at"), "queued_at": None, "close_reason_id": None}
        self._step("session_closed", self.operator, body)

    def _with(self) -> dict[str, Any]:
        """An assignment, as the log keeps it."""
        return {"state": "with_operator", "operator_id": self.operator, "group_id": None, "queued_at": None,
                "taken_at": self.moments["taken_at"], "joined": []}  # fmt: skip

    def _mark(self, name: str) -> datetime:
        self.moments[name] = self.at
        return self.at

    def _wait(self, least: float, usual: float, most: float) -> None:
        self.at += timedelta(seconds=self.slow * self.draw.triangular(least, most, usual))

    def _say(self, words: str, operator: UUID | None = None) -> None:
        self._step("message_posted", operator)
        number = sum(row["client_no"] is not None for row in self.rows["messages"]) + 1
        self.rows["messages"].append(
            {"session_id": self.id, "seq": self._seq, "id": _id_at(self.at, self.draw), "text": words, "at": self.at,
             "author_kind": "person" if operator else "account", "author_id": operator or self.account,
             "client_no": None if operator else number}
        )  # fmt: skip

    @property
    def _seq(self) -> int:
        return len(self.rows["events"])

    def _step(
        self, kind: str, by: UUID | None = None, body: dict[str, Any] | None = None, audience: str = "all"
    ) -> None:
        events = self.rows["events"]
        seen = max((row["seq"] for row in events if row["audience"] == "all"), default=0)
        events.append(
            {"session_id": self.id, "seq": len(events) + 1, "kind": kind, "audience": audience, "prev_all": seen,
             "actor_kind": "person" if by else "account", "actor_id": by or self.account, "at": self.at,
             "body": body or {}}
        )  # fmt: skip

    def _whole(self, live_chat: str, state: str) -> Rows:
        """Client, account and session as all that left them."""
        said, channel = self.rows["messages"], self.town.channels[live_chat].id
        answers = [row["seq"] for row in said if row["author_kind"] == "person"]
        row = {
            **{name: self.moments.get(name) for name in ("opened_at", "taken_at", "closed_at", "spam_at", "rated_at")},
            "id": self.id, "live_chat_id": self.town.live_chats[live_chat], "channel_id": channel,
            "account_id": self.account, "client_id": self.client, "state": state, "operator_id": self.operator,
            "last_seq": self._seq, "client_count": len(said) - len(answers), "message_count": len(said),
            "last_all_seq": max(one["seq"] for one in self.rows["events"] if one["audience"] == "all"),
            "last_message_at": said[-1]["at"], "preview": said[-1]["text"], "rating": self.rating,
            "preview_author": "operator" if said[-1]["author_kind"] == "person" else "client",
            "client_read_seq": max(answers, default=0),
        }  # fmt: skip
        born = self.moments["opened_at"]
        account = {"id": self.account, "client_id": self.client, "channel_id": channel, "at": born}
        return {"clients": [{"id": self.client, "at": born}], "accounts": [account], "sessions": [row]}
