-- name: hold_progress
-- One process gathers at a time; the others leave it to that one.
select epoch, upto::text as upto, walked, statuses_upto, rolled_upto, zone, clock_timestamp() as now
from report_progress for update skip locked;

-- name: stand_alone
-- What is gathered and rolled up is so by one at a time, each from what is stored when he has the lock.
select pg_advisory_xact_lock(7305024);

-- name: set_progress
-- While all is gathered anew nothing is whole; where only something is left to do, what was whole still is.
update report_progress set epoch = :epoch, upto = (:upto::text)::xid8, walked = :walked,
  fresh_until = case when :walked::uuid is null then coalesce(:fresh_until::timestamptz, fresh_until) end;

-- name: sessions_to_walk
select id from session where id > :after order by id limit :most;

-- name: events_to_fold
-- Sessions with all that reports are made of, in order. Where a session was opened its channel says; what moved it to
-- another live chat, the log. Of messages who wrote and when is all that counts, and there are many.
select e.session_id, c.live_chat_id, e.seq, e.kind, e.actor_kind, e.actor_id, e.at,
       case when e.kind = 'message_posted' then '{}'::jsonb else e.body end as body
from session s
join channel c on c.id = s.channel_id
join event e on e.session_id = s.id
where s.id = any (:session_ids::uuid[]) and e.kind = any (:kinds::text[])
order by e.session_id, e.seq;

-- name: drop_changed_facts
-- Facts that are no more, or other ones; their quarters, and those of what comes, are to be rolled up again.
with incoming as materialized (
  select * from jsonb_populate_recordset(null::report_fact, :facts)
), gone as materialized (
  select * from report_fact where session_id = any (:session_ids::uuid[]) except select * from incoming
), coming as (
  select * from incoming except select * from report_fact where session_id = any (:session_ids::uuid[])
), marked as (
  insert into report_stale (at) select at from gone union select at from coming on conflict do nothing
)
delete from report_fact f using gone g
where f.session_id = g.session_id and f.at = g.at and f.live_chat_id = g.live_chat_id and f.operator_id = g.operator_id;

-- name: add_facts
insert into report_fact select * from jsonb_populate_recordset(null::report_fact, :facts) on conflict do nothing;

-- name: drop_changed_spans
-- The same for spans. A quarter is stale where the old and the new differ, of one that only ended in what comes after:
-- where it begins or ends, and while the operator whose session it is was there to be occupied.
with incoming as materialized (
  select * from jsonb_populate_recordset(null::report_span, :spans)
), gone as materialized (
  select * from report_span where session_id = any (:session_ids::uuid[]) except select * from incoming
), coming as (
  select * from incoming except select * from report_span where session_id = any (:session_ids::uuid[])
), differing as (
  select case when g.since is null then c.since when c.since is null then g.since
              else least(coalesce(g.until, clock_timestamp()), coalesce(c.until, clock_timestamp())) end as since,
         case when g.since is null then c.until when c.since is null then g.until
              else greatest(coalesce(g.until, clock_timestamp()), coalesce(c.until, clock_timestamp())) end as until,
         operator_id
  from gone g full join coming c using (session_id, since, live_chat_id, operator_id)
), touched as (
  select date_bin('15 minutes', m, '2000-01-01 00:00Z') as at
  from differing d cross join lateral (values (d.since), (d.until)) v (m)
  union
  select q from differing d
  join report_status s on s.person_id = d.operator_id and s.status <> 'offline'
   and tstzrange(s.since, s.until) && tstzrange(d.since, d.until)
  cross join lateral generate_series(
    date_bin('15 minutes', greatest(d.since, s.since), '2000-01-01 00:00Z'),
    least(d.until, s.until, clock_timestamp()), interval '15 minutes') q
), marked as (
  insert into report_stale (at) select at from touched where at is not null on conflict do nothing
)
delete from report_span s using gone g where s.session_id = g.session_id and s.since = g.since;

-- name: add_spans
insert into report_span select * from jsonb_populate_recordset(null::report_span, :spans) on conflict do nothing;

-- name: add_statuses
-- Working statuses set since a moment, from the log: who is archived goes Offline with it. `touched`: whose.
with said as (
  select (e.body ->> 'person_id')::uuid as person_id, e.at as since,
         case e.kind when 'status_changed' then e.body ->> 'status' else 'offline' end as status
  from event e
  where e.session_id is null and e.at >= :since::timestamptz
    and (e.kind = 'status_changed' or (e.kind = 'people_changed' and (e.body ->> 'archived')::boolean))
), added as (
  insert into report_status (person_id, since, status) select distinct on (person_id, since) person_id, since, status
  from said order by person_id, since
  on conflict do nothing returning person_id, since
)
select coalesce(array_agg(distinct person_id), '{}') as touched, min(since) as since from added;

-- name: end_statuses
-- Each lasts until the next of the same person.
update report_status s set until = n.until
from (
  select person_id, since, lead(since) over (partition by person_id order by since) as until
  from report_status where person_id = any (:people::uuid[])
) n
where s.person_id = n.person_id and s.since = n.since and s.until is distinct from n.until;

-- name: mark_stale
-- The quarters since a moment in which somebody was at work: what happened to sessions marks its own. Those before
-- `rolled` are marked anyway: who was at work in them then may have been said not to be.
insert into report_stale (at)
select q from generate_series(date_bin('15 minutes', :since::timestamptz, '2000-01-01 00:00Z'),
                              least(:rolled::timestamptz, :until::timestamptz), interval '15 minutes') q
union
select q from report_status s
cross join lateral generate_series(
  date_bin('15 minutes', greatest(s.since, :since::timestamptz), '2000-01-01 00:00Z'),
  least(s.until, :until::timestamptz), interval '15 minutes') q
where s.status <> 'offline' and tstzrange(s.since, s.until) && tstzrange(:since::timestamptz, :until::timestamptz)
on conflict do nothing;

-- name: set_clock
update report_progress set statuses_upto = :statuses_upto, rolled_upto = :rolled_upto;

-- name: some_stale
-- The newest first: they are what is looked at.
select at from report_stale order by at desc limit :most for update skip locked;

-- name: not_stale_any_more
delete from report_stale where at = any (:quarters::timestamptz[]);

-- name: set_zone
-- Days are cut in another zone now.
update report_progress set zone = :zone, fresh_until = null;

-- name: forget_days
delete from report_day;

-- name: all_quarters_stale
insert into report_stale (at) select distinct at from report_quarter on conflict do nothing;

-- name: forget_everything
-- Everything is gathered anew.
with facts as (delete from report_fact), spans as (delete from report_span), statuses as (delete from report_status),
     quarters as (delete from report_quarter), days as (delete from report_day), stale as (delete from report_stale)
update report_progress set epoch = null, walked = null, statuses_upto = null, rolled_upto = null, fresh_until = null;
