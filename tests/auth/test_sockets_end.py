"""Who is signed out or archived is off the socket within a second; who loses a role keeps the socket without it."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from tests.surfaces import PASSWORD, browser, desk_of, key, socket_of

from deskbell.app import Doors
from deskbell.auth.gate import recheck
from deskbell.auth.sign_ins import sign_ins_of
from deskbell.base.db import Database
from deskbell.base.sql import Statement
from deskbell.demo.town import Town, email_of

SIGN_IN_ENDED = 4001

Deed = Callable[[httpx.AsyncClient, httpx.AsyncClient, Town], Awaitable[httpx.Response]]


async def archive(_boris: httpx.AsyncClient, dmitri: httpx.AsyncClient, town: Town) -> httpx.Response:
    return await dmitri.post(f"/api/v1/people/{town.people['boris']}/archive")


async def sign_out(boris: httpx.AsyncClient, _dmitri: httpx.AsyncClient, _town: Town) -> httpx.Response:
    return await boris.delete("/api/v1/sign-ins/current")


async def sign_in_again(boris: httpx.AsyncClient, _dmitri: httpx.AsyncClient, _town: Town) -> httpx.Response:
    return await boris.post("/api/v1/sign-ins", json={"email": email_of("boris"), "password": PASSWORD})


async def reset(_boris: httpx.AsyncClient, dmitri: httpx.AsyncClient, town: Town) -> httpx.Response:
    link = (await dmitri.post(f"/api/v1/people/{town.people['boris']}/link")).json()["link"]
    token = link.rsplit("/", 1)[1]
    return await dmitri.post(f"/api/v1/links/{token}", json={"password": "tulip desk by the window"})


@pytest.mark.parametrize("deed", [archive, sign_out, sign_in_again, reset])
async def test_the_socket_of_a_sign_in_that_ended_closes_within_a_second(app: Doors, town: Town, deed: Deed) -> None:
    async with (
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "clara") as clara,
        desk_of(app, town, "dmitri") as dmitri,
        socket_of(app, boris) as his,
        socket_of(app, clara) as hers,
    ):
        assert (await deed(boris, dmitri, town)).status_code < 300
        assert await asyncio.wait_for(his.closed(), 1.0) == SIGN_IN_ENDED
        assert (await hers.ask("join", session=key(), cursor=0))["code"] == "not_found"


async def test_a_change_of_password_closes_the_other_sockets_and_not_this_one(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "boris") as here, browser(app) as there:
        await there.post("/api/v1/sign-ins", json={"email": email_of("boris"), "password": PASSWORD})
        async with socket_of(app, here) as mine, socket_of(app, there) as other:
            changed = await here.post("/api/v1/password", json={"current": PASSWORD, "new": "tulip desk by the window"})
            assert changed.status_code == 204
            assert await asyncio.wait_for(other.closed(), 1.0) == SIGN_IN_ENDED
            await mine.until("changed")
            assert (await here.get("/api/v1/me")).status_code == 200


async def test_a_role_withdrawn_is_told_to_the_socket_that_stays(app: Doors, town: Town) -> None:
    async with (
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "dmitri") as dmitri,
        socket_of(app, boris) as his,
    ):
        path = f"/api/v1/groups/{town.groups['Sales operators']}"
        changed = await dmitri.patch(path, json={"member_ids": [str(town.people["clara"])]})
        assert changed.status_code == 200
        (connection,) = [one for one in app.house.hub.people() if one.actor.id == town.people["boris"]]
        while connection.actor.roles:
            await his.until("changed")
        assert (await boris.get("/api/v1/me")).json()["live_chats"] == []


async def test_a_sign_in_that_ran_out_is_found_by_the_clock(app: Doors, db: Database, town: Town) -> None:
    async with desk_of(app, town, "boris") as boris, socket_of(app, boris) as his:
        (mine,) = await sign_ins_of(db, town.people["boris"])
        expire = "update sign_in set expires_at = now() - interval '1 second' where id = $1"
        await db.run(Statement("test", "expire", expire, ("id",), None), id=mine.id)
        assert await recheck(db, mine.id) is None
        await app.house.hub.verify_people()
        assert await asyncio.wait_for(his.closed(), 1.0) == SIGN_IN_ENDED


async def test_no_cache_keeps_what_the_doors_answer(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        for path in ("/api/v1/me", "/api/v1/people", "/api/v1/sign-ins"):
            answer = await dmitri.get(path)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
