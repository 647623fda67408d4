"""45 seconds of faults: every acknowledged message is stored once, numbered without a hole, and shown to everybody."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from deskbell.auth.setup import give_password
from deskbell.base.db import open_database
from deskbell.base.migrate import migrate
from deskbell.base.postgres import Embedded, start_embedded
from deskbell.demo.town import come_to_work, email_of, settle
from tests.faults.fleet import App, kill_database, until
from tests.faults.people import Follower, History, Sender

SECONDS = float(os.environ.get("FAULT_SECONDS", "45"))
SEED = int(os.environ.get("FAULT_SEED", "20"))
SENDERS = 24
EVERY = 0.1
PASSWORD = "walk-the-town-tonight"


@dataclass
class Stage:
    """What a run needs: the processes, the database, the key of the widget and the operator's cookie."""

    embedded: Embedded
    apps: list[App]
    key: str
    cookie: str
    history: History

    async def visitor(self, number: int, **more: Any) -> Sender:
        """A client with a session of his own, already begun."""
        app = self.apps[number % 2]
        async with httpx.AsyncClient(base_url=f"{app.url}/w/{self.key}", headers={"Origin": app.url}) as http:
            token = (await http.post("/start", json={})).json()["token"]
            headers = {"Authorization": f"Bearer {token}"}
            first = {"send_key": str(uuid4()), "text": f"{number} 0"}
            begun = (await http.post("/messages", json=first, headers=headers)).json()
        self.history.acked[first["send_key"]] = (first["text"], begun["seq"], begun["message_id"])
        login = {"headers": headers, "tickets": f"/w/{self.key}/tickets"}
        return Sender(self.apps, login, self.history, {begun["session"]["id"]: 0}, name=str(number), **more)

    def operator(self, sessions: Iterable[str], **more: Any) -> Follower:
        """The operator's socket, following all these sessions from their beginning."""
        login = {"headers": {"Cookie": f"deskbell={self.cookie}"}, "tickets": "/api/v1/socket-tickets"}
        return Follower(self.apps, login, self.history, dict.fromkeys(sessions, 0), **more)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    embedded = await start_embedded(folder / "database")
    apps = [App(embedded.dsn, folder / "one"), App(embedded.dsn, folder / "two")]
    try:
        await migrate(embedded.dsn)
        db = await open_database(embedded.dsn, size=3, sends=1)
        town = await settle(db)
        await give_password(db, town.people["boris"], PASSWORD)
        await come_to_work(db, town, ("boris",))
        await db.close()
        for app in apps:
            app.folder.mkdir()
        await asyncio.gather(*(app.start() for app in apps))
        async with httpx.AsyncClient(headers={"Origin": apps[0].url}) as http:
            credentials = {"email": email_of("boris"), "password": PASSWORD}
            (await http.post(f"{apps[0].url}/api/v1/sign-ins", json=credentials)).raise_for_status()
            cookie = http.cookies["deskbell"]
        yield Stage(embedded, apps, town.channels["Sales"].key, cookie, History())
    finally:
        await asyncio.gather(*(app.stop() for app in apps))
        await embedded.stop()


async def run_faults(stage: Stage, seconds: float, seed: int) -> list[str]:
    """A seeded schedule over the time given; returns what was done."""
    dice = random.Random(seed)  # noqa: S311 - a schedule that can be played again
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    done: list[str] = []
    kinds = ["kill app", "kill database", "freeze app"]
    while loop.time() < end:
        await asyncio.sleep(dice.uniform(1.5, 3.5))
        kind = kinds[len(done) % 3]
        app = dice.choice(stage.apps)
        if kind == "kill app":
            await app.die()
        elif kind == "kill database":
            await kill_database(stage.embedded)
        else:
            await app.freeze(dice.uniform(1, 3))
        done.append(kind)
    return done


