"""What a lock does to the messages of whom it locks, and that he learns nothing of it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.blocklist.conftest import Desks
from tests.surfaces import frame_of, socket_of

from deskbell.base import clock
from deskbell.base.db import open_database
from deskbell.base.ids import new_id
from deskbell.blocklist.locks import Locks, forget_addresses, locks_of
from deskbell.channels.intake import standing
from deskbell.settings import Settings


async def test_a_locked_accounts_message_opens_a_session_as_spam(desks: Desks) -> None:
    await desks.list("address", "127.0.0.1")
    await desks.eva.start()
    async with socket_of(desks.app, desks.boris) as desk:
        wrote = await desks.eva.write("Cheap boots")
        page = await desks.session(wrote["session"]["id"])
        assert page["session"]["state"] == "spam"
        assert page["session"]["spam_at"]
        assert [line["kind"] for line in page["log"]] == ["session_opened", "session_marked_spam"]
        counters = (await desks.boris.get("/api/v1/counters")).json()
        assert (counters["waiting"], counters["live_chats"][desks.sales]["queue"]) == (0, 0)
        assert (await desks.boris.get("/api/v1/sessions", params={"group": "queue"})).json()["items"] == []
        await desk.ask("join", session=wrote["session"]["id"])
        assert not [frame for frame in desk.heard if frame["type"] == "notice"]
    again = await desks.eva.write("Still cheap")
    assert again["session"]["id"] == wrote["session"]["id"]
    spam = (await desks.anna.get("/api/v1/sessions", params={"group": "spam", "live_chat": desks.sales})).json()
    assert [(row["id"], row["preview"]) for row in spam["items"]] == [(wrote["session"]["id"], "Still cheap")]


async def test_a_locked_client_is_answered_as_everybody(desks: Desks) -> None:
    async with frame_of(desks.app, desks.town.channels["Sales"]) as fred:
        free = (await fred.start(), await fred.write("A word"), await fred.start())
    await desks.list("address", "127.0.0.0/8")
    locked = (await desks.eva.start(), await desks.eva.write("A word"), await desks.eva.start())
    for one, other in zip(free, locked, strict=True):
        assert shape(one) == shape(other)
    assert locked[2]["session"]["state"] == "waiting"
    assert locked[2]["session"]["id"] == locked[1]["session"]["id"]
    assert [message["text"] for message in locked[2]["messages"]] == ["A word"]
    async with socket_of(desks.app, desks.eva) as widget:
        session = locked[1]["session"]["id"]
        assert (await widget.ask("join", session=session, cursor=0))["outcome"] == "replay"
        told = await widget.until("event")
        assert "spam" not in str([told, *widget.heard])
        assert told["kind"] == "session_opened"
        assert told["data"]["session"]["state"] == "waiting"
    events = (await desks.eva.call("GET", f"/sessions/{session}/events", params={"after": 0})).json()["events"]
    assert [event["kind"] for event in events] == ["session_opened", "message_posted"]


def shape(value: Any) -> Any:
    """What there is to see without the ids, times and numbers of the one at hand."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items() if name != "queue_position"}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return type(value).__name__ if not isinstance(value, str) or len(value) > 20 else value


async def test_a_new_lock_leaves_the_open_session_until_its_next_message(desks: Desks) -> None:
    await desks.eva.start()
    wrote = await desks.eva.write("Hello")
    await desks.boris.post(f"/api/v1/sessions/{wrote['session']['id']}/take")
    async with socket_of(desks.app, desks.eva) as widget:
        session = wrote["session"]["id"]
        await widget.ask("join", session=session, cursor=wrote["seq"])
        assert (await widget.ask("post", session=session, send_key=key_of(1), text="One"))["type"] == "ok"
        entry = await desks.list("address", "127.0.0.1")
        assert await desks.state(wrote) == "with_operator"
        posted = await widget.ask("post", session=session, send_key=key_of(2), text="Two")
        assert posted["type"] == "ok"
        assert posted["session"] == session
        page = await desks.session(session)
        assert page["session"]["state"] == "spam"
        assert page["session"]["operator"]["name"] == "Boris"
        assert page["log"][-1]["data"]["entry_id"] == entry["id"]
        assert page["log"][-1]["by"]["kind"] == "system"
        more = [await widget.ask("post", session=session, send_key=key_of(n), text=f"More {n}") for n in (3, 4)]
        assert {one["session"] for one in more} == {session}
        assert "spam" not in str(widget.heard)
    # The lock goes: what he writes next opens another session.
    await desks.boris.post(f"/api/v1/blocklist/{entry['id']}/archive")
    assert (await desks.eva.write("Free"))["session"]["id"] != session


