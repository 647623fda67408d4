"""Another system that asks for something by its token, without a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from deskbell.rights.actor import Actor


@dataclass(frozen=True, slots=True)
class Program:
    """What it may, by `scopes`, and where: `live_chat_ids`, none is everywhere."""

    id: UUID
    name: str
    scopes: Sequence[str]
    live_chat_ids: Sequence[UUID]

    def actor(self) -> Actor:
        """It acts for Deskbell, under its own name."""
        return Actor("system", self.id, self.name)

    def may(self, scope: str, live_chat_id: UUID) -> bool:
        return scope in self.scopes and (not self.live_chat_ids or live_chat_id in self.live_chat_ids)
