"""The socket door of the widget: the commands of a client, and what clients are told beside their thread."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.blocklist.locks import locks_of
from deskbell.channels.intake import standing, take_in
from deskbell.channels.told import tell_current, try_to_tell_current
from deskbell.channels.widget import visitors
from deskbell.channels.widget.pre_chat import take_answers
from deskbell.channels.widget.settings import stored_settings
from deskbell.live_chats.channel_rows import get_channel
from deskbell.realtime.connection import Connection
from deskbell.realtime.hub import Hub
from deskbell.realtime.socket import Desk, field
from deskbell.sessions import live as sessions
from deskbell.sessions.fanout import Fanout, RowChange
from deskbell.sessions.model import Session
from deskbell.sessions.opening import desks_online, queue_positions
from deskbell.sessions.post import Posted
from deskbell.sessions.post import post as post_message
from deskbell.sessions.reading import seen
from deskbell.sessions.receipts import Receipt

SQL = statements(__package__, "queries.sql")

LOOK_SECONDS = 4
"""Between two looks at who is Online, when nothing changed: reachable ends by the clock."""


async def post(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """Write into the running session; without one, or when it closed meanwhile, a session opens."""
    draft = sessions.draft_of(frame, field(frame, "session", UUID | None, None) or UUID(int=0))
    if draft.session_id in connection.topics:
        try:
            if not await _locked(desk.db, connection):
                return sessions.posted_out(await post_message(desk.db, connection.actor, draft))
        except Refusal as refusal:
            if refusal.code != "session_closed":
                raise
    posted, opened = await _take_in(desk.db, connection, draft)
    if opened:
        await try_to_tell_current(desk.db, desk.hub, connection.actor.id, posted.session_id)
    return sessions.posted_out(posted)


def surely_free(db: Database) -> Callable[[Connection], bool]:
    """Whether who sits at a socket is known not to be locked, without a look at the database."""
    locks = locks_of(db)

    def free(connection: Connection) -> bool:
        actor = connection.actor
        if actor.kind != "account":
            return True
        if actor.channel_id is None:
            # An employee is never locked, but what he may write to is asked each time.
            return False
        return locks.surely_free(actor.id, actor.channel_id, connection.address)

    return free


async def _locked(db: Database, connection: Connection) -> bool:
    actor = connection.actor
    if actor.channel_id is None:
        return False
    where = standing(db, actor.channel_id, actor.id)
    return await locks_of(db).lock_on(actor.id, actor.channel_id, where, connection.address) is not None


async def _take_in(db: Database, connection: Connection, draft: Any) -> tuple[Posted, bool]:
    visitor = await visitors.visitor_by_id(db, connection.actor.sign_in_id or UUID(int=0))
    channel = await get_channel(db, visitor.channel_id) if visitor else None
    if visitor is None or channel is None:
        raise Refusal("not_signed_in", 401)
    await take_answers(db, stored_settings(channel.settings), visitor, None)
    account = await visitors.account_of(db, visitor)
    return await take_in(db, channel, account, connection.actor, draft, address=connection.address)


def read_with(fanout: Fanout) -> Any:
    """The command by which a client says what he has read of ours; written down with others' a few times a second."""

    async def read(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
        session_id, seq = field(frame, "session", UUID), field(frame, "seq", int)
        if session_id not in connection.topics:
            await seen(desk.db, connection.actor, session_id)
        fanout.received(Receipt(connection.actor, session_id, read_seq=max(0, min(seq, 1 << 62))))
        return {}

    return read


def commands(fanout: Fanout) -> dict[str, Any]:
    """The table of a client's commands."""
    return {
        "join": sessions.join,
        "leave": sessions.leave,
        "post": post,
        "typing": sessions.typing,
        "read": read_with(fanout),
        "events": sessions.events,
    }


class Surroundings:
    """What clients are told beside their thread: which session is theirs now, their place in the queue, and whether
    somebody is at the desk."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._queues: set[UUID] = set()
        self._opened: dict[UUID, UUID] = {}
        self._told: dict[Connection, tuple[bool, bool]] = {}
        self._chats: dict[UUID, UUID] = {}
        self._seconds_to_look = 0

    async def on_change(self, hub: Hub, changes: Sequence[RowChange]) -> None:
        """A session came to a queue, left it or moved in it: the places of its live chats are told at the next second.
        One that opened, whoever opened it and in whichever process, or that came to another account, comes to the
        frames that are open."""
        for change in changes:
            if _opened(change):
                self._opened[change.after.id] = change.after.account_id
            places = _place(change.before), _place(change.after)
            if places[0] != places[1]:
                self._queues |= {place[0] for place in places if place}
            if change.before is None:
                # It may have left the queue before this process met it.
                self._queues.add(change.after.live_chat_id)
        await self._tell_opened(hub)

    async def _tell_opened(self, hub: Hub) -> None:
        """What could not be told now is told with the next second."""
        opened, self._opened = self._opened, {}
        for session_id, account_id in opened.items():
            if any(session_id not in one.topics for one in hub.of_actor(account_id)):
                try:
                    await tell_current(self._db, hub, account_id, session_id)
                except (Refusal, *LOST) as why:
                    # One that is not his any more is nothing to tell.
                    if not isinstance(why, Refusal) or why.code != "not_found":
                        self._opened[session_id] = account_id

    def desks_changed(self) -> None:
        """Somebody's status or role changed: looked at with the next second, however often in between."""
        self._seconds_to_look = 0

    async def every_second(self, hub: Hub) -> None:
        """Tell places that moved, and desks that came Online or went."""
        self._seconds_to_look -= 1
        if self._seconds_to_look < 0:
            self._seconds_to_look = LOOK_SECONDS
            await self.tell_desks(hub)
        await self._tell_opened(hub)
        await self._tell_places(hub)

    async def _tell_places(self, hub: Hub) -> None:
        waiting = {actor_id: ones for actor_id, ones in hub.by_actor.items() if not next(iter(ones)).staff}
        if not waiting:
            self._queues.clear()
            return
        for live_chat_id in list(self._queues):
            # Out before the look: what moves meanwhile is told with the next second.
            self._queues.discard(live_chat_id)
            try:
                positions = await queue_positions(self._db, live_chat_id)
            except (Refusal, *LOST):
                self._queues.add(live_chat_id)
                raise
            for session_id, position in positions.items():
                for one in hub.followers(session_id):
                    if not one.staff:
                        one.push({"type": "queue", "session": session_id, "position": position})

    async def tell_desks(self, hub: Hub) -> None:
        """Whether the live chats of the attached clients are Online, and their channels paused: told when it changes,
        and at first, for it may have changed since the frame began."""
        channels: dict[UUID, UUID] = {}
        attached: list[tuple[Connection, UUID]] = []
        for one in list(hub.connections.values()):
            channel_id = one.actor.channel_id
            live_chat_id = await self._live_chat(channel_id) if channel_id else None
            if channel_id and live_chat_id:
                channels[channel_id] = live_chat_id
                attached.append((one, channel_id))
        online = await desks_online(self._db, list(set(channels.values()))) if channels else {}
        rows = await self._db.all(SQL.paused_among, channel_ids=list(channels)) if channels else []
        paused = {row["id"] for row in rows}
        told, self._told = self._told, {}
        for one, channel_id in attached:
            now = online[channels[channel_id]], channel_id in paused
            self._told[one] = now
            if told.get(one) != now:
                one.push({"type": "desk", "online": now[0], "paused": now[1]})

    async def _live_chat(self, channel_id: UUID) -> UUID | None:
        if channel_id not in self._chats:
            channel = await get_channel(self._db, channel_id)
            if channel:
                self._chats[channel_id] = channel.live_chat_id
        return self._chats.get(channel_id)


def _opened(change: RowChange) -> bool:
    before, after = change.before, change.after
    return after.is_open and (before is None or not before.is_open or before.account_id != after.account_id)


def _place(session: Session | None) -> tuple[UUID, datetime] | None:
    """By what a session's place is reckoned; None when it is in no queue."""
    if session is None or session.state != "waiting" or session.queued_at is None:
        return None
    return session.live_chat_id, session.queued_at
