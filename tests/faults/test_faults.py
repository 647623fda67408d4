"""45 seconds of faults: every acknowledged message is stored once, numbered without a hole, and shown to everybody."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from tests.faults.outside import outside
from tests.faults.schedule import KINDS, Fault, carry_out, plan
from tests.faults.stage import Run, Stage, play, staged
from tests.faults.verdict import DOUBLED, SHOWN, in_words

SECONDS = float(os.environ.get("FAULT_MINUTES") or 0.75) * 60
SEED = int(os.environ.get("FAULT_SEED") or 20)
FLOOR = int(5_000 * SECONDS / 45)
BESIDES = 120
"""Seconds that a run may take beyond its load before it is given up."""


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One for all runs: each has sessions of its own."""
    async with staged(tmp_path_factory.mktemp("faults")) as found:
        yield found


async def befall(stage: Stage, run: Run, fault: Fault) -> None:
    """One fault, until it is over."""
    app = stage.apps[int(fault.dice * len(stage.apps))]
    match fault.kind:
        case "kill app":
            await app.die()
        case "kill database":
            await stage.base.die()
        case "kill backend":
            await stage.base.lose_backend(fault.dice)
        case "freeze app":
            await app.freeze(fault.seconds)
        case "freeze database":
            await stage.base.freeze(fault.seconds)
        case "cut all links":
            run.cut_all()


async def test_nothing_acknowledged_is_lost_doubled_or_reordered(stage: Stage) -> None:
    faults = plan(SEED, SECONDS)
    begun: list[float] = []

    async def all_of_them(run: Run) -> None:
        begun.extend(await carry_out(faults, SECONDS, lambda fault: befall(stage, run, fault)))

    async with asyncio.timeout(SECONDS + BESIDES), outside(stage, SEED) as partner:
        talking = asyncio.create_task(partner.converse())
        run = await play(stage, SEED, all_of_them, senders=24, lanes=4, every=0.1, cutting=0.005)
        partner.enough = True
        await talking
        outside_broken = await partner.broken()
    tell(run, faults, begun)
    partner.describe()
    traces = {line for app in stage.apps for line in app.faults_told()}
    assert in_words(run.promises) == "", traces
    assert outside_broken == {}, traces
    assert partner.peer.repeats > 0, "no answer was lost"
    assert min(map(len, partner.answered.values())) > SECONDS, "too little was answered for a run that means something"
    assert {fault.kind for fault in faults} == set(KINDS)
    assert sum(app.deaths for app in stage.apps) > 0
    assert run.history.resumes > len(run.fronts), "nobody had to come back"
    assert run.history.cuts > 0
    assert len(run.history.acked) >= FLOOR, "too few messages for a run that means something"


@pytest.mark.parametrize("control", ["a new key for every try", "no cursor on return"])
async def test_the_checker_sees_what_it_must_see(stage: Stage, control: str) -> None:
    """The same verdict on front ends that do it wrong must say so: else the checker is blind."""
    keyless = control == "a new key for every try"

    async def links_break(run: Run) -> None:
        for _ in range(6):
            await asyncio.sleep(0.4)
            for one in run.followers:
                one.cut()

    async with asyncio.timeout(60):
        run = await play(
            stage,
            SEED,
            links_break,
            senders=8,
            lanes=1,
            every=0.01,
            cutting=0.1 if keyless else 0.0,
            keyless=keyless,
            forgetful=not keyless,
        )
    expected = DOUBLED if keyless else SHOWN
    sys.stdout.write(f"\n{control}: caught, {len(run.promises.get(expected, []))} {expected}\n")
    assert expected in run.promises, f"the control came out clean: {in_words(run.promises)}"


def tell(run: Run, faults: list[Fault], begun: list[float]) -> None:
    """What the run was, for who reads the log: README quotes it."""
    silence: dict[str, float] = {}
    for fault, (start, end) in zip(faults, pairwise(begun), strict=True):
        moments = [start, *(moment for moment in run.history.times if start < moment < end), end]
        longest = max(later - earlier for earlier, later in pairwise(moments))
        silence[fault.kind] = max(silence.get(fault.kind, 0.0), longest)
    history = run.history
    took = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in run.seconds.items())
    sys.stdout.write(
        f"\nseed {SEED}: {len(history.acked)} acknowledged (at least {FLOOR}) under {len(faults)} faults, "
        f"{history.cuts} links cut between message and answer, {history.resumes} times welcomed, "
        f"{history.repeats} tries repeated; {took}\n"
        f"  {', '.join(fault.kind for fault in faults)}\n"
        f"  longest time without any acknowledgement: {', '.join(f'{k} {s:.1f} s' for k, s in silence.items())}\n"
    )
