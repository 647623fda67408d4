"""What a desk is told beside its threads: counters when they differ, notices of others' deeds, and who was faster."""

import asyncio

import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import Socket, at_work, key, socket_of

from deskbell.sessions import fanout


async def quiet(socket: Socket) -> None:
    """Everything pushed before an answer to a question asked now has been heard."""
    await socket.ask("leave", session=key())


def counters(socket: Socket) -> list[object]:
    return [frame["counters"] for frame in socket.heard if frame["type"] == "counters"]


def notices(socket: Socket, session: str) -> list[str]:
    return [frame["kind"] for frame in socket.heard if frame["type"] == "notice" and frame["session"] == session]


async def given_to(socket: Socket, operator: str) -> None:
    """A row has been heard whose session is this operator's."""
    rows = [row for frame in socket.heard if frame["type"] == "rows" for row in frame["rows"]]
    while not any(row["operator"] and row["operator"]["id"] == operator for row in rows):
        rows = (await socket.until("rows"))["rows"]


async def test_counters_are_told_when_they_differ_and_to_everybody_now_and_then(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "COUNTERS_SECONDS", 0.01)
    house = desks.house.app.house
    async with desks.scene(taken=False) as scene, socket_of(desks.house.app, desks.boris) as socket:
        house.fanout.recount()
        await socket.until("counters")
        for _ in range(5):
            await house.fanout._flush_counters()
        await quiet(socket)
        assert len(counters(socket)) == 1
        await desks.boris.post(f"{scene.path}/take")
        await socket.until("counters")
        await asyncio.sleep(0)
        told = counters(socket)
        assert told[-1] != told[0]
        house.fanout.retell()
        again = await socket.until("counters")
        assert again["counters"] == (await desks.boris.get("/api/v1/counters")).json()


@pytest.mark.parametrize("door", ["socket", "rest"])
async def test_ones_own_counter_falls_when_one_reads_what_another_has_read_before(
    desks: Desks, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setattr(fanout, "COUNTERS_SECONDS", 0.01)
    async with desks.scene() as scene:
        await desks.boris.put(f"{scene.path}/read", json={"client_no": 1})
        clara = str(desks.house.town.people["clara"])
        async with socket_of(desks.house.app, desks.clara) as socket:
            assert (await desks.anna.post(f"{scene.path}/assign", json={"operator_id": clara})).status_code == 200
            await given_to(socket, clara)
            # All that follows from it has been told.
            while desks.house.app.house.fanout._timers:  # noqa: ASYNC110 - a timer that ran tells nobody
                await asyncio.sleep(0.001)
            await quiet(socket)
            before = (await desks.clara.get("/api/v1/counters")).json()["unread"]
            if door == "socket":
                await socket.ask("read", session=scene.session, client_no=1)
            else:
                await desks.clara.put(f"{scene.path}/read", json={"client_no": 1})
            while (await socket.until("counters"))["counters"]["unread"] != before - 1:
                pass


async def test_what_one_takes_or_gives_to_oneself_does_not_ring_and_what_others_give_does(desks: Desks) -> None:
    async with (
        desks.scene(taken=False) as scene,
        socket_of(desks.house.app, desks.boris) as his,
        socket_of(desks.house.app, desks.anna) as hers,
    ):
        await desks.boris.post(f"{scene.path}/take")
        await his.until("rows")
        anna = str(desks.house.town.people["anna"])
        assert (await desks.anna.post(f"{scene.path}/assign", json={"operator_id": anna})).status_code == 200
        await given_to(hers, anna)
        await quiet(hers)
        assert "session_assigned" not in notices(hers, scene.session)
        boris = str(desks.house.town.people["boris"])
        assert (await desks.anna.post(f"{scene.path}/assign", json={"operator_id": boris})).status_code == 200
        await his.until("notice", kind="session_assigned", session=scene.session)
        assert notices(his, scene.session).count("session_assigned") == 1


async def test_who_had_a_waiting_session_before_his_eyes_is_told_who_took_it(desks: Desks) -> None:
    """Clara supervises elsewhere and operates in Support; Boris in Sales: a colleague joins Sales to lose the race."""
    town = desks.house.town
    members = [str(town.people[name]) for name in ("boris", "clara")]
    group = f"/api/v1/groups/{town.groups['Sales operators']}"
    before = next(
        one for one in (await desks.dmitri.get("/api/v1/groups")).json()["items"] if one["name"] == "Sales operators"
    )
    assert (await desks.dmitri.patch(group, json={"member_ids": members})).status_code == 200
    try:
        await at_work(desks.clara)
        async with (
            desks.scene(taken=False) as scene,
            socket_of(desks.house.app, desks.clara) as hers,
            socket_of(desks.house.app, desks.anna) as supervisor,
        ):
            await desks.house.app.house.fanout._flush_rows()
            assert (await desks.boris.post(f"{scene.path}/take")).status_code == 200
            frame = await hers.until("rows", gone=[scene.session])
            assert frame["taken"] == {scene.session: {"id": str(town.people["boris"]), "name": "Boris"}}
            await quiet(supervisor)
            assert all("taken" not in one for one in supervisor.heard if one["type"] == "rows")
    finally:
        ids = [one["id"] for one in before["members"]]
        assert (await desks.dmitri.patch(group, json={"member_ids": ids})).status_code == 200


async def test_whose_session_somebody_takes_over_is_told_who_has_it_now(desks: Desks) -> None:
    town = desks.house.town
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as his:
        await desks.house.app.house.fanout._flush_rows()
        anna = str(town.people["anna"])
        assert (await desks.anna.post(f"{scene.path}/assign", json={"operator_id": anna})).status_code == 200
        frame = await his.until("rows", gone=[scene.session])
        assert frame["taken"] == {scene.session: {"id": anna, "name": "Anna", "over": True}}
