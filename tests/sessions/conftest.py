"""Sales at work: Anna, Boris and Clara Online, Eva and Fred as visitors of its widget, and the log to look at."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.channels.intake import take_in
from deskbell.channels.widget import visitors
from deskbell.clients.model import Account
from deskbell.demo.town import Town, come_to_work
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor
from deskbell.sessions.model import Session
from deskbell.sessions.opening import Page
from deskbell.sessions.post import Draft, Posted
from deskbell.sessions.reading import seen


@dataclass
class Visitor:
    """A visitor who writes in Sales."""

    db: Database
    channel: Channel
    account: Account
    actor: Actor

    async def write(self, text: str = "A word", send_key: UUID | None = None, page: Page | None = None) -> Posted:
        """Post; opens or re-opens a session when needed."""
        return (await self.try_writing(text, send_key, page))[0]

    async def try_writing(
        self, text: str = "A word", send_key: UUID | None = None, page: Page | None = None, quote_seq: int | None = None
    ) -> tuple[Posted, bool]:
        draft = Draft(UUID(int=0), send_key or new_id(), text, quote_seq)
        return await take_in(self.db, self.channel, self.account, self.actor, draft, page)

    async def sees(self, session_id: UUID) -> Session:
        return await seen(self.db, self.actor, session_id)


async def new_visitor(db: Database, channel: Channel) -> Visitor:
    """Somebody who opens the widget for the first time."""
    async with db.transaction() as tx:
        visitor, _ = await visitors.admit(tx, channel, visitors.anonymous("en", {}))
    return Visitor(db, channel, await visitors.account_of(db, visitor), visitor.actor())


@dataclass
class Sales:
    """The live chat at work, with actors whose rights are of this moment."""

    db: Database
    town: Town
    anna: Actor
    boris: Actor
    clara: Actor
    eva: Visitor
    fred: Visitor

    async def log_of(self, session_id: UUID) -> list[dict[str, Any]]:
        """The session's events, in order."""
        return await rows(self.db, "select * from event where session_id = $1 order by seq", session_id)

    async def check_log(self, session_id: UUID) -> None:
        """1…n without a hole; each event names the one before it that everybody may see; the session agrees."""
        events = await self.log_of(session_id)
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        shown = 0
        for event in events:
            assert event["prev_all"] == shown, f"{event['kind']} {event['seq']}"
            shown = event["seq"] if event["audience"] == "all" else shown
        (session,) = await rows(self.db, "select * from session where id = $1", session_id)
        assert (session["last_seq"], session["last_all_seq"]) == (len(events), shown)
        written = await rows(self.db, "select * from message where session_id = $1 order by seq", session_id)
        messages = [message for message in written if message["audience"] == "all"]
        for kind, told in (("message_posted", "all"), ("note_posted", "staff")):
            posted = [e["seq"] for e in events if e["kind"] == kind]
            assert [message["seq"] for message in written if message["audience"] == told] == posted
        counted = [message["client_no"] for message in messages if message["author_kind"] == "account"]
        assert counted == list(range(1, len(counted) + 1))
        assert (session["client_count"], session["message_count"]) == (len(counted), len(messages))


async def rows(db: Database, statement: str, *values: object) -> list[dict[str, Any]]:
    """A look at the tables."""
    async with db.pool.acquire() as connection:
        return [dict(row) for row in await connection.fetch(statement, *values)]


@pytest.fixture
async def sales(db: Database, town: Town) -> Sales:
    return await open_sales(db, town)


async def open_sales(db: Database, town: Town) -> Sales:
    """Anna, Boris and Clara come to work; Eva and Fred open the widget."""
    await come_to_work(db, town, ("anna", "boris", "clara"))
    anna, boris, clara = [await town.actor(db, name) for name in ("anna", "boris", "clara")]
    eva, fred = [await new_visitor(db, town.channels["Sales"]) for _ in range(2)]
    return Sales(db, town, anna, boris, clara, eva, fred)
