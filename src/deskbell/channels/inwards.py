"""Working what providers told: claimed by its lines' heads, what is plain taken in together, the rest one by one.

One batch is under way in a process and the next gathers meanwhile, so that a flood makes batches larger and takes the
loop from nobody else; a batch that takes long holds up no other.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import structlog
from prometheus_client import Counter

from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.channels import inbox
from deskbell.channels.inbox import Claimed
from deskbell.channels.links import Links, outside_of
from deskbell.channels.messages import SendError
from deskbell.channels.taking import NotYet, Place, Typed, nobody, take
from deskbell.channels.together import take_together
from deskbell.channels.turns import Crowded, Turn, Turns
from deskbell.files.store import Store
from deskbell.live_chats.channel_rows import get_channel
from deskbell.live_chats.service import get_live_chat
from deskbell.people.workspace import workspace_now

AT_ONCE = 16
BATCH_SECONDS = 0.1
"""So long the next batch waits for the one before it."""
TOGETHER_SECONDS = 20.0
TRIES_MOST = 8
WAITS_FOR_SECONDS = 600.0
"""So long a receipt waits for the message it speaks of."""
CHANGE_WAITS_SECONDS = 5.0
"""So long a change of a client's message waits for it, and his line with it."""
PAUSED_SECONDS = 30.0
LET_GO_SECONDS, LET_GO_TRIES = 2.0, 15
WORK_SECONDS = 90.0
"""The longest one event may take alone, files included: with what it took together with others shorter than its lease,
so that nobody else works it meanwhile."""

_log = structlog.get_logger()
_taken = Counter("deskbell_inbound_total", "Events of providers, by kind and outcome", ["kind", "outcome"])


