"""Me: all the desk needs to know at its start about who is sitting at it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.http import Out
from deskbell.live_chats import service as live_chats
from deskbell.live_chats.model import Channel
from deskbell.log import service as log
from deskbell.people import service as people
from deskbell.people.model import Language
from deskbell.people.pages import WorkspacePage, page_of
from deskbell.people.workspace import workspace_now
from deskbell.rights.actor import Actor, Role, Status
from deskbell.rights.table import Deed, may_anywhere


class Myself(Out):
    """The person; `settings` is the desk's own, free in form."""

    id: UUID
    name: str
    email: str
    language: Language
    administrator: bool
    status: Status
    status_since: datetime
    settings: Mapping[str, Any]


class MyChannel(Out):
    """A channel of one of my live chats."""

    id: UUID
    name: str
    kind: str


class MyLiveChat(Out):
    """A live chat I operate or supervise. `can_begin`: some channel of it can begin a session."""

    id: UUID
    name: str
    roles: Sequence[Role]
    can_begin: bool
    message_limit: int
    file_limit: int
    close_reason_required: bool
    channels: Sequence[MyChannel]


class Me(Out):
    """The person, the workspace, the live chats of the menu, whether cards and messages of his own are there for him,
    and the epoch in which cursors mean anything."""

    person: Myself
    workspace: WorkspacePage
    live_chats: Sequence[MyLiveChat]
    cards: bool
    messages: bool
    epoch: UUID


_can_begin: list[Callable[[Channel], bool]] = []


HasPlaces = Callable[[Db, UUID], Awaitable[bool]]
_has_places: list[HasPlaces] = []


def wire(can_begin: Callable[[Channel], bool], has_places: HasPlaces) -> None:
    """Take from the channels how one knows that a session can be begun by one of them, and whether a person may write
    to one as an employee. Called once, at start."""
    _can_begin[:] = [can_begin]
    _has_places[:] = [has_places]


async def me(db: Db, actor: Actor) -> Me:
    """Me, as of now. Raises not_signed_in when the person was archived meanwhile."""
    epoch, _ = await log.horizon(db)
    return Me(
        person=page_of(Myself, await people.myself(db, actor.id)),
        workspace=page_of(WorkspacePage, await workspace_now(db)),
        live_chats=await _my_live_chats(db, actor),
        cards=may_anywhere(actor, Deed.SEE_CARDS),
        messages=any([await has(db, actor.id) for has in _has_places]),
        epoch=epoch,
    )


async def _my_live_chats(db: Db, actor: Actor) -> list[MyLiveChat]:
    mine = await live_chats.live_chats_of(db, actor)
    channels = await live_chats.channels_of(db, [one.id for one in mine]) if mine else []
    return [
        MyLiveChat(
            id=one.id,
            name=one.name,
            roles=[role for role in (Role.OPERATOR, Role.SUPERVISOR) if actor.has(role, one.id)],
            can_begin=any(
                begins(channel) for begins in _can_begin for channel in channels if channel.live_chat_id == one.id
            ),
            message_limit=one.message_limit,
            file_limit=one.file_limit,
            close_reason_required=one.close_reason_required,
            channels=[_channel(channel) for channel in channels if channel.live_chat_id == one.id],
        )
        for one in mine
    ]


def _channel(channel: Channel) -> MyChannel:
    return MyChannel(id=channel.id, name=channel.name, kind=channel.kind)
