"""From what `bench.outside` found to a page like docs/bench.md."""

import argparse
from collections.abc import Mapping
from typing import Any

Found = Mapping[str, Mapping[str, Any]]

BEFORE = {"statements in": 21.3, "commits in": 15.9, "statements out": 2.9, "commits out": 2.4}
"""What an event and a message that left cost before they were taken together, by the same counts (23 November 2026)."""


def page(found: Found, plan: argparse.Namespace, about: Mapping[str, str]) -> str:
    """Markdown. `found` by measure: floor, steady, stored, shuffled, answers."""
    floor, steady, stored = found["floor"], found["steady"], found["stored"]
    shuffled, answers = found["shuffled"], found["answers"]
    rows = [
        _row(f"Webhooks at {plan.rate}/s, answered p50", "ms", steady["p50_ms"], floor["p50_ms"]),
        _row("… p99, of what waited for a line too", "ms", steady["p99_ms"], floor["p99_ms"], "≤ 100 ms"),
        _row("… came, a second", "/s", steady["per_second"], floor["per_second"], f"{plan.rate} /s"),
        _row("… the server's CPU each, all that follows included", "µs", steady["server_us"], floor["server_us"]),
        _row("… PostgreSQL's", "µs", steady["postgres_us"], floor["postgres_us"]),
        _row("Shuffled webhooks, stored and answered", "/s", stored["per_second"], None),
        _row("… worked by two processes", "/s", shuffled["worked_per_second"], None),
        _row("Messages that left", "/s", answers["per_second"], None, "≥ 500 /s"),
        _row("… the servers' CPU each", "µs", answers["server_us"], None),
        _row("… PostgreSQL's", "µs", answers["postgres_us"], None),
    ]
    trips = [
        f"| An event, come in to posted | {BEFORE['statements in']} | {steady['statements']} | {BEFORE['commits in']} "
        f"| {steady['commits']} |",
        f"| A message, queued to marked as sent | {BEFORE['statements out']} | {answers['statements']} "
        f"| {BEFORE['commits out']} | {answers['commits']} |",
    ]
    return "\n".join(
        [
            "# What webhooks and answers cost",
            "",
            "Written by `make bench-outside`; do not edit. The *floor* is the least a program on the same parts can do",
            "with the same webhooks in the same run: unverified, each stored once, in one statement for all that wait,",
            "and answered. Absolute figures are this machine's, load and servers together; ratios carry over.",
            "",
            f"Run on {about['at']}: {about['machine']}. Load average before {about['before']}, after {about['after']};",
            "more than 0 before means that others worked on it meanwhile.",
            "",
            "| | Deskbell | Floor | Ratio | Goal |",
            "|---|--:|--:|--:|---|",
            *rows,
            "",
            f"{shuffled['webhooks']:,} webhooks were sent {shuffled['sent']:,} times, shuffled, to two processes:",
            f"exactly {shuffled['webhooks']:,} messages, each client's in order; else there were no page.",
            f"{answers['messages']:,} messages left in order for each client, {answers['repeats']} of them twice.",
            "",
            "| Each | Statements before | now | Commits before | now |",
            "|---|--:|--:|--:|--:|",
            *trips,
            "",
            "Both processes count, whatever they do besides; a client's first message costs most. The load and the",
            f"provider took {steady['load_of_a_core']} of a core here, {answers['load_of_a_core']} for answers.",
            "",
        ]
    )


def _row(name: str, unit: str, ours: float, floor: float | None, goal: str = "") -> str:
    least, ratio = (f"{floor:,} {unit}", f"{ours / floor:.2f}") if floor else ("", "")
    return f"| {name} | {ours:,} {unit} | {least} | {ratio} | {goal} |"
