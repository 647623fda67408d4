-- name: where_we_are
-- The workspace's zone and day, the first day there is anything of, and up to when reports are whole.
select w.time_zone as zone, (clock_timestamp() at time zone w.time_zone)::date as today,
       (select min(day) from report_day) as first, p.fresh_until, p.zone as days_zone
from workspace w cross join report_progress p;

-- name: live_chats_in
-- `works`: it stands in a report though nothing happened.
select l.id, l.name, l.archived_at is not null as archived, l.archived_at is null as works from live_chat l
where :everything or l.id = any (:supervised::uuid[]) or l.id = any (:own::uuid[])
order by lower(l.name), l.id;

-- name: operators_in
-- Who operates in these live chats (`works`), and who did something there.
with acting as materialized (
  select gm.person_id as id, lg.live_chat_id, true as works
  from live_chat_group lg
  join person_group g on g.id = lg.group_id and g.archived_at is null
  join group_member gm on gm.group_id = lg.group_id
  join person p on p.id = gm.person_id and p.archived_at is null
  where lg.role = 'operator'
  union
  select r.operator_id, r.live_chat_id, false from report_day r
  where r.operator_id <> :nobody and r.live_chat_id <> :nobody
)
select p.id, p.name, p.archived_at is not null as archived, bool_or(a.works) as works
from acting a join person p on p.id = a.id
where (:everything or a.id = :person or a.live_chat_id = any (:supervised::uuid[]))
  and (:live_chats::uuid[] is null or a.live_chat_id = any (:live_chats::uuid[]))
group by p.id
order by lower(p.name), p.id;
