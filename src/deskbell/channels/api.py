"""The administrators' door to channels of every kind: made, changed, connected, tried, paused, put away."""

from typing import Annotated, Any
from uuid import UUID

from litestar import delete, get, patch, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.base.secrets import Keeper
from deskbell.channels import credentials, declared, setup
from deskbell.channels.declared import KindList
from deskbell.channels.probing import Report
from deskbell.channels.setup import LinkTo
from deskbell.live_chats import channel_rows
from deskbell.live_chats.pages import ChannelPage, DescribeChannel
from deskbell.rights.actor import Actor


class NewChannel(Body):
    """Without settings it begins with its kind's defaults."""

    kind: str
    name: str
    settings: dict[str, Any] | None = None


class ChannelChange(Body):
    """What is absent or null stays as it is; settings are replaced whole, but for secrets, which stay unless sent."""

    name: str | None = None
    settings: dict[str, Any] | None = None


class IdentitySecret(Out):
    """Shown this once; nobody can read it again."""

    secret: str


class FindingOut(Out):
    """One thing that was looked at; `level`: ok, warning, broken. `detail` in the provider's own words."""

    code: str
    level: str
    detail: str


class ReportOut(Out):
    """What one look at a channel found; `named`: what its account is called at the provider."""

    state: str
    named: str | None
    findings: list[FindingOut]


class Connected(Out):
    """The channel as it stands now: on when the report has nothing broken, else as before."""

    channel: ChannelPage
    report: ReportOut


@get("/channel-kinds")
async def list_channel_kinds(actor: Annotated[Actor, Injected]) -> KindList:
    return declared.kinds(actor)


@post("/live-chats/{live_chat_id:uuid}/channels")
async def create_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    keeper: Annotated[Keeper, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    live_chat_id: UUID,
    data: NewChannel,
) -> ChannelPage:
    made = await setup.create(db, keeper, actor, live_chat_id, data.kind, data.name, data.settings or {})
    page = describe_channel(made.channel)
    page.shown_once = dict(made.shown_once)
    return page


@patch("/channels/{channel_id:uuid}")
async def change_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    keeper: Annotated[Keeper, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    channel_id: UUID,
    data: ChannelChange,
) -> ChannelPage:
    return describe_channel(await setup.change(db, keeper, actor, channel_id, data.name, data.settings))


@post("/channels/{channel_id:uuid}/test", status_code=200)
async def test_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    link_to: Annotated[LinkTo, Injected],
    channel_id: UUID,
) -> ReportOut:
    return _out(await setup.test(db, actor, channel_id, link_to))


@post("/channels/{channel_id:uuid}/connect", status_code=200)
async def connect_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    link_to: Annotated[LinkTo, Injected],
    channel_id: UUID,
) -> Connected:
    channel, report = await setup.connect(db, actor, channel_id, link_to)
    return Connected(channel=describe_channel(channel), report=_out(report))


@post("/channels/{channel_id:uuid}/disconnect", status_code=200)
async def disconnect_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    link_to: Annotated[LinkTo, Injected],
    channel_id: UUID,
) -> ChannelPage:
    return describe_channel(await setup.disconnect(db, actor, channel_id, link_to))


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
    return describe_channel(await setup.resume(db, actor, channel_id))


@post("/channels/{channel_id:uuid}/archive", status_code=200)
async def archive_channel(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    link_to: Annotated[LinkTo, Injected],
    channel_id: UUID,
) -> ChannelPage:
    return describe_channel(await setup.archive(db, actor, channel_id, link_to))


@post("/channels/{channel_id:uuid}/secrets/{field:str}")
async def renew_secret(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    keeper: Annotated[Keeper, Injected],
    channel_id: UUID,
    field: str,
) -> IdentitySecret:
    return IdentitySecret(secret=await setup.renew_secret(db, keeper, actor, channel_id, field))


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


def _out(report: Report) -> ReportOut:
    findings = [FindingOut(code=one.code, level=one.level, detail=one.detail) for one in report.findings]
    return ReportOut(state=report.state, named=report.named, findings=findings)


ROUTES = [
    list_channel_kinds,
    create_channel,
    change_channel,
    test_channel,
    connect_channel,
    disconnect_channel,
    pause_channel,
    resume_channel,
    archive_channel,
    renew_secret,
    renew_identity_secret,
    remove_identity_secret,
]
