"""Entries of the trail and links of its chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `actor_name` is None when the actor is no person we know."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    deed: str
    object_kind: str
    object_id: str | None
    address: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for; None of a field: all. `since` is in it, `until` no longer."""

    by: UUID | None = None
    deeds: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL = Asked()


@dataclass(frozen=True, slots=True)
class Guard:
    """Who could rewrite the trail: the role we work as, and the one that signed in to the database."""

    by_us: bool
    by_sign_in: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One deed as it is hashed: every column, the time in microseconds since 1970."""

    id: int
    microseconds: int
    actor_kind: str
    actor_id: UUID | None
    deed: str
    object_kind: str
    object_id: str | None
    address: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """The chain's hash over everything up to and with `upto_id`."""

    upto_id: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found. `broken_upto`: the first link that does not fit, covering ids up to it;
    `last`: the last one that does."""

    entries: int
    links: int
    broken_upto: int | None
    last: Link

    @property
    def whole(self) -> bool:
        return self.broken_upto is None
