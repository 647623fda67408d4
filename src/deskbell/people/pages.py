"""What the people room's answers hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from deskbell.base.http import Out
from deskbell.people.model import Language
from deskbell.rights.actor import Role, Status

Page = TypeVar("Page", bound=Out)


class NamedPage(Out):
    """An id and what people call it."""

    id: UUID
    name: str


class PersonPage(Out):
    """A person as administrators see him."""

    id: UUID
    name: str
    email: str
    administrator: bool
    language: Language
    status: Status
    groups: Sequence[NamedPage]
    signed_up: bool
    archived_at: datetime | None


class PersonList(Out):
    """A page of people, by name."""

    items: Sequence[PersonPage]
    next: str | None


class GroupLiveChat(Out):
    """A live chat that points at a group, and as what."""

    id: UUID
    name: str
    role: Role


class GroupPage(Out):
    """A group with its people and the live chats that point at it."""

    id: UUID
    name: str
    members: Sequence[NamedPage]
    live_chats: Sequence[GroupLiveChat]


class GroupList(Out):
    """All groups; there is never another page."""

    items: Sequence[GroupPage]
    next: str | None = None


class WorkspacePage(Out):
    """The workspace's settings."""

    name: str
    language: Language
    time_zone: str
    hide_counters: bool


def page_of(into: type[Page], found: Any) -> Page:
    """A record as the answer of that shape: fields by name, nothing that the answer does not declare."""
    return msgspec.convert(found, into, from_attributes=True)
