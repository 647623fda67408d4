"""What auth knows: facts about a person who asks, sign-ins, tickets and links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from deskbell.rights.actor import Actor, Kind, Role, Status

PersonalPurpose = Literal["invitation", "password_reset"]
Purpose = Literal["set_up", PersonalPurpose]


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts an Actor is made of. `roles`: pairs of live chat id and role; `stale`: last seen over a minute ago."""

    sign_in_id: UUID | None
    stale: bool
    person_id: UUID
    kind: Kind
    name: str
    administrator: bool
    status: Status
    language: str
    groups: Sequence[UUID]
    roles: Sequence[tuple[str, str]]

    def actor(self) -> Actor:
        """The Actor of this moment."""
        roles: dict[UUID, frozenset[Role]] = {}
        for live_chat_id, role in self.roles:
            key = UUID(live_chat_id)
            roles[key] = roles.get(key, frozenset()) | {Role(role)}
        return Actor(
            self.kind,
            self.person_id,
            self.name,
            administrator=self.administrator,
            status=self.status,
            roles=roles,
            groups=frozenset(self.groups),
            sign_in_id=self.sign_in_id,
            language=self.language,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may sign in with a password; `hash` is None while no password was ever set."""

    person_id: UUID
    name: str
    email: str
    hash: str | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in as its owner sees it."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    address: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in just made: the only moment at which its token is known."""

    sign_in_id: UUID
    person_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A socket ticket to hand out, good once until `expires_at`."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TicketHolder:
    """Whose ticket was redeemed: a sign-in's, or a client's account in a channel; `token_id` is the visitor's secret it
    was asked for with, whose end is the ticket's end too."""

    sign_in_id: UUID | None
    account_id: UUID | None
    channel_id: UUID | None
    token_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """What stands behind an invitation or a reset link that still works."""

    purpose: PersonalPurpose
    person_id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from: its address and its browser, as far as they are told."""

    address: str
    user_agent: str | None = None
