"""From rounds to one figure each, and from figures to the page docs/bench.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from bench.loads import Result


@dataclass(frozen=True)
class Figure:
    """One row: the same thing measured on both; `goal` bounds Deskbell's own figure or the ratio."""

    name: str
    unit: str
    deskbell: float
    floor: float | None
    goal: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return self.deskbell / self.floor if self.floor else None


def percentile(values: Sequence[float], share: float) -> float:
    """In the unit of the values; the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


Rounds = dict[str, dict[str, list[Result]]]
"""By program, by load (rest, 50, 200), the results of each round."""


def figures_of(rounds: Rounds) -> list[Figure]:
    """The medians over the rounds of what the loads measured."""
    rows = []
    for way, words in (("to_operator", "client → operator"), ("to_client", "operator → client")):
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            ours, floor = (
                median(1000 * percentile(getattr(one, way), share) for one in rounds[program]["rest"])
                for program in ("deskbell", "floor")
            )
            goal, met = ("≤ 2 × floor", ours <= 2 * floor) if name == "p50" else ("", None)
            rows.append(Figure(f"At rest, {words}, {name}", "ms", ours, floor, goal, met))
    for load in ("50", "200"):
        ours, floor = (median(one.rate for one in rounds[program][load]) for program in ("deskbell", "floor"))
        rows.append(
            Figure(f"Most messages/s, {load} dialogues", "/s", ours, floor, "≥ 0.35 × floor", ours >= 0.35 * floor)
        )
    for load in ("50", "200"):
        for name, cost in (("Server", "server_cpu"), ("PostgreSQL", "postgres_cpu")):
            ours, floor = (
                median(1e6 * getattr(one, cost) / one.stored for one in rounds[program][load])
                for program in ("deskbell", "floor")
            )
            rows.append(Figure(f"{name} CPU per message, {load} dialogues", "µs", ours, floor))
    return rows


def machine() -> dict[str, str]:
    """What it ran on."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def page(
    figures: Sequence[Figure], rounds: Rounds, facts: dict[str, str], plan: dict[str, float], when: datetime
) -> str:
    """docs/bench.md."""
    lines = [
        "# What Deskbell costs",
        "",
        "Written by `make bench`; do not edit. Each figure stands beside that of the *floor*: the least a program on",
        "the same parts can cost (raw ASGI on uvicorn, a batch writer, the same embedded PostgreSQL with the same",
        "settings; a message comes in, is committed, goes out to the other socket; no sign-in, rights,",
        "acknowledgement, idempotency, log or catching up). Absolute figures are this machine's; the ratio is what",
        "carries over.",
        "",
        f"Run on {when:%d %B %Y, %H:%M} UTC: {facts['cores']} cores of {facts['cpu']} for everything (server,",
        f"PostgreSQL and load), {facts['kernel']}, Python {facts['python']}, PostgreSQL {facts['postgres']}.",
        f"Load average of the machine before the run: {facts['load_before']}, after it: {facts['load_after']}; more",
        "than 0 before means that others worked on it meanwhile.",
        "",
        "| | Deskbell | Floor | Ratio | Goal | |",
        "|---|--:|--:|--:|---|---|",
    ]
    lines += [_row(figure) for figure in figures]
    lines += ["", *_spread(rounds), "", *_method(plan, rounds)]
    return "\n".join(lines) + "\n"


def _row(figure: Figure) -> str:
    floor = f"{_number(figure.floor)} {figure.unit}" if figure.floor is not None else "–"
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else "–"
    met = {True: "met", False: "**missed**", None: ""}[figure.met]
    return f"| {figure.name} | {_number(figure.deskbell)} {figure.unit} | {floor} | {ratio} | {figure.goal} | {met} |"


def _number(value: float) -> str:
    if value >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread(rounds: Rounds) -> list[str]:
    """How far the rounds lay apart, and what the load itself took."""
    lines = [
        "## The rounds",
        "",
        "| | Messages/s, each round | Delivery under that load, p50 / p99 | Load's own CPU, of one core | Server's |",
        "|---|---|--:|--:|--:|",
    ]
    for load in ("50", "200"):
        for program in ("deskbell", "floor"):
            results = rounds[program][load]
            rates = " · ".join(f"{one.rate:,.0f}" for one in results)
            shown = [one.to_operator + one.to_client for one in results]
            p50, p99 = (median(1000 * percentile(one, share) for one in shown) for share in (0.5, 0.99))
            own, server = (
                median(getattr(one, name) / one.wall for one in results) for name in ("generator_cpu", "server_cpu")
            )
            lines.append(
                f"| {program}, {load} dialogues | {rates} | {p50:.0f} / {p99:.0f} ms | {own:.0%} | {server:.0%} |"
            )
    return lines


def _method(plan: dict[str, float], rounds: Rounds) -> list[str]:
    stored = sum(one.stored for loads in rounds.values() for results in loads.values() for one in results)
    return [
        "## How it is measured",
        "",
        f"- Floor and Deskbell in turns, {plan['rounds']:.0f} rounds in one run; each figure is the median of the",
        "  rounds. Deskbell is the process that `deskbell serve` starts, with its worker, its reactions and its log;",
        "  only the rate limits are raised. Clients and operators speak the real protocol: hello with a ticket, join,",
        "  post; every socket is a real one on loopback. An operator has ten dialogues on one socket, on both sides.",
        f"- *At rest*: 10 dialogues, 20 messages/s together for {plan['rest']:.0f} s, from the sender's send to the",
        "  other side's frame.",
        f"- *Most messages*: each side of each dialogue keeps {plan['depth']:.0f} messages under way for",
        f"  {plan['seconds']:.0f} s after a warm-up; the clock stops when the last is shown and acknowledged and no",
        "  job is due. The floor has no acknowledgement to wait for.",
        f"- After every load each message is checked ({stored:,} here): what was acknowledged is stored once under",
        "  that number and id, numbers have no holes, each end was shown exactly what is stored, in order. One fault",
        "  voids the run.",
        "- *CPU*: user and system time of the server process, PostgreSQL apart, over what was stored.",
        f"- *Memory*: proportional set size; idle after {plan['idle']:.0f} s; per socket the growth of the server",
        f"  process over {plan['sockets']:,.0f} visitors' sockets that say nothing.",
        "- *Start*: from the start of the process to the first answer; cold on an empty folder (the database is made),",
        "  second on the same.",
        "- *Widget*: bodies with gzip. Closed: the loader on the site's page. Opened: the frame's page and what it",
        "  loads at once. The floor's page is eight lines that can neither keep nor style anything.",
    ]
