"""Spam by hand and back, and blocking the client of a session."""

from typing import Any

from tests.blocklist.conftest import Desks
from tests.blocklist.conftest import desks as desks
from tests.sessions.conftest import Sales, rows
from tests.surfaces import at_work

from deskbell.sessions import lifecycle, spam


async def mine(desks: Desks) -> str:
    """Eva's session, Boris's."""
    await desks.eva.start()
    session: str = (await desks.eva.write("Hello"))["session"]["id"]
    assert (await desks.boris.post(f"/api/v1/sessions/{session}/take")).status_code == 200
    return session


async def test_marked_by_hand_it_leaves_everything_at_once_and_its_account_is_free(desks: Desks) -> None:
    session = await mine(desks)
    answer = await desks.boris.post(f"/api/v1/sessions/{session}/spam")
    assert (answer.status_code, answer.json()["state"]) == (200, "spam")
    again = await desks.boris.post(f"/api/v1/sessions/{session}/spam")
    assert (again.status_code, again.json()["code"]) == (409, "session_is_spam")
    for group in ("queue", "mine", "closed"):
        assert (await desks.boris.get("/api/v1/sessions", params={"group": group})).json()["items"] == []
    assert (await desks.anna.get("/api/v1/sessions", params={"group": "active"})).json()["items"] == []
    counters = (await desks.boris.get("/api/v1/counters")).json()["live_chats"][desks.sales]
    assert (counters["mine"], counters["mine_unread"], counters["queue"]) == (0, 0, 0)
    reply = {"text": "Hm", "send_key": "00000000-0000-0000-0000-000000000001"}
    assert (await desks.boris.post(f"/api/v1/sessions/{session}/messages", json=reply)).json()[
        "code"
    ] == "session_closed"
    other = await desks.eva.write("Hello again")
    assert other["session"]["id"] != session
    assert await desks.state(other) == "waiting"


