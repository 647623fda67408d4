"""Asking providers for news: one process at a time for each channel, the cursor stored together with what came."""

import asyncio
import random
from collections.abc import Callable

import structlog

from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.channels import inbox, standing
from deskbell.channels.delivery import Way
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
    """Ask once, and keep what came. A pause when another process asks, or when the provider cannot be asked."""
    assert way.outside.poll is not None
    row = await db.first(SQL.claim_poll, channel_id=way.channel.id, lease_seconds=LEASE_SECONDS)
    if row is None:
        await asyncio.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.0))  # noqa: S311 - spreads processes
        return
    fence = row["poll_fence"]
    try:
        async with asyncio.timeout(POLL_SECONDS):
            polled = await way.outside.poll(way.link, row["cursor"])
        async with db.transaction() as tx:
            held = await tx.first(
                SQL.move_cursor,
                channel_id=way.channel.id,
                fence=fence,
                cursor=dict(polled.cursor),
                lease_seconds=LEASE_SECONDS,
            )
            if held is not None:
                await inbox.store(tx, way.channel.id, polled.events, way.outside.album_seconds)
        if polled.events:
            came_in()
    except SendError as error:
        await _failed(db, way, error)
    except TimeoutError:
        _log.warning("poll took too long", channel=str(way.channel.id))
    finally:
        await db.run(SQL.release_poll, channel_id=way.channel.id, fence=fence)


async def _failed(db: Database, way: Way, error: SendError) -> None:
    if error.kind == "channel_broken":
        await standing.stop(db, way.channel.id, error.code, error.detail)
    _log.warning("poll failed", channel=str(way.channel.id), kind=error.kind, code=error.code)
    await asyncio.sleep(max(PAUSE_SECONDS * random.uniform(0.5, 1.0), error.retry_after or 0.0))  # noqa: S311 - jitter
