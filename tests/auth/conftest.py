"""The doors of auth, people and audit behind the real gate, and a few of the town's people with passwords."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Router
from litestar.di import Provide

from deskbell.audit.api import ROUTES as AUDIT
from deskbell.auth import gate
from deskbell.auth.api import ROUTES as AUTH
from deskbell.auth.passwords import hash_password
from deskbell.auth.sign_ins import SQL
from deskbell.base.db import Database
from deskbell.base.http import EXCEPTION_HANDLERS
from deskbell.people import groups, service
from deskbell.people.api import ROUTES as PEOPLE
from deskbell.rights.actor import SYSTEM
from deskbell.settings import Settings

PASSWORD = "quiet harbour lantern"
ORIGIN = "http://127.0.0.1:8000"

NewBrowser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Staff = dict[str, UUID]
"""Ids of the people and groups that have a place here, by name."""


@pytest.fixture
async def staff(db: Database) -> Staff:
    """Anna supervises, Boris operates, Dmitri administers; all have the same password."""
    async with db.transaction() as tx:
        anna = await service.add_person(tx, SYSTEM, "Anna", "anna@town.example")
        boris = await service.add_person(tx, SYSTEM, "Boris", "boris@town.example", language="ru")
        dmitri = await service.add_person(tx, SYSTEM, "Dmitri", "dmitri@town.example", administrator=True)
        operators = await groups.add_group(tx, SYSTEM, "Operators", [boris])
        supervisors = await groups.add_group(tx, SYSTEM, "Supervisors", [anna])
    hashed = await hash_password(PASSWORD)
    for person_id in (anna, boris, dmitri):
        await db.run(SQL.keep_password, person_id=person_id, hash=hashed)
    return {"anna": anna, "boris": boris, "dmitri": dmitri, "operators": operators, "supervisors": supervisors}


def doors(db: Database, settings: Settings) -> Litestar:
    """The doors behind the gate, in process."""
    return Litestar(
        [Router("/api/v1", route_handlers=[*AUTH, *PEOPLE, *AUDIT])],
        dependencies={
            "db": Provide(lambda: db, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "actor": Provide(gate.provide_actor),
        },
        guards=[gate.same_origin(settings), gate.signed_in(db, settings)],
        exception_handlers=EXCEPTION_HANDLERS,
    )


async def browsers(desk: Litestar, origin: str) -> AsyncIterator[NewBrowser]:
    made: list[httpx.AsyncClient] = []

    def make(address: str = "10.0.0.1", **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(desk, client=(address, 50_000))  # type: ignore[arg-type]
        one = httpx.AsyncClient(
            transport=transport, base_url=origin + "/api/v1", headers={"Origin": origin, **headers}, timeout=20
        )
        made.append(one)
        return one

    yield make
    for one in made:
        await one.aclose()


@pytest.fixture
async def new_browser(db: Database) -> AsyncIterator[NewBrowser]:
    """Makes browsers: each with its own cookies; `address` is where it comes from."""
    async for make in browsers(doors(db, Settings(public_url=ORIGIN)), ORIGIN):
        yield make


@pytest.fixture
async def desk_over_https(db: Database) -> AsyncIterator[NewBrowser]:
    """The same behind https."""
    origin = "https://chat.example"
    async for make in browsers(doors(db, Settings(public_url=origin)), origin):
        yield make


@pytest.fixture
async def signed_in(new_browser: NewBrowser) -> SignedIn:
    """A browser in which the person named has signed in."""

    async def make(name: str) -> httpx.AsyncClient:
        one = new_browser()
        answer = await one.post("/sign-ins", json={"email": f"{name}@town.example", "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return one

    return make
