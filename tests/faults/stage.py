"""What all runs share, and one run of it: load, faults, healing."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from deskbell.auth.setup import give_password
from deskbell.base.db import open_database
from deskbell.base.migrate import migrate
from deskbell.base.postgres import start_embedded
from deskbell.demo.town import come_to_work, email_of, settle
from tests.faults.fleet import LOST, App, Base, until
from tests.faults.people import Follower, History, Sender
from tests.faults.verdict import behind, broken, read_kept

SETTLE_SECONDS = 40.0
PASSWORD = "walk-the-town-tonight"


@dataclass
class Stage:
    """The database, two processes, the key of the widget and the operator's cookie."""

    base: Base
    apps: list[App]
    http: httpx.AsyncClient
    key: str
    cookie: str
    visitors: int = 0

    async def sender(self, history: History, dice: random.Random, **more: Any) -> Sender:
        """A client with a session of his own, already begun, at an address of his own."""
        number, self.visitors = self.visitors, self.visitors + 1
        app = self.apps[number % 2]
        headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
        started = await self._post(app, "start", {}, headers)
        headers["Authorization"] = f"Bearer {started['token']}"
        key, words = str(uuid4()), f"{number}/0 0"
        history.tried[key] = words
        begun = await self._post(app, "messages", {"send_key": key, "text": words}, headers)
        history.acknowledge(key, begun)
        sessions = {begun["session"]["id"]: 0}
        where = (self.apps, self.http, headers, f"/w/{self.key}/tickets", history, dice, sessions)
        return Sender(str(number), *where, **more)

    def operator(self, history: History, dice: random.Random, sessions: Sequence[str], **more: Any) -> Follower:
        """A socket of the operator, who sees the queue and follows these sessions from their beginning."""
        headers = {"Cookie": f"deskbell={self.cookie}"}
        where = (self.apps, self.http, headers, "/api/v1/socket-tickets", history, dice, dict.fromkeys(sessions, 0))
        return Follower("boris", *where, staff=True, **more)

    async def _post(self, app: App, path: str, body: object, headers: dict[str, str]) -> dict[str, Any]:
        answers: list[httpx.Response] = []

        async def answered() -> bool:
            where = f"{app.url}/w/{self.key}/{path}"
            try:
                answers.append(await self.http.post(where, json=body, headers=headers | {"Origin": app.url}))
            except httpx.TransportError:
                # A connection kept from before the last fault.
                return False
            return answers[-1].status_code in (200, 201)

        await until(answered, 10, f"{path} was not answered")
        found: dict[str, Any] = answers[-1].json()
        return found


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """PostgreSQL as shipped, the town in it, two applications before it."""
    embedded = await start_embedded(folder / "database")
    http = httpx.AsyncClient(timeout=5, trust_env=False, limits=httpx.Limits(max_connections=None))
    apps = [App(embedded.dsn, folder / "one", http), App(embedded.dsn, folder / "two", http)]
    try:
        await migrate(embedded.dsn)
        db = await open_database(embedded.dsn, size=3, sends=1)
        town = await settle(db)
        await give_password(db, town.people["boris"], PASSWORD)
        await come_to_work(db, town, ("boris",))
        await db.close()
        await asyncio.gather(*(app.start() for app in apps))
        credentials = {"email": email_of("boris"), "password": PASSWORD}
        url = apps[0].url
        signed = await http.post(f"{url}/api/v1/sign-ins", json=credentials, headers={"Origin": url})
        signed.raise_for_status()
        cookie = http.cookies["deskbell"]
        http.cookies.clear()
        yield Stage(Base(embedded), apps, http, town.channels["Sales"].key, cookie)
    finally:
        await asyncio.gather(*(app.end() for app in apps))
        await embedded.stop()
        await http.aclose()


@dataclass
class Run:
    """Senders and followers of one run, and what came of it."""

    history: History
    senders: list[Sender]
    followers: list[Follower]
    promises: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def fronts(self) -> list[Follower]:
        return [*self.senders, *self.followers]

    def cut_all(self) -> None:
        for one in self.fronts:
            one.cut()


async def play(
    stage: Stage,
    seed: int,
    faults: Callable[[Run], Awaitable[None]],
    *,
    senders: int,
    lanes: int,
    every: float,
    cutting: float,
    keyless: bool = False,
    forgetful: bool = False,
) -> Run:
    """Load and `faults` together; then the load ends, everybody has time to catch up, and the verdict is read."""
    began = time.monotonic()
    history = History()

    def dice(name: str) -> random.Random:
        return random.Random(f"{seed} {name}")  # noqa: S311 - a run that can be played again

    more = {"every": every, "cutting": cutting, "keyless": keyless}
    writers = await asyncio.gather(*(stage.sender(history, dice(f"sender {n}"), **more) for n in range(senders)))
    sessions = [session for one in writers for session in one.sessions]
    followers = [stage.operator(history, dice(f"follower {n}"), sessions, forgetful=forgetful) for n in range(2)]
    run = Run(history, list(writers), followers)
    running = [asyncio.create_task(one.run()) for one in run.fronts]
    writing: list[asyncio.Task[None]] = []
    try:
        await until(lambda: _here(run), SETTLE_SECONDS, "not everybody was let in")
        writing += [asyncio.create_task(one.write(lane)) for one in writers for lane in range(lanes)]
        run.seconds["ready"] = time.monotonic() - began
        await faults(run)
        run.seconds["load"] = time.monotonic() - began - run.seconds["ready"]
        for one in writers:
            one.enough = True
        await _settled(stage, run, writing, may_lag=forgetful)
        run.seconds["healing"] = time.monotonic() - began - run.seconds["ready"] - run.seconds["load"]
        for done in (task for task in (*running, *writing) if task.done()):
            done.result()
        run.promises = broken(history, run.fronts, await read_kept(stage.base.embedded.dsn, sessions))
    finally:
        for task in (*running, *writing):
            task.cancel()
        _, stuck = await asyncio.wait([*running, *writing], timeout=10)
        assert not stuck, f"{len(stuck)} front ends did not end"
    return run


async def _here(run: Run) -> bool:
    return all(one.link is not None for one in run.fronts)


async def _settled(stage: Stage, run: Run, writing: Sequence[asyncio.Task[None]], *, may_lag: bool) -> None:
    """Every writer has his answer and every front end all numbers; whoever has not is left to the verdict."""
    await asyncio.wait(writing, timeout=SETTLE_SECONDS)

    async def level() -> bool:
        try:
            return not await behind(stage.base.embedded.dsn, run.fronts)
        except LOST:
            return False

    try:
        await until(level, 1.0 if may_lag else SETTLE_SECONDS, "somebody did not catch up", every=0.25)
    except AssertionError:
        if not may_lag:
            run.history.wrong += await behind(stage.base.embedded.dsn, run.fronts)
