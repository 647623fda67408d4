"""Typing and presence: said to whoever follows the same topic, kept only as long as the socket lives.

Per process; a bus carries it between processes when there are several. Never logged, never numbered.
"""

from uuid import UUID

from deskbell.realtime.connection import Connection
from deskbell.realtime.hub import Hub

TYPING_SECONDS = 6


def say_typing(hub: Hub, connection: Connection, topic: UUID, on: bool, to_clients: bool = True) -> None:
    """Tell the others on the topic, staff alone unless `to_clients`; clients learn the name of staff, never the id."""
    actor = connection.actor
    by = {"kind": actor.kind, "id": actor.id, "name": actor.name}
    frame = {"type": "typing", "session": topic, "by": by, "on": on, "ttl": TYPING_SECONDS}
    for other in hub.followers(topic):
        if other.actor.id == actor.id:
            continue
        hidden = connection.staff and not other.staff
        if hidden and not to_clients:
            continue
        other.push(frame | {"by": by | {"id": None}} if hidden else frame)
    if hub.rooms and connection.staff and to_clients and on:
        hub.rooms.typed(topic)


def say_client_types(hub: Hub, topic: UUID, account_id: UUID, name: str | None) -> None:
    """Tell staff on the topic that its client writes, who has no socket of ours."""
    by = {"kind": "account", "id": account_id, "name": name or ""}
    for other in hub.followers(topic):
        if other.staff:
            other.push({"type": "typing", "session": topic, "by": by, "on": True, "ttl": TYPING_SECONDS})


def say_presence(hub: Hub, topic: UUID) -> None:
    """Tell staff on the topic who else has it before their eyes, and whether the client is there."""
    followers = hub.followers(topic)
    looking = {one.actor.id: one.actor.name for one in followers if one.staff and topic in one.looking}
    frame = {
        "type": "presence",
        "session": topic,
        "client": "offline" if all(one.staff for one in followers) else "online",
        "staff": [{"id": id_, "name": name} for id_, name in looking.items()],
    }
    for one in followers:
        if one.staff:
            one.push(frame)


def detached(hub: Hub, topics: list[UUID]) -> None:
    """A socket is gone: whoever stayed on its topics hears it."""
    for topic in topics:
        say_presence(hub, topic)
