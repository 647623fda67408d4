"""The administrators' door to channels of every kind."""

from typing import Annotated, Any
from uuid import UUID

from litestar import delete, patch, post

from deskbell.base.db import Database
from deskbell.base.errors import not_found
from deskbell.base.http import Body, Injected, Out
from deskbell.base.secrets import Keeper
from deskbell.channels import credentials
from deskbell.channels.registry import KINDS, kind_named
from deskbell.live_chats import channel_rows
from deskbell.live_chats.pages import ChannelPage, DescribeChannel
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise


class NewChannel(Body):
    """Without settings it begins with its kind's defaults."""

    kind: str
    name: str
    settings: dict[str, Any] | None = None


class ChannelChange(Body):
    """What is absent or null stays as it is; settings are replaced whole."""

    name: str | None = None
    settings: dict[str, Any] | None = None


class IdentitySecret(Out):
    """Shown this once; nobody can read it again."""

    secret: str


@post("/live-chats/{live_chat_id:uuid}/channels")
async def create_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    live_chat_id: UUID,
    data: NewChannel,
) -> ChannelPage:
    authorise(actor, Deed.ADMINISTER)
    kind = kind_named(data.kind)
    settings = kind.check_settings(data.settings or {})
    channel = await channel_rows.add_channel(db, actor, live_chat_id, kind.name, data.name, settings)
    return describe_channel(channel)


@patch("/channels/{channel_id:uuid}")
async def change_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    channel_id: UUID,
    data: ChannelChange,
) -> ChannelPage:
    authorise(actor, Deed.ADMINISTER)
    settings = None
    if data.settings is not None:
        channel = await channel_rows.get_channel(db, channel_id)
        if channel is None:
            raise not_found()
        settings = KINDS[channel.kind].check_settings(data.settings)
    return describe_channel(await channel_rows.change_channel(db, actor, channel_id, data.name, settings))


@post("/channels/{channel_id:uuid}/pause", status_code=200)
async def pause_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    channel_id: UUID,
) -> ChannelPage:
    return describe_channel(await channel_rows.set_state(db, actor, channel_id, "paused"))


@post("/channels/{channel_id:uuid}/resume", status_code=200)
async def resume_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    channel_id: UUID,
) -> ChannelPage:
    return describe_channel(await channel_rows.set_state(db, actor, channel_id, "on"))


@post("/channels/{channel_id:uuid}/archive", status_code=200)
async def archive_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    channel_id: UUID,
) -> ChannelPage:
    return describe_channel(await channel_rows.archive_channel(db, actor, channel_id))


@post("/channels/{channel_id:uuid}/identity-secret")
async def renew_identity_secret(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    keeper: Annotated[Keeper, Injected],
    channel_id: UUID,
) -> IdentitySecret:
    return IdentitySecret(secret=await credentials.renew_identity_secret(db, keeper, actor, channel_id))


@delete("/channels/{channel_id:uuid}/identity-secret")
async def remove_identity_secret(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], channel_id: UUID
) -> None:
    await credentials.remove_identity_secret(db, actor, channel_id)


ROUTES = [
    create_channel,
    change_channel,
    pause_channel,
    resume_channel,
    archive_channel,
    renew_identity_secret,
    remove_identity_secret,
]
