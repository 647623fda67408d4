"""Automatic words: each cause speaks once, in the client's language, and never to spam or to a machine."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.sessions.conftest import Sales, new_visitor, rows
from tests.surfaces import at_work, desk_of, frame_of, socket_of

from deskbell.app import Doors
from deskbell.base import clock
from deskbell.base.ids import new_id
from deskbell.channels.intake import conversation_of
from deskbell.channels.registry import SILENT
from deskbell.demo.town import Town
from deskbell.live_chats.hours import AtWork, set_at_work
from deskbell.rights.actor import SYSTEM
from deskbell.schedules import service as schedules
from deskbell.schedules.checking import checked_hours
from deskbell.sessions import automatic, lifecycle, spam
from deskbell.sessions.automatic import occasion_of, tell_closed, tell_waiting, when
from deskbell.sessions.opening import write
from deskbell.sessions.post import Draft

MONDAY_NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 11, 23, 21, tzinfo=UTC)
TUESDAY_NIGHT = datetime(2026, 11, 24, 21, tzinfo=UTC)

WORDS = {
    "greeting": {"en": "Hello {{ client }}, this is {{live_chat}}.", "ru": "Здравствуйте!"},
    "outside_hours": {"en": "We are closed and open {{next_opening}}.", "ru": "Мы откроемся {{next_opening}}."},
    "waiting": {"en": "Still looking for somebody {who}."},
    "closed": {"en": "Good bye!"},
}
WAITED = "update session set queued_at = queued_at - interval '61 s' where id = $1 returning 1"
OFFICE = [{"weekday": day, "from": "09:00", "until": "17:00"} for day in range(1, 6)]


@pytest.fixture
async def speaking(sales: Sales, monkeypatch: pytest.MonkeyPatch) -> Sales:
    """Sales works 9 to 17 by the clocks of Oslo and has words for every occasion. It is Monday noon."""
    async with sales.db.transaction() as tx:
        office = await schedules.add_schedule(tx, SYSTEM, "Office", checked_hours("Europe/Oslo", OFFICE, []))
    await set_at_work(sales.db, SYSTEM, sales.town.live_chats["Sales"], AtWork(office, 60, WORDS))
    monkeypatch.setattr(clock, "now", lambda: MONDAY_NOON)
    return sales


async def said(sales: Sales, session_id: UUID) -> list[tuple[str, str]]:
    """What was said in a session, by whom, in its order."""
    found = await rows(sales.db, "select author_kind, text from message where session_id = $1 order by seq", session_id)
    return [(row["author_kind"], row["text"]) for row in found]


async def by_itself(sales: Sales, session_id: UUID) -> list[str]:
    return [text for kind, text in await said(sales, session_id) if kind == "system"]


GREETED = "Hello Visitor, this is Sales."
CLOSED = "We are closed and open tomorrow at 09:00 (UTC+1)."


async def test_within_hours_a_client_is_greeted_once_after_his_own_words(speaking: Sales) -> None:
    posted = await speaking.eva.write("Hi")
    assert await said(speaking, posted.session_id) == [("account", "Hi"), ("system", GREETED)]
    await speaking.eva.write("Are you there?")
    assert await by_itself(speaking, posted.session_id) == [GREETED]
    await speaking.check_log(posted.session_id)


async def test_the_greeting_leaves_the_preview_to_the_client(speaking: Sales) -> None:
    posted = await speaking.eva.write("Hi")
    session = await speaking.eva.sees(posted.session_id)
    assert (session.preview, session.preview_author) == ("Hi", "client")


async def test_a_repeat_of_the_first_message_says_nothing_more(speaking: Sales) -> None:
    key = new_id()
    first = await speaking.eva.write("Hi", key)
    assert (await speaking.eva.write("Hi", key)).seq == first.seq
    assert await by_itself(speaking, first.session_id) == [GREETED]


async def test_who_comes_back_is_not_greeted_again(speaking: Sales) -> None:
    session_id = (await speaking.eva.write("Hi")).session_id
    await lifecycle.take(speaking.db, speaking.boris, session_id)
    await lifecycle.close(speaking.db, speaking.boris, session_id)
    assert await by_itself(speaking, session_id) == [GREETED, "Good bye!"]
    assert (await speaking.eva.write("One more thing")).session_id == session_id
    assert await by_itself(speaking, session_id) == [GREETED, "Good bye!"]


async def test_outside_hours_he_is_told_when_it_opens_once_for_each_night(
    speaking: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY_NIGHT)
    session_id = (await speaking.eva.write("Hi")).session_id
    assert await by_itself(speaking, session_id) == [CLOSED]
    for night, told in ((MONDAY_NIGHT, [CLOSED]), (TUESDAY_NIGHT, [CLOSED, CLOSED])):
        monkeypatch.setattr(clock, "now", lambda night=night: night)
        await rows(
            speaking.db,
            "update session set state = 'closed', closed_at = clock_timestamp(), queued_at = null, operator_id = null"
            " where id = $1 returning 1",
            session_id,
        )
        await speaking.eva.write("Anybody?")
        assert await by_itself(speaking, session_id) == told


async def test_words_are_in_the_clients_language_and_in_the_other_where_there_are_none(speaking: Sales) -> None:
    await rows(speaking.db, "update account set language = 'ru-RU' where id = $1 returning 1", speaking.eva.account.id)
    session_id = (await speaking.eva.write("Привет")).session_id
    assert await by_itself(speaking, session_id) == ["Здравствуйте!"]
    await rows(speaking.db, WAITED, session_id)
    assert await tell_waiting(speaking.db) == 1
    assert (await by_itself(speaking, session_id))[-1] == "Still looking for somebody {who}."


async def test_a_wait_is_told_once_and_only_while_it_is_open(speaking: Sales, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = (await speaking.eva.write("Hi")).session_id
    assert await tell_waiting(speaking.db) == 0
    await rows(speaking.db, WAITED, session_id)
    monkeypatch.setattr(clock, "now", lambda: MONDAY_NIGHT)
    assert await tell_waiting(speaking.db) == 0
    monkeypatch.setattr(clock, "now", lambda: MONDAY_NOON)
    assert [await tell_waiting(speaking.db) for _ in range(2)] == [1, 0]
    await speaking.check_log(session_id)


async def test_who_was_taken_is_told_of_no_wait(speaking: Sales) -> None:
    session_id = (await speaking.eva.write("Hi")).session_id
    await rows(speaking.db, WAITED, session_id)
    await lifecycle.take(speaking.db, speaking.boris, session_id)
    assert await tell_waiting(speaking.db) == 0


async def test_spam_is_told_nothing(speaking: Sales) -> None:
    session_id = (await speaking.eva.write("Hi")).session_id
    await lifecycle.take(speaking.db, speaking.boris, session_id)
    await spam.mark_spam(speaking.db, speaking.boris, session_id)
    assert await tell_waiting(speaking.db) == 0
    assert await by_itself(speaking, session_id) == [GREETED]


async def test_a_machine_is_answered_by_nobody(speaking: Sales) -> None:
    eva = speaking.eva
    conversation = conversation_of(eva.channel, eva.account)
    draft = Draft(UUID(int=0), new_id(), "I am on holiday")
    posted, opened = await write(speaking.db, eva.actor, conversation, draft, spoken_to=False)
    assert opened
    assert await by_itself(speaking, posted.session_id) == []


async def test_a_channel_can_tell_words_that_nobody_wrote(speaking: Sales) -> None:
    posted = await speaking.eva.write("Hi")
    found = [await occasion_of(speaking.db, posted.session_id, posted.seq + place) for place in (0, 1)]
    assert found == [None, "greeting"]


async def test_a_live_chat_without_hours_is_always_open_and_one_without_words_silent(sales: Sales) -> None:
    live_chat_id = sales.town.live_chats["Sales"]
    silent = (await sales.eva.write("Hi")).session_id
    assert await by_itself(sales, silent) == []
    await set_at_work(sales.db, SYSTEM, live_chat_id, AtWork(None, None, {"greeting": {"en": "Hello"}, "closed": {}}))
    fred = await new_visitor(sales.db, sales.eva.channel)
    assert await by_itself(sales, (await fred.write("Hi")).session_id) == ["Hello"]


async def test_a_greeting_reaches_the_open_widget_by_its_socket(app: Doors, town: Town) -> None:
    words = {"greeting": {"en": "Hello, this is {{live_chat}}."}}
    await set_at_work(app.house.db, SYSTEM, town.live_chats["Sales"], AtWork(None, None, words))
    async with frame_of(app, town.channels["Sales"]) as eva:
        await eva.start()
        async with socket_of(app, eva) as socket:
            posted = await eva.write("Hi")
            await socket.ask("join", session=posted["session"]["id"], cursor=0)
            events = [one for one in socket.heard if one["type"] == "event" and one["kind"] == "message_posted"]
            if len(events) < 2:
                events.append(await socket.until("event", kind="message_posted", seq=posted["seq"] + 1))
            assert events[-1]["data"]["message"]["author"]["kind"] == "system"
            assert events[-1]["data"]["message"]["text"] == "Hello, this is Sales."


def test_a_moment_is_said_as_a_person_would() -> None:
    now = datetime(2026, 11, 23, 21, tzinfo=UTC)
    at = [datetime(2026, 11, day, 8, 30, tzinfo=UTC) for day in (24, 27, 30)]
    assert [when("en", one, "Europe/Oslo", now) for one in at] == [
        "tomorrow at 09:30 (UTC+1)",
        "on Friday at 09:30 (UTC+1)",
        "on 30 November at 09:30 (UTC+1)",
    ]
    assert when("ru", at[1], "Asia/Kathmandu", now) == "в пятницу в 14:15 (UTC+5:45)"
    assert when("en", datetime(2026, 11, 23, 23, tzinfo=UTC), "UTC", now) == "today at 23:00 (UTC)"


# ── the administrators' door ────────────────────────────────────────────────────────────────────────────────────────


def hours(**more: Any) -> dict[str, Any]:
    return {"name": "Office", "time_zone": "Europe/Oslo", "hours": OFFICE, "exceptions": []} | more


async def kept(desk: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await desk.post("/api/v1/schedules", json=hours(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_schedule_is_kept_changed_and_put_away_when_no_live_chat_works_by_it(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        christmas = {"name": "Christmas", "first": "2026-12-24", "last": "2026-12-26", "yearly": True, "spans": []}
        made = await kept(dmitri, exceptions=[christmas])
        assert (made["hours"], made["exceptions"]) == (OFFICE, [christmas])
        assert (made["opens_at"] is None) == (made["state"] == "open")
        path = f"/api/v1/schedules/{made['id']}"
        changed = await dmitri.put(path, json=hours(name="Office hours", hours=OFFICE[:1]))
        assert (changed.json()["name"], len(changed.json()["hours"]), changed.json()["exceptions"]) == (
            "Office hours",
            1,
            [],
        )
        at_work = f"/api/v1/live-chats/{town.live_chats['Sales']}/hours"
        wish = {"schedule_id": made["id"], "waiting_after": 120, "words": {"closed": {"ru": "Пока", "en": " "}}}
        assert (await dmitri.put(at_work, json=wish)).json() == wish | {"words": {"closed": {"ru": "Пока"}}}
        refused = await dmitri.post(f"{path}/archive")
        assert (refused.status_code, refused.json()["code"]) == (409, "schedule_in_use")
        assert refused.json()["params"]["live_chats"] == ["Sales"]
        await dmitri.put(at_work, json=wish | {"schedule_id": None})
        assert (await dmitri.post(f"{path}/archive")).status_code == 204
        assert (await dmitri.get("/api/v1/schedules")).json()["items"] == []
        gone = await dmitri.put(at_work, json=wish)
        assert gone.json()["params"] == {"fields": {"schedule_id": "unknown"}}


async def test_a_widget_promises_no_answer_while_its_live_chat_says_that_it_is_closed(
    app: Doors, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        desk_of(app, town, "boris") as boris,
        socket_of(app, await at_work(boris)),
        frame_of(app, town.channels["Sales"]) as frame,
    ):
        office = (await kept(dmitri))["id"]
        path = f"/api/v1/live-chats/{town.live_chats['Sales']}/hours"
        for words, at, online in (
            ({"outside_hours": {"en": "We are closed."}}, MONDAY_NOON, True),
            ({"outside_hours": {"en": "We are closed."}}, MONDAY_NIGHT, False),
            ({}, MONDAY_NIGHT, True),
        ):
            body = {"schedule_id": office, "waiting_after": None, "words": words}
            assert (await dmitri.put(path, json=body)).status_code == 200
            with monkeypatch.context() as held:
                held.setattr(clock, "now", lambda at=at: at)
                assert (await frame.start())["desk"]["online"] is online


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"time_zone": "Europe/Atlantis"}, {"time_zone": "unknown"}),
        ({"hours": [{"weekday": 8, "from": "09:00", "until": "10:00"}]}, {"hours": "invalid"}),
        ({"hours": [{"weekday": 1, "from": "09:00", "until": "25:00"}]}, {"hours": "invalid"}),
        ({"hours": [{"weekday": 1, "from": "10:00", "until": "09:00"}]}, {"hours": "out_of_order"}),
        (
            {"hours": [{"weekday": 1, "from": f"0{one}:00", "until": "09:00"} for one in (7, 8)]},
            {"hours": "overlapping"},
        ),
        (
            {"exceptions": [{"name": "No day", "first": "2026-02-30", "last": "2026-03-01"}]},
            {"exceptions": "invalid"},
        ),
        (
            {"exceptions": [{"name": "Backwards", "first": "2026-03-02", "last": "2026-03-01"}]},
            {"exceptions": "out_of_order"},
        ),
        ({"name": " "}, {"name": "required"}),
    ],
)
async def test_hours_that_no_clock_shows_are_refused(
    app: Doors, town: Town, more: dict[str, Any], fields: dict[str, str]
) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        refused = await dmitri.post("/api/v1/schedules", json=hours(**more))
        assert (refused.status_code, refused.json()["params"]) == (422, {"fields": fields})


async def test_words_and_waits_out_of_bounds_are_refused(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        path = f"/api/v1/live-chats/{town.live_chats['Sales']}/hours"
        good = {"schedule_id": None, "waiting_after": 30, "words": {"greeting": {"en": "x" * 2000}}}
        assert (await dmitri.put(path, json=good)).status_code == 200
        for more, fields in (
            ({"waiting_after": 29}, {"waiting_after": "out_of_range"}),
            ({"words": {"greeting": {"en": "x" * 2001}}}, {"words": "too_long"}),
            ({"words": {"birthday": {"en": "Hooray"}}}, {"words": "unknown"}),
            ({"words": {"greeting": {"nb": "Hei"}}}, {"words": "unknown"}),
            ({"words": {"greeting": {"en": "Hello {{cleint}}"}}}, {"words": "unknown_name"}),
        ):
            refused = await dmitri.put(path, json=good | more)
            assert (refused.status_code, refused.json()["params"]) == (422, {"fields": fields})


async def test_a_channel_whose_letters_machines_may_answer_says_nothing_by_itself(
    speaking: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automatic, "_silent", {"widget"})
    session_id = (await speaking.eva.write("Hi")).session_id
    await rows(speaking.db, WAITED, session_id)
    await tell_waiting(speaking.db)
    await lifecycle.take(speaking.db, speaking.boris, session_id)
    await lifecycle.close(speaking.db, speaking.boris, session_id)
    assert await by_itself(speaking, session_id) == []
    assert {"email"} == SILENT


async def test_who_writes_outside_hours_into_an_open_session_is_told_unless_its_operator_is_there(
    speaking: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = (await speaking.eva.write("Hi")).session_id
    await lifecycle.take(speaking.db, speaking.boris, session_id)
    monkeypatch.setattr(clock, "now", lambda: MONDAY_NIGHT)
    wrote = "update session set last_message_at = $2 where id = $1 returning 1"
    await rows(speaking.db, wrote, session_id, MONDAY_NIGHT - timedelta(minutes=1))
    assert await tell_closed(speaking.db) == 0
    await rows(speaking.db, "update person set status = 'offline' where id = $1 returning 1", speaking.boris.id)
    assert [await tell_closed(speaking.db) for _ in range(2)] == [1, 0]
    assert await by_itself(speaking, session_id) == [GREETED, CLOSED]
    await speaking.check_log(session_id)


async def test_what_was_written_before_it_closed_is_told_nothing_of_it(
    speaking: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = (await speaking.eva.write("Hi")).session_id
    closing = datetime(2026, 11, 23, 16, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: closing + timedelta(minutes=5))
    wrote = "update session set last_message_at = $2 where id = $1 returning 1"
    for minutes, told in ((-2, 0), (2, 1)):
        await rows(speaking.db, wrote, session_id, closing + timedelta(minutes=minutes))
        assert await tell_closed(speaking.db) == told
