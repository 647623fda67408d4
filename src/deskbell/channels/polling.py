"""Asking providers for news: one process at a time for each channel, the cursor stored together with what came."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.channels import inbox, standing
from deskbell.channels.delivery import Way
from deskbell.channels.events import InboundEvent, Polled
from deskbell.channels.messages import SendError

SQL = statements(__package__, "inbox.sql")

LEASE_SECONDS = 90
POLL_SECONDS = 75.0
PAUSE_SECONDS = 10.0

_log = structlog.get_logger()


def polls(way: Way) -> bool:
    """Whether this channel has to be asked."""
    return way.outside.poll is not None and (way.outside.polls is None or way.outside.polls(way.link.settings))


async def poll_once(db: Database, way: Way, came_in: Callable[[], None]) -> None:
    """Ask once, and keep what came. A pause when another process asks, or when the provider cannot be asked; whatever
    goes wrong is logged, and asked for again."""
    assert way.outside.poll is not None
    row = await db.first(SQL.claim_poll, channel_id=way.channel.id, lease_seconds=LEASE_SECONDS)
    if row is None:
        await _pause()
        return
    fence = row["poll_fence"]
    try:
        async with asyncio.timeout(POLL_SECONDS):
            polled = await way.outside.poll(way.link, row["cursor"])
        await _keep(db, way, fence, polled)
        if polled.events:
            came_in()
    except SendError as error:
        await _failed(db, way, error)
    except (Refusal, *LOST) as fault:
        _log.warning("poll failed", channel=str(way.channel.id), kind=type(fault).__name__, why=str(fault)[:300])
        await _pause()
    except Exception:
        _log.exception("poll failed", channel=str(way.channel.id))
        await _pause()
    finally:
        await db.run(SQL.release_poll, channel_id=way.channel.id, fence=fence)


async def _keep(db: Database, way: Way, fence: int, polled: Polled) -> None:
    """What came and where to go on, together; what cannot be stored is kept unread, and holds up nothing."""
    try:
        await _keep_all(db, way, fence, polled)
    except (Refusal, *LOST):
        raise
    except Exception:
        _log.exception("what was polled cannot be stored", channel=str(way.channel.id))
        if not polled.events:
            raise
        await _keep_all(db, way, fence, replace(polled, events=await _keep_singly(db, way, polled)))


async def _keep_all(db: Database, way: Way, fence: int, polled: Polled) -> None:
    async with db.transaction() as tx:
        moved = {"channel_id": way.channel.id, "fence": fence, "cursor": dict(polled.cursor)}
        if await tx.first(SQL.move_cursor, lease_seconds=LEASE_SECONDS, **moved) is None:
            return
        await inbox.store(tx, way.channel.id, polled.events, way.outside.album_seconds)
        for one in polled.unread:
            await inbox.store_unreadable(tx, way.channel.id, one)


async def _keep_singly(db: Database, way: Way, polled: Polled) -> Sequence[InboundEvent]:
    """Store one after the other what can be, the rest unread; nothing remains. Whoever has the cursor by now meets them
    again, and knows them."""
    for one in polled.events:
        try:
            async with db.transaction() as tx:
                await inbox.store(tx, way.channel.id, [one], way.outside.album_seconds)
        except (Refusal, *LOST):
            raise
        except Exception as why:
            async with db.transaction() as tx:
                await inbox.store_unreadable(tx, way.channel.id, inbox.unstored(one, f"{type(why).__name__}: {why}"))
    return ()


async def _failed(db: Database, way: Way, error: SendError) -> None:
    if error.kind == "channel_broken":
        await standing.stop(db, way.channel.id, error.code, error.detail)
    _log.warning("poll failed", channel=str(way.channel.id), kind=error.kind, code=error.code, exc_info=error.__cause__)
    await _pause(error.retry_after or 0.0)


async def _pause(at_least: float = 0.0) -> None:
    await asyncio.sleep(max(PAUSE_SECONDS * random.uniform(0.5, 1.0), at_least))  # noqa: S311 - spreads processes
