"""A house for the socket's tests: Boris and Anna at their desks, and a new dialogue for whoever asks."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from tests.houses import Standing, standing
from tests.surfaces import Frame, at_work, desk_of, frame_of, key

from deskbell.base.postgres import Embedded


@dataclass
class Scene:
    """A client and the session he has with Boris."""

    frame: Frame
    session: str
    cursor: int

    @property
    def path(self) -> str:
        return f"/api/v1/sessions/{self.session}"


@dataclass
class Desks:
    """The house and the desks in it."""

    house: Standing
    boris: httpx.AsyncClient
    anna: httpx.AsyncClient
    clara: httpx.AsyncClient
    dmitri: httpx.AsyncClient

    @asynccontextmanager
    async def scene(self, taken: bool = True) -> AsyncIterator[Scene]:
        """A visitor who wrote in Sales; Boris has his session, unless not `taken`."""
        async with frame_of(self.house.app, self.house.town.channels["Sales"]) as frame:
            await frame.start()
            session = (await frame.write("Hello"))["session"]["id"]
            if taken:
                assert (await self.boris.post(f"/api/v1/sessions/{session}/take")).status_code == 200
            yield Scene(frame, session, 3 if taken else 2)

    async def say(self, scene: Scene, text: str = "A word") -> int:
        """Boris answers; the number of his message."""
        answer = await self.boris.post(f"{scene.path}/messages", json={"send_key": key(), "text": text})
        assert answer.status_code == 201, answer.text
        seq: int = answer.json()["seq"]
        return seq


@asynccontextmanager
async def open_desks(cluster: Embedded, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desks]:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(standing(cluster, tmp_path_factory.mktemp("desks")))
        opened = [
            await stack.enter_async_context(desk_of(house.app, house.town, name))
            for name in ("boris", "anna", "clara", "dmitri")
        ]
        for desk in opened:
            await at_work(desk)
        yield Desks(house, *opened)


@pytest.fixture(scope="module")
async def desks(cluster: Embedded, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desks]:
    """One house for a file of tests."""
    async with open_desks(cluster, tmp_path_factory) as opened:
        yield opened
