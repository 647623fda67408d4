"""A report: for each row, and over all rows, each metric by steps and as a whole, and the whole of the period before.

Everything is read from the roll-up: of days where steps are days or longer, else of quarters of an hour.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Row
from deskbell.base.errors import invalid, not_found
from deskbell.base.planning import planned_anew
from deskbell.base.sql import Statement, composed, statements
from deskbell.reports.folding import NOBODY
from deskbell.reports.metrics import METRICS, MOSTS, REPORTS, SUMS, TIMES, Report
from deskbell.reports.periods import STEPS, Period, Step, before, days_of, edges_of, period_of
from deskbell.reports.scope import Scope, live_chats_in, operators_in, scope_of
from deskbell.reports.shown import Sums, Value, along, beside, values_of
from deskbell.rights.actor import Actor

SQL = statements(__package__, "asking.sql")

CHOSEN_MOST = 100
_MICROSECOND = timedelta(microseconds=1)


def summed(columns: Iterable[str]) -> str:
    """Columns of the roll-up put together: those of MOSTS by the greatest, all others by their sum."""
    return ", ".join(
        f"max(r.{name})::bigint as {name}" if name in MOSTS else f"sum(r.{name})::bigint as {name}" for name in columns
    )


WHOSE = {
    "live-chats": "r.operator_id = :nobody and r.live_chat_id = any (:live_chats::uuid[])",
    "operators": """r.operator_id = any (:operators::uuid[]) and r.live_chat_id <> :nobody
      and (:everything or r.live_chat_id = any (:supervised::uuid[]) or r.operator_id = :person::uuid)
      and (:live_chats::uuid[] is null or r.live_chat_id = any (:live_chats::uuid[]))""",
    "people": "r.live_chat_id = :nobody and r.operator_id = any (:operators::uuid[])",
}
"""Whose rows of the roll-up are read: live chats, operators in live chats, and operators as persons."""

COLUMNS = {"live-chats": (*SUMS, *MOSTS), "operators": (*SUMS, *MOSTS), "people": TIMES}
"""What is read of them; of people their times, and how many sessions they had at once."""

ROW_OF = {"live-chats": "live_chat_id", "operators": "operator_id", "people": "operator_id"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that was checked: its rows are `names`, in their order."""

    report: Report
    period: Period
    step: Step
    scope: Scope
    live_chats: Sequence[UUID] | None
    names: Sequence[Row]
    zone: str
    days_fit: bool
    fresh_until: datetime | None

    def values(self, whose: str) -> dict[str, object]:
        """What a piece of WHOSE takes."""
        ids = [row["id"] for row in self.names]
        if whose == "live-chats":
            return {"nobody": NOBODY, "live_chats": ids}
        if whose == "people":
            return {"nobody": NOBODY, "operators": ids}
        return {"nobody": NOBODY, "operators": ids, "live_chats": self.live_chats, **self.scope.values()}


async def ask(
    db: Db,
    actor: Actor,
    report: str,
    since: str,
    until: str,
    step: str = "day",
    live_chats: Sequence[UUID] = (),
    operators: Sequence[UUID] = (),
) -> Asked:
    """Check a question. Raises not_found for what is outside the actor's right, and validation_failed."""
    known = next((one for one in REPORTS if one == report), None)
    if known is None:
        raise not_found()
    scope = scope_of(actor, known)
    chosen = next((one for one in STEPS if one == step), None)
    if chosen is None:
        raise invalid(step="unknown")
    for name, ids in (("live_chat_id", live_chats), ("operator_id", operators)):
        if len(ids) > CHOSEN_MOST:
            raise invalid(**{name: "too_many"})
    if operators and known == "live-chats":
        raise invalid(operator_id="not_here")
    where = await db.first(SQL.where_we_are)
    assert where is not None
    period = period_of(since, until, where["zone"])
    edges_of(period, chosen)
    allowed = await live_chats_in(db, actor, scope)
    if not set(live_chats) <= {row["id"] for row in allowed}:
        raise not_found()
    names = allowed if known == "live-chats" else await operators_in(db, scope, list(live_chats) or None)
    if known == "operators" and not set(operators) <= {row["id"] for row in names}:
        raise not_found()
    wanted = set(operators if known == "operators" else live_chats)
    names = [row for row in names if not wanted or row["id"] in wanted]
    fits = where["days_zone"] == where["zone"]
    chats = list(live_chats) or None
    return Asked(known, period, chosen, scope, chats, names, where["zone"], fits, where["fresh_until"])


