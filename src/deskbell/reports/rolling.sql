-- name: drop_quarters
delete from report_quarter where at = any (:quarters::timestamptz[]);

-- name: roll_changes
-- How many sessions more were open at the end of a quarter than at its beginning, and how many at most: of a live chat
-- and of a person; of an operator in a live chat the change alone. What ends at a moment ends before what begins then.
with quarter as (
  select q as at, q + interval '15 minutes' as ends from unnest(:quarters::timestamptz[]) q
), step as materialized (
  select q.at, s.live_chat_id, s.operator_id, p.moment, p.change
  from quarter q
  join report_span s on tstzrange(s.since, s.until) && tstzrange(q.at - interval '1 microsecond', q.ends)
  cross join lateral (values (s.since, 1), (s.until, -1)) p (moment, change)
  where p.moment >= q.at and p.moment < q.ends
), scoped as (
  select at, live_chat_id, :nobody::uuid as operator_id, moment, change, true as peaked from step
  union all
  select at, :nobody::uuid, operator_id, moment, change, true from step where operator_id <> :nobody::uuid
  union all
  select at, live_chat_id, operator_id, moment, change, false from step where operator_id <> :nobody::uuid
), running as (
  select at, live_chat_id, operator_id, change,
         case when peaked then sum(change) over (partition by at, live_chat_id, operator_id order by moment, change
                                                 rows unbounded preceding) else 0 end as level
  from scoped
)
insert into report_quarter as r (at, live_chat_id, operator_id, change, peak)
select at, live_chat_id, operator_id, sum(change)::int, greatest(0, max(level))::int
from running group by at, live_chat_id, operator_id
on conflict (at, live_chat_id, operator_id) do update set change = excluded.change, peak = excluded.peak;

-- name: roll_times
-- How long each person was Online, Away, and occupied: with a session of his while one of the two. No longer than now.
with quarter as (
  select q as at, least(q + interval '15 minutes', :now::timestamptz) as ends from unnest(:quarters::timestamptz[]) q
), present as materialized (
  select q.at, q.ends, s.person_id,
         range_agg(tstzrange(s.since, s.until) * tstzrange(q.at, q.ends)) filter (where s.status = 'online') as online,
         range_agg(tstzrange(s.since, s.until) * tstzrange(q.at, q.ends)) filter (where s.status = 'away') as away
  from quarter q
  join report_status s on q.at < q.ends and tstzrange(s.since, s.until) && tstzrange(q.at, q.ends)
  where s.status <> 'offline'
  group by q.at, q.ends, s.person_id
), busy as materialized (
  select q.at, s.operator_id, range_agg(tstzrange(s.since, s.until) * tstzrange(q.at, q.ends)) as held
  from quarter q
  join report_span s on q.at < q.ends and tstzrange(s.since, s.until) && tstzrange(q.at, q.ends)
  where s.operator_id <> :nobody::uuid
  group by q.at, s.operator_id
), times as (
  select p.at, p.person_id, p.online, p.away, (coalesce(p.online, '{}') + coalesce(p.away, '{}')) * b.held as occupied
  from present p left join busy b on b.at = p.at and b.operator_id = p.person_id
)
insert into report_quarter as r (at, live_chat_id, operator_id, online, away, occupied)
select t.at, :nobody::uuid, t.person_id,
       (select (extract(epoch from sum(upper(u) - lower(u))) * 1000000)::bigint from unnest(t.online) u),
       (select (extract(epoch from sum(upper(u) - lower(u))) * 1000000)::bigint from unnest(t.away) u),
       (select (extract(epoch from sum(upper(u) - lower(u))) * 1000000)::bigint from unnest(t.occupied) u)
from times t
on conflict (at, live_chat_id, operator_id) do update set
  online = excluded.online, away = excluded.away, occupied = excluded.occupied;

-- name: drop_days
delete from report_day where day = any (array(
  select distinct (q at time zone :zone::text)::date from unnest(:quarters::timestamptz[]) q));
