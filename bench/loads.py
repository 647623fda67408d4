"""The loads: a few dialogues at rest, and as many messages as go through. Every message is checked afterwards."""

import asyncio
import itertools
import os
import time
from dataclasses import dataclass, field
from uuid import UUID

from bench.checks import check_floor, check_sessions
from bench.ends import CLIENT, OPERATOR, DeskbellEnd, End, Ok, end_of
from bench.programs import KIB, Program, cpu_of
from bench.town import Stage

SECONDS_TO_DRAIN = 60.0
WORDS = "The blue one in size 54, please, and the order number is 2026-1107. Can it come by Friday afternoon?"


@dataclass
class Result:
    """Of one load. Seconds, but for `rate` (messages a second) and `stored` (messages)."""

    rate: float = 0.0
    stored: int = 0
    to_operator: list[float] = field(default_factory=list)
    to_client: list[float] = field(default_factory=list)
    server_cpu: float = 0.0
    postgres_cpu: float = 0.0
    generator_cpu: float = 0.0
    wall: float = 0.0


class Load:
    """Dialogues in progress on one program: ends opened, messages under way, all that came back."""

    def __init__(self, program: Program, stage: Stage, dialogues: int) -> None:
        self.program = program
        self.stage = stage
        self.dialogues = stage.dialogues[:dialogues]
        self.ends: list[End] = []
        self.sides: list[tuple[End, End]] = []
        self.acks: dict[str, Ok] = {}
        self.sent: dict[str, tuple[int, int, float]] = {}
        self.latencies: tuple[list[float], list[float]] = ([], [])
        self.missing_acks = 0
        self.under_way = 0
        self.refill = False
        self._prefix = os.urandom(4).hex()
        self._numbers = itertools.count()
        self._now = time.perf_counter
        self._acked_too = program.name == "deskbell"

    async def open(self) -> None:
        """A socket for each client and for each operator with his dialogues."""
        make = end_of(self.program)
        clients = [make(CLIENT, self._shown, self._acked) for _ in self.dialogues]
        desks = {one.operator: make(OPERATOR, self._shown, self._acked) for one in self.dialogues}
        self.ends = [*clients, *desks.values()]
        for dialogue, client in zip(self.dialogues, clients, strict=True):
            await client.open(self.program, self.stage, [dialogue])
        for operator, desk in desks.items():
            await desk.open(self.program, self.stage, [one for one in self.dialogues if one.operator == operator])
        pairs = zip(clients, self.dialogues, strict=True)
        self.sides = [(client, desks[dialogue.operator]) for client, dialogue in pairs]

    def post(self, dialogue: int, side: int) -> None:
        """Send one message from one side."""
        key = f"{self._prefix}-0000-4000-8000-{next(self._numbers):012x}"
        self.under_way += 1
        self.missing_acks += self._acked_too
        self.sent[key] = (dialogue, side, self._now())
        self.sides[dialogue][side].post(self.dialogues[dialogue].session, key, WORDS)

    def _shown(self, key: str, at_side: int, arrived: float) -> None:
        dialogue, side, begun = self.sent[key]
        if side == at_side:
            return  # our own words come back to us, too
        self.latencies[side].append(arrived - begun)
        self.under_way -= 1
        if self.refill:
            self.post(dialogue, side)

    def _acked(self, key: str, ok: Ok) -> None:
        if key in self.acks:
            self.ends[0].faults.append(f"{key} acknowledged twice")
        self.acks[key] = ok
        self.missing_acks -= 1

    async def drained(self) -> None:
        """All that was sent is shown and acknowledged, and no job is due."""
        deadline = self._now() + SECONDS_TO_DRAIN
        while self.under_way or self.missing_acks or await self._jobs_due():
            faults = [fault for end in self.ends for fault in end.faults]
            if self._now() > deadline or faults:
                missing = f"{self.under_way} not shown, {self.missing_acks} not acknowledged"
                raise SystemExit(f"{self.program.name}: {missing}: {faults[:3]}")
            await asyncio.sleep(0.002)

    async def _jobs_due(self) -> bool:
        if not self._acked_too:
            return False
        return bool(await self.stage.connection.fetchval("select exists (select from job where run_at <= now())"))

    async def close(self) -> None:
        """Check what every end was shown against what is stored, then hang up."""
        check = check_sessions if self._acked_too else check_floor
        await check(self.stage.connection, self.sides, [one.session for one in self.dialogues], self.sent, self.acks)
        for end in self.ends:
            end.close()
        faults = [fault for end in self.ends for fault in end.faults]
        if faults:
            raise SystemExit(f"{self.program.name}: {faults[:5]}")