async def report(db: Database, asked: Asked, compare: bool, metrics: Sequence[str] = ()) -> dict[str, Any]:
    """`ReportAnswer` of the API. `metrics`: those whose steps are told for each row, all where none is named; only
    these are read by row and step. Raises validation_failed for what is no metric."""
    if not set(metrics) <= set(METRICS):
        raise invalid(metric="unknown")
    keys = [key for key in REPORTS[asked.report] if key in metrics or not metrics]
    read = Read(keys)
    edges = edges_of(asked.period, asked.step)
    async with planned_anew(db) as tx:
        read.steps = await _steps_of(tx, asked, asked.period, asked.step, keys)
        read.whole = await _whole_of(tx, asked, asked.period)
        read.together = await _together(tx, asked, [read.steps[row["id"]] for row in _shown(asked, read.whole)])
        read.earlier = await _whole_of(tx, asked, before(asked.period)) if compare else None
    # Years of days of many operators are a hundred thousand values: nobody else's word waits for them.
    return await asyncio.to_thread(_assembled, asked, edges, read)


@dataclass(slots=True)
class Read:
    """What a report is put together from: by row and step, of `keys` alone; all rows together by step; rows as a whole,
    and before."""

    keys: Sequence[str]
    steps: Mapping[UUID, list[Sums]] = field(default_factory=dict)
    together: Sequence[Sums] = ()
    whole: Mapping[UUID, Sums] = field(default_factory=dict)
    earlier: Mapping[UUID, Sums] | None = None


def _assembled(asked: Asked, edges: Sequence[datetime], read: Read) -> dict[str, Any]:
    keys, past = REPORTS[asked.report], before(asked.period)
    begun = sum(edge < (asked.fresh_until or edges[0]) for edge in edges[:-1])
    rows = [
        {
            **{name: row[name] for name in ("id", "name", "archived")},
            "totals": values_of(read.whole[row["id"]], keys),
            "before": values_of(read.earlier[row["id"]], keys) if read.earlier is not None else None,
            "series": _series(read.steps[row["id"]], begun, read.keys),
        }
        for row in _shown(asked, read.whole)
    ]
    return {
        "report": asked.report,
        "zone": asked.zone,
        "since": asked.period.since,
        "until": asked.period.until,
        "step": asked.step,
        "metrics": keys,
        "steps": [{"from": first, "until": then} for first, then in pairwise(edges)],
        "rows": rows,
        "totals": _all_of(asked, read.whole),
        "before": _all_of(asked, read.earlier) if read.earlier is not None else None,
        "series": _series(read.together, begun, keys),
        "before_period": {"since": past.since, "until": past.until} if read.earlier is not None else None,
        "fresh_until": asked.fresh_until,
    }


def _shown(asked: Asked, whole: Mapping[UUID, Sums]) -> list[Row]:
    """The rows of a period. Who left before it has none, and his time is no part of what shares are of."""
    return [row for row in asked.names if row["works"] or whole[row["id"]].says_anything]


def _all_of(asked: Asked, whole: Mapping[UUID, Sums]) -> dict[str, Value]:
    """All rows of a period together."""
    return values_of(beside(whole[row["id"]] for row in _shown(asked, whole)), REPORTS[asked.report])


def _series(steps: Sequence[Sums], begun: int, keys: Sequence[str]) -> dict[str, list[Value]]:
    """The steps by metric; of a step that has not begun nothing is told."""
    told = [values_of(step, keys) for step in steps[:begun]]
    rest: list[Value] = [None] * (len(steps) - begun)
    return {key: [*(values[key] for values in told), *rest] for key in keys}


async def _whole_of(db: Db, asked: Asked, period: Period) -> dict[UUID, Sums]:
    """The whole of a period, by row."""
    found = await _steps_of(db, asked, period, "month", REPORTS[asked.report])
    return {id_: along(steps) for id_, steps in found.items()}


async def _together(db: Db, asked: Asked, found: Sequence[list[Sums]]) -> list[Sums]:
    """All rows together, by step: every column by a sum of its own, what is open and who was there from the rows."""
    columns = frozenset(COLUMNS[asked.report])
    whole = [beside(steps, but=columns) for steps in zip(*found, strict=True)]
    by_day = asked.step != "hour" and asked.days_fit
    edges: list[Any] = days_of(asked.period, asked.step) if by_day else edges_of(asked.period, asked.step)
    values = asked.values(asked.report)
    rows = await db.all(_adding(asked.report, by_day), edges=edges, begins=edges[0], ends=edges[-1], **values)
    for row in rows:
        if whole:
            kept = {name: value for name in columns if (value := row[name])}
            whole[row["step"] - 1].columns |= kept
    return whole or [Sums() for _ in edges[1:]]


