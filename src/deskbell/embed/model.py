"""Records of the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Site:
    """An application that shows Live Chat Messages. `key` is public; `secret` is sealed for `place`."""

    id: UUID
    name: str
    key: str
    origins: list[str]
    secret: bytes
    created_at: datetime
    archived_at: datetime | None

    @property
    def place(self) -> str:
        return f"embed_site.secret/{self.id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An open page of an application: whom it speaks for, and the account or the item it is about."""

    id: UUID
    site_id: UUID
    person_id: UUID
    origin: str
    account: str | None
    item_app: str | None
    item: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: sessions of these clients or accounts, or those registered with these cards."""

    clients: Sequence[UUID] = ()
    accounts: Sequence[UUID] = ()
    cards: Sequence[UUID] = ()
