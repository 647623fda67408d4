"""`python -m bench`: measure Deskbell beside the floor; print the table, store it in docs/bench.md and as JSON."""

import argparse
import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import uvloop

from bench.loads import Result, at_most, at_rest, idle_sockets
from bench.programs import Program
from bench.table import Figure, Rounds, figures_of, machine, page, percentile
from bench.town import Stage, deskbell_stage, floor_stage
from bench.widget import page_cost, widget_cost
from deskbell.base.assets import STATIC
from deskbell.base.logging import set_up_logging

ROOT = Path(__file__).parents[1]
DIALOGUES = (50, 200)


def _plan() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rest", type=float, default=15, help="seconds at rest in each round")
    parser.add_argument("--seconds", type=float, default=6, help="seconds under load in each round")
    parser.add_argument("--depth", type=int, default=4, help="messages under way from each side of a dialogue")
    parser.add_argument("--idle", type=float, default=60, help="seconds of rest before memory is read")
    parser.add_argument("--sockets", type=int, default=5000)
    parser.add_argument("--print-only", action="store_true", help="store nothing")
    return parser.parse_args()


async def measure(plan: argparse.Namespace, folder: Path) -> None:
    """The whole run."""
    facts = machine() | {"load_before": _load()}
    programs = {name: Program(name, folder / name) for name in ("floor", "deskbell")}
    try:
        starts = await _starts(programs, folder, plan.rounds)
        for program in programs.values():
            await program.start()
        _say(f"idle for {plan.idle:.0f} s")
        await asyncio.sleep(plan.idle)
        memory = {name: program.memory() for name, program in programs.items()}
        count = max(DIALOGUES)
        stages = {
            "floor": await floor_stage(programs["floor"].data, count),
            "deskbell": await deskbell_stage(programs["deskbell"].data, count),
        }
        facts["postgres"] = str(await stages["floor"].connection.fetchval("show server_version"))
        rounds = await _rounds(plan, programs, stages)
        sockets = {}
        for name, program in programs.items():
            _say(f"{plan.sockets} idle sockets on {name}")
            sockets[name] = await idle_sockets(program, stages[name], plan.sockets, min(10.0, plan.idle))
        figures = figures_of(rounds) + _standing(memory, sockets, plan, starts) + _widget(programs, stages["deskbell"])
        for stage in stages.values():
            await stage.close()
    finally:
        for program in programs.values():
            await program.stop()
    facts["load_after"] = _load()
    _store(plan, figures, rounds, facts)


async def _starts(programs: dict[str, Program], folder: Path, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Seconds of cold and second starts. The last round's folders stay for the loads."""
    seconds: dict[str, dict[str, list[float]]] = {name: {"cold": [], "second": []} for name in programs}
    for number in range(rounds):
        for name, program in programs.items():
            program.data = folder / f"{name}-{number}"
            program.data.mkdir()
            for kind in ("cold", "second"):
                seconds[name][kind].append(await program.start())
                await program.stop()
            _say(f"{name}: cold {seconds[name]['cold'][-1]:.2f} s, second {seconds[name]['second'][-1]:.2f} s")
    return seconds


async def _rounds(plan: argparse.Namespace, programs: dict[str, Program], stages: dict[str, Stage]) -> Rounds:
    loads = ("rest", *(str(count) for count in DIALOGUES))
    rounds: Rounds = {name: {load: [] for load in loads} for name in programs}
    for number in range(plan.rounds):
        for name, program in programs.items():
            rest = await at_rest(program, stages[name], plan.rest)
            rounds[name]["rest"].append(rest)
            _say(f"round {number + 1}, {name} at rest: {1000 * percentile(rest.to_operator, 0.5):.2f} ms")
            for count in DIALOGUES:
                result: Result = await at_most(program, stages[name], plan.seconds, count, plan.depth)
                rounds[name][str(count)].append(result)
                _say(f"round {number + 1}, {name}, {count} dialogues: {result.rate:,.0f}/s")
            gc.collect()
    return rounds


def _standing(
    memory: dict[str, tuple[float, float]],
    sockets: dict[str, float],
    plan: argparse.Namespace,
    starts: dict[str, dict[str, list[float]]],
) -> list[Figure]:
    """Memory and start-up."""
    whole = {name: sum(parts) for name, parts in memory.items()}
    rows = [
        Figure("Memory idle, all processes", "MB", whole["deskbell"], whole["floor"], "≤ 300 MB",
               whole["deskbell"] <= 300),
        Figure("… of it the server", "MB", memory["deskbell"][0], memory["floor"][0]),
        Figure(f"Memory per idle socket, of {plan.sockets:,}", "KiB", sockets["deskbell"], sockets["floor"], "≤ 40 KiB",
               sockets["deskbell"] <= 40),
    ]  # fmt: skip
    for kind, words in (("cold", "Start, cold"), ("second", "Start, second")):
        ours, floor = (median(starts[name][kind]) for name in ("deskbell", "floor"))
        goal, met = ("≤ 5 s", ours <= 5) if kind == "second" else ("", None)
        rows.append(Figure(words, "s", ours, floor, goal, met))
    return rows


def _widget(programs: dict[str, Program], stage: Stage) -> list[Figure]:
    assert stage.channel
    closed, opened = widget_cost(programs["deskbell"].port, stage.channel.key)
    least = page_cost(programs["floor"].port)
    return [
        Figure("Widget closed, bytes", "B", closed.bytes, least.bytes),
        Figure("Widget closed, requests", "", closed.requests, least.requests),
        Figure("Widget opened, bytes", "B", opened.bytes, least.bytes),
        Figure("Widget opened, requests", "", opened.requests, least.requests),
    ]


def _store(plan: argparse.Namespace, figures: list[Figure], rounds: Rounds, facts: dict[str, str]) -> None:
    now = datetime.now(UTC)
    numbers = {name: float(value) for name, value in vars(plan).items() if name != "print_only"}
    text = page(figures, rounds, facts, numbers, now)
    print(text)
    if plan.print_only:
        return
    report = ROOT / "docs" / "bench.md"
    # The section that bench.screens writes stays as it is.
    screens = report.read_text().partition("## On screen")[1:] if report.is_file() else ()
    report.write_text(text + ("\n" + "".join(screens) if screens and screens[0] else ""))
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    raw = {name: {load: [_raw(one) for one in ones] for load, ones in loads.items()} for name, loads in rounds.items()}
    body = {
        "at": now.isoformat(timespec="seconds"),
        "machine": facts,
        "plan": numbers,
        "figures": [asdict(figure) | {"ratio": figure.ratio} for figure in figures],
        "rounds": raw,
    }
    (results / f"{now:%Y-%m-%d-%H%M}.json").write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n")


def _raw(result: Result) -> dict[str, float]:
    fields = {name: value for name, value in asdict(result).items() if isinstance(value, float | int)}
    for way in ("to_operator", "to_client"):
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            fields[f"{way}_{name}_ms"] = 1000 * percentile(getattr(result, way), share)
    return {name: round(value, 4) for name, value in fields.items()}


def _load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    plan = _plan()
    if not (STATIC / "widget" / "loader.js").is_file():
        raise SystemExit("The web is not built: run make bench, or make web first.")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < plan.sockets + 500:
        raise SystemExit(f"{plan.sockets} sockets need more open files than the {hard} that this machine allows.")
    set_up_logging("warning", "text")
    gc.disable()  # a pause of the load would be taken for one of the program
    with (
        tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(measure(plan, Path(folder)))


main()
