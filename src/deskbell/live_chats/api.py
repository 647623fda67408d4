"""The administrators' door to live chats."""

from typing import Annotated
from uuid import UUID

from litestar import get, patch, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.live_chats import service
from deskbell.live_chats.pages import DescribeChannel, LiveChatList, LiveChatPage, live_chat_page
from deskbell.rights.actor import Actor


class NewLiveChat(Body):
    """Both lists name at least one group."""

    name: str
    operator_group_ids: list[UUID]
    supervisor_group_ids: list[UUID]


class LiveChatChange(Body):
    """What is absent or null stays as it is; readers may be nobody. `escalate_after` is in seconds, 0 for never."""

    name: str | None = None
    operator_group_ids: list[UUID] | None = None
    supervisor_group_ids: list[UUID] | None = None
    reopen_hours: int | None = None
    file_limit: int | None = None
    message_limit: int | None = None
    name_template: str | None = None
    close_reason_required: bool | None = None
    escalate_after: int | None = None
    ask_rating: bool | None = None
    reader_group_ids: list[UUID] | None = None


@get("/live-chats")
async def list_live_chats(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    archived: bool = False,
) -> LiveChatList:
    found = await service.configured_live_chats(db, actor, archived)
    return LiveChatList(items=[live_chat_page(one, describe_channel) for one in found])


@post("/live-chats")
async def create_live_chat(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    data: NewLiveChat,
) -> LiveChatPage:
    made = await service.create_live_chat(db, actor, data.name, data.operator_group_ids, data.supervisor_group_ids)
    return live_chat_page(made, describe_channel)


@get("/live-chats/{live_chat_id:uuid}")
async def read_live_chat(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    live_chat_id: UUID,
) -> LiveChatPage:
    return live_chat_page(await service.configured_live_chat(db, actor, live_chat_id), describe_channel)


@patch("/live-chats/{live_chat_id:uuid}")
async def change_live_chat(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    live_chat_id: UUID,
    data: LiveChatChange,
) -> LiveChatPage:
    change = service.Change(
        data.name,
        data.operator_group_ids,
        data.supervisor_group_ids,
        data.reopen_hours,
        data.file_limit,
        data.message_limit,
        data.name_template,
        data.close_reason_required,
        data.escalate_after,
        data.ask_rating,
        data.reader_group_ids,
    )
    return live_chat_page(await service.change_live_chat(db, actor, live_chat_id, change), describe_channel)


@post("/live-chats/{live_chat_id:uuid}/archive", status_code=200)
async def archive_live_chat(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    describe_channel: Annotated[DescribeChannel, Injected],
    live_chat_id: UUID,
) -> LiveChatPage:
    return live_chat_page(await service.archive_live_chat(db, actor, live_chat_id), describe_channel)


ROUTES = [list_live_chats, create_live_chat, read_live_chat, change_live_chat, archive_live_chat]
