"""The administrators' door to live chats in process, and groups to name."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Router
from litestar.di import Provide

from deskbell.base.db import Database
from deskbell.base.http import EXCEPTION_HANDLERS
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper
from deskbell.channels.describing import describer
from deskbell.live_chats.api import ROUTES
from deskbell.people import groups
from deskbell.rights.actor import SYSTEM, Actor, Role

DESCRIBE = describer("https://desk.example", Keeper(b"k" * 32))

AsWhom = Callable[[Actor], httpx.AsyncClient]


@dataclass(frozen=True)
class Groups:
    """Ids of groups without members: who is in them is nothing to this room."""

    operators: UUID
    supervisors: UUID
    night_shift: UUID


@pytest.fixture
async def named(db: Database) -> Groups:
    async with db.transaction() as tx:
        return Groups(
            await groups.add_group(tx, SYSTEM, "Operators"),
            await groups.add_group(tx, SYSTEM, "Supervisors"),
            await groups.add_group(tx, SYSTEM, "Night shift"),
        )


@pytest.fixture
def dmitri() -> Actor:
    return Actor("person", new_id(), "Dmitri", administrator=True)


@pytest.fixture
def anna() -> Actor:
    """She supervises some live chat; that gives her no say over live chats themselves."""
    return Actor("person", new_id(), "Anna", roles={new_id(): frozenset({Role.SUPERVISOR})}, status="online")


@pytest.fixture
async def door(db: Database) -> AsyncIterator[AsWhom]:
    """A browser in which the actor named is at the desk."""
    opened: list[httpx.AsyncClient] = []

    def as_whom(actor: Actor) -> httpx.AsyncClient:
        desk = Litestar(
            [Router("/api/v1", route_handlers=ROUTES)],
            dependencies={
                "db": Provide(lambda: db, sync_to_thread=False),
                "actor": Provide(lambda: actor, sync_to_thread=False),
                "describe_channel": Provide(lambda: DESCRIBE, sync_to_thread=False),
            },
            exception_handlers=EXCEPTION_HANDLERS,
        )
        transport = httpx.ASGITransport(desk)  # type: ignore[arg-type]
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://desk.example/api/v1"))
        return opened[-1]

    yield as_whom
    for one in opened:
        await one.aclose()
