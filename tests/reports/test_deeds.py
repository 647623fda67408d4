"""What people did stands in their reports, as every day's deeds write it into the log."""

from typing import Any
from uuid import UUID

import pytest

from deskbell.app import Doors
from deskbell.base.ids import new_id
from deskbell.reports import gathering
from deskbell.rights.actor import Actor
from deskbell.sessions import joining, lifecycle, notifying, placing, spam, transferring
from deskbell.sessions.opening import Conversation
from deskbell.sessions.post import Draft, post
from deskbell.sessions.transferring import Target
from tests.reports.conftest import behind, period_of, report, row_of, stored
from tests.sessions.conftest import Sales, new_visitor
from tests.surfaces import desk_of


async def say(sales: Sales, who: Any, session_id: UUID) -> None:
    await post(sales.db, who, Draft(session_id, new_id(), "A word"))


async def test_a_dialogue_is_counted_where_it_was_and_for_who_did_it(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Is anybody there?")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await say(sales, sales.boris, session)
    await sales.eva.write("Thanks")
    await lifecycle.close(sales.db, sales.boris, session)
    waiting = (await sales.fred.write("Hello")).session_id
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        chats, people = await report(anna), await report(anna, "operators")
        shown = await behind(anna, "active")
    of_sales, boris = row_of(chats, "Sales"), row_of(people, "Boris")
    names = ("new", "queued", "taken", "active", "closed", "messages_in", "messages_out")
    assert [of_sales[name] for name in names] == [2, 2, 1, 1, 1, 3, 1]
    assert of_sales["first_response"]["n"] == of_sales["acceptance_delay"]["n"] == boris["first_response"]["n"] == 1
    assert (boris["taken"], boris["closed"], boris["messages_in"], boris["active"]) == (1, 1, 1, 0)
    assert boris["concurrent_most"] == 1
    assert boris["online"]["seconds"] >= boris["occupied"]["seconds"] > 0
    assert shown == {str(waiting): None}
    assert row_of(people, "Clara")["taken"] == 0


async def test_spam_never_counts_and_counts_again_once_it_is_restored(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await say(sales, sales.boris, session)
    seen = []
    async with desk_of(app, sales.town, "anna") as anna:
        for deed in (None, spam.mark_spam, spam.restore):
            if deed:
                await deed(sales.db, sales.anna, session)
            await gathering.catch_up(sales.db)
            row = row_of(await report(anna), "Sales")
            names = ("new", "taken", "messages_in", "messages_out", "active", "spam")
            seen.append([row[name] for name in names])
    assert seen == [[1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 0]]


async def test_a_session_that_moved_counts_where_each_thing_happened(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("My brake squeals")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    target = Target(live_chat_id=sales.town.live_chats["Support"])
    await transferring.transfer(sales.db, sales.boris, session, target, new_id(), "For the workshop")
    await lifecycle.take(sales.db, await sales.town.actor(sales.db, "clara"), session)
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "dmitri") as dmitri:
        chats, people = await report(dmitri), await report(dmitri, "operators")
        chosen = await report(dmitri, "operators", live_chat_id=str(sales.town.live_chats["Support"]))
    places = {name: row_of(chats, name) for name in ("Sales", "Support")}
    assert [places[name]["new"] for name in places] == [1, 0]
    assert [places[name]["queued"] for name in places] == [1, 1]
    assert [places[name]["transferred"] for name in places] == [1, 0]
    assert [places[name]["active"] for name in places] == [0, 1]
    assert (row_of(people, "Boris")["transferred"], row_of(people, "Clara")["taken"]) == (1, 1)
    assert (row_of(chosen, "Clara")["taken"], chosen["totals"]["transferred"]) == (1, 0)


async def test_who_answers_beside_the_operator_is_counted_for_his_own_words(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await joining.join(sales.db, sales.anna, session)
    await say(sales, sales.anna, session)
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        people = await report(anna, "operators")
    assert (row_of(people, "Anna")["messages_out"], row_of(people, "Boris")["messages_out"]) == (1, 0)
    assert row_of(people, "Anna")["first_response"]["n"] == 1


async def test_what_was_followed_step_by_step_is_what_the_whole_log_gives(sales: Sales) -> None:
    """Deed by deed the roll-up is kept up; thrown away and made again it is the same."""
    sessions = []
    for _ in range(4):
        visitor = await new_visitor(sales.db, sales.town.channels["Sales"])
        sessions.append((await visitor.write("Hello")).session_id)
        await gathering.catch_up(sales.db)
    for session in sessions[:3]:
        await lifecycle.take(sales.db, sales.boris, session)
        await say(sales, sales.boris, session)
        await gathering.catch_up(sales.db)
    await spam.mark_spam(sales.db, sales.anna, sessions[0])
    await gathering.catch_up(sales.db)
    await lifecycle.close(sales.db, sales.boris, sessions[1])
    await spam.restore(sales.db, sales.anna, sessions[0])
    await gathering.catch_up(sales.db)
    await gathering.follow(sales.db)
    followed = await stored(sales.db)
    await gathering.rebuild(sales.db)
    assert await stored(sales.db) == followed
    assert all(followed[table] for table in followed)


async def test_another_zone_cuts_other_days_of_the_same_quarters(app: Doors, sales: Sales) -> None:
    await sales.eva.write("Hello")
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "dmitri") as dmitri:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
            answer = await dmitri.patch("/api/v1/workspace", json={"time_zone": zone})
            assert answer.status_code == 200, answer.text
            between = await report(dmitri)
            await gathering.catch_up(sales.db)
            after = await report(dmitri)
            assert [row_of(one, "Sales")["new"] for one in (between, after)] == [1, 1], zone
            assert after["zone"] == zone


async def test_every_number_opens_the_sessions_it_is_made_of(app: Doors, sales: Sales) -> None:
    sessions = []
    for _ in range(3):
        visitor = await new_visitor(sales.db, sales.town.channels["Sales"])
        sessions.append((await visitor.write("Hello")).session_id)
    for session in sessions[:2]:
        await lifecycle.take(sales.db, sales.boris, session)
        await say(sales, sales.boris, session)
    await lifecycle.close(sales.db, sales.boris, sessions[0])
    await spam.mark_spam(sales.db, sales.anna, sessions[2])
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        for kind in ("live-chats", "operators"):
            found = await report(anna, kind, step="hour")
            for metric in found["metrics"]:
                value = found["totals"][metric]
                if metric in ("online", "away"):
                    continue
                shown = await behind(anna, metric, kind)
                count = value["n"] if isinstance(value, dict) and "n" in value else value
                if metric == "occupied":
                    assert set(shown) == set(map(str, sessions[:2]))
                elif metric in ("messages_in", "messages_out", "new", "spam", "active", "closed", "taken"):
                    assert len(shown) == count, (kind, metric)
                else:
                    assert len(shown) == (count or 0), (kind, metric)
            place = max(range(len(found["steps"])), key=lambda one: found["series"]["closed"][one] or 0)
            step = found["steps"][place]
            cut = await behind(anna, "closed", kind, **{"from": step["from"], "to": step["until"]})
            assert set(cut) == {str(sessions[0])}
        first = await behind(anna, "first_response")
        answer = await anna.get(
            "/api/v1/reports/sessions",
            params={**await period_of(anna), "report": "operators", "metric": "online"},
        )
    assert all(value >= 0 for value in first.values())
    assert (answer.status_code, answer.json()["params"]["fields"]) == (422, {"metric": "no_sessions"})


async def test_the_heat_map_has_each_thing_in_its_hour(app: Doors, sales: Sales) -> None:
    await sales.eva.write("Hello")
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        asked = {**await period_of(anna), "report": "live-chats"}
        found = (await anna.get("/api/v1/reports/heat-map", params={**asked, "metric": "new"})).json()
        cells = {(day + 1, hour): n for day, row in enumerate(found["cells"]) for hour, n in enumerate(row) if n}
        ((weekday, hour),) = cells
        inside = await behind(anna, "new", weekday=weekday, hour=hour)
        beside = await behind(anna, "new", weekday=weekday, hour=(hour + 1) % 24)
        refused = await anna.get("/api/v1/reports/heat-map", params={**asked, "metric": "active"})
    assert [len(row) for row in found["cells"]] == [24] * 7
    assert (len(inside), len(beside), refused.status_code) == (1, 0, 422)


async def test_a_report_narrowed_to_a_metric_has_the_steps_of_that_alone_and_all_totals(
    app: Doors, sales: Sales
) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await say(sales, sales.boris, session)
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        for kind in ("live-chats", "operators"):
            for metric in ("taken", "first_response", "concurrent_most", "active"):
                whole = await report(anna, kind, step="hour", compare="true")
                narrowed = await report(anna, kind, step="hour", compare="true", metric=metric)
                for row, cut in zip(whole["rows"], narrowed["rows"], strict=True):
                    assert cut["series"] == {metric: row["series"][metric]}
                assert narrowed["series"]["messages_out"] == whole["series"]["messages_out"]
                told = [narrowed["totals"][name] for name in ("taken", "messages_out", "active", "concurrent_most")]
                assert told == [1, 1, 1, 1]
        wrong = await anna.get("/api/v1/reports/operators", params={**await period_of(anna), "metric": "luck"})
    assert wrong.status_code == 422


async def test_a_closed_session_that_was_spam_is_closed_again_when_it_is_restored(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await lifecycle.close(sales.db, sales.boris, session)
    await spam.mark_spam(sales.db, sales.anna, session)
    await spam.restore(sales.db, sales.anna, session)
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        row = row_of(await report(anna), "Sales")
    assert (row["closed"], row["active"], row["taken"]) == (1, 0, 1)


async def test_what_a_program_tells_is_no_visit_until_the_client_answers(app: Doors, sales: Sales) -> None:
    eva = sales.eva
    place = Conversation(eva.channel.live_chat_id, eva.channel.id, eva.account.id, eva.account.client_id)
    news = Draft(new_id(), new_id(), "Your order is on its way.")
    await notifying.notify_account(sales.db, Actor("system", new_id(), "Orders"), place, news, lambda _: True)
    seen = []
    async with desk_of(app, sales.town, "anna") as anna:
        for answers in (False, True):
            if answers:
                await eva.write("When?")
            await gathering.catch_up(sales.db)
            row = row_of(await report(anna), "Sales")
            names = ("new", "queued", "closed", "abandoned", "active", "reopened")
            seen.append([row[name] for name in names])
    assert seen == [[0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 1, 1]]


async def test_letters_put_apart_are_new_where_the_session_they_were_in_had_gone(app: Doors, sales: Sales) -> None:
    eva, support = sales.eva, sales.town.live_chats["Support"]
    place = Conversation(support, eva.channel.id, eva.account.id, eva.account.client_id)
    async with sales.db.transaction() as tx:
        await placing.open_anew(tx, eva.actor, place, "Another matter")
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "dmitri") as dmitri:
        chats = await report(dmitri)
    told = [(row_of(chats, name)["new"], row_of(chats, name)["active"]) for name in ("Sales", "Support")]
    assert told == [(0, 0), (1, 1)]


async def test_who_left_before_the_period_is_no_part_of_its_shares(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.clara, session)
    await gathering.catch_up(sales.db)
    async with sales.db.pool.acquire() as connection:
        # What Clara did was on a day long gone by; she left after it.
        for table in ("report_day", "report_quarter"):
            await connection.execute(f"delete from {table} where operator_id = $1", sales.clara.id)  # noqa: S608
        await connection.execute(
            "insert into report_day (day, live_chat_id, operator_id, taken) values ('2025-01-01', $1, $2, 1)",
            sales.town.live_chats["Sales"], sales.clara.id)  # fmt: skip
        await connection.execute("update person set archived_at = clock_timestamp() where id = $1", sales.clara.id)
        an_hour = "update report_day set online = 3600000000 where operator_id = $1 and online is not null"
        assert await connection.execute(an_hour, sales.boris.id) == "UPDATE 1"
    async with desk_of(app, sales.town, "dmitri") as dmitri:
        found = await report(dmitri, "operators", compare="true")
    assert "Clara" not in [row["name"] for row in found["rows"]]
    for name in ("totals", "before"):
        shares = [row[name]["online"]["share"] for row in found["rows"]]
        assert found[name]["online"]["share"] == pytest.approx(sum(shares) / len(shares), abs=1e-3), name
    steps = [row["series"]["online"][0]["share"] for row in found["rows"]]
    assert found["series"]["online"][0]["share"] == pytest.approx(sum(steps) / len(steps), abs=1e-3)
