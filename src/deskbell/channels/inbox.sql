-- name: store_events
-- Once, however often it is told: a repeat stores nothing. Committed before the provider is answered.
insert into inbound_event (channel_id, dedupe_key, lane, kind, group_id, occurred_at, position, event, due_at, dead_at,
                           last_error)
select :channel_id, e.dedupe_key, e.lane, e.kind, e.group_id, e.occurred_at, e.position, e.event,
       clock_timestamp() + make_interval(secs => e.wait_seconds),
       case when e.unread is not null then clock_timestamp() end, e.unread
from unnest(:dedupe_keys::text[], :lanes::text[], :kinds::text[], :group_ids::text[], :occurred_ats::timestamptz[],
            :positions::bigint[], :events::jsonb[], :wait_seconds::float8[], :unreads::text[])
  as e (dedupe_key, lane, kind, group_id, occurred_at, position, event, wait_seconds, unread)
on conflict (channel_id, dedupe_key) do nothing
returning dedupe_key;

-- name: claim_events
-- fills: Claimed
-- The head of each line that is due and whose line nobody works on. In a line: by the provider's time, then by his
-- numbers, then as they came. Each claim raises the fence. Walked in the order in which they are due, until there are
-- enough: a long backlog costs no more than a short one.
with heads as (
  select e.id from inbound_event e
  where e.done_at is null and e.dead_at is null and e.due_at <= clock_timestamp()
    and (e.lease_until is null or e.lease_until < clock_timestamp())
    and e.id = (
      select b.id from inbound_event b
      where b.channel_id = e.channel_id and b.lane = e.lane and b.done_at is null and b.dead_at is null
      order by b.occurred_at, b.position, b.id limit 1)
    and (
      select b.id from inbound_event b
      where b.channel_id = e.channel_id and b.lane = e.lane and b.done_at is null and b.dead_at is null
        and b.id <> e.id and b.lease_until >= clock_timestamp()
      limit 1) is null
  order by e.due_at limit :most for update of e skip locked
), claimed as (
  update inbound_event e set lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::int),
    fence = e.fence + 1, attempts = e.attempts + 1
  from heads h where e.id = h.id
  returning e.id, e.channel_id, e.lane, e.kind, e.group_id, e.event, e.attempts, e.fence,
            extract(epoch from clock_timestamp() - e.stored_at)::float8 as age
)
select * from claimed order by id;

-- name: claim_album
-- fills: Claimed
-- The other parts of an album whose first part is held already: they become one message with it.
with parts as (
  select e.id from inbound_event e
  where e.channel_id = :channel_id and e.lane = :lane and e.group_id = :group_id and e.id <> :id
    and e.done_at is null and e.dead_at is null
  order by e.occurred_at, e.position, e.id for update skip locked
), claimed as (
  update inbound_event e set lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::int),
    fence = e.fence + 1, attempts = e.attempts + 1
  from parts p where e.id = p.id
  returning e.id, e.channel_id, e.lane, e.kind, e.group_id, e.event, e.attempts, e.fence,
            extract(epoch from clock_timestamp() - e.stored_at)::float8 as age, e.occurred_at, e.position
)
select id, channel_id, lane, kind, group_id, event, attempts, fence, age from claimed
order by occurred_at, position, id;

-- name: finish_events
-- Worked: what it said goes, that it was told stays, for as long as it may be told again.
update inbound_event set done_at = clock_timestamp(), event = null, lease_until = null, last_error = :outcome
where (id, fence) in (select * from unnest(:ids::bigint[], :fences::bigint[])) and done_at is null
returning id;

-- name: put_back_event
-- Later again; `dead`: no more by itself, and its line goes on without it.
update inbound_event set lease_until = null, last_error = :last_error,
  attempts = attempts - case when :tried::boolean then 0 else 1 end,
  due_at = clock_timestamp() + make_interval(secs => :wait_seconds::float8),
  dead_at = case when :dead::boolean then clock_timestamp() end
where id = :id and fence = :fence
returning id;

-- name: replay_event
-- An administrator asks for another try of what died.
update inbound_event set dead_at = null, attempts = 0, lease_until = null, fence = fence + 1, due_at = clock_timestamp(),
  last_error = null
where id = :id and channel_id = :channel_id and dead_at is not null and done_at is null
returning id;

-- name: discard_event
-- An administrator lets go of what died: what it said goes, that it was told stays, for it may be told again.
update inbound_event e set done_at = clock_timestamp(), dead_at = null, event = null, last_error = 'discarded',
  fence = e.fence + 1
from (
  select id, event from inbound_event
  where id = :id and channel_id = :channel_id and dead_at is not null and done_at is null for update
) was
where e.id = was.id
returning e.kind, was.event;

-- name: dead_events
-- What could not be worked, the newest first.
select id, kind, occurred_at, stored_at, attempts, dead_at, last_error from inbound_event
where channel_id = :channel_id and dead_at is not null and id < :before
order by id desc limit :most;

-- name: line_of_events
-- How much waits to be worked in a channel, and how late the first of it is; how much lies dead.
-- Each by its own index: a channel's worked events may be millions.
select w.waiting, w.oldest_seconds, d.dead
from (
  select count(*)::int as waiting,
         extract(epoch from clock_timestamp() - min(due_at) filter (where due_at <= clock_timestamp()))::float8
           as oldest_seconds
  from inbound_event where channel_id = :channel_id and done_at is null and dead_at is null
) w, (
  select count(*)::int as dead from inbound_event
  where channel_id = :channel_id and done_at is null and dead_at is not null
) d;

-- name: forget_events
-- No provider tells a thing again after so long. So many at a time.
with old as (
  select id from inbound_event where done_at < clock_timestamp() - make_interval(days => :days::int)
  order by done_at limit :most
)
delete from inbound_event where id in (select id from old) returning id;

-- name: note_event
insert into channel_link (channel_id, last_event_at) values (:channel_id, clock_timestamp())
on conflict (channel_id) do update set last_event_at = excluded.last_event_at;

-- name: claim_poll
-- One process at a time asks a provider for news; it goes on where the cursor stands.
insert into channel_link (channel_id, poll_lease_until, poll_fence)
values (:channel_id, clock_timestamp() + make_interval(secs => :lease_seconds::int), 1)
on conflict (channel_id) do update set poll_lease_until = excluded.poll_lease_until,
  poll_fence = channel_link.poll_fence + 1
where channel_link.poll_lease_until is null or channel_link.poll_lease_until < clock_timestamp()
returning cursor, poll_fence;

-- name: move_cursor
-- In one transaction with what came; nothing when another polls by now.
update channel_link set cursor = :cursor, polled_at = clock_timestamp(), polled_fence = poll_fence,
  poll_lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::int)
where channel_id = :channel_id and poll_fence = :fence
returning channel_id;

-- name: release_poll
update channel_link set poll_lease_until = null where channel_id = :channel_id and poll_fence = :fence;
