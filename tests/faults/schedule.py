"""Which faults, when: drawn from the seed alone, so that a run can be played again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

KINDS = ("kill app", "kill database", "kill backend", "freeze app", "freeze database", "cut all links")

PAUSES = (2.5, 3.5)
"""Seconds between two faults. In six kinds by turns no minute has six deaths of PostgreSQL, after which its supervisor
gives up, as it should."""


@dataclass(frozen=True)
class Fault:
    """`at`: seconds from the start; `seconds`: how long, where it is not over at once; `dice`: 0 to 1, for whom."""

    at: float
    kind: str
    seconds: float
    dice: float


def plan(seed: int, seconds: float) -> list[Fault]:
    """Every kind once before any comes again, in an order of each round's own; the last leaves time to come back."""
    dice = random.Random(seed)  # noqa: S311 - a schedule that can be played again
    faults: list[Fault] = []
    at = dice.uniform(*PAUSES)
    while at < seconds - PAUSES[1]:
        for kind in dice.sample(KINDS, len(KINDS)):
            faults.append(Fault(at, kind, dice.uniform(1, 2.5), dice.random()))
            at += dice.uniform(*PAUSES)
    return [fault for fault in faults if fault.at < seconds - PAUSES[1]]


async def carry_out(faults: list[Fault], seconds: float, do: Callable[[Fault], Awaitable[None]]) -> list[float]:
    """All of them, each at its time or as soon as the one before is over; returns when each began, on the loop's clock,
    and at the end when all ended. A machine that is too slow for its schedule takes longer, and does no less."""
    now = asyncio.get_running_loop().time
    start = now()
    begun = []
    for fault in faults:
        await asyncio.sleep(max(0.0, start + fault.at - now()))
        begun.append(now())
        await do(fault)
    await asyncio.sleep(max(PAUSES[0], start + seconds - now()))
    return [*begun, now()]
