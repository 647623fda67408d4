"""The loops between the house and providers, in every process that works: take in, send, poll.

Each looks once a second, and at once when this process has heard of something. All claims are leases, so that any
number of processes may work beside each other; a slow provider holds up nobody but its own clients.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from deskbell.base import clock
from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.base.secrets import SecretUnreadable
from deskbell.base.sql import statements
from deskbell.channels import polling, standing
from deskbell.channels.contract import Outside
from deskbell.channels.courtesies import Courtesies
from deskbell.channels.delivery import Way, deliver, let_go
from deskbell.channels.inwards import Inwards
from deskbell.channels.links import Links, limits_of, outside_of
from deskbell.channels.pacing import Pace
from deskbell.channels.registry import KINDS
from deskbell.channels.taking import Typed, nobody
from deskbell.files.store import Store
from deskbell.live_chats.channel_rows import channel_by_key
from deskbell.live_chats.model import Channel
from deskbell.sessions import outgoing

SQL = statements(__package__, "delivery.sql")

LOOK_SECONDS = 1.0
HOOK_SECONDS = 1.0
HOOKS_KEPT = 1_000
SENT_AT_ONCE = 48
STOP_SECONDS = 5.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hook:
    """A channel behind an address for webhooks, with its settings opened."""

    channel: Channel
    outside: Outside
    settings: Any


class Engine:
    """What one process does between the house and providers."""

    def __init__(self, db: Database, store: Store, links: Links, typed: Typed = nobody) -> None:
        self._db = db
        self._store = store
        self._links = links
        self._tasks: list[asyncio.Task[None]] = []
        self._told_in = asyncio.Event()
        self._inwards = Inwards(db, store, links, self.came_in, typed)
        self.courtesies = Courtesies(db, links)
        self._told_out = asyncio.Event()
        self._paces: dict[UUID, Pace] = {}
        self._stopping = False
        self._sending: dict[UUID, asyncio.Task[None]] = {}
        self._pollers: dict[UUID, asyncio.Task[None]] = {}
        self._hooks: dict[str, tuple[float, Hook]] = {}

    def start(self) -> None:
        """Begin; `stop` ends it."""
        self._stopping = False
        self._tasks = [
            asyncio.create_task(self._loop(self._told_in, self._inwards.take_on)),
            asyncio.create_task(self._loop(self._told_out, self._send_on)),
            asyncio.create_task(self._loop(asyncio.Event(), self._poll_on)),
        ]

    async def stop(self) -> None:
        """Claim nothing more, and end after what is in hand. What doesn't end in time is let go: whoever works next
        begins it at once, but for a call whose end nobody knows."""
        self._stopping = True
        self._told_in.set()
        self._told_out.set()
        working, asks = self._tasks[:-1], [*self._tasks[-1:], *self._pollers.values()]
        for task in asks:
            task.cancel()
        await self.courtesies.stop()
        await _ended(working)
        await _ended([*self._inwards.tasks, *self._sending.values()])
        await asyncio.gather(*asks, return_exceptions=True)
        self._tasks, self._sending, self._pollers = [], {}, {}
        self._stopping = False

    def came_in(self) -> None:
        """Something was stored by this process."""
        self._told_in.set()

    def has_to_leave(self) -> None:
        """A message that has to leave was posted by this process."""
        self._told_out.set()

    async def _loop(self, told: asyncio.Event, deed: Callable[[], Awaitable[bool]]) -> None:
        while not self._stopping:
            told.clear()
            try:
                more = await deed()
            except (Refusal, *LOST):
                more = False
            except Exception:
                _log.exception("engine failed")
                more = False
            if not more and not self._stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(told.wait(), LOOK_SECONDS)

    async def hook(self, key: str) -> Hook | None:
        """The channel behind an address, as it was a second ago at most; None for no such. Raises SecretUnreadable."""
        known = self._hooks.get(key)
        if known is not None and clock.ticks() - known[0] < HOOK_SECONDS:
            return known[1]
        self._hooks.pop(key, None)
        channel = await channel_by_key(self._db, key)
        outside = outside_of(channel) if channel else None
        if channel is None or outside is None:
            return None
        if len(self._hooks) > HOOKS_KEPT:
            self._hooks.clear()
        found = Hook(channel, outside, self._links.settings_of(channel))
        self._hooks[key] = (clock.ticks(), found)
        return found

    # ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def take_due(self) -> bool:
        """Work the events that are due, each line in order; whether there was any."""
        return await self._inwards.take_due()

    # ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def send_due(self) -> bool:
        """Send what is due of every channel, once round; whether there was any."""
        done = [await self._round(way) for way in await self._ways()]
        return any(done)

    async def _send_on(self) -> bool:
        """Each channel sends in a task of its own, as long as there is something."""
        for way in await self._ways():
            running = self._sending.get(way.channel.id)
            if running is None or running.done():
                self._sending[way.channel.id] = asyncio.create_task(self._drain(way.channel.id))
        return False

    async def _drain(self, channel_id: UUID) -> None:
        """Claim as places get free, each time by what the channel is then: it may be paused, changed or broken."""
        leaving: set[asyncio.Task[None]] = set()
        try:
            try:
                await self._drain_into(leaving, channel_id)
            except (Refusal, *LOST):
                pass
            except Exception:
                _log.exception("sending failed", channel=str(channel_id))
            if leaving:
                _tell_faults((await asyncio.wait(leaving))[0], channel_id)
        except asyncio.CancelledError:
            for task in leaving:
                task.cancel()
            await asyncio.gather(*leaving, return_exceptions=True)
            raise

    async def _drain_into(self, leaving: set[asyncio.Task[None]], channel_id: UUID) -> None:
        while not self._stopping:
            ways = await self._ways(channel_id)
            if not ways:
                return
            begun, wait = await self._begin(ways[0], SENT_AT_ONCE - len(leaving))
            leaving |= begun
            wait = min(wait or LOOK_SECONDS, LOOK_SECONDS)
            if leaving:
                done, _ = await asyncio.wait(leaving, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                leaving -= done
                _tell_faults(done, channel_id)
            elif self._pace(ways[0]).free() < 1:
                await asyncio.sleep(wait)
            else:
                return

    async def _ways(self, channel_id: UUID | None = None) -> list[Way]:
        """The channels that may send and be asked now; `channel_id`: this one, if it may."""
        kinds = [kind.name for kind in KINDS.values() if kind.outside is not None]
        ways = []
        for row in await self._db.all(SQL.outside_channels, kinds=kinds, channel_id=channel_id):
            fields = dict(row)
            if not fields.pop("running"):
                continue
            channel = Channel(**fields)
            outside = outside_of(channel)
            try:
                if outside is not None:
                    ways.append(Way(channel, outside, self._links.to(channel)))
            except SecretUnreadable:
                await standing.stop(self._db, channel.id, "secret_unreadable")
        return ways

    async def _round(self, way: Way) -> bool:
        """Claim what the rate allows and send it; whether there was any."""
        begun, wait = await self._begin(way, SENT_AT_ONCE)
        await asyncio.gather(*begun)
        await asyncio.sleep(wait)
        return bool(begun or wait)

    async def _begin(self, way: Way, places: int) -> tuple[set[asyncio.Task[None]], float]:
        """Claim what the rate and these places allow, and begin to send it. The seconds that the rate asks for."""
        pace = self._pace(way)
        most = min(places, pace.free())
        if most < 1:
            return set(), pace.wait() if places else 0.0
        claimed_at = clock.ticks()
        claimed = await outgoing.claim(self._db, way.channel.id, most)
        return {asyncio.create_task(self._send(way, one, claimed_at, pace)) for one in claimed}, 0.0

    async def _send(self, way: Way, one: outgoing.Outgoing, claimed_at: float, pace: Pace) -> None:
        wait = 0.0 if one.was_calling else pace.take(one.account_id)
        if wait or self._stopping:
            # That somebody died over a call is known to whoever has it next.
            await let_go(self._db, one, claimed_at, wait)
        else:
            await deliver(self._db, way, one, claimed_at)

    def _pace(self, way: Way) -> Pace:
        rate = limits_of(way.outside, way.link.settings).rate
        known = self._paces.get(way.channel.id)
        if known is None or known.rate != rate:
            known = self._paces[way.channel.id] = Pace(rate)
        return known

    # ── polls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def poll_due(self) -> None:
        """Ask every channel that has to be asked, once."""
        for way in await self._ways():
            if polling.polls(way):
                await polling.poll_once(self._db, way, self.came_in)

    async def _poll_on(self) -> bool:
        """Channels that have to be asked are asked without end, each in a task of its own, by one process at a time."""
        wanted = {way.channel.id: way for way in await self._ways() if polling.polls(way)}
        for channel_id, task in list(self._pollers.items()):
            if task.done() or channel_id not in wanted:
                task.cancel()
                del self._pollers[channel_id]
        for channel_id, way in wanted.items():
            if channel_id not in self._pollers:
                self._pollers[channel_id] = asyncio.create_task(polling.poll_once(self._db, way, self.came_in))
        return False


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    """They ended, by themselves or cancelled when that takes too long."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _tell_faults(done: set[asyncio.Task[None]], channel_id: UUID) -> None:
    for task in done:
        fault = None if task.cancelled() else task.exception()
        if fault is not None and not isinstance(fault, (Refusal, *LOST)):
            _log.error("sending failed", channel=str(channel_id), exc_info=fault)
