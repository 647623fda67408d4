"""The sessions behind a number, by the right of who asks: what he may not see is left out.

Counts, times and ratings are looked up in what each session gave (facts), who was open or busy in where it was (spans).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from deskbell.base.cursors import PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database, Db, Row
from deskbell.base.errors import invalid
from deskbell.base.planning import planned_anew
from deskbell.base.sql import Statement, composed
from deskbell.reports.asking import ROW_OF, WHOSE, Asked, carrying
from deskbell.reports.folding import NOBODY, QUARTER, STARS, quarter_of
from deskbell.reports.metrics import METRICS, REPORTS, Metric
from deskbell.reports.periods import midnight
from deskbell.reports.shown import MILLION
from deskbell.rights.actor import Actor
from deskbell.sessions.table import rows_of, table_row

SEEN = "session_visible_to(:administrator, :person_seeing, :supervised_seeing, :operated, :groups, :account)"

IN_FACTS = {"live-chats": "r.live_chat_id = any (:live_chats::uuid[])", "operators": WHOSE["operators"]}
"""Whose facts, or spans, are meant: of a live chat all of them, whoever was the operator."""

RARE = ("reopened", "transferred", "abandoned", "spam", *STARS)
"""What few facts tell of; these have an index of their own, `report_fact_rare`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a report: from a moment up to another, and, of a heat map, on a weekday (Monday is 1) in an hour."""

    begins: datetime
    ends: datetime
    weekday: int | None = None
    hour: int | None = None


def cell_of(
    asked: Asked, begins: datetime | None, ends: datetime | None, weekday: int | None, hour: int | None
) -> Cell:
    """The part asked for, the whole period where nothing is said. Raises validation_failed."""
    for name, moment in (("from", begins), ("to", ends)):
        if moment is not None and moment.tzinfo is None:
            raise invalid(**{name: "no_time_zone"})
    if (weekday is None) != (hour is None) or not (1 <= (weekday or 1) <= 7 and 0 <= (hour or 0) <= 23):
        raise invalid(hour="invalid")
    first, beyond = begins or asked.period.begins, ends or asked.period.ends
    return Cell(
        quarter_of(first), beyond if quarter_of(beyond) == beyond else quarter_of(beyond) + QUARTER, weekday, hour
    )


async def sessions_behind(
    db: Database, actor: Actor, asked: Asked, metric: str, cell: Cell, cursor: str | None
) -> dict[str, Any]:
    """A page of `SessionsBehind` of the API. Raises validation_failed: no_sessions."""
    if metric not in REPORTS[asked.report]:
        raise invalid(metric="unknown")
    if metric in ("online", "away"):
        raise invalid(metric="no_sessions")
    after = key_of(cursor, tuple[UUID])
    async with planned_anew(db) as tx:
        found = await _found(tx, actor, asked, metric, cell, after[0] if after else None)
        page = found[:PAGE_MOST]
        values = {row["id"]: _value(metric, METRICS[metric], row) for row in page}
        shown = await rows_of(tx, actor, list(values))
    more = len(found) > PAGE_MOST
    return {
        "items": [{"value": values[s.id], "session": table_row(s, labels)} for s, labels in shown],
        "next": cursor_of((page[-1]["id"],)) if more else None,
    }


async def _found(db: Db, actor: Actor, asked: Asked, metric: str, cell: Cell, after: UUID | None) -> Sequence[Row]:
    seeing = actor.scope()
    values = {
        **{name: seeing[name] for name in ("administrator", "operated", "groups", "account")},
        "person_seeing": seeing["person"],
        "supervised_seeing": seeing["supervised"],
        "after": after,
        "most": PAGE_MOST + 1,
    }
    whose = _whose(asked)
    if METRICS[metric].kind in ("level", "time"):
        return await _in_spans(db, asked, metric, cell, values | whose)
    values |= whose | {"begins": cell.begins, "ends": cell.ends}
    if cell.weekday is not None:
        values |= {"zone": asked.zone, "weekday": cell.weekday, "hour": cell.hour}
    return await db.all(_in_facts(asked, METRICS[metric], cell), **values)


def _whose(asked: Asked) -> dict[str, object]:
    values = asked.values(asked.report)
    if asked.report == "live-chats":
        values.pop("nobody")
    return values


def _in_facts(asked: Asked, metric: Metric, cell: Cell) -> Statement:
    columns = STARS if metric.kind == "rating" else (metric.column,)
    counted = f"{metric.times}_sum" if metric.times else columns[0]
    stars = " + ".join(f"{worth} * coalesce(sum(r.{name}), 0)" for worth, name in enumerate(STARS, 1))
    local = "(r.at at time zone :zone)"
    told = _any_of(columns) + (f" and {_any_of(RARE)}" if set(columns) <= set(RARE) else "")
    place = f"and extract(isodow from {local}) = :weekday and extract(hour from {local}) = :hour"
    body = f"""
