"""Whoever a request acts for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID

Kind = Literal["person", "account", "bot", "system"]
Status = Literal["online", "away", "offline"]


class Role(StrEnum):
    """What a group may be to a live chat."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the desk, a client's account, a bot, or Deskbell itself.

    `id` is the person's or the account's; `sign_in_id` the sign-in or the widget token it came with; `roles` holds the
    roles per live chat, from the groups; `channel_id` is set for accounts of
    visitors, `person_id` for the account of an employee.
    """

    kind: Kind
    id: UUID
    name: str
    administrator: bool = False
    status: Status = "offline"
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    groups: frozenset[UUID] = frozenset()
    sign_in_id: UUID | None = None
    channel_id: UUID | None = None
    language: str = "en"
    person_id: UUID | None = None

    def has(self, role: Role, live_chat_id: UUID) -> bool:
        return role in self.roles.get(live_chat_id, ())

    def live_chats_as(self, role: Role) -> list[UUID]:
        return [live_chat_id for live_chat_id, roles in self.roles.items() if role in roles]

    def scope(self) -> dict[str, object]:
        """The facts that `session_visible_to` takes, as parameters of a statement."""
        person = self.kind in ("person", "bot")
        return {
            "administrator": self.administrator or self.kind == "system",
            "person": self.id if person else None,
            "supervised": self.live_chats_as(Role.SUPERVISOR),
            "operated": self.live_chats_as(Role.OPERATOR),
            "groups": list(self.groups),
            "account": self.id if self.kind == "account" else None,
        }


SYSTEM = Actor("system", UUID(int=0), "Deskbell")
