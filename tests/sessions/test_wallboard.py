"""The live chat now: who waits, who works, whom nobody answers, and the day so far, as its supervisors see it."""

from typing import Any

import asyncpg
import httpx
from tests.sessions.conftest import Sales, new_visitor
from tests.surfaces import desk_of, key

from deskbell.app import Doors
from deskbell.base.ids import new_id
from deskbell.rights.actor import Actor
from deskbell.sessions import bulk, lifecycle, notifying
from deskbell.sessions.opening import Conversation
from deskbell.sessions.post import Draft


async def board(sales: Sales, desk: httpx.AsyncClient) -> dict[str, Any]:
    answer = await desk.get(f"/api/v1/live-chats/{sales.town.live_chats['Sales']}/now")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def reply(desk: httpx.AsyncClient, session: object, text: str) -> None:
    body = {"send_key": key(), "text": text}
    answer = await desk.post(f"/api/v1/sessions/{session}/messages", json=body)
    assert answer.status_code == 201, answer.text


async def test_who_waits_stands_by_how_long_and_leaves_when_taken(app: Doors, sales: Sales) -> None:
    first = (await sales.eva.write("Is anybody there?")).session_id
    second = (await sales.fred.write("Hello")).session_id
    async with desk_of(app, sales.town, "anna") as anna:
        before = await board(sales, anna)
        await lifecycle.take(sales.db, sales.boris, first)
        after = await board(sales, anna)
    assert [row["id"] for row in before["waiting"]] == [str(first), str(second)]
    assert (before["waiting_count"], before["today"]["taken"]) == (2, 0)
    assert [row["id"] for row in after["waiting"]] == [str(second)]
    assert (after["waiting_count"], after["today"]["taken"]) == (1, 1)
    assert before["long_wait"] == 120


