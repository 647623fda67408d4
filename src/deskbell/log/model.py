"""The event as the rooms hand it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Audience = Literal["all", "staff"]

WORKSPACE = UUID(int=0)
"""Stands for "the workspace itself" where changed sessions are listed: people, groups, live chats, sign-ins."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log. `seq` and `session_id` are None for changes of the workspace.

    `prev_all` is the last event before this one that everybody may see. `carried` is what the writer already knows of
    the event's content, so that a reader in the same process need not fetch it; it is never stored. `topic` says for
    whom a change of the workspace is one: for everybody, or for one person. `leaves`: something of it has to go out by
    a channel, a hint for who sends.
    """

    kind: str
    session_id: UUID | None
    seq: int | None
    prev_all: int
    audience: Audience
    actor_kind: str
    actor_id: UUID | None
    at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    carried: Any = None
    topic: UUID = WORKSPACE
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """What changed between two horizons: ids of sessions, and WORKSPACE when the workspace did."""

    upto: int
    changed: frozenset[UUID]