async def stored(stage: Stage) -> tuple[dict[str, list[tuple[int, str]]], dict[str, list[Any]], list[str]]:
    """From the database: messages by session, messages by words, and sessions whose numbers have a hole."""
    connection = await asyncpg.connect(stage.embedded.dsn)
    try:
        rows = await connection.fetch(
            "select session_id, seq, id, text, send_key from message order by session_id, seq"
        )
        holes = await connection.fetch(
            "select s.id from session s join event e on e.session_id = s.id group by s.id, s.last_seq "
            "having count(*) <> s.last_seq or max(e.seq) <> s.last_seq or min(e.seq) <> 1"
        )
    finally:
        await connection.close()
    by_session: dict[str, list[tuple[int, str]]] = {}
    by_words: dict[str, list[Any]] = {}
    for row in rows:
        by_session.setdefault(str(row["session_id"]), []).append((row["seq"], str(row["id"])))
        by_words.setdefault(row["text"], []).append(row)
    return by_session, by_words, [str(row["id"]) for row in holes]


async def play(
    stage: Stage, seconds: float, seed: int, *, keyless: bool = False, forgetful: bool = False
) -> tuple[list[Sender], list[Follower], list[str]]:
    """Load and faults together, then healing: the load ends, and everybody has time to catch up."""
    senders = [await stage.visitor(number, keyless=keyless) for number in range(SENDERS)]
    sessions = [next(iter(sender.sessions)) for sender in senders]
    followers = [stage.operator(sessions, forgetful=forgetful) for _ in range(2)]
    # The clerk of the queue: an operator sees waiting sessions, so nobody has to take them.
    running = [asyncio.create_task(one.run()) for one in (*senders, *followers)]
    writing = [asyncio.create_task(sender.write(EVERY)) for sender in senders]
    done = await run_faults(stage, seconds, seed)
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    everybody: list[Follower] = [*senders, *followers]

    async def caught_up() -> bool:
        by_session, _, _ = await stored(stage)
        return all(one.shown.get(session, []) == by_session[session] for one in everybody for session in one.sessions)

    if not (keyless or forgetful):
        await until(caught_up, 40, "somebody did not catch up")
    for one in everybody:
        one.stopped = True
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return senders, followers, done


async def test_nothing_acknowledged_is_lost_doubled_or_reordered(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        senders, followers, done = await play(stage, SECONDS, SEED)
        by_session, by_words, holes = await stored(stage)
    acked = stage.history.acked
    history = stage.history
    words = f"{len(acked)} acknowledged under {len(done)} faults ({', '.join(done)}), {history.cuts} cuts, "
    words += f"{history.resumes} resumes"
    sys.stdout.write(words + "\n")
    assert set(done) == {"kill app", "kill database", "freeze app"}
    assert sum(app.deaths for app in stage.apps) > 0
    assert stage.history.resumes > SENDERS + 2
    assert [wrong for sender in senders for wrong in sender.wrong] == []
    identities = {(words, seq, id_) for words, seq, id_ in acked.values()}
    kept = {(words, row["seq"], str(row["id"])) for words, rows in by_words.items() for row in rows}
    assert identities - kept == set(), "an acknowledged message is missing, or was acknowledged as another"
    assert [words for words, rows in by_words.items() if len(rows) > 1] == [], "a message is stored twice"
    assert holes == [], "the numbers of a session have a hole"
    for one in (*senders, *followers):
        for session in one.sessions:
            assert one.shown[session] == by_session[session], "somebody was shown another list than is stored"


@pytest.mark.parametrize("control", ["a new key for every try", "no cursor on return"])
async def test_the_checker_sees_what_it_must_see(tmp_path: Path, control: str) -> None:
    """A run whose front ends do it wrong must not come out clean: else the checker is blind."""
    keyless = control.startswith("a new key")
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        async with staged(folder) as stage:
            _, followers, _ = await play(stage, 8, seed, keyless=keyless, forgetful=not keyless)
            by_session, by_words, _ = await stored(stage)
        doubled = [words for words, rows in by_words.items() if len(rows) > 1]
        missed = [
            session for one in followers for session in by_session if one.shown.get(session) != by_session[session]
        ]
        if doubled if keyless else missed:
            return
    raise AssertionError("the control came out clean")
