"""Sales at its desks, with Eva's session in Boris's hands, and doors to cards and clients."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.surfaces import Frame, at_work, desk_of, frame_of

from deskbell.app import Doors
from deskbell.demo.town import Town

ROOT = "/api/v1"


@dataclass
class Desks:
    """Everybody of the town signed in, those of Sales Online; Eva and Fred wrote, Boris took Eva's."""

    app: Doors
    town: Town
    of: dict[str, httpx.AsyncClient]
    eva: Frame
    fred: Frame
    session: str
    other: str

    async def ask(self, who: str, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        """A request of somebody's desk."""
        content = {} if body is None else {"json": body}
        return await self.of[who].request(method, ROOT + path, params=query, **content)

    async def done(self, who: str, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The same, and it must be done; its answer."""
        answer = await self.ask(who, method, path, body, **query)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def refused(self, who: str, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
        """The same, and it must not; the status and the code."""
        answer = await self.ask(who, method, path, body, **query)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    async def apps(self) -> dict[str, dict[str, Any]]:
        """Apps by key."""
        return {one["key"]: one for one in (await self.done("boris", "GET", "/apps"))["items"]}

    async def card(self, app: str, who: str = "boris", **values: Any) -> dict[str, Any]:
        """A card made now."""
        app_id = (await self.apps())[app]["id"]
        made: dict[str, Any] = (await self.done(who, "POST", "/cards", {"app_id": app_id, "values": values}))["card"]
        return made

    async def client_of(self, session: str, who: str = "boris") -> dict[str, Any]:
        """The client a session shows."""
        page = await self.done(who, "GET", f"/sessions/{session}")
        client: dict[str, Any] = page["session"]["client"]
        return client

    async def take(self, session: str, who: str = "boris") -> None:
        await self.done(who, "POST", f"/sessions/{session}/take")


@pytest.fixture
async def desks(app: Doors, town: Town) -> AsyncIterator[Desks]:
    async with AsyncExitStack() as stack:
        of = {name: await stack.enter_async_context(desk_of(app, town, name)) for name in town.people}
        for name in ("boris", "clara", "anna"):
            await at_work(of[name])
        eva, fred = [await stack.enter_async_context(frame_of(app, town.channels["Sales"])) for _ in range(2)]
        for frame in (eva, fred):
            await frame.start()
        session = (await eva.write("Do you ship to Norway?"))["session"]["id"]
        other = (await fred.write("My brake squeals"))["session"]["id"]
        desks = Desks(app, town, of, eva, fred, session, other)
        await desks.take(session)
        yield desks
