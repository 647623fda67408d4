"""The heat map: a metric by weekday and hour of the workspace's clock."""

from typing import Any

from deskbell.base.db import Database
from deskbell.base.errors import invalid
from deskbell.base.planning import planned_anew
from deskbell.base.sql import composed
from deskbell.reports.asking import WHOSE, Asked, summed
from deskbell.reports.metrics import METRICS, REPORTS
from deskbell.reports.shown import Sums, values_of

HOURS, DAYS = 24, 7


async def heat_map(db: Database, asked: Asked, metric: str) -> dict[str, Any]:
    """`HeatMap` of the API: seven days from Monday, 24 hours each. Raises validation_failed: not_by_hour."""
    if metric not in REPORTS[asked.report]:
        raise invalid(metric="unknown")
    if METRICS[metric].kind in ("level", "time"):
        raise invalid(metric="not_by_hour")
    body = f"""
select extract(isodow from r.at at time zone :zone)::int as weekday,
       extract(hour from r.at at time zone :zone)::int as hour, {summed(METRICS[metric].columns)}
from report_quarter r where r.at >= :begins and r.at < :ends and {WHOSE[asked.report]}
group by 1, 2
"""  # noqa: S608 - pieces of our own
    statement = composed("reports", "heat_map", body)
    begins, ends = asked.period.begins, asked.period.ends
    async with planned_anew(db) as tx:
        rows = await tx.all(statement, zone=asked.zone, begins=begins, ends=ends, **asked.values(asked.report))
    found = {(row["weekday"], row["hour"]): Sums({k: v for k, v in row.items() if v}) for row in rows}
    return {
        "report": asked.report,
        "metric": metric,
        "zone": asked.zone,
        "since": asked.period.since,
        "until": asked.period.until,
        "cells": [
            [values_of(found.get((day, hour), Sums()), [metric])[metric] for hour in range(HOURS)]
            for day in range(1, DAYS + 1)
        ],
    }