async def test_restored_it_has_its_operator_and_priority_and_counts_again(desks: Desks) -> None:
    session = await mine(desks)
    await desks.boris.put(f"/api/v1/sessions/{session}/priority", json={"priority": "high"})
    before = (await desks.session(session))["session"]
    await desks.boris.post(f"/api/v1/sessions/{session}/spam")
    answer = await desks.boris.post(f"/api/v1/sessions/{session}/restore")
    changing = {"last_seq"}
    assert {k: v for k, v in answer.json().items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    again = await desks.boris.post(f"/api/v1/sessions/{session}/restore")
    assert (again.status_code, again.json()["code"]) == (409, "session_not_spam")
    counters = (await desks.boris.get("/api/v1/counters")).json()["live_chats"][desks.sales]
    assert counters["mine"] == 1
    assert (await desks.eva.write("Still here"))["session"]["id"] == session


async def test_a_closed_session_becomes_spam_too_and_is_closed_as_it_was_when_restored(desks: Desks) -> None:
    session = await mine(desks)
    await desks.boris.post(f"/api/v1/sessions/{session}/close")
    before = await desks.session(session)
    assert before["may"]["mark_spam"] is False, "an administrator looks"
    marked = await desks.boris.post(f"/api/v1/sessions/{session}/spam")
    assert (marked.status_code, marked.json()["state"]) == (200, "spam")
    closed = {"group": "closed"}
    assert (await desks.boris.get("/api/v1/sessions", params=closed)).json()["items"] == []
    told = (await desks.eva.start())["session"]
    assert (told["state"], told["closed_at"]) == ("closed", before["session"]["closed_at"]), "to Eva nothing changed"
    other = (await desks.eva.write("One more thing"))["session"]["id"]
    assert other != session, "what is spam is not continued"
    back = await desks.boris.post(f"/api/v1/sessions/{session}/restore")
    assert back.status_code == 200, "a closed one is in nobody's way"
    moved = {"last_seq", "account"}
    stays = {name: value for name, value in back.json().items() if name not in moved}
    assert stays == {name: value for name, value in before["session"].items() if name not in moved}


async def test_restoring_beside_an_open_session_is_refused_with_a_link(desks: Desks) -> None:
    session = await mine(desks)
    await desks.boris.post(f"/api/v1/sessions/{session}/spam")
    other = (await desks.eva.write("Hello again"))["session"]["id"]
    answer = await desks.boris.post(f"/api/v1/sessions/{session}/restore")
    assert (answer.json()["code"], answer.json()["params"]) == ("session_open_exists", {"session": other})
    await desks.boris.post(f"/api/v1/sessions/{other}/take")
    await desks.boris.post(f"/api/v1/sessions/{other}/close")
    assert (await desks.boris.post(f"/api/v1/sessions/{session}/restore")).status_code == 200


async def test_its_operator_gone_it_goes_back_to_its_place_in_the_queue(sales: Sales) -> None:
    session = (await sales.eva.write()).session_id
    queued = (await sales.eva.sees(session)).queued_at
    await lifecycle.take(sales.db, sales.boris, session)
    await spam.mark_spam(sales.db, sales.boris, session)
    await rows(sales.db, "delete from group_member where person_id = $1", sales.boris.id)
    back = await spam.restore(sales.db, sales.anna, session)
    assert (back.state, back.operator_id) == ("waiting", None)
    assert back.queued_at
    assert queued
    assert back.queued_at > queued
    kinds = [event["kind"] for event in await sales.log_of(session)][-2:]
    assert kinds == ["session_restored", "session_assigned"]
    await sales.check_log(session)


async def test_out_of_the_queue_and_back_it_keeps_its_place(sales: Sales) -> None:
    session = (await sales.eva.write()).session_id
    queued = (await sales.eva.sees(session)).queued_at
    await spam.mark_spam(sales.db, sales.anna, session)
    assert (await spam.restore(sales.db, sales.anna, session)).queued_at == queued
    await sales.check_log(session)


async def test_the_client_of_a_session_is_blocked_by_what_is_known_of_him(desks: Desks) -> None:
    session = await mine(desks)
    offers = (await desks.boris.get(f"/api/v1/sessions/{session}/blocking")).json()
    kinds = {one["kind"]: one["value"] for one in offers["offers"]}
    assert set(kinds) == {"account", "address"}
    assert kinds["address"] == "127.0.0.1/32"
    assert not offers["entries"]
    wish: dict[str, Any] = {"kind": "email", "name": "Eva", "live_chat_ids": [desks.sales]}
    unknown = await desks.boris.post(f"/api/v1/sessions/{session}/block", json=wish)
    assert unknown.json()["params"] == {"fields": {"kind": "unknown"}}
    everywhere = wish | {"kind": "account", "live_chat_ids": None}
    assert (await desks.boris.post(f"/api/v1/sessions/{session}/block", json=everywhere)).status_code == 403
    wish |= {"kind": "account", "mark_spam": True}
    entry = (await desks.boris.post(f"/api/v1/sessions/{session}/block", json=wish)).json()
    page = await desks.session(session)
    assert page["session"]["state"] == "spam"
    assert (page["log"][-1]["by"]["name"], page["log"][-1]["data"]["entry_id"]) == ("Boris", entry["id"])
    fits = (await desks.boris.get(f"/api/v1/sessions/{session}/blocking")).json()["entries"]
    assert fits == [{"id": entry["id"], "list": "block", "name": "Eva"}]
    assert (await desks.eva.write("Again"))["session"]["id"] == session


async def test_offline_one_blocks_but_marks_nothing(desks: Desks) -> None:
    session = await mine(desks)
    await at_work(desks.boris, "offline")
    wish = {"kind": "account", "name": "Eva", "live_chat_ids": [desks.sales], "mark_spam": True}
    refused = await desks.boris.post(f"/api/v1/sessions/{session}/block", json=wish)
    assert refused.json()["code"] == "offline_may_only_look"
    assert (await desks.boris.get("/api/v1/blocklist")).json()["items"] == []
    answer = await desks.boris.post(f"/api/v1/sessions/{session}/block", json=wish | {"mark_spam": False})
    assert answer.status_code == 201
    assert await desks.state({"session": {"id": session}}) == "with_operator"


async def test_employees_are_never_blocked_nor_marked(desks: Desks) -> None:
    session = await mine(desks)
    async with desks.app.house.db.pool.acquire() as connection:
        await connection.execute("update channel set kind = 'internal'")
        await connection.execute("update account set channel_kind = 'internal'")
    for deed, body in (("spam", None), ("block", {"kind": "account", "name": "Eva", "live_chat_ids": [desks.sales]})):
        answer = await desks.boris.post(f"/api/v1/sessions/{session}/{deed}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "internal_never_locked")
    page = (await desks.boris.get(f"/api/v1/sessions/{session}")).json()
    assert not page["may"]["mark_spam"]
    assert not page["may"]["block"]
    listed = {"list": "block", "name": "x", "kind": "account", "value": page["session"]["account"]["id"]}
    answer = await desks.dmitri.post("/api/v1/blocklist", json=listed)
    assert answer.json()["code"] == "internal_never_locked"
