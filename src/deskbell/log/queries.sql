-- name: append_event
-- A change of a session, under the number its row lock gave, and the mark that lets readers find it.
with marked as (
  insert into changed_session (session_id) values (:session_id)
)
insert into event (session_id, seq, kind, audience, prev_all, actor_kind, actor_id, body)
values (:session_id, :seq, :kind, :audience, :prev_all, :actor_kind, :actor_id, :body)
returning at;

-- name: append_workspace_event
-- A change that belongs to no session: people, groups, live chats, statuses. `topic`: whom it is a change for.
with marked as (
  insert into changed_session (session_id) values (:topic)
)
insert into event (kind, audience, actor_kind, actor_id, body)
values (:kind, 'staff', :actor_kind, :actor_id, :body)
returning at;

-- name: horizon_now
-- Where a reader that starts now stands, and the epoch in which that means anything.
select e.epoch, pg_snapshot_xmin(pg_current_snapshot())::text as horizon from log_epoch e;

-- name: changed_since
-- Everything that became visible between two horizons: complete, but in no order.
with edge as (select pg_snapshot_xmin(pg_current_snapshot()) as upto)
select edge.upto::text as upto, array_agg(distinct c.session_id) filter (where c.session_id is not null) as changed
from edge left join changed_session c on c.xid >= (:since::text)::xid8 and c.xid < edge.upto
group by edge.upto;

-- name: changed_at_most
-- The same for whoever comes back: no more is looked at than he may be told.
with edge as (select pg_snapshot_xmin(pg_current_snapshot()) as upto), looked as materialized (
  select c.session_id from edge join lateral (
    select session_id from changed_session where xid >= (:since::text)::xid8 and xid < edge.upto order by xid limit :most
  ) c on true
)
select edge.upto::text as upto, (select count(*) from looked) as looked,
       (select array_agg(distinct session_id) from looked) as changed
from edge;

-- name: answerable
-- A cursor is answerable while nothing from it on was pruned: `changes_pruned` holds the newest pruned number.
select coalesce(max(upto), '0'::xid8) < (:since::text)::xid8 as answerable from changes_pruned;

-- name: prune_changes
-- Cursors live for an hour. What was pruned last is noted, so that older cursors are told too_long. So many at a time,
-- the oldest transactions first, which the index knows: the table is never read whole.
with old as (
  select ctid from (select ctid, at from changed_session order by xid limit :most) oldest
  where at < clock_timestamp() - interval '1 hour'
), gone as (
  delete from changed_session where ctid = any (array(select ctid from old)) returning xid
), noted as (
  insert into changes_pruned (only_row, upto) select true, max(xid) from gone having count(*) > 0
  on conflict (only_row) do update set upto = greatest(changes_pruned.upto, excluded.upto)
)
select count(*) as pruned from gone;

-- name: events_after
-- fills: Event
-- The difference a thread asks for after its cursor, in order.
select session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at, body
from event
where session_id = :session_id and seq > :after and (:staff or audience = 'all')
order by seq
limit :most;

-- name: events_of_kinds
-- fills: Event
-- The log of what happened, newest first: everything but the messages and the marks.
select session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at, body
from event
where session_id = :session_id and kind <> all (:except) and seq < :before
order by seq desc
limit :most;
