"""The town's past stands as the doors of every day would have left it."""

from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from deskbell.base.db import Database
from deskbell.demo.history import DAYS, ZONE, past, remember
from deskbell.demo.town import Town
from deskbell.sessions.reading import seen

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def by_session(rows: list[dict[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    of_sessions = [row for row in rows if row.get("session_id")]
    return {id_: list(own) for id_, own in groupby(of_sessions, itemgetter("session_id"))}


async def test_numbers_are_dense_and_rows_agree_with_their_log(town: Town) -> None:
    rows = past(town, NOW)
    events, messages = by_session(rows["events"]), by_session(rows["messages"])
    assert len(rows["sessions"]) > 4 * DAYS
    for session in rows["sessions"]:
        log, said = events[session["id"]], messages[session["id"]]
        assert [event["seq"] for event in log] == list(range(1, session["last_seq"] + 1))
        assert [event["at"] for event in log] == sorted(event["at"] for event in log)
        shown = [event["seq"] for event in log if event["audience"] == "all"]
        assert session["last_all_seq"] == shown[-1]
        posted = [event["seq"] for event in log if event["kind"] == "message_posted"]
        assert posted == [message["seq"] for message in said]
        numbers = [message["client_no"] for message in said if message["author_kind"] == "account"]
        assert numbers == list(range(1, session["client_count"] + 1))
        assert session["preview"] == said[-1]["text"]


async def test_nothing_of_it_happened_today_or_is_still_open(town: Town) -> None:
    rows = past(town, NOW)
    today = NOW.astimezone(ZONE).date()
    assert {session["state"] for session in rows["sessions"]} == {"closed", "spam"}
    assert all(event["at"].astimezone(ZONE).date() < today for event in rows["events"])


async def test_a_supervisor_finds_it_with_its_ratings(db: Database, town: Town) -> None:
    sessions = await remember(db, town, NOW)
    anna = await town.actor(db, "anna")
    found = [await seen(db, anna, id_) for id_ in sessions[:40]]
    assert {session.state for session in found} <= {"closed", "spam"}
    assert any(session.rating for session in found)
    assert [session.number for session in found] == sorted(session.number for session in found)
