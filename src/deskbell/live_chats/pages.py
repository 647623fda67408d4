"""What administrators read of live chats and channels: the answers of this room's door and of the channels' one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.http import Out
from deskbell.live_chats.model import Channel, Configured
from deskbell.rights.actor import Role


class GroupName(Out):
    """A group, enough to name it."""

    id: UUID
    name: str


class SecretPage(Out):
    """That a secret setting stands, since when, and its last four characters at most."""

    field: str
    set_at: datetime
    tail: str


class ChannelPage(Out):
    """A channel. `snippet` and `frame_url` are what its kind gives to paste; its secrets never leave.

    `secrets`: which of its secret settings stand; null when they cannot be read any more and must be entered again.
    `hook_url`: where its provider sends what comes in, null where nothing does. `shown_once`: secrets of our making, by
    field, in the answer to its creation alone.
    """

    id: UUID
    live_chat_id: UUID
    kind: str
    name: str
    key: str
    state: str
    settings: dict[str, Any]
    has_identity_secret: bool
    snippet: str | None
    frame_url: str | None
    secrets: list[SecretPage] | None
    hook_url: str | None
    created_at: datetime
    shown_once: dict[str, str] = {}


class LiveChatPage(Out):
    """A live chat with its groups by role and its channels."""

    id: UUID
    name: str
    operator_groups: list[GroupName]
    supervisor_groups: list[GroupName]
    reader_groups: list[GroupName]
    reopen_hours: int
    file_limit: int
    message_limit: int
    name_template: str
    close_reason_required: bool
    escalate_after: int | None
    ask_rating: bool
    channels: list[ChannelPage]
    archived_at: datetime | None


class LiveChatList(Out):
    """All of them: there are few, so `next` is always null."""

    items: list[LiveChatPage]
    next: str | None = None


DescribeChannel = Callable[[Channel], ChannelPage]
"""How a channel is shown: its kind knows, and kinds live in an upper room, so the app hands this down."""


def live_chat_page(configured: Configured, describe_channel: DescribeChannel) -> LiveChatPage:
    """A live chat as its page."""
    live_chat = configured.live_chat
    return LiveChatPage(
        id=live_chat.id,
        name=live_chat.name,
        operator_groups=_groups(configured, Role.OPERATOR),
        supervisor_groups=_groups(configured, Role.SUPERVISOR),
        reader_groups=_groups(configured, Role.READER),
        reopen_hours=live_chat.reopen_hours,
        file_limit=live_chat.file_limit,
        message_limit=live_chat.message_limit,
        name_template=live_chat.name_template,
        close_reason_required=live_chat.close_reason_required,
        escalate_after=live_chat.escalate_after,
        ask_rating=live_chat.ask_rating,
        channels=[describe_channel(channel) for channel in configured.channels],
        archived_at=live_chat.archived_at,
    )


def _groups(configured: Configured, role: Role) -> list[GroupName]:
    return [GroupName(id=link.group_id, name=link.group_name) for link in configured.groups if link.role == role]
