"""The channel doctor: looks at every channel with a provider about once a minute, and says what is wrong since when.

Each channel has its own clock, a little random, so that many are never asked at once; a round takes a few that are due
and moves their clocks on first, so that of many processes one looks. What a look finds is kept by `probing`.
"""

import asyncio
from uuid import UUID

from deskbell.base.db import Database, Db
from deskbell.base.secrets import SecretUnreadable
from deskbell.base.sql import statements
from deskbell.channels import probing, standing
from deskbell.channels.contract import SendError
from deskbell.channels.probing import Report, Seen
from deskbell.channels.registry import KINDS
from deskbell.channels.setup import LinkTo, take_leave
from deskbell.live_chats import channel_rows
from deskbell.live_chats.model import Channel

SQL = statements(__package__, "doctor.sql")

EVERY_SECONDS = 5.0
LOOK_SECONDS = 60
AT_ONCE = 4
LATE_SECONDS, LATE_GRAVE_SECONDS = 60, 900
"""Age of the oldest message that waits to go out, from which it is a warning, and a breakdown."""
POLL_LATE_SECONDS = 300
POLL_MISSES = 3
"""Polls in vain, and seconds since the last that was not, from which it is a warning."""


class Doctor:
    """Looks at channels by the clock; `link_to` is the way to a channel's provider."""

    def __init__(self, link_to: LinkTo) -> None:
        self._link_to = link_to

    async def look(self, db: Database) -> None:
        """One round: those that are due, a few at once."""
        kinds = [kind.name for kind in KINDS.values() if kind.outside]
        if not kinds:
            return
        await db.run(SQL.begin_to_look, kinds=kinds)
        due = await db.all(SQL.due, kinds=kinds, most=AT_ONCE, seconds=LOOK_SECONDS)
        await asyncio.gather(*(self.look_at(db, row["channel_id"]) for row in due))

    async def look_at(self, db: Database, channel_id: UUID) -> None:
        """Look at one channel now, and keep what is found."""
        channel = await channel_rows.get_channel(db, channel_id)
        if channel is None or channel.archived_at is not None or channel.state != "on":
            return
        report = await self._examined(db, channel)
        if report is None:
            return
        async with db.transaction() as tx:
            if await _still_so(tx, channel):
                await probing.keep(tx, channel, report)

    async def _examined(self, db: Database, channel: Channel) -> Report | None:
        """What is found; None where the channel is another by now."""
        outside = KINDS[channel.kind].outside
        assert outside is not None
        try:
            link = self._link_to(channel)
        except SecretUnreadable:
            return probing.unreadable()
        report = await probing.probe(outside, link)
        if outside.setup and any(one.code == "webhook" and one.level != "ok" for one in report.findings):
            # Somebody took our address away at the provider: it is told again, and only what then remains is told us.
            if not await _still_so(db, channel):
                return None
            try:
                await probing.in_time(outside.setup(link))
                report = await probing.probe(outside, link)
            except SendError as error:
                return probing.refused(report, error)
            finally:
                # Whoever disconnected it meanwhile told the provider before us: ours was the last word.
                if await db.first(SQL.was_left, channel_id=channel.id) is not None:
                    await take_leave(outside, channel, self._link_to)
        asked = outside.poll is not None and (outside.polls is None or outside.polls(link.settings))
        return report.and_also(*await self._of_ours(db, channel, report, asked))

    async def _of_ours(self, db: Database, channel: Channel, report: Report, asked: bool) -> list[Seen]:
        """What the provider cannot know: whose account it is, and how our own queue stands; `asked`: whether it has to
        be polled. A channel that was stopped is tried again once its provider says that all is well."""
        found: list[Seen] = []
        row = await db.first(SQL.connected_as, channel_id=channel.id)
        known = row["identity"] if row else None
        if known and report.identity and report.identity.strip().lower()[:500] != known:
            found.append(Seen("account_changed", "broken", report.named or report.identity))
        stands = await standing.standing(db, channel.id)
        if stands["broken_at"] is not None:
            if not (report.works and not found and await standing.try_again(db, channel.id)):
                why = stands["broken_detail"] or stands["broken_code"] or ""
                found.append(Seen("sending_stopped", "broken", why))
        elif asked:
            found += await self._polled(db, channel)
        waiting, given_up = stands["outgoing"], await db.first(SQL.given_up_lately, channel_id=channel.id)
        dead = given_up["outgoing"] + given_up["incoming"] if given_up else 0
        late = float(waiting["oldest_seconds"] or 0)
        if waiting["waiting"] and late >= LATE_SECONDS:
            found.append(Seen("queue_late", "broken" if late >= LATE_GRAVE_SECONDS else "warning", str(round(late))))
        if dead:
            found.append(Seen("dead_letters", "warning", str(dead)))
        return found

    async def _polled(self, db: Database, channel: Channel) -> list[Seen]:
        """Whether what is new comes in. Not asked for a while is no trouble by itself: nobody asks while the channel is
        paused, or the server is off; begun again and again, and never ended, is."""
        row = await db.first(SQL.poll_stands, channel_id=channel.id)
        since = float(row["seconds"] or 0) if row else 0.0
        if row is None or row["misses"] < POLL_MISSES or since < POLL_LATE_SECONDS:
            return []
        return [Seen("poll_late", "broken" if since >= LATE_GRAVE_SECONDS else "warning", str(round(since)))]


async def _still_so(db: Db, channel: Channel) -> bool:
    """Whether what was asked of the provider is still true of the channel: nobody disconnected or changed it."""
    told = {"settings": channel.settings, "secrets": channel.secrets}
    return await db.first(SQL.still_so, channel_id=channel.id, **told) is not None
