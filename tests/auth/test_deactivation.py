"""Who is archived is out of every door at once, and his sessions go back to the queue; so it is, for what a group gave,
with whoever leaves the group. Nothing here waits by the clock: each end is told to the socket that loses it."""

from typing import Any

import httpx
import pytest
from tests.surfaces import PASSWORD, Socket, SocketClosed, at_work, browser, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.base.ids import new_id
from deskbell.demo.town import Town, email_of

SIGN_IN_ENDED = 4001


async def work(app: Doors) -> None:
    """What the worker does: every job that is due."""
    while await app.house.worker.run_due():
        pass


async def archived(dmitri: httpx.AsyncClient, town: Town, name: str) -> None:
    answer = await dmitri.post(f"/api/v1/people/{town.people[name]}/archive")
    assert answer.status_code == 200, answer.text
    assert answer.json()["archived_at"]


async def rows_of(desk: httpx.AsyncClient, town: Town, group: str) -> list[dict[str, Any]]:
    answer = await desk.get("/api/v1/sessions", params={"group": group, "live_chat_id": str(town.live_chats["Sales"])})
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


async def test_an_archived_operator_loses_his_socket_and_his_sessions_go_back_to_the_queue(
    app: Doors, town: Town
) -> None:
    async with (
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "anna") as anna,
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, town.channels["Sales"]) as eva,
    ):
        await at_work(boris)
        await at_work(anna)
        await eva.start()
        session = (await eva.write("Hello"))["session"]["id"]
        assert (await boris.post(f"/api/v1/sessions/{session}/take")).status_code == 200
        async with socket_of(app, boris) as his, socket_of(app, anna) as hers, socket_of(app, eva) as frames:
            assert (await his.ask("join", session=session, cursor=0))["type"] == "ok"
            assert (await hers.ask("join", session=session, cursor=0))["type"] == "ok"
            await archived(dmitri, town, "boris")
            assert await his.closed() == SIGN_IN_ENDED
            await work(app)
            told = await hers.until("event", kind="session_assigned")
            assert told["by"]["kind"] == "system"
            assert (told["data"]["session"]["state"], told["data"]["session"]["operator"]) == ("waiting", None)
            # The client only hears that nobody answers just now; his own socket goes on.
            assert (await frames.ask("join", session=session, cursor=0))["type"] == "ok"
        assert [row["id"] for row in await rows_of(anna, town, "active")] == [session]
        assert (await boris.get("/api/v1/me")).status_code == 401
        shown = (await anna.get(f"/api/v1/sessions/{session}")).json()
        assert shown["log"][-1]["kind"] == "session_assigned", shown["log"]


async def test_nothing_he_held_opens_any_door_afterwards(app: Doors, town: Town) -> None:
    async with (
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, town.channels["Sales"]) as eva,
        browser(app) as outside,
    ):
        await at_work(boris)
        await eva.start()
        file = await eva.call("POST", "/files", params={"name": "map.txt"}, content=b"a map")
        session = (await eva.write("Here", file_ids=[file.json()["id"]]))["session"]["id"]
        await boris.post(f"/api/v1/sessions/{session}/take")
        file_id = file.json()["id"]
        told = await boris.post(f"/api/v1/sessions/{session}/file-addresses", json={"file_ids": [file_id]})
        address = told.json()["items"][file_id]["url"]
        assert (await outside.get(address)).status_code == 200
        link = (await dmitri.post(f"/api/v1/people/{town.people['boris']}/link")).json()["link"]
        ticket = (await boris.post("/api/v1/socket-tickets", json={})).json()["ticket"]
        await archived(dmitri, town, "boris")
        await work(app)
        assert (await outside.get(address)).status_code == 404
        assert (await boris.post("/api/v1/socket-tickets", json={})).status_code == 401
        token = link.rsplit("/", 1)[1]
        again = {"email": email_of("boris"), "password": PASSWORD}
        assert (await outside.post("/api/v1/sign-ins", json=again)).json()["code"] == "wrong_credentials"
        assert (await outside.post(f"/api/v1/links/{token}", json={"password": PASSWORD})).status_code == 404
        late = Socket(app)
        await late.open()
        with pytest.raises(SocketClosed):
            await late.hello(ticket)
        # Brought back he signs in with his password; the link of before stays dead, and so does the sign-in.
        assert (await dmitri.post(f"/api/v1/people/{town.people['boris']}/restore")).status_code == 200
        assert (await outside.post(f"/api/v1/links/{token}", json={"password": PASSWORD})).status_code == 404
        assert (await boris.get("/api/v1/me")).status_code == 401
        assert (await outside.post("/api/v1/sign-ins", json=again)).status_code == 201
        assert await rows_of(outside, town, "mine") == []


async def test_the_last_administrator_cannot_be_archived_and_one_of_two_can(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri, desk_of(app, town, "anna"):
        path = f"/api/v1/people/{town.people['dmitri']}/archive"
        refused = await dmitri.post(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_administrator")
        anna = f"/api/v1/people/{town.people['anna']}"
        assert (await dmitri.patch(anna, json={"administrator": True})).status_code == 200
        assert (await dmitri.post(path)).status_code == 200
        assert (await dmitri.get("/api/v1/me")).status_code == 401


async def test_who_leaves_a_group_loses_what_it_gave_on_the_socket_that_stays(app: Doors, town: Town) -> None:
    async with (
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "clara") as clara,
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, town.channels["Sales"]) as eva,
    ):
        await at_work(boris)
        await at_work(clara)
        await eva.start()
        session = (await eva.write("Hello"))["session"]["id"]
        await boris.post(f"/api/v1/sessions/{session}/take")
        async with socket_of(app, boris) as his:
            assert (await his.ask("join", session=session, cursor=0))["type"] == "ok"
            members = {"member_ids": [str(town.people["clara"])]}
            changed = await dmitri.patch(f"/api/v1/groups/{town.groups['Sales operators']}", json=members)
            assert changed.status_code == 200, changed.text
            while (await his.until("rows")).get("gone") != [session]:
                pass
            assert (await his.ask("join", session=session, cursor=0))["code"] == "not_found"
            reply = {"send_key": str(new_id()), "text": "Still here"}
            refused = await boris.post(f"/api/v1/sessions/{session}/messages", json=reply)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
            await work(app)
            await eva.write("Anybody?")
            # Nothing of the thread reaches him any more: the next answer is to his own question.
            before = len(his.heard)
            assert (await his.ask("join", session=key(), cursor=0))["code"] == "not_found"
            assert [one for one in his.heard[before:] if one["type"] == "event"] == []
        assert [row["id"] for row in await rows_of(clara, town, "queue")] == [session]