select s.id, g.n, g.total, g.stars
from (
  select r.session_id, sum(r.{columns[0]})::bigint as n, sum(r.{counted})::bigint as total, ({stars})::bigint as stars
  from report_fact r
  where r.at >= :begins and r.at < :ends and {told}
    and {IN_FACTS[asked.report]} {place if cell.weekday is not None else ""}
    and (:after::uuid is null or r.session_id < :after)
  group by r.session_id
  order by r.session_id desc
) g
join {SEEN} s on s.id = g.session_id
order by s.id desc limit :most
"""  # noqa: S608 - pieces of our own
    return composed("reports", "sessions_in_facts", body)


def _any_of(columns: Sequence[str]) -> str:
    return f"coalesce({', '.join(f'r.{name}' for name in columns)}) is not null"


def _value(metric: str, kind: Metric, row: Row) -> float | None:
    if kind.kind == "span":
        return round(int(row["total"]) / int(row["n"]) / MILLION, 3)
    if kind.kind == "rating":
        return int(row["stars"])
    if kind.kind == "count":
        return int(row["n"])
    return round(int(row["total"]) / MILLION, 3) if metric == "occupied" else None


async def _in_spans(db: Db, asked: Asked, metric: str, cell: Cell, values: dict[str, object]) -> Sequence[Row]:
    """Sessions open at the end of the part (`active`), at the moment when most were (`concurrent_most`), or in an
    operator's hands at some time in it (`occupied`)."""
    ends = min(cell.ends, asked.fresh_until or cell.ends)
    begins, whose = cell.begins, IN_FACTS[asked.report]
    if metric == "active":
        begins = ends - timedelta(microseconds=1)
    elif asked.report == "operators":
        # Whoever is at work is so in all his live chats at once.
        whose = "r.operator_id = any (:operators::uuid[])"
        values = {name: value for name, value in values.items() if name not in _BUT_OPERATORS}
    if metric == "concurrent_most":
        found = await _peak(db, asked, cell)
        if found is None:
            return []
        begins, row_id = found
        ends = begins + timedelta(microseconds=1)
        values |= {("live_chats" if asked.report == "live-chats" else "operators"): [row_id]}
    within = "least(coalesce(r.until, :ends), :ends) - greatest(r.since, :begins)"
    body = f"""
select s.id, 1 as n, g.total
from (
  select r.session_id, (extract(epoch from sum({within})) * 1000000)::bigint as total
  from report_span r
  where tstzrange(r.since, r.until) && tstzrange(:begins::timestamptz, :ends::timestamptz) and {whose}
    and (:after::uuid is null or r.session_id < :after)
  group by r.session_id
) g
join {SEEN} s on s.id = g.session_id
order by s.id desc limit :most
"""  # noqa: S608 - pieces of our own
    statement = composed("reports", "sessions_in_spans", body)
    return await db.all(statement, begins=begins, ends=ends, **values)


_BUT_OPERATORS = ("nobody", "live_chats", "everything", "supervised", "person")


async def _peak(db: Db, asked: Asked, cell: Cell) -> tuple[datetime, UUID] | None:
    """When, and in which row, most sessions were open at once; the first such moment. Looked for by days, then by
    quarters of an hour, then by moments."""
    whose = "people" if asked.report == "operators" else "live-chats"
    values = asked.values(whose)
    if asked.days_fit and cell.ends - cell.begins > timedelta(days=2):
        zone = asked.period.zone
        first, last = (moment.astimezone(zone).date() for moment in (cell.begins, cell.ends - QUARTER))
        day = await _first_most(db, whose, values, True, first, last + timedelta(days=1))
        if day is None:
            return None
        cell = Cell(midnight(day[0], zone), midnight(day[0] + timedelta(days=1), zone))
        values["operators" if whose == "people" else "live_chats"] = [day[1]]
    quarter = await _first_most(db, whose, values, False, cell.begins, cell.ends)
    if quarter is None:
        return None
    body = f"""
with span as materialized (
  select r.since, r.until from report_span r
  where tstzrange(r.since, r.until) && tstzrange(:begins::timestamptz, :ends::timestamptz)
    and r.{ROW_OF[whose]} = :row_id
)
select m.at from (select :begins::timestamptz as at union select since from span where since >= :begins) m
order by (select count(*) from span where span.since <= m.at and coalesce(span.until, 'infinity') > m.at) desc, m.at
limit 1
"""  # noqa: S608 - pieces of our own
    begins, row_id = quarter
    statement = composed("reports", "moment_of_peak", body)
    moment = await db.first(statement, begins=begins, ends=begins + QUARTER, row_id=row_id)
    return (moment["at"], row_id) if moment else None


async def _first_most(
    db: Db, whose: str, values: dict[str, object], by_day: bool, begins: Any, ends: Any
) -> tuple[Any, UUID] | None:
    """The first day, or quarter, in which most sessions were open at once, and in which row; None where none was."""
    at, table = ("day", "report_day") if by_day else ("at", "report_quarter")
    body = f"""
with r as (
  select r.{ROW_OF[whose]} as id, r.{at} as at,
         sum(r.change) over (partition by r.{ROW_OF[whose]} order by r.{at}) - r.change + r.peak as most
  from {table} r where r.{at} >= :begins and r.{at} < :ends and {WHOSE[whose]}
)
select distinct on (id) id, at, most from r order by id, most desc, at
"""  # noqa: S608 - pieces of our own
    rows = await db.all(composed("reports", "first_of_the_most", body), begins=begins, ends=ends, **values)
    carried = await db.all(carrying(whose, by_day), begins=begins, **values)
    before = {row["id"]: int(row["change"]) for row in carried}
    levels = [(-count, begins, id_) for id_, count in before.items()]
    levels += [(-int(row["most"]) - before.get(row["id"], 0), row["at"], row["id"]) for row in rows]
    most, at_, id_ = min(levels, default=(0, begins, NOBODY))
    return (at_, id_) if most else None
