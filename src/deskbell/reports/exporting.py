"""A report as a file: a line for each row and step, the whole period first; in the asker's language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from deskbell.base.words import say
from deskbell.reports.folding import STARS
from deskbell.reports.metrics import METRICS
from deskbell.reports.shown import Value
from deskbell.sessions.sheets import Cell, Csv, Sheet, Xlsx

Form = Literal["csv", "xlsx"]
BATCH = 500

PARTS: Mapping[str, tuple[str, ...]] = {
    "count": ("",),
    "level": ("",),
    "span": ("mean", "max", "n"),
    "time": ("seconds", "share"),
    "rating": ("mean", "n", *STARS),
}
"""The columns of a metric's kind: the parts of its value."""


def pieces(found: Mapping[str, Any], form: Form, language: str) -> Iterator[bytes]:
    """The file piece by piece. `found`: the answer of `asking.report`."""
    sheet = begin(found, form, language)
    batch: list[list[Cell]] = []
    for line in _lines(found, language):
        batch.append(line)
        if len(batch) == BATCH:
            yield sheet.rows(batch)
            batch = []
    yield sheet.rows(batch)
    yield sheet.end()


def begin(found: Mapping[str, Any], form: Form, language: str) -> Sheet:
    """The file with its heads."""
    name = say(language, f"reports.{found['report'].replace('-', '_')}")
    heads = [name, say(language, "reports.from"), say(language, "reports.until"), *_heads(found["metrics"], language)]
    return Csv(heads, language) if form == "csv" else Xlsx(heads, name)


def media_type(form: Form) -> str:
    return Csv.media_type if form == "csv" else Xlsx.media_type


def _heads(metrics: Sequence[str], language: str) -> Iterator[str]:
    for key in metrics:
        name = say(language, f"reports.{key}")
        for part in PARTS[METRICS[key].kind]:
            yield f"{name}, {say(language, f'reports.part_{part}')}" if part else name


def _lines(found: Mapping[str, Any], language: str) -> Iterator[list[Cell]]:
    zone = ZoneInfo(found["zone"])
    edges = [[step[name].astimezone(zone) for name in ("from", "until")] for step in found["steps"]]
    whole: list[datetime] = [edges[0][0], edges[-1][1]]
    all_of_them = {"name": say(language, "reports.all"), **{name: found[name] for name in ("totals", "series")}}
    for row in (*found["rows"], all_of_them):
        yield [row["name"], *whole, *_cells(found["metrics"], row["totals"])]
    for row in (*found["rows"], all_of_them):
        for place, step in enumerate(edges):
            values = {key: row["series"][key][place] for key in found["metrics"]}
            yield [row["name"], *step, *_cells(found["metrics"], values)]


def _cells(metrics: Sequence[str], values: Mapping[str, Value]) -> Iterator[Cell]:
    for key in metrics:
        value = values[key]
        for part in PARTS[METRICS[key].kind]:
            yield value.get(part) if isinstance(value, dict) else value if not part else None
