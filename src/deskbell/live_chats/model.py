"""Records of live chats and of their channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

State = Literal["on", "paused"]


@dataclass(frozen=True, slots=True)
class LiveChat:
    """`file_limit` in bytes, `message_limit` in characters; a client who returns within `reopen_hours` re-opens.

    `escalate_after`: seconds a client waits untaken before colleagues and supervisors are called; None: never.
    """

    id: UUID
    name: str
    reopen_hours: int
    file_limit: int
    message_limit: int
    name_template: str
    close_reason_required: bool
    escalate_after: int | None
    ask_rating: bool
    position: int
    created_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A group and what it is to a live chat."""

    live_chat_id: UUID
    role: str
    group_id: UUID
    group_name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A source of messages. `key` is public; `secrets` is sealed for `channel.secrets/<id>`."""

    id: UUID
    live_chat_id: UUID
    kind: str
    name: str
    key: str
    state: State
    settings: Mapping[str, Any]
    secrets: bytes | None
    created_at: datetime
    archived_at: datetime | None

    @property
    def place(self) -> str:
        """Where its secrets stand, for the keeper."""
        return f"channel.secrets/{self.id}"


@dataclass(frozen=True, slots=True)
class Configured:
    """A live chat with its groups and its channels, as administrators see it."""

    live_chat: LiveChat
    groups: tuple[GroupLink, ...]
    channels: tuple[Channel, ...]
