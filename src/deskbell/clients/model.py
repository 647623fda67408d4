"""Records of clients and accounts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Account:
    """A client's identity in a channel. `verified`: proved by the site's signature, not claimed."""

    id: UUID
    client_id: UUID
    channel_kind: str
    channel_id: UUID | None
    external_id: str
    name: str | None
    email: str | None
    phone: str | None
    verified: bool
    language: str | None
    client_name: str | None

    @property
    def shown_name(self) -> str | None:
        """What operators call the client: the name they gave, else the account's own."""
        return self.client_name or self.name


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of an account when it comes: the provider's id, and what it says or proves of itself."""

    external_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    verified: bool = False
    language: str | None = None
    details: dict[str, str] | None = None
