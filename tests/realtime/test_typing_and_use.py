"""Whose typing a client hears of, and that work by the socket keeps a sign-in alive like requests do."""

from datetime import timedelta

import asyncpg
import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import key, socket_of

from deskbell import app as application


async def test_a_client_hears_the_responsible_operator_type_and_no_other_follower(desks: Desks) -> None:
    async with (
        desks.scene() as scene,
        socket_of(desks.house.app, desks.boris) as his,
        socket_of(desks.house.app, desks.anna) as hers,
        socket_of(desks.house.app, scene.frame) as client,
    ):
        for socket in (his, hers, client):
            await socket.ask("join", session=scene.session, cursor=scene.cursor)
        hers.send({"type": "typing", "session": scene.session, "on": True})
        heard = await his.until("typing")
        assert heard["by"]["name"] == "Anna"
        his.send({"type": "typing", "session": scene.session, "on": True})
        assert (await hers.until("typing"))["by"]["name"] == "Boris"
        assert (await client.until("typing"))["by"] == {"kind": "person", "id": None, "name": "Boris"}
        assert [one["by"]["name"] for one in client.heard if one["type"] == "typing"] == ["Boris"]
        client.send({"type": "typing", "session": scene.session, "on": True})
        assert (await his.until("typing"))["by"]["kind"] == "account"


async def test_work_by_the_socket_keeps_the_sign_in_alive_and_its_own_errands_do_not(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "USED_SECONDS", 0.0)
    house, boris = desks.house.app.house, desks.house.town.people["boris"]
    owner = await asyncpg.connect(desks.house.dsn)
    age = (
        "update sign_in set last_seen_at = now() - interval '5 hours', expires_at = now() + $2::interval"
        " where person_id = $1 and ended_at is null"
    )
    left = "select max(expires_at) - now() from sign_in where person_id = $1 and ended_at is null"
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as his:
        await his.ask("join", session=scene.session, cursor=None)
        await house._note_use()
        await owner.execute(age, boris, timedelta(minutes=30))
        for errand in ("events", "beat", "leave", "join"):
            his.send({"type": errand, "session": scene.session, "after": 0, "cursor": None})
        await his.ask("leave", session=key())
        await house._note_use()
        assert await owner.fetchval(left, boris) < timedelta(minutes=31)
        his.send({"type": "typing", "session": scene.session, "on": True})
        await his.ask("leave", session=key())
        await house._note_use()
        assert await owner.fetchval(left, boris) > timedelta(hours=11)
        await owner.execute(age, boris, timedelta(seconds=-1))
        his.send({"type": "typing", "session": scene.session, "on": True})
        await his.ask("leave", session=key())
        await house._note_use()
        assert await owner.fetchval(left, boris) < timedelta(0)
        await owner.execute(age, boris, timedelta(hours=12))
    await owner.close()