async def _steps_of(db: Db, asked: Asked, period: Period, step: Step, keys: Sequence[str]) -> Mapping[UUID, list[Sums]]:
    """The steps of every row, with the columns of these metrics."""
    edges = edges_of(period, step)
    found: dict[UUID, list[Sums]] = {row["id"]: [Sums() for _ in edges[1:]] for row in asked.names}
    columns = {name for key in keys for name in METRICS[key].columns}
    await _fill(db, asked, asked.report, period, step, found, [c for c in COLUMNS[asked.report] if c in columns])
    if asked.report == "operators":
        people: dict[UUID, list[Sums]] = {id_: [Sums() for _ in edges[1:]] for id_ in found}
        await _fill(db, asked, "people", period, step, people, COLUMNS["people"])
        for id_, steps in found.items():
            for own, whole in zip(steps, people[id_], strict=True):
                own.columns |= whole.columns
                own.peak = whole.peak
        _add_present(asked, edges, found)
    return found


def _add_present(asked: Asked, edges: Sequence[datetime], found: Mapping[UUID, list[Sums]]) -> None:
    for place, (begins, ends) in enumerate(pairwise(edges)):
        gone = max(timedelta(0), min(ends, asked.fresh_until or begins) - begins) // _MICROSECOND
        for steps in found.values():
            steps[place].columns["present"] = gone


async def _fill(
    db: Db,
    asked: Asked,
    whose: str,
    period: Period,
    step: Step,
    found: Mapping[UUID, list[Sums]],
    columns: Sequence[str],
) -> None:
    """Read the rows of the roll-up into the steps, and go through these with the sessions that were open before."""
    by_day = step != "hour" and asked.days_fit
    edges: list[Any] = days_of(period, step) if by_day else edges_of(period, step)
    values = asked.values(whose)
    rows = await db.all(_summing(whose, by_day, columns), edges=edges, begins=edges[0], ends=edges[-1], **values)
    # A period begins with a day, whatever its steps: what was open before is in the days, of which there are fewer.
    first: Any = days_of(period, "day")[0] if asked.days_fit else edges[0]
    carried = await db.all(carrying(whose, asked.days_fit), begins=first, **values)
    open_before = {row["id"]: int(row["change"]) for row in carried}
    told = {(row["id"], row["step"]): row for row in rows}
    for id_, steps in found.items():
        level = open_before.get(id_, 0)
        for place, sums in enumerate(steps, 1):
            sums.level = sums.peak = level
            row = told.get((id_, place))
            if row is not None:
                sums.columns = {name: value for name in columns if (value := row[name])}
                sums.peak = max(level, row["peak"] + open_before.get(id_, 0))
                sums.level = level = level + row["change"]


def _summing(whose: str, by_day: bool, columns: Sequence[str]) -> Statement:
    """Sums by row and step. `peak`: the most that were open at once, counted from those open at the first moment; of
    operators that is asked of the persons."""
    at, table, kind = ("day", "report_day", "date") if by_day else ("at", "report_quarter", "timestamptz")
    running = f"sum(r.change) over (partition by r.{ROW_OF[whose]} order by r.{at}) - r.change + r.peak"
    body = f"""
with r as (
  select r.*, {"0" if whose == "operators" else running} as most from {table} r
  where r.{at} >= :begins and r.{at} < :ends and {WHOSE[whose]}
)
select r.{ROW_OF[whose]} as id, width_bucket(r.{at}, :edges::{kind}[]) as step, max(r.most)::bigint as peak,
       {summed((*columns, "change"))}
from r group by 1, 2
"""  # noqa: S608 - pieces of our own
    return composed("reports", f"sums_of_{whose}", body)


def _adding(whose: str, by_day: bool) -> Statement:
    """Sums by step, of all rows together."""
    at, table, kind = ("day", "report_day", "date") if by_day else ("at", "report_quarter", "timestamptz")
    body = f"""
select width_bucket(r.{at}, :edges::{kind}[]) as step, {summed(COLUMNS[whose])}
from {table} r where r.{at} >= :begins and r.{at} < :ends and {WHOSE[whose]} group by 1
"""  # noqa: S608 - pieces of our own
    return composed("reports", f"sums_of_all_{whose}", body)


def carrying(whose: str, by_day: bool) -> Statement:
    """How many sessions were open when the period began."""
    at, table = ("day", "report_day") if by_day else ("at", "report_quarter")
    body = f"""
select r.{ROW_OF[whose]} as id, sum(r.change)::bigint as change from {table} r
where r.{at} < :begins and r.change <> 0 and {WHOSE[whose]} group by 1
"""  # noqa: S608 - pieces of our own
    return composed("reports", f"carried_of_{whose}", body)
