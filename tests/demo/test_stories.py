"""The town's stories show each role's work, and what a program does beside people."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from deskbell.auth import programs
from deskbell.base.db import Database, open_database
from deskbell.demo.stories import tell_stories
from deskbell.demo.town import Town
from deskbell.sessions.reading import seen, thread_page


@pytest.fixture
async def owner(dsn: str) -> AsyncIterator[Database]:
    """Stories move their times into the past, which the application itself may not."""
    opened = await open_database(dsn, size=3, sends=1, role=None)
    try:
        yield opened
    finally:
        await asyncio.wait_for(opened.close(), 10)


async def test_the_order_system_has_told_a_client_something_between_two_people(owner: Database, town: Town) -> None:
    told = await tell_stories(owner, town, "http://shop.example")
    boris, dmitri = [await town.actor(owner, name) for name in ("boris", "dmitri")]
    (listed,) = await programs.listed(owner, dmitri)
    assert (listed.name, listed.used_at is not None, listed.ended_at) == ("Order system", True, None)
    stories = [await seen(owner, dmitri, id_) for id_ in told]
    mine = next(one for one in stories if one.operator_id == boris.id and one.is_open)
    page = await thread_page(owner, boris, mine)
    assert [one["author"]["name"] for one in page["messages"]] == ["", "Boris", "Order system", ""]
    assert mine.preview == "Great. Could you add a bell?"
