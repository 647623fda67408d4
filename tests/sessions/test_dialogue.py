"""The main job: a client writes, an operator takes, they talk, the operator closes, the client returns."""

from tests.surfaces import at_work, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.demo.town import Town


async def test_a_client_and_an_operator_talk_and_the_client_returns_to_the_history(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva, desk_of(app, town, "boris") as boris:
        await at_work(boris)
        await eva.start(language="en")
        assert eva.started["session"] is None
        async with socket_of(app, boris) as desk:
            wrote = await eva.write("Do you ship to Norway?")
            assert wrote["opened"]
            session = wrote["session"]["id"]
            while not {"rows", "counters"} <= {frame["type"] for frame in desk.heard}:
                await desk.until("rows", "counters")
            rows = next(frame for frame in desk.heard if frame["type"] == "rows")
            assert [row["id"] for row in rows["rows"]] == [session]
            taken = await boris.post(f"/api/v1/sessions/{session}/take")
            assert taken.status_code == 200, taken.text
            assert taken.json()["operator"]["name"] == "Boris"
            page = (await boris.get(f"/api/v1/sessions/{session}")).json()
            assert [message["text"] for message in page["messages"]] == ["Do you ship to Norway?"]
            joined = await desk.ask("join", session=session, cursor=page["cursor"])
            assert joined["outcome"] == "ok"
            async with socket_of(app, eva, epoch=eva.started["epoch"], sessions={session: 0}) as widget:
                answered = await desk.ask("post", session=session, send_key=key(), text="Yes, we do.")
                assert answered["type"] == "ok", answered
                event = await widget.until("event", seq=answered["seq"])
                assert event["data"]["message"]["text"] == "Yes, we do."
                assert event["data"]["message"]["author"] == {"kind": "person", "id": None, "name": "Boris"}
                echoed = await desk.until("event", seq=answered["seq"])
                assert echoed["prev"] == echoed["seq"] - 1
        closed = await boris.post(f"/api/v1/sessions/{session}/close")
        assert closed.json()["state"] == "closed"
        await eva.start()
        assert [message["text"] for message in eva.started["messages"]] == ["Do you ship to Norway?", "Yes, we do."]
        again = await eva.write("One more thing")
        assert again["session"]["id"] == session
        assert again["session"]["state"] == "with_operator"
