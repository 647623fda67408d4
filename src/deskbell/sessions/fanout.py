"""From the log to the screens: threads by number, rows and counters by what changed.

Content of a session's own events comes from memory when this process wrote them, else from one read of the log from
the lowest cursor among the followers. A frame is encoded once for staff and once for clients, however many follow.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog

from deskbell.base import clock
from deskbell.base.db import LOST, Database, Row
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.log.model import Event
from deskbell.realtime.connection import Connection, encode
from deskbell.realtime.hub import Hub
from deskbell.realtime.presence import say_presence
from deskbell.rights.actor import Role
from deskbell.sessions.counters import counters_of
from deskbell.sessions.frames import frame_out
from deskbell.sessions.horizon import Shown
from deskbell.sessions.model import Session, reference, row_out
from deskbell.sessions.reading import by_ids, difference
from deskbell.sessions.receipts import Receipt, receipts_of_clients
from deskbell.sessions.tails import Tails

SQL = statements(__package__)
FEEDS_SQL = statements(__package__, "feeds.sql")

FACTS_MOST = 5_000
ROWS_SECONDS = 0.1
SHARE = 0.1
PAUSE_MOST = 1.0
SHOWING_SECONDS = 0.05
GAP_SECONDS = 0.05
COUNTERS_SECONDS = 0.25
RECEIPTS_SECONDS = 0.25

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RowChange:
    """A session's row before (None when this process had not met it) and after a change; `by`: who gave it to the
    operator it has now, where that changed. `moved`: it was not met before, and came from another live chat once."""

    before: Session | None
    after: Session
    by: UUID | None = None
    moved: bool = False


Told = Callable[[Hub, Sequence[RowChange]], Awaitable[None]]


class Fanout:
    """Feeds the connections of one process."""

    def __init__(self, db: Database, hub: Hub, told: Sequence[Told], counters_hidden: Callable[[], bool]) -> None:
        self._db = db
        self._hub = hub
        self._told = told
        self._counters_hidden = counters_hidden
        self._tails = Tails()
        self._gaps: dict[UUID, int] = {}
        self._facts: OrderedDict[UUID, Session] = OrderedDict()
        self._rows: set[UUID] = set()
        self._receipts: dict[UUID, Receipt] = {}
        self._rows_pause = ROWS_SECONDS
        self._receipts_pause = RECEIPTS_SECONDS
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._shown = Shown(hub.horizon)
        self._told_counters: WeakKeyDictionary[Connection, bytes] = WeakKeyDictionary()

    @property
    def safe_horizon(self) -> int:
        """The cursor of lists: everything before it has been shown."""
        return self._shown.safe

    def committed(self, event: Event) -> None:
        """An event this process wrote: keep its content at hand and have its topic read."""
        assert event.session_id is not None
        if event.carried is None:
            self._tails.forget(event.session_id)
            self._hub.hint(event.session_id)
            return
        self._tails.add(event.session_id, event)
        self._advance(event.session_id)
        self._hub.tell_others(event.session_id)
        self._row_changed(event.session_id)
        if self._behind(event.session_id, event.seq or 0):
            # The commit before this one may only not have been heard of yet.
            self._gaps[event.session_id] = event.seq or 0
            self._later("gaps", GAP_SECONDS, self._look_at_gaps)

    def _advance(self, session_id: UUID) -> None:
        """Hand every follower what comes next for him, as far as it is at hand; each frame is encoded once."""
        encoded: dict[tuple[int, bool], bytes] = {}
        for one in self._hub.members.get(session_id, ()):
            staff, delivered = one.staff, 0
            for event in self._tails.after(session_id, one.topics[session_id], staff):
                assert event.seq is not None
                payload = encoded.get((event.seq, staff))
                if payload is None:
                    payload = encode(frame_out(event, event.carried["by"], event.carried["data"], staff))
                    encoded[event.seq, staff] = payload
                one.push_bytes(payload)
                one.topics[session_id] = event.seq
                if event.kind == "message_posted" and event.actor_kind != "account":
                    delivered = event.seq
            if delivered and not staff:
                self.received(Receipt(one.actor, session_id, delivered_seq=delivered))

    def _behind(self, session_id: UUID, seq: int) -> bool:
        return any(one.topics[session_id] < seq for one in self._hub.members.get(session_id, ()))

    async def _look_at_gaps(self) -> None:
        gaps, self._gaps = self._gaps, {}
        for session_id, seq in gaps.items():
            if self._behind(session_id, seq):
                self._hub.dirty(session_id)

    async def read(self, session_id: UUID) -> None:
        """What the hub calls for a dirty session: its followers' threads now, its row soon."""
        begun = self._shown.read_begins()
        for staff in (True, False):
            await self._feed(session_id, staff)
        self._row_changed(session_id)
        self._shown.read_ends(session_id, begun)

    def _row_changed(self, session_id: UUID) -> None:
        self._rows.add(session_id)
        self._later("rows", self._rows_pause, self._flush_rows)

    async def ahead(self, changed: Iterable[UUID]) -> list[UUID]:
        """Of the sessions that changed, those that this process has not shown to the end."""
        rows = await self._db.all(SQL.last_numbers, session_ids=list(changed))
        behind = [row for row in rows if self._lags(row)]
        if behind:
            # What this process wrote itself a moment ago is being shown: only what stays behind was missed.
            await asyncio.sleep(SHOWING_SECONDS)
        return [row["id"] for row in behind if self._lags(row)]

    def _lags(self, row: Row) -> bool:
        """Whether a follower has not come to the session's last number, or the lists to its row."""
        session_id: UUID = row["id"]
        for one in self._hub.members.get(session_id, ()):
            if one.topics[session_id] < (row["last_seq"] if one.staff else row["last_all_seq"]):
                return True
        facts = self._facts.get(session_id)
        return session_id not in self._rows and (facts is None or facts.last_seq < row["last_seq"])

    async def _feed(self, session_id: UUID, staff: bool) -> None:
        followers = [one for one in self._hub.followers(session_id) if one.staff == staff]
        if not followers:
            return
        self._advance(session_id)
        lowest = min(one.topics.get(session_id, 0) for one in followers)
        followers = await self._still_seeing(session_id, followers) if staff else followers
        found, too_long = await difference(self._db, session_id, lowest, staff)
        if too_long:
            self._let_go(session_id, followers)
            return
        frames = [(frame["seq"], encode(frame), _by_staff(frame)) for frame in found]
        for one in followers:
            self._hand_over(one, session_id, frames)
        self._advance(session_id)

    def _hand_over(self, one: Connection, session_id: UUID, frames: Sequence[tuple[int, bytes, bool]]) -> None:
        cursor = one.topics.get(session_id)
        if cursor is None:
            return
        delivered = 0
        for seq, payload, by_staff in frames:
            if seq > cursor:
                one.push_bytes(payload)
                cursor = seq
                delivered = seq if by_staff else delivered
        one.topics[session_id] = cursor
        if delivered and not one.staff:
            self.received(Receipt(one.actor, session_id, delivered_seq=delivered))

    async def _still_seeing(self, session_id: UUID, followers: list[Connection]) -> list[Connection]:
        """Rights are asked again at the fan-out: who lost sight stops following."""
        sessions = await by_ids(self._db, [session_id])
        kept = []
        for one in followers:
            if sessions and sessions[0].seen_by(one.actor):
                kept.append(one)
            else:
                self._hub.leave(one, session_id)
        if len(kept) < len(followers):
            say_presence(self._hub, session_id)
        return kept

    def _let_go(self, session_id: UUID, followers: list[Connection]) -> None:
        for one in followers:
            self._hub.leave(one, session_id)
            one.push({"type": "too_long", "session": session_id})

    def received(self, receipt: Receipt) -> None:
        """A client's side got or read something; written down a few times a second for all together."""
        held = self._receipts.get(receipt.session_id)
        if held:
            receipt = Receipt(
                receipt.actor,
                receipt.session_id,
                max(held.delivered_seq, receipt.delivered_seq),
                max(held.read_seq, receipt.read_seq),
            )
        self._receipts[receipt.session_id] = receipt
        self._later("receipts", self._receipts_pause, self._flush_receipts)

    async def _flush_receipts(self) -> None:
        receipts, self._receipts = list(self._receipts.values()), {}
        begun = clock.ticks()
        try:
            await receipts_of_clients(self._db, receipts)
        except (Refusal, *LOST):
            for receipt in receipts:
                self.received(receipt)
            raise
        self._receipts_pause = _pause_after(clock.ticks() - begun, RECEIPTS_SECONDS)

    async def _flush_rows(self) -> None:
        ids, self._rows = self._rows, set()
        begun, number = clock.ticks(), self._shown.flush_begins()
        try:
            sessions = await by_ids(self._db, list(ids))
            givers, moved = await self._givers(sessions), await self._moved(sessions)
        except (Refusal, *LOST):
            self._rows |= ids
            raise
        changes = [RowChange(self._remember(one), one, givers.get(one.id), one.id in moved) for one in sessions]
        self._push_rows(changes)
        self._shown.flush_ends(number)
        self.recount()
        for told in self._told:
            await told(self._hub, changes)
        self._rows_pause = _pause_after(clock.ticks() - begun, ROWS_SECONDS)

    async def _givers(self, sessions: Sequence[Session]) -> dict[UUID, UUID]:
        """Who gave these sessions to their operators, of those that came to another one; whichever process wrote it."""
        moved = [one.id for one in sessions if one.operator_id and self._operator_before(one.id) != one.operator_id]
        if not moved:
            return {}
        rows = await self._db.all(FEEDS_SQL.last_givers, session_ids=moved)
        return {row["session_id"]: row["actor_id"] for row in rows}

    async def _moved(self, sessions: Sequence[Session]) -> set[UUID]:
        strange = [one.id for one in sessions if one.id not in self._facts]
        if not strange:
            return set()
        return {row["session_id"] for row in await self._db.all(FEEDS_SQL.moved_here, session_ids=strange)}

    def _operator_before(self, session_id: UUID) -> UUID | None:
        known = self._facts.get(session_id)
        return known.operator_id if known else None

    def _remember(self, session: Session) -> Session | None:
        before = self._facts.pop(session.id, None)
        self._facts[session.id] = session
        if len(self._facts) > FACTS_MOST:
            self._facts.popitem(last=False)
        return before

    def _push_rows(self, changes: Sequence[RowChange]) -> None:
        texts = {change.after.id: encode(row_out(change.after)) for change in changes}
        for one in self._hub.people():
            rows = [texts[change.after.id] for change in changes if change.after.seen_by(one.actor)]
            gone = [change.after.id for change in changes if _gone_for(change, one)]
            if rows or gone:
                head = f'{{"type":"rows","log":"{self.safe_horizon}","rows":['
                taken = {str(change.after.id): _holder(change) for change in changes if _taken_from(change, one)}
                tail: dict[str, object] = {"gone": gone, "taken": taken} if taken else {"gone": gone}
                one.push_bytes(b"%s%s],%s" % (head.encode(), b",".join(rows), encode(tail)[1:]))

    def recount(self) -> None:
        """Counters changed for somebody: whose are others now gets them, whole, within a quarter of a second."""
        self._later("counters", COUNTERS_SECONDS, self._flush_counters)

    def marked(self, _session_id: UUID, _person_id: UUID) -> None:
        """Somebody read a session: his counters are others now, although nothing may have happened to it."""
        self.recount()

    def retell(self) -> None:
        """Now and then all get theirs: a front end that asked for them in between may hold others than were told."""
        self._told_counters.clear()
        self.recount()

    async def _flush_counters(self) -> None:
        people = self._hub.people()
        actors = {one.actor.id: one.actor for one in people}
        if not actors:
            return
        counters = await counters_of(self._db, actors.values(), self._counters_hidden())
        for one in people:
            # A new socket may have come while the counters were read.
            if one.actor.id in counters:
                frame = encode({"type": "counters", "counters": counters[one.actor.id]})
                if self._told_counters.get(one) != frame:
                    self._told_counters[one] = frame
                    one.push_bytes(frame)

    async def note_horizon(self) -> None:
        """Once a second: how far everything has been shown."""
        self._shown.look(self._hub.horizon, self._hub.reading, bool(self._rows))

    def _later(self, name: str, seconds: float, run: Callable[[], Awaitable[None]]) -> None:
        """Run once after a pause, however often it is asked for meanwhile."""
        if name not in self._timers:
            self._timers[name] = asyncio.create_task(self._run_later(name, seconds, run))

    async def _run_later(self, name: str, seconds: float, run: Callable[[], Awaitable[None]]) -> None:
        try:
            await asyncio.sleep(seconds)
        finally:
            del self._timers[name]
        try:
            await run()
        except (Refusal, *LOST):
            if not self._hub.draining:
                self._later(name, 1.0, run)
        except Exception:
            _log.exception("fan-out failed", part=name)

    async def stop(self) -> None:
        """End the timers; receipts that wait are lost, as they may be."""
        timers = list(self._timers.values())
        for timer in timers:
            timer.cancel()
        await asyncio.gather(*timers, return_exceptions=True)


