"""What a person changes of himself concerns his own desks; a job that looks at everything waits once."""

import asyncpg
from tests.surfaces import desk_of, key, socket_of

from deskbell.app import Doors
from deskbell.base import work
from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.log.service import note
from deskbell.rights.actor import SYSTEM


async def kinds(dsn: str) -> list[str]:
    owner = await asyncpg.connect(dsn)
    rows = await owner.fetch("select kind from job where dead_at is null order by run_at")
    await owner.close()
    return [row["kind"] for row in rows]


async def clear(dsn: str) -> None:
    owner = await asyncpg.connect(dsn)
    await owner.execute("delete from job")
    await owner.close()


async def test_ones_own_settings_are_told_to_ones_own_desks_alone(app: Doors, town: Town, dsn: str) -> None:
    async with (
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "clara") as clara,
        socket_of(app, boris) as his,
        socket_of(app, clara) as hers,
    ):
        await clear(dsn)
        asked: list[int] = []
        verify = app.house.hub.rooms.verify  # type: ignore[union-attr]

        async def counted(connections):  # type: ignore[no-untyped-def]
            asked.append(len(connections))
            return await verify(connections)

        app.house.hub.rooms.verify = counted  # type: ignore[union-attr]
        assert (await boris.patch("/api/v1/me", json={"name": "Boris B.", "settings": {"theme": "dark"}})).is_success
        await his.until("changed", what="me")
        assert asked == [1]
        (mine,) = app.house.hub.of_actor(town.people["boris"])
        assert mine.actor.name == "Boris B."
        assert (await hers.ask("leave", session=key()))["type"] == "ok"
        assert [frame for frame in hers.heard if frame["type"] == "changed"] == []
        assert await kinds(dsn) == []


async def test_a_job_that_looks_at_everything_waits_once_and_is_asked_for_anew_while_it_runs(
    app: Doors, db: Database, dsn: str
) -> None:
    await clear(dsn)
    for _ in range(3):
        async with db.transaction() as tx:
            await note(tx, SYSTEM, "groups_changed", {})
    assert await kinds(dsn) == ["hand_back"]
    ran: list[int] = []

    async def deed(_db: Database, _body: object) -> None:
        ran.append(len(ran))
        if len(ran) == 1:
            async with db.transaction() as tx:
                await note(tx, SYSTEM, "groups_changed", {})

    worker = work.Worker(db, {"hand_back": deed}, ())
    while await worker.run_due():
        pass
    assert ran == [0, 1]
    assert await kinds(dsn) == []


async def test_a_job_that_waits_is_not_run_before_the_change_that_asked_for_it_too(
    app: Doors, db: Database, dsn: str
) -> None:
    await clear(dsn)

    async def deed(_db: Database, _body: object) -> None:
        return None

    worker = work.Worker(db, {"hand_back": deed}, ())
    async with db.transaction() as tx:
        await note(tx, SYSTEM, "groups_changed", {})
    async with db.transaction() as tx:
        await note(tx, SYSTEM, "groups_changed", {})
        assert not await worker.run_due()
    assert await worker.run_due()