async def at_rest(program: Program, stage: Stage, seconds: float, dialogues: int = 10, rate: float = 20.0) -> Result:
    """A steady trickle, from each side in turn: how long a message is under way."""
    load = Load(program, stage, dialogues)
    await load.open()
    await asyncio.sleep(1)
    measure = Measure(load)
    begun = asyncio.get_running_loop().time()
    for n in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, begun + n / rate - asyncio.get_running_loop().time()))
        load.post(n // 2 % dialogues, n % 2)
    await load.drained()
    result = measure.stop()
    await load.close()
    return result


async def at_most(program: Program, stage: Stage, seconds: float, dialogues: int, depth: int) -> Result:
    """A closed loop: each side of each dialogue keeps `depth` messages under way, sending the next when one is shown.

    The clock runs from the first message to the last shown, acknowledged, and no job left.
    """
    load = Load(program, stage, dialogues)
    await load.open()
    await _fill(load, depth, min(2.0, seconds / 2))  # warm: statements prepared, caches filled
    measure = Measure(load)
    await _fill(load, depth, seconds)
    result = measure.stop()
    await load.close()
    return result


async def _fill(load: Load, depth: int, seconds: float) -> None:
    load.refill = True
    for _ in range(depth):
        for dialogue in range(len(load.dialogues)):
            load.post(dialogue, CLIENT)
            load.post(dialogue, OPERATOR)
    await asyncio.sleep(seconds)
    load.refill = False
    await load.drained()


class Measure:
    """What is spent between its making and `stop`."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._messages = len(load.sent)
        for side in load.latencies:
            side.clear()
        self._cpu = load.program.cpu()
        self._own = cpu_of(os.getpid())
        self._begun = time.perf_counter()

    def stop(self) -> Result:
        wall = time.perf_counter() - self._begun
        server, postgres = self._load.program.cpu()
        stored = len(self._load.sent) - self._messages
        return Result(
            rate=stored / wall,
            stored=stored,
            to_operator=list(self._load.latencies[CLIENT]),
            to_client=list(self._load.latencies[OPERATOR]),
            server_cpu=server - self._cpu[0],
            postgres_cpu=postgres - self._cpu[1],
            generator_cpu=cpu_of(os.getpid()) - self._own,
            wall=wall,
        )


async def idle_sockets(program: Program, stage: Stage, count: int, settle: float) -> float:
    """KiB of the server's own memory for each of many sockets that say nothing: visitors with the frame open."""
    accounts: list[UUID | None] = [None] * count if program.name == "floor" else [*await stage.visitors(count)]
    await asyncio.sleep(settle)
    before = program.memory()[0]
    ends: list[End] = []
    for account in accounts:
        end = end_of(program)(CLIENT, lambda *_: None, lambda *_: None)
        ends.append(end)
        await _open_idle(end, program, stage, account)
    await asyncio.sleep(settle)
    after = program.memory()[0]
    lost = sum(end.wire.closed.done() for end in ends)
    for end in ends:
        end.wire.close()
    if lost:
        raise SystemExit(f"{program.name}: {lost} of {count} idle sockets were closed")
    return (after - before) * 1e6 / KIB / count


async def _open_idle(end: End, program: Program, stage: Stage, account: UUID | None) -> None:
    if isinstance(end, DeskbellEnd):
        assert account
        await end.hello(program, await stage.client_ticket(account))
    else:
        await end.open(program, stage, [])