def _pause_after(took: float, usual: float) -> float:
    """Seconds until the next time: under load lists and receipts come more rarely, and keep to a tenth of the time."""
    return min(PAUSE_MOST, max(usual, took / SHARE))


def _by_staff(frame: dict[str, Any]) -> bool:
    return bool(frame["kind"] == "message_posted" and frame["by"]["kind"] != "account")


def _taken_from(change: RowChange, one: Connection) -> bool:
    """Whether this desk had a session before its eyes, waiting or its own, that somebody else has now: it is told who,
    like the loser of a race for it."""
    before, after = change.before, change.after
    if before is None or after.state != "with_operator" or before.live_chat_id != after.live_chat_id:
        return False
    if before.state != "waiting" and before.operator_id != one.actor.id:
        return False
    return before.seen_by(one.actor) and not after.seen_by(one.actor)


def _holder(change: RowChange) -> dict[str, object] | None:
    holder = reference(change.after.operator_id, change.after.operator_name)
    over = change.before is not None and change.before.state == "with_operator"
    return {**holder, "over": True} if holder and over else holder


def _gone_for(change: RowChange, one: Connection) -> bool:
    """Whether a row must leave this list: it was to be seen before and is not now. When this process did not know the
    row before, whoever works in the live chat is told, and of one that came from another live chat whoever works in
    any: the id of a session says nothing by itself."""
    if change.after.seen_by(one.actor):
        return False
    if change.before is not None:
        return change.before.seen_by(one.actor)
    return bool(change.moved and one.actor.roles) or one.actor.has(Role.OPERATOR, change.after.live_chat_id)
