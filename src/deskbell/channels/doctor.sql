-- name: begin_to_look
-- Channels that are on and were never looked at get a clock, each a little later than the last.
insert into channel_health (channel_id, look_after)
select c.id, clock_timestamp() + random() * interval '5 seconds'
from channel c join live_chat l on l.id = c.live_chat_id
where c.kind = any (:kinds) and c.state = 'on' and c.archived_at is null and l.archived_at is null
  and not exists (select from channel_health h where h.channel_id = c.id)
on conflict do nothing;

-- name: due
-- A few whose clock has come, moved on at once: another process takes others.
update channel_health set look_after = clock_timestamp() + make_interval(secs => :seconds::int * (0.8 + random() * 0.4))
where channel_id in (
  select h.channel_id
  from channel_health h join channel c on c.id = h.channel_id join live_chat l on l.id = c.live_chat_id
  where h.look_after <= clock_timestamp() and c.kind = any (:kinds) and c.state = 'on'
    and c.archived_at is null and l.archived_at is null
  order by h.look_after
  limit :most
  for update of h skip locked
)
returning channel_id;

-- name: still_so
-- Whether a channel is as it was when the look began, and stays so until this transaction ends.
select id from channel
where id = :channel_id and state = 'on' and archived_at is null and settings = :settings::jsonb
  and secrets is not distinct from :secrets
for share;

-- name: was_left
-- Whether a channel was disconnected or put away.
select c.id from channel c
where c.id = :channel_id and (c.archived_at is not null
  or (c.state = 'paused' and not exists (select from channel_connection n where n.channel_id = c.id)));

-- name: connected_as
-- The account at the provider that was ours when the channel was connected.
select identity, named, connected_at from channel_connection where channel_id = :channel_id;

-- name: health_of_channels
-- The channels of these live chats, or all, as the doctor saw them last; those on our own pages have none.
select c.id as channel_id, c.live_chat_id, l.name as live_chat_name, c.name, c.kind, c.state, c.created_at,
       case when k.broken_at is not null then 'broken' else h.state end as health, h.findings, h.looked_at,
       greatest(h.changed_at, k.broken_at) as changed_at, coalesce(k.broken_detail, k.broken_code) as stopped,
       n.identity, n.named, n.connected_at
from channel c
join live_chat l on l.id = c.live_chat_id
left join channel_health h on h.channel_id = c.id
left join channel_link k on k.channel_id = c.id
left join channel_connection n on n.channel_id = c.id
where c.archived_at is null and l.archived_at is null and (:everywhere or c.live_chat_id = any (:live_chat_ids))
order by l.position, lower(l.name), c.created_at, c.id;

-- name: health_of_channel
select c.id as channel_id, c.live_chat_id, l.name as live_chat_name, c.name, c.kind, c.state, c.created_at,
       case when k.broken_at is not null then 'broken' else h.state end as health, h.findings, h.looked_at,
       greatest(h.changed_at, k.broken_at) as changed_at, coalesce(k.broken_detail, k.broken_code) as stopped,
       n.identity, n.named, n.connected_at
from channel c
join live_chat l on l.id = c.live_chat_id
left join channel_health h on h.channel_id = c.id
left join channel_link k on k.channel_id = c.id
left join channel_connection n on n.channel_id = c.id
where c.id = :channel_id and c.archived_at is null and l.archived_at is null;

-- name: given_up_lately
-- What an administrator can mend: messages that no try brought out within a day, and events that could not be worked.
-- What a provider refused for good, or a client who blocked us, is told at the message.
select (select count(*) from outgoing o join message_delivery d using (session_id, seq)
        where o.channel_id = :channel_id and o.dead_at is not null and d.code = 'given_up')::int as outgoing,
       (select count(*) from inbound_event i where i.channel_id = :channel_id and i.dead_at is not null)::int as incoming;

-- name: poll_stands
-- How long ago a provider was asked and what came was kept, in seconds, and how often it was begun in vain since.
select extract(epoch from clock_timestamp() - coalesce(l.polled_at, n.connected_at))::float8 as seconds,
       l.poll_fence - l.polled_fence as misses
from channel_link l left join channel_connection n using (channel_id)
where l.channel_id = :channel_id;
