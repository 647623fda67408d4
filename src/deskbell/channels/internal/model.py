"""Records of the internal channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where an employee writes: a channel, whether it is offered to him now, and his current session there.

    `unread`: messages of ours in that session which he has not read.
    """

    id: UUID
    name: str
    state: str
    settings: Mapping[str, Any]
    live_chat_id: UUID
    live_chat_name: str
    message_limit: int
    file_limit: int
    offered: bool
    session_id: UUID | None
    session_state: str | None
    last_message_at: datetime | None
    preview: str | None
    preview_author: str | None
    unread: int
