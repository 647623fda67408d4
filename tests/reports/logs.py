"""Logs as deeds write them, made up at random, and put into the tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from hypothesis import strategies as st

from deskbell.base.ids import new_id
from deskbell.demo.town import Town
from tests.reports.slow import Line, Place, Told

CLIENT = UUID(int=7)
PROGRAM = UUID(int=8)
STAYS = ["word", "reply", "assign", "give_back", "transfer", "move", "close", "fold", "merge", "merged_in",
         "spam"]  # fmt: skip
CAN = {
    "waiting": ["word", "take", "assign", "regroup", "move", "fold", "merge", "spam"],
    "with_operator": STAYS,
    "closed": ["rate", "return", "reopen", "back_in_queue", "merge", "spam", "spam"],
    "spam": ["word", "restore", "restore_waiting"],
}


@dataclass(frozen=True)
class Cast:
    """Who can do something, and where."""

    live_chats: tuple[UUID, UUID]
    channels: tuple[UUID, UUID]
    operators: tuple[UUID, ...]

    @classmethod
    def of(cls, town: Town) -> "Cast":
        names = ("Sales", "Support")
        chats, channels = (town.live_chats[n] for n in names), (town.channels[n].id for n in names)
        return cls(tuple(chats), tuple(channels), (town.people["boris"], town.people["clara"]))  # type: ignore[arg-type]


@st.composite
def session(draw: st.DrawFn, cast: Cast, begins: datetime, days: int) -> Told:
    """A session that goes its way by what can be done to it; minutes, hours or nothing pass between."""
    home = draw(st.sampled_from(cast.live_chats))
    at = begins + timedelta(minutes=draw(st.integers(0, days * 24 * 60)))
    operator = st.sampled_from(cast.operators)
    first = draw(st.sampled_from(["wrote", "wrote", "wrote", "begun", "locked", "news"]))
    lines = [Line("session_opened", at, "person" if first == "begun" else "account",
                  draw(operator) if first == "begun" else CLIENT)]  # fmt: skip
    if first == "locked":
        lines.append(Line("session_marked_spam", at, "system", None, {"state": "spam"}))
    if draw(st.integers(0, 9)) == 0:
        lines[0].body["live_chat_id"] = cast.live_chats[cast.live_chats[0] == home]
    if first == "news":
        lines = [Line("session_opened", at, "system", PROGRAM),
                 Line("session_closed", at, "system", PROGRAM, {"state": "closed"}),
                 Line("message_posted", at, "system", PROGRAM)]  # fmt: skip
    for _ in range(draw(st.integers(3, 14))):
        at += draw(st.sampled_from([timedelta(0), timedelta(seconds=37), timedelta(minutes=15), timedelta(hours=5)]))
        told = Told(UUID(int=0), home, lines)
        place = told.place(len(lines))
        other = cast.live_chats[cast.live_chats[0] == place.live_chat]
        can = ["restore_closed"] if place.state == "spam" and _was_closed(told) else CAN[place.state]
        lines = [*lines, *_deed(draw(st.sampled_from(can)), at, place, draw(operator), other,
                                draw(st.integers(1, 5)))]  # fmt: skip
    return Told(new_id(), home, lines)


def _was_closed(told: Told) -> bool:
    """Whether a session that is spam was closed when it was marked."""
    last = max(place for place, line in enumerate(told.lines) if line.kind == "session_marked_spam")
    return told.place(last).state == "closed"


def _deed(what: str, at: datetime, place: Place, operator: UUID, other: UUID, stars: int) -> list[Line]:
    def to(kind: str, whose: UUID | None, **more: Any) -> Line:
        state = "with_operator" if whose else "waiting"
        return Line(kind, at, "person", operator, {"state": state, "operator_id": whose, "group_id": None, **more})

    word = Line("message_posted", at, "account", CLIENT)
    deeds = {
        "word": [word],
        "reply": [Line("message_posted", at, "person", place.operator or operator)],
        "take": [to("session_taken", operator)],
        "assign": [to("session_assigned", operator)],
        "regroup": [to("session_assigned", None)],
        "give_back": [to("session_assigned", None)],
        "transfer": [to("session_transferred", operator)],
        "move": [to("session_transferred", None, live_chat_id=other)],
        "close": [Line("session_closed", at, "person", place.operator, {"state": "closed"})],
        "fold": [Line("session_closed", at, "account", CLIENT, {"state": "closed"})],
        "spam": [Line("session_marked_spam", at, "person", operator, {"state": "spam"})],
        "rate": [Line("session_rated", at, "account", CLIENT, {"rating": stars})],
        "return": [to("session_reopened", place.operator), word],
        "reopen": [to("session_reopened", operator)],
        "back_in_queue": [to("session_reopened", None), word],
        "restore": [to("session_restored", operator, spam_at=None)],
        "restore_closed": [
            Line(
                "session_restored",
                at,
                "person",
                operator,
                {"state": "closed", "operator_id": place.operator, "spam_at": None},
            )
        ],
        "merge": [
            Line(
                "letters_moved",
                at,
                "person",
                operator,
                {"state": "closed", "operator_id": place.operator or operator, "deed": "merged"},
            )
        ],
        "merged_in": [Line("letters_moved", at, "person", operator, {"deed": "merged_in"})],
        "restore_waiting": [to("session_restored", None, spam_at=None)],
    }
    return deeds[what]


@st.composite
def statuses(draw: st.DrawFn, begins: datetime, days: int) -> list[tuple[datetime, str]]:
    """A person's working statuses; he goes home in the end."""
    minutes = sorted(draw(st.sets(st.integers(0, days * 24 * 60), max_size=5)))
    said = [(begins + timedelta(minutes=m), draw(st.sampled_from(["online", "away", "offline"]))) for m in minutes]
    return [*said, (begins + timedelta(days=days + 1), "offline")] if said else []


async def put(owner: asyncpg.Connection, cast: Cast, sessions: list[Told],
              said: dict[UUID, list[tuple[datetime, str]]]) -> None:  # fmt: skip
    """Into the tables, in place of what was there."""
    await owner.execute("delete from event")
    await owner.execute("delete from session")
    for told in sessions:
        place, client = told.place(len(told.lines)), new_id()
        await owner.execute("insert into client (id) values ($1)", client)
        channel = cast.channels[cast.live_chats.index(told.home)]
        await owner.execute(
            "insert into account (id, client_id, channel_kind, channel_id, external_id) "
            "values ($1, $2, 'widget', $3, $4)", client, client, channel, str(client))  # fmt: skip
        await owner.execute(
            "insert into session (id, live_chat_id, channel_id, account_id, client_id, state, operator_id, opened_at) "
            "values ($1, $2, $3, $4, $4, $5, $6, $7)", told.id, place.live_chat, channel, client, place.state,
            place.operator if place.state != "waiting" else None, told.lines[0].at)  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (told.id, seq, line.kind, line.actor_kind, line.actor_id, line.at, _json(line.body))
        for told in sessions
        for seq, line in enumerate(told.lines, 1)
    ]
    rows += [
        (None, None, "status_changed", "person", person, at, _json({"person_id": person, "status": status}))
        for person, told_of in said.items()
        for at, status in told_of
    ]
    await owner.executemany(
        "insert into event (session_id, seq, kind, actor_kind, actor_id, at, body) "
        "values ($1, $2, $3, $4, $5, $6, $7::text::jsonb)", rows)  # fmt: skip


def _json(body: dict[str, Any]) -> str:
    return msgspec.json.encode(body).decode()
