"""The shapes of what colleagues do together in a session, for the API's schema."""

from datetime import datetime
from typing import Literal, TypedDict
from uuid import UUID

from deskbell.sessions.shapes import Reference, State


class Colleague(TypedDict):
    """Somebody a note can call; `sees`: the session is before his eyes anyway, nothing is shared by calling him."""

    id: UUID
    name: str
    status: Literal["online", "away", "offline"]
    reachable: bool
    sees: bool


class Colleagues(TypedDict):
    """By name."""

    items: list[Colleague]


class Mention(TypedDict):
    """A note that calls one; `forwarded`: the session, or a message, was handed on with it."""

    session: UUID
    name: str
    state: State
    seq: int
    text: str
    by: Reference
    forwarded: bool
    at: datetime
    seen_at: datetime | None


class Mentions(TypedDict):
    """A page, newest first; `unseen` counts to 100."""

    items: list[Mention]
    next: str | None
    unseen: int


class Version(TypedDict):
    """What a message said until then."""

    text: str
    replaced_at: datetime


class Versions(TypedDict):
    """Oldest first."""

    items: list[Version]


class DraftOut(TypedDict):
    """Words not sent yet; `note`: they were to be a note."""

    session: UUID
    text: str
    note: bool
    changed_at: datetime


class Drafts(TypedDict):
    """One's own, newest first."""

    items: list[DraftOut]
