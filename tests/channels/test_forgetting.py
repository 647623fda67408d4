"""Who opened the widget and never wrote is forgotten after a month; whoever wrote, or was here, is not."""

import asyncpg
from tests.channels.test_widget_visitors import signed_for
from tests.surfaces import Frame, desk_of, frame_of

from deskbell.app import Doors
from deskbell.base.db import Database
from deskbell.channels.widget.forgetting import forget_silent
from deskbell.demo.town import Town


async def unseen(dsn: str, frame: Frame, days: int) -> None:
    """This account's browsers were last seen so long ago."""
    owner = await asyncpg.connect(dsn)
    await owner.execute(
        "update widget_token set seen_at = now() - make_interval(days => $2) where account_id = $1::text::uuid",
        frame.started["account"]["id"],
        days,
    )
    await owner.execute("delete from socket_ticket")
    await owner.execute("delete from widget_identity_used")
    await owner.close()


async def rows(dsn: str) -> tuple[int, int, int]:
    owner = await asyncpg.connect(dsn)
    counted = await owner.fetchrow(
        "select (select count(*) from widget_token), (select count(*) from account), (select count(*) from client)"
    )
    await owner.close()
    assert counted is not None
    return counted[0], counted[1], counted[2]


async def test_who_never_wrote_is_forgotten_after_a_month_and_met_anew(
    app: Doors, town: Town, db: Database, dsn: str
) -> None:
    channel = town.channels["Sales"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, channel) as silent,
        frame_of(app, channel) as writer,
        frame_of(app, channel) as recent,
        frame_of(app, channel) as signed,
        frame_of(app, channel) as elsewhere,
    ):
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        before = await rows(dsn)
        for frame in (silent, writer, recent):
            await frame.start()
        await writer.write("Hello")
        await signed.start(identity=signed_for(channel.key, "eva", secret))
        for frame, days in ((silent, 31), (writer, 31), (recent, 29), (signed, 31)):
            await unseen(dsn, frame, days)
        await elsewhere.start(identity=signed_for(channel.key, "eva", secret))
        assert await forget_silent(db) == 1
        left = await rows(dsn)
        assert [now - then for now, then in zip(left, before, strict=True)] == [4, 3, 3]
        assert await forget_silent(db) == 0
        assert await rows(dsn) == left
        first = silent.started["account"]["id"]
        assert (await silent.start())["token"]
        assert silent.started["account"]["id"] != first
        assert (await writer.start())["messages"][0]["text"] == "Hello"
        await unseen(dsn, elsewhere, 31)
        assert await forget_silent(db) == 1