class Inwards:
    """What one process takes in; `came_in` is called when a place is free and the next of its line may be due."""

    def __init__(
        self, db: Database, store: Store, links: Links, came_in: Callable[[], None], typed: Typed = nobody
    ) -> None:
        self._db = db
        self._store = store
        self._links = links
        self._came_in = came_in
        self._typed = typed
        self._turns = Turns()
        self._batch: asyncio.Task[None] | None = None
        self.tasks: dict[asyncio.Task[None], int] = {}
        """What is under way, and the places that it takes."""

    async def take_due(self) -> bool:
        """Work the events that are due, each line in order; whether there was any."""
        claimed = await inbox.claim(self._db, AT_ONCE)
        if claimed:
            await asyncio.gather(*(self._take(one) for one in await self._take_together(claimed)))
        return bool(claimed)

    async def take_on(self) -> bool:
        """The same without end, in as many places as there are: who waits for a slow file keeps one, no more."""
        if self._batch is not None and not self._batch.done():
            await asyncio.wait({self._batch}, timeout=BATCH_SECONDS)
        free = AT_ONCE - sum(self.tasks.values())
        claimed = await inbox.claim(self._db, free) if free > 0 else []
        if claimed:
            self._batch = self._begin(self._take_batch(claimed), len(claimed))
        return bool(claimed)

    def _begin(self, work: Any, places: int) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self.tasks[task] = places
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A place is free, and the next of its line may be due."""
        self.tasks.pop(task, None)
        self._came_in()

    async def _take_batch(self, claimed: list[Claimed]) -> None:
        for one in await self._take_together(claimed):
            _ = self._begin(self._take_alone(one), 1)

    async def _take_together(self, claimed: list[Claimed]) -> Sequence[Claimed]:
        """What is left to be taken one by one; whatever goes wrong here shows there."""
        try:
            async with asyncio.timeout(TOGETHER_SECONDS):
                left = await take_together(self._db, claimed)
        except asyncio.CancelledError:
            for one in claimed:
                await inbox.put_back(self._db, one, "stopped", 0.0, tried=False)
            raise
        except (Refusal, *LOST):
            return claimed
        except Exception:
            _log.exception("events failed together")
            return claimed
        _taken.labels("message", "done").inc(len(claimed) - len(left))
        return left

    async def _take_alone(self, one: Claimed) -> None:
        try:
            await self._take(one)
        except (Refusal, *LOST):
            await self._let_go(one)
        except Exception:
            _log.exception("engine failed")

    async def _let_go(self, one: Claimed) -> None:
        """The database did not answer, not even when it was to take this back: its line shall not stand still until
        the lease ends."""
        for _ in range(LET_GO_TRIES):
            await asyncio.sleep(LET_GO_SECONDS)
            with contextlib.suppress(Refusal, *LOST):
                await inbox.put_back(self._db, one, "storage_unavailable", 0.0, tried=False)
                return

    async def _take(self, one: Claimed) -> None:
        album = await inbox.claim_album(self._db, one) if one.group_id else []
        try:
            outcome = await self._work_in_time(one, album)
        except asyncio.CancelledError:
            for part in (one, *album):
                await inbox.put_back(self._db, part, "stopped", 0.0, tried=False)
            raise
        except NotYet:
            # What came before in its own line is worked already: a change waits for no more than a crossing of the two.
            if one.age > (CHANGE_WAITS_SECONDS if one.kind in ("edit", "delete") else WAITS_FOR_SECONDS):
                await inbox.finish(self._db, [one], "unmatched")
            else:
                await inbox.put_back(self._db, one, "waits for its message", min(60.0, 1.0 + one.age / 4))
            return
        except Crowded as crowded:
            for part in (one, *album):
                await inbox.put_back(self._db, part, "waits for others", crowded.wait, tried=False)
            return
        except Refusal as refusal:
            await self._put_back(one, album, refusal)
            return
        except LOST:
            raise
        except Exception as fault:
            if not isinstance(fault, SendError | httpx.HTTPError):
                _log.exception("event failed", channel=str(one.channel_id), event_id=one.id)
            await self._fail(one, album, f"{type(fault).__name__}: {fault}")
            return
        _taken.labels(one.kind, outcome or "done").inc()
        await inbox.finish(self._db, [one, *album], outcome)

    def _turn(self, one: Claimed, album: list[Claimed]) -> Turn:
        return Turn(self._turns, one.channel_id, fetches=any(_fetches(part) for part in (one, *album)))

    async def _work_in_time(self, one: Claimed, album: list[Claimed]) -> str | None:
        time = asyncio.timeout(WORK_SECONDS)
        try:
            async with time, (turn := self._turn(one, album)):
                return await self._work(one, album, turn)
        except TimeoutError:
            if not time.expired():
                raise
            raise SendError("retry", "timeout") from None

    async def _work(self, one: Claimed, album: list[Claimed], turn: Turn) -> str | None:
        channel = await get_channel(self._db, one.channel_id)
        outside = outside_of(channel) if channel else None
        if channel is None or outside is None or channel.archived_at is not None:
            return "no_such_channel"
        if channel.state == "paused" and one.kind in ("message", "button"):
            # Before anything is looked up for it: it will be asked for again and again.
            raise Refusal("channel_paused")
        live_chat = await get_live_chat(self._db, channel.live_chat_id)
        if live_chat is None:
            return "no_such_channel"
        language = (await workspace_now(self._db)).language
        link, last = self._links.to(channel), one.attempts >= TRIES_MOST
        place = Place(
            self._db, self._store, channel, live_chat, outside, link, language, last, self._typed, turn.abroad
        )
        return await take(place, inbox.read(one), [inbox.read(part) for part in album])

    async def _put_back(self, one: Claimed, album: list[Claimed], refusal: Refusal) -> None:
        if refusal.code == "channel_paused":
            # Nothing is lost while a channel is paused: it is taken in when it goes on.
            for part in (one, *album):
                await inbox.put_back(self._db, part, refusal.code, PAUSED_SECONDS, tried=False)
        elif refusal.status in (429, 503):
            for part in (one, *album):
                await inbox.put_back(self._db, part, refusal.code, 2.0, tried=False)
        else:
            await self._fail(one, album, refusal.code)

    async def _fail(self, one: Claimed, album: list[Claimed], why: str) -> None:
        """Again with backoff; at last dead and visible, and its line goes on."""
        dead = one.attempts >= TRIES_MOST
        _taken.labels(one.kind, "dead" if dead else "failed").inc()
        wait = min(300.0, 2.0**one.attempts) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        for part in (one, *album):
            await inbox.put_back(self._db, part, why, wait, dead=dead)


def _fetches(one: Claimed) -> bool:
    """Whether something of it is at its provider yet; what the kind kept itself is here."""
    said = one.event.get("payload")
    attached = said.get("attachments") or () if isinstance(said, Mapping) else ()
    return any(not (file.get("remote") or {}).get("kept_id") for file in attached)
