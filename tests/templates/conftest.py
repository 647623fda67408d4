"""Sales at work: Boris answers Eva, Anna supervises, Clara works in Support alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.surfaces import Frame, at_work, desk_of, frame_of, key

from deskbell.app import Doors
from deskbell.demo.town import Town


@dataclass
class Work:
    """Boris answers Eva in Sales; Anna supervises Sales, Clara works in Support alone."""

    anna: httpx.AsyncClient
    boris: httpx.AsyncClient
    clara: httpx.AsyncClient
    dmitri: httpx.AsyncClient
    eva: Frame
    town: Town
    session: str

    async def offered(self, search: str = "") -> Any:
        answer = await self.boris.get(f"sessions/{self.session}/templates", params={"search": search})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def take(self, template: Any, name: str | None = None) -> httpx.Response:
        address = f"sessions/{self.session}/templates/{template['id']}/take"
        return await self.boris.post(address, json={"key": name or key()})


@pytest.fixture
async def work(app: Doors, town: Town) -> AsyncIterator[Work]:
    async with AsyncExitStack() as stack:
        desks: dict[str, httpx.AsyncClient] = {}
        for name in ("dmitri", "anna", "boris", "clara"):
            desks[name] = await at_work(await stack.enter_async_context(desk_of(app, town, name)))
        operators, boris = town.groups["Sales operators"], str(town.people["boris"])
        only = await desks["dmitri"].patch(f"/api/v1/groups/{operators}", json={"member_ids": [boris]})
        assert only.status_code == 200
        eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        await eva.start()
        session = (await eva.write("Do you have a tent?"))["session"]["id"]
        assert (await desks["boris"].post(f"/api/v1/sessions/{session}/take")).status_code == 200
        for desk in desks.values():
            desk.base_url = desk.base_url.join("/api/v1/")
        yield Work(**desks, eva=eva, town=town, session=session)
