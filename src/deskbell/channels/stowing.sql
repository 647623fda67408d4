-- name: stow_events
-- What many webhooks told, each once however often it is told: one statement, one commit, before any of them is
-- answered. `noting`: of these channels it is kept when one last told us something.
with stored as (
  insert into inbound_event (channel_id, dedupe_key, lane, kind, group_id, occurred_at, position, event, due_at)
  select e.channel_id, e.dedupe_key, e.lane, e.kind, e.group_id, e.occurred_at, e.position, e.event,
         clock_timestamp() + make_interval(secs => e.wait_seconds)
  from unnest(:channel_ids::uuid[], :dedupe_keys::text[], :lanes::text[], :kinds::text[], :group_ids::text[],
              :occurred_ats::timestamptz[], :positions::bigint[], :events::jsonb[], :wait_seconds::float8[])
    with ordinality as e (channel_id, dedupe_key, lane, kind, group_id, occurred_at, position, event, wait_seconds, ord)
  order by e.ord
  on conflict (channel_id, dedupe_key) do nothing
  returning channel_id, dedupe_key
), noted as (
  insert into channel_link (channel_id, last_event_at)
  select distinct channel_id, clock_timestamp() from stored where channel_id = any (:noting::uuid[])
  on conflict (channel_id) do update set last_event_at = excluded.last_event_at
)
select channel_id, dedupe_key from stored;