async def test_an_unanswered_word_counts_from_the_first_until_the_operator_answers(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Where is my parcel?")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await sales.eva.write("Hello?")
    async with desk_of(app, sales.town, "anna") as anna, desk_of(app, sales.town, "boris") as boris:
        before = await board(sales, anna)
        await reply(boris, session, "On its way")
        after = await board(sales, anna)
        await sales.eva.write("When?")
        asked = await board(sales, anna)
    (row,) = before["unanswered"]
    assert (row["id"], row["operator"]["name"], row["messages"]) == (str(session), "Boris", 2)
    (his,) = [one for one in before["operators"] if one["name"] == "Boris"]
    assert (his["open_here"], his["unanswered"], his["unanswered_since"]) == (1, 1, row["since"])
    assert (after["unanswered"], after["unanswered_count"]) == ([], 0)
    assert [one["messages"] for one in asked["unanswered"]] == [1]


async def test_the_days_figures_are_those_of_the_log(app: Doors, sales: Sales, dsn: str) -> None:
    owner = await asyncpg.connect(dsn)
    visitors = [await new_visitor(sales.db, sales.town.channels["Sales"]) for _ in range(3)]
    sessions = [(await one.write("Hello")).session_id for one in visitors]
    # Two were assigned after 30 and 90 seconds, one of them answered 40 seconds later; the third came yesterday.
    async with desk_of(app, sales.town, "anna") as anna, desk_of(app, sales.town, "boris") as boris:
        asked = bulk.Asked("assign", operator_id=sales.boris.id)
        await bulk.do_to_many(sales.db, sales.anna, sessions[:2], asked)
        await reply(boris, sessions[0], "Good day")
        for session, wait in ((sessions[0], 30), (sessions[1], 90)):
            await owner.execute(SHIFT, session, f"{wait} seconds")
        await owner.execute(ANSWER, sessions[0], "40 seconds")
        await owner.execute(YESTERDAY, sessions[2])
        await lifecycle.close(sales.db, sales.boris, sessions[1])
        today = (await board(sales, anna))["today"]
    await owner.close()
    counted = {name: today[name] for name in ("opened", "reopened", "taken", "closed", "abandoned", "rated")}
    assert counted == {"opened": 2, "reopened": 0, "taken": 2, "closed": 1, "abandoned": 1, "rated": 0}
    assert round(today["wait_average"]) == 60
    assert round(today["first_response_average"]) == 40
    assert today["rating_average"] is None


async def test_who_hands_a_session_back_without_a_word_answered_nobody(app: Doors, sales: Sales, dsn: str) -> None:
    session = (await sales.eva.write("Is anybody there?")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    group = str(sales.town.groups["Sales operators"])
    async with desk_of(app, sales.town, "anna") as anna, desk_of(app, sales.town, "boris") as boris:
        back = await anna.post(f"/api/v1/sessions/{session}/assign", json={"group_id": group})
        assert back.status_code == 200, back.text
        owner = await asyncpg.connect(dsn)
        long_ago = "update event set at = at - interval '10 minutes' where session_id = $1 and kind = 'session_taken'"
        await owner.execute(long_ago, session)
        await owner.close()
        await lifecycle.take(sales.db, sales.boris, session)
        await reply(boris, session, "Good day")
        today = (await board(sales, anna))["today"]
    assert today["taken"] == 2
    assert round(today["first_response_average"]) == 0


SHIFT = """
update event e set at = (select at from event where session_id = e.session_id and seq = 1) + $2::text::interval
where session_id = $1 and kind = 'session_assigned'
"""
ANSWER = """
update message m set posted_at =
  (select at from event where session_id = m.session_id and kind = 'session_assigned') + $2::text::interval
where session_id = $1 and author_kind = 'person'
"""
YESTERDAY = "update event set at = at - interval '25 hours' where session_id = $1"


async def test_a_programs_news_is_no_visit_and_a_merging_closes_without_abandoning(
    app: Doors, sales: Sales, dsn: str
) -> None:
    eva = sales.eva
    place = Conversation(eva.channel.live_chat_id, eva.channel.id, eva.account.id, eva.account.client_id)
    program = Actor("system", new_id(), "Orders")
    news = Draft(new_id(), new_id(), "Your order is on its way.")
    await notifying.notify_account(sales.db, program, place, news, lambda _: True)
    merged = (await sales.fred.write("Hello")).session_id
    owner = await asyncpg.connect(dsn)
    await owner.execute(MERGED, merged)
    await owner.close()
    async with desk_of(app, sales.town, "anna") as anna:
        today = (await board(sales, anna))["today"]
    counted = {name: today[name] for name in ("opened", "closed", "abandoned", "taken")}
    assert counted == {"opened": 1, "closed": 1, "abandoned": 0, "taken": 0}


async def test_a_rating_counts_today_though_the_session_was_closed_two_days_ago(
    app: Doors, sales: Sales, dsn: str
) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await lifecycle.close(sales.db, sales.boris, session)
    owner = await asyncpg.connect(dsn)
    await owner.execute(RATED, session)
    await owner.close()
    async with desk_of(app, sales.town, "anna") as anna:
        today = (await board(sales, anna))["today"]
    assert (today["rated"], today["rating_average"]) == (1, 4.0)


MERGED = """
with closed as (
  update session set state = 'closed', closed_at = clock_timestamp(), queued_at = null, last_seq = last_seq + 1
  where id = $1 returning id, last_seq
)
insert into event (session_id, seq, kind, actor_kind, body)
select id, last_seq, 'letters_moved', 'person', '{"deed": "merged", "state": "closed"}' from closed
"""
RATED = """
update session set rating = 4, rated_at = clock_timestamp(), closed_at = clock_timestamp() - interval '60 hours'
where id = $1
"""


async def test_it_is_the_supervisors_of_this_live_chat_who_see_it(app: Doors, sales: Sales) -> None:
    chat = f"/api/v1/live-chats/{sales.town.live_chats['Sales']}/now"
    for name, code in (("boris", 403), ("emil", 404), ("dmitri", 200)):
        async with desk_of(app, sales.town, name) as desk:
            assert (await desk.get(chat)).status_code == code


async def test_the_table_stands_by_operator_page_after_page_and_nobodys_last(app: Doors, sales: Sales) -> None:
    visitors = [await new_visitor(sales.db, sales.town.channels["Sales"]) for _ in range(4)]
    sessions = [(await one.write("Hello")).session_id for one in visitors]
    for session, operator in zip(sessions, (sales.clara, sales.boris, sales.clara), strict=False):
        await lifecycle.take(sales.db, operator, session)
    names, cursor = [], None
    async with desk_of(app, sales.town, "anna") as anna:
        while True:
            asked = {"sort": "operator", "filters": '{"states":["waiting","with_operator"]}', "limit": "2"}
            answer = await anna.get("/api/v1/sessions/table", params=asked | ({"cursor": cursor} if cursor else {}))
            assert answer.status_code == 200, answer.text
            names += [(row["operator"] or {"name": None})["name"] for row in answer.json()["items"]]
            cursor = answer.json()["next"]
            if cursor is None:
                break
    assert names == ["Boris", "Clara", "Clara", None]
