"""A client who is renamed is renamed before everybody's eyes: in each of his open sessions, and in no other's."""

from typing import Any

from tests.surfaces import at_work, desk_of, frame_of, socket_of

from deskbell.app import Doors
from deskbell.demo.town import Town


async def test_every_open_session_of_the_client_shows_his_new_name(app: Doors, town: Town) -> None:
    sales, support = town.channels["Sales"], town.channels["Support"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        desk_of(app, town, "anna") as anna,
        frame_of(app, sales) as eva,
        frame_of(app, support) as also_eva,
        frame_of(app, sales) as fred,
    ):
        await at_work(anna)
        sessions = []
        for frame in (eva, also_eva, fred):
            await frame.start()
            sessions.append((await frame.write("Hello"))["session"]["id"])
        here, there, other = sessions
        # Two accounts of one client, as merging makes them.
        await _make_one(app, here, there)
        cursors = {one: (await dmitri.get(f"/api/v1/sessions/{one}")).json()["cursor"] for one in sessions}
        async with socket_of(app, dmitri) as desk:
            for one in sessions:
                await desk.ask("join", session=one, cursor=cursors[one])
            renamed = await anna.put(f"/api/v1/sessions/{here}/client-name", json={"name": "Eva"})
            assert renamed.status_code == 200
            told: dict[str, Any] = {}
            while set(told) != {here, there}:
                event = await desk.until("event", kind="client_renamed")
                told[event["session"]] = event
            for one, event in told.items():
                assert event["data"]["session"]["client"]["name"] == "Eva"
                assert event["prev"] == cursors[one]
        page = (await dmitri.get(f"/api/v1/sessions/{other}")).json()
        assert (page["cursor"], page["log"][-1]["kind"]) == (cursors[other], "session_opened")


async def _make_one(app: Doors, kept: str, merged: str) -> None:
    async with app.house.db.pool.acquire() as connection:
        await connection.execute(
            "update session set client_id = (select client_id from session where id = $1) where id = $2", kept, merged
        )