def key_of(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


async def test_an_exception_wins_and_what_is_only_claimed_is_none(desks: Desks) -> None:
    await desks.list("address", "127.0.0.0/8")
    form = {"enabled": True, "fields": [{"key": "email", "required": False}]}
    settings = {"settings": {"sites": ["http://shop.example"], "pre_chat": form}}
    channel = desks.town.channels["Sales"]
    assert (await desks.dmitri.patch(f"/api/v1/channels/{channel.id}", json=settings)).status_code == 200
    await desks.list("email", "eva@shop.example", list="allow")
    await desks.eva.start()
    claims = await desks.eva.write("It is me", pre_chat={"email": "eva@shop.example"})
    assert await desks.state(claims) == "spam"
    account = (await desks.session(claims["session"]["id"]))["session"]["account"]["id"]
    await desks.list("account", account, by=desks.dmitri, list="allow")
    assert await desks.state(await desks.eva.write("Now")) == "waiting"


async def test_a_claimed_mail_of_a_blocked_domain_locks(desks: Desks) -> None:
    await desks.list("mail_domain", "@spam.example")
    form = {"enabled": True, "fields": [{"key": "email", "required": False}]}
    settings = {"settings": {"sites": ["http://shop.example"], "pre_chat": form}}
    channel = desks.town.channels["Sales"]
    await desks.dmitri.patch(f"/api/v1/channels/{channel.id}", json=settings)
    await desks.eva.start()
    assert await desks.state(await desks.eva.write("Hi", pre_chat={"email": "Fred@mail.Spam.example"})) == "spam"


async def test_an_entry_ends_by_itself_and_is_for_its_live_chats_alone(desks: Desks) -> None:
    support = str(desks.town.live_chats["Support"])
    await desks.list("address", "127.0.0.1", by=desks.dmitri, live_chat_ids=[support])
    until = (clock.now() + timedelta(seconds=1.5)).isoformat()
    await desks.list("address", "127.0.0.1", valid_until=until)
    await desks.eva.start()
    assert await desks.state(await desks.eva.write("Locked")) == "spam"
    async with asyncio.timeout(10):
        while True:
            if await desks.state(await desks.eva.write("Free?")) != "spam":
                break
            await asyncio.sleep(0.1)
    async with frame_of(desks.app, desks.town.channels["Support"]) as there:
        await there.start()
        assert await desks.state(await there.write("Over there")) == "spam"


async def test_a_lock_holds_within_a_second_in_another_process(desks: Desks, settings: Settings) -> None:
    assert settings.database_url
    other = await open_database(settings.database_url, size=2, sends=1)
    try:
        await desks.eva.start()
        wrote = await desks.eva.write("Hello")
        account = UUID((await desks.session(wrote["session"]["id"]))["session"]["account"]["id"])
        channel = desks.town.channels["Sales"].id
        locks, here = Locks(other), standing(other, channel, account)
        assert await locks.lock_on(account, channel, here, "127.0.0.1") is None
        assert locks.surely_free(account, channel, "127.0.0.1")
        entry = await desks.list("address", "127.0.0.1")
        async with asyncio.timeout(1.0):
            while True:
                if not locks.surely_free(account, channel, "127.0.0.1"):
                    break
                await asyncio.sleep(0.02)
        assert str(await locks.lock_on(account, channel, here, "127.0.0.1")) == entry["id"]
    finally:
        await other.close()


async def test_free_accounts_cost_no_statement_and_locked_ones_are_never_let_through(desks: Desks) -> None:
    await desks.eva.start()
    wrote = await desks.eva.write("Hello")
    account = UUID((await desks.session(wrote["session"]["id"]))["session"]["account"]["id"])
    locks, channel = locks_of(desks.app.house.db), desks.town.channels["Sales"].id
    here = standing(desks.app.house.db, channel, account)
    assert await locks.lock_on(account, channel, here, "127.0.0.1") is None
    assert locks.surely_free(account, channel, "127.0.0.1")
    assert not locks.surely_free(account, channel, "203.0.113.9"), "another address was not looked at yet"
    await desks.list("address", "127.0.0.1")
    assert not locks.surely_free(account, channel, "127.0.0.1")


async def test_where_a_client_wrote_from_is_kept_for_thirty_days_alone(desks: Desks) -> None:
    await desks.eva.start()
    await desks.eva.write("Hello")
    db = desks.app.house.db
    async with db.pool.acquire() as connection:
        assert str(await connection.fetchval("select address from blocklist_address")) == "127.0.0.1"
        await forget_addresses(db)
        assert await connection.fetchval("select count(*) from blocklist_address") == 1
        await connection.execute("update blocklist_address set seen_at = now() - interval '31 days'")
        await forget_addresses(db)
        assert await connection.fetchval("select count(*) from blocklist_address") == 0


async def test_a_block_holds_where_the_session_stands_after_a_transfer(desks: Desks) -> None:
    support = str(desks.town.live_chats["Support"])
    await desks.eva.start()
    wrote = await desks.eva.write("Hello")
    path = f"/api/v1/sessions/{wrote['session']['id']}"
    moved = await desks.anna.post(f"{path}/transfer", json={"send_key": str(new_id()), "live_chat_id": support})
    assert moved.status_code == 204, moved.text
    account = (await desks.session(wrote["session"]["id"]))["session"]["account"]["id"]
    await desks.list("account", account, by=desks.dmitri)
    assert await desks.state(await desks.eva.write("Still there?")) == "waiting", "it is Sales that is closed to him"
    await desks.list("address", "127.0.0.1", by=desks.dmitri, live_chat_ids=[support])
    assert await desks.state(await desks.eva.write("And now?")) == "spam"
