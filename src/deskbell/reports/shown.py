"""Numbers as they are shown: sums of the roll-up as the values of metrics, by steps and as a whole. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deskbell.reports.folding import STARS
from deskbell.reports.metrics import METRICS, Metric
from deskbell.reports.metrics import MOSTS as GREATEST

Value = int | dict[str, Any] | None
"""A number of sessions or messages; `{n, mean, max}` in seconds; `{n, mean, ones … fives}`; `{seconds, share}`."""

MILLION = 1_000_000
MOSTS = frozenset(GREATEST)


@dataclass(slots=True)
class Sums:
    """What one row has in one step, or in several. `level`: the sessions open at its end; `peak`: at most at once;
    `present`: how long, in microseconds, the clock went on in it, for each person it stands for."""

    columns: dict[str, int] = field(default_factory=dict)
    level: int = 0
    peak: int = 0

    @property
    def says_anything(self) -> bool:
        return bool(self.level or self.peak or any(name != "present" for name in self.columns))

    def add(self, other: "Sums", but: Container[str] = ()) -> None:
        """Add the numbers of another row or step, `but` these columns; levels are for who adds to say."""
        columns = self.columns
        for name, value in other.columns.items():
            if name in but:
                continue
            if name in MOSTS:
                columns[name] = max(columns.get(name, 0), value)
            else:
                columns[name] = columns.get(name, 0) + value


def along(steps: Sequence[Sums]) -> Sums:
    """Several steps of one row, one after another, as one."""
    whole = Sums()
    for step in steps:
        whole.add(step)
    whole.level = steps[-1].level if steps else 0
    whole.peak = max((step.peak for step in steps), default=0)
    return whole


def beside(rows: Iterable[Sums], but: Container[str] = ()) -> Sums:
    """Several rows of one step as one, `but` these columns: sessions open are added up, of those at once the most of
    any row is told."""
    whole = Sums()
    for row in rows:
        whole.add(row, but)
        whole.level += row.level
        whole.peak = max(whole.peak, row.peak)
    return whole


def values_of(sums: Sums, keys: Iterable[str]) -> dict[str, Value]:
    """The values of metrics, by their keys."""
    return {key: _value(key, METRICS[key], sums) for key in keys}


def _value(key: str, metric: Metric, sums: Sums) -> Value:
    columns = sums.columns
    if metric.kind == "count":
        return columns.get(metric.column, 0)
    if metric.kind == "level":
        return sums.level if key == "active" else sums.peak
    if metric.kind == "span":
        n = columns.get(metric.column, 0)
        return _span(n, columns.get(f"{metric.times}_sum", 0), columns.get(f"{metric.times}_most", 0))
    if metric.kind == "rating":
        return _rating(columns)
    return _time(key, columns)


def _span(n: int, total: int, most: int) -> Value:
    return {"n": n, "mean": _seconds(total / n), "max": _seconds(most)} if n else None


def _seconds(microseconds: float) -> float:
    return round(microseconds / MILLION, 3)


def _rating(columns: Mapping[str, int]) -> Value:
    stars = {name: columns.get(name, 0) for name in STARS}
    n = sum(stars.values())
    mean = sum(worth * stars[name] for worth, name in enumerate(STARS, 1)) / n if n else 0.0
    return {"n": n, "mean": round(mean, 3), **stars} if n else None


def _time(key: str, columns: Mapping[str, int]) -> Value:
    spent = columns.get(key, 0)
    at_work = columns.get("online", 0) + columns.get("away", 0)
    of = at_work if key == "occupied" else columns.get("present", 0)
    return {"seconds": _seconds(spent), "share": round(min(1.0, spent / of), 4) if of else None}
