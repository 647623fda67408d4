"""A stored message is acknowledged at every try; what is new is refused alike over HTTP and on the socket."""

import asyncio

from tests.sessions.conftest import Sales
from tests.surfaces import at_work, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.demo.town import Town
from deskbell.sessions import lifecycle


async def test_a_reply_is_acknowledged_again_after_the_session_went_to_somebody_else(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write()).session_id
    async with desk_of(app, sales.town, "boris") as boris, socket_of(app, boris) as socket:
        await lifecycle.take(sales.db, sales.boris, session)
        body = {"send_key": key(), "text": "On my way"}
        stored = (await boris.post(f"/api/v1/sessions/{session}/messages", json=body)).json()
        await lifecycle.assign(sales.db, sales.anna, session, sales.clara.id, None)
        again = await boris.post(f"/api/v1/sessions/{session}/messages", json=body)
        assert (again.status_code, again.json()) == (200, stored)
        assert (await socket.ask("post", session=str(session), **body))["seq"] == stored["seq"]
        other = body | {"send_key": key()}
        refused = await boris.post(f"/api/v1/sessions/{session}/messages", json=other)
        assert refused.json()["code"] == "not_found"
        assert (await socket.ask("post", session=str(session), **other))["code"] == "not_found"


async def test_a_reply_is_acknowledged_again_after_its_author_went_offline(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write()).session_id
    async with desk_of(app, sales.town, "boris") as boris:
        await lifecycle.take(sales.db, sales.boris, session)
        body = {"send_key": key(), "text": "On my way"}
        await boris.post(f"/api/v1/sessions/{session}/messages", json=body)
        await at_work(boris, "offline")
        again = await boris.post(f"/api/v1/sessions/{session}/messages", json=body)
        assert again.status_code == 200
        other = body | {"send_key": key()}
        refused = await boris.post(f"/api/v1/sessions/{session}/messages", json=other)
        assert refused.json()["code"] == "offline_may_only_look"


async def test_a_paused_channel_takes_nothing_new_by_any_door(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with frame_of(app, channel) as frame, desk_of(app, town, "dmitri") as dmitri:
        await frame.start()
        body = {"send_key": key(), "text": "Hello"}
        stored = await frame.write(**body)
        session = stored["session"]["id"]
        async with socket_of(app, frame, sessions={session: stored["seq"]}) as socket:
            assert (await dmitri.post(f"/api/v1/channels/{channel.id}/pause")).status_code == 200
            for joined in ({"session": session}, {}):
                refused = await socket.ask("post", send_key=key(), text="More", **joined)
                assert refused["code"] == "channel_paused"
                assert (await socket.ask("post", **body, **joined))["seq"] == stored["seq"]
            refused_too = await frame.call("POST", "/messages", json={"send_key": key(), "text": "More"})
            assert refused_too.json()["code"] == "channel_paused"
            assert (await frame.call("POST", "/messages", json=body)).status_code == 200
            await dmitri.post(f"/api/v1/channels/{channel.id}/resume")
            assert (await socket.ask("post", send_key=key(), text="More", session=session))["type"] == "ok"


async def test_two_tries_at_once_with_a_file_are_one_message(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as frame:
        await frame.start()
        await frame.write("Hello")
        for _ in range(5):
            file = (await frame.call("POST", "/files?name=note.txt", content=b"Words")).json()["id"]
            body = {"send_key": key(), "text": "", "file_ids": [file]}
            answers = await asyncio.gather(*(frame.call("POST", "/messages", json=body) for _ in range(4)))
            assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
            assert len({answer.json()["seq"] for answer in answers}) == 1


async def test_numbers_that_no_column_takes_are_refused_in_words(app: Doors, sales: Sales) -> None:
    session = str((await sales.eva.write()).session_id)
    async with desk_of(app, sales.town, "boris") as boris, socket_of(app, boris, log="²") as socket:
        await socket.ask("join", session=session)
        quoting = await socket.ask("post", session=session, send_key=key(), text="Hm", quote_seq=1 << 63)
        assert quoting["code"] == "quote_unknown"
        assert (await socket.ask("events", session=session, after=1 << 70))["code"] == "validation_failed"
