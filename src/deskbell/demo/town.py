"""The town's people: Anna supervises, Boris and Clara operate, Dmitri administers, Rita reads, Emil is an employee."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from deskbell.auth.gate import actor_for
from deskbell.base.db import Database
from deskbell.channels.registry import kind_named
from deskbell.live_chats import channel_rows
from deskbell.live_chats import service as live_chats
from deskbell.live_chats.model import Channel
from deskbell.people import groups as people_groups
from deskbell.people import service as people
from deskbell.rights.actor import SYSTEM, Actor, Status

PEOPLE = ("anna", "boris", "clara", "dmitri", "rita", "emil")
DOMAIN = "town.example"


@dataclass
class Town:
    """Ids by the names everybody knows; `channels` by live chat."""

    people: dict[str, UUID] = field(default_factory=dict)
    groups: dict[str, UUID] = field(default_factory=dict)
    live_chats: dict[str, UUID] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    async def actor(self, db: Database, name: str) -> Actor:
        """A person of the town as an actor, with the rights of this moment."""
        found = await actor_for(db, self.people[name])
        assert found is not None, name
        return found


def email_of(name: str) -> str:
    return f"{name}@{DOMAIN}"


async def settle(db: Database, sites: Sequence[str] = ("http://shop.example",)) -> Town:
    """People, groups, the live chats Sales and Support, a widget channel for each. Nobody has a password yet."""
    town = Town()
    async with db.transaction() as tx:
        for name in PEOPLE:
            administrator = name == "dmitri"
            town.people[name] = await people.add_person(
                tx, SYSTEM, name.capitalize(), email_of(name), administrator, language="en"
            )
        members = {
            "Sales operators": ("boris", "clara"),
            "Support operators": ("clara",),
            "Supervisors": ("anna",),
            "Readers": ("rita",),
            "Staff": ("emil",),
        }
        for group, names in members.items():
            ids = [town.people[name] for name in names]
            town.groups[group] = await people_groups.add_group(tx, SYSTEM, group, ids)
    dmitri = await town.actor(db, "dmitri")
    for name in ("Sales", "Support"):
        operators, supervisors = [town.groups[f"{name} operators"]], [town.groups["Supervisors"]]
        made = await live_chats.create_live_chat(db, dmitri, name, operators, supervisors)
        town.live_chats[name] = made.live_chat.id
        town.channels[name] = await _open_widget(db, dmitri, town.live_chats[name], name, sites)
    return town


async def _open_widget(db: Database, dmitri: Actor, live_chat_id: UUID, name: str, sites: Sequence[str]) -> Channel:
    kind = kind_named("widget")
    colour = {"Sales": "#4263eb", "Support": "#0b7285"}[name]
    settings = kind.check_settings({"sites": list(sites), "title": f"Fjordline {name}", "colour": colour})
    return await channel_rows.add_channel(db, dmitri, live_chat_id, kind.name, f"Website {name}", settings)


async def come_to_work(db: Database, town: Town, names: Sequence[str], status: Status = "online") -> None:
    """Set the working status of several people."""
    for name in names:
        actor = await town.actor(db, name)
        async with db.transaction() as tx:
            await people.set_status(tx, actor, status)
