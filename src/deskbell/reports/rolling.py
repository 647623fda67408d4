"""Rolling up: quarters of an hour from facts and spans, days of the workspace's zone from quarters.

The two statements over all columns are put together here from the table of columns; the rest stands in `rolling.sql`.
"""

from collections.abc import Sequence
from datetime import datetime

from deskbell.base.db import Db
from deskbell.base.sql import Statement, composed, statements
from deskbell.reports.folding import NOBODY
from deskbell.reports.metrics import MOSTS, SUMS, TIMES

SQL = statements(__package__, "rolling.sql")

_COLUMNS = ", ".join((*SUMS, *MOSTS))
_SUMMED = ", ".join(
    [
        *(f"sum({name})::{'bigint' if name.endswith('_sum') else 'int'}" for name in SUMS),
        *(f"max({name})" for name in MOSTS),
    ]
)

FACTS: Statement = composed(
    "reports",
    "roll_facts",
    f"""
insert into report_quarter (at, live_chat_id, operator_id, {_COLUMNS})
select at, live_chat_id, :nobody::uuid, {_SUMMED}
from report_fact where at = any (:quarters::timestamptz[]) group by at, live_chat_id
union all
select at, live_chat_id, operator_id, {_SUMMED}
from report_fact where at = any (:quarters::timestamptz[]) and operator_id <> :nobody::uuid
group by at, live_chat_id, operator_id
on conflict (at, live_chat_id, operator_id) do update set
  {", ".join(f"{name} = excluded.{name}" for name in (*SUMS, *MOSTS))}
""",  # noqa: S608 - columns of our own
)

_TIMED = ", ".join(f"sum({name})::bigint" for name in TIMES)

DAYS: Statement = composed(
    "reports",
    "roll_days",
    f"""
with day as (
  select distinct (q at time zone :zone)::date as day from unnest(:quarters::timestamptz[]) q
), part as (
  select d.day, q.*,
         sum(q.change) over (partition by d.day, q.live_chat_id, q.operator_id order by q.at)
           - q.change + q.peak as level
  from day d
  join report_quarter q on q.at >= (d.day - 1)::timestamp at time zone :zone
                       and q.at < (d.day + 2)::timestamp at time zone :zone
                       and (q.at at time zone :zone)::date = d.day
)
insert into report_day (day, live_chat_id, operator_id, {_COLUMNS}, change, peak, {", ".join(TIMES)})
select day, live_chat_id, operator_id, {_SUMMED}, sum(change)::int, greatest(0, max(level))::int, {_TIMED}
from part group by day, live_chat_id, operator_id
""",  # noqa: S608 - columns of our own
)


async def roll(tx: Db, quarters: Sequence[datetime], zone: str, now: datetime) -> None:
    """Make these quarters, and the days they lie in, anew from what is stored. Persons' times reach up to `now`."""
    await tx.run(SQL.drop_quarters, quarters=quarters)
    await tx.run(FACTS, quarters=quarters, nobody=NOBODY)
    await tx.run(SQL.roll_changes, quarters=quarters, nobody=NOBODY)
    await tx.run(SQL.roll_times, quarters=quarters, nobody=NOBODY, now=now)
    await tx.run(SQL.drop_days, quarters=quarters, zone=zone)
    await tx.run(DAYS, quarters=quarters, zone=zone)
