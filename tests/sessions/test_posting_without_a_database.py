"""While the database is away every post is refused about as soon as the first: nobody waits for others' turns."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from deskbell.base.db import unavailable
from deskbell.base.errors import Refusal
from deskbell.rights.actor import Actor
from deskbell.sessions.post import Draft, begin_post
from deskbell.sessions.writer import BATCH_MOST


class Away:
    """A database that is asked for a connection and never gives one."""

    def __init__(self) -> None:
        self.asked = 0

    def sending(self) -> "Away":
        self.asked += 1
        return self

    async def __aenter__(self) -> None:
        await asyncio.sleep(0)
        raise unavailable()

    async def __aexit__(self, *_fault: object) -> None:
        return None


async def test_posts_that_wait_are_refused_together() -> None:
    away: Any = Away()
    eva = Actor("account", uuid4(), "Eva")
    answers = [begin_post(away, eva, Draft(uuid4(), uuid4(), "Hello")) for _ in range(4 * BATCH_MOST)]
    for answer in answers:
        with pytest.raises(Refusal, match="storage_unavailable"):
            await answer
    assert away.asked == 1
    with pytest.raises(Refusal, match="storage_unavailable"):
        await begin_post(away, eva, Draft(uuid4(), uuid4(), "Again"))
    assert away.asked == 2
