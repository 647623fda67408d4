-- name: outside_channels
-- Channels whose clients are at a provider, with how they stand; `running`: something may leave and be asked for.
select c.id, c.live_chat_id, c.kind, c.name, c.key, c.state, c.settings, c.secrets, c.created_at, c.archived_at,
       c.state = 'on' and l.broken_at is null
         and coalesce(l.waits_until <= clock_timestamp(), true) as running
from channel c left join channel_link l on l.channel_id = c.id
where c.kind = any (:kinds::text[]) and c.archived_at is null and (:channel_id::uuid is null or c.id = :channel_id)
order by c.id;

-- name: stop_channel
-- The provider refuses the channel whole: nothing leaves until it is mended. The first reason stays. `held_until`: before
-- that nobody frees it by himself, and twice as long at every stop that follows another within the day.
insert into channel_link (channel_id, broken_at, broken_code, broken_detail, stops, held_until)
values (:channel_id, clock_timestamp(), :code, :detail, 1, clock_timestamp() + make_interval(secs => :pause::float8))
on conflict (channel_id) do update set broken_at = clock_timestamp(), broken_code = excluded.broken_code,
  broken_detail = excluded.broken_detail,
  stops = case when channel_link.held_until < clock_timestamp() - interval '1 day' then 1 else channel_link.stops + 1 end,
  held_until = clock_timestamp() + make_interval(secs => least(:longest::float8, :pause::float8 * 2 ^ least(20,
    case when channel_link.held_until < clock_timestamp() - interval '1 day' then 0 else channel_link.stops end)))
where channel_link.broken_at is null
returning broken_at;

-- name: free_channel
-- Somebody mended it: what it was before counts no more.
update channel_link set broken_at = null, broken_code = null, broken_detail = null, waits_until = null, stops = 0,
  held_until = null
where channel_id = :channel_id and (broken_at is not null or waits_until is not null or stops > 0)
returning channel_id;

-- name: try_channel
-- Its provider says that all is well: what waits is tried once more, unless it is held.
update channel_link set broken_at = null, broken_code = null, broken_detail = null
where channel_id = :channel_id and broken_at is not null
  and coalesce(held_until <= clock_timestamp(), true)
returning channel_id;

-- name: hold_no_longer
-- Somebody changed or asked something: it need not wait to be tried.
update channel_link set stops = 0, held_until = null where channel_id = :channel_id and (stops > 0 or held_until is not null);

-- name: let_channel_wait
insert into channel_link (channel_id, waits_until)
values (:channel_id, clock_timestamp() + make_interval(secs => :seconds::float8))
on conflict (channel_id) do update set waits_until = greatest(channel_link.waits_until, excluded.waits_until);

-- name: standing_of
-- How a channel stands with its provider, for the doctor and its page.
select broken_at, broken_code, broken_detail, waits_until, polled_at, last_event_at, last_sent_at
from channel_link where channel_id = :channel_id;

-- name: add_messages
-- The provider's ids of what was sent or came in; an id that is known stays where it was.
insert into channel_message (channel_id, external_id, session_id, seq, part, parts, outbound)
select :channel_id, m.external_id, :session_id, :seq, m.part, :parts, :outbound
from unnest(:external_ids::text[], :part_numbers::int[]) as m (external_id, part)
on conflict (channel_id, external_id) do nothing;

-- name: add_names
-- The same of many messages that were sent.
insert into channel_message (channel_id, external_id, session_id, seq, part, parts, outbound)
select n.channel_id, n.external_id, n.session_id, n.seq, n.part, n.parts, true
from unnest(:channel_ids::uuid[], :external_ids::text[], :session_ids::uuid[], :seqs::bigint[], :part_numbers::int[],
            :part_counts::int[]) as n (channel_id, external_id, session_id, seq, part, parts)
on conflict (channel_id, external_id) do nothing;

-- name: add_taken
-- Tries that went well, many at once, and when their channels sent last.
with sent as (
  select * from unnest(:channel_ids::uuid[], :session_ids::uuid[], :seqs::bigint[], :numbers::int[], :took_ms::int[])
    as s (channel_id, session_id, seq, number, took_ms)
), noted as (
  insert into channel_link (channel_id, last_sent_at)
  select channel_id, statement_timestamp() from (select distinct channel_id from sent) once
  on conflict (channel_id) do update set last_sent_at = excluded.last_sent_at, stops = 0
)
insert into channel_attempt (channel_id, session_id, seq, deed, number, outcome, took_ms)
select channel_id, session_id, seq, 'send', number, 'sent', took_ms from sent;

-- name: message_of
select session_id, seq, part, parts, outbound from channel_message
where channel_id = :channel_id and external_id = :external_id;

-- name: external_ids_of
select external_id, part, parts from channel_message
where session_id = :session_id and seq = :seq and channel_id = :channel_id order by part, at;

-- name: earlier_ids
-- What was said in a session before, by the provider's ids: the last of them, oldest first.
select external_id, outbound from (
  select external_id, outbound, seq, part from channel_message
  where session_id = :session_id and seq < :seq and channel_id = :channel_id
  order by seq desc, part desc limit :most) last
order by seq, part;

-- name: add_attempt
insert into channel_attempt (channel_id, session_id, seq, deed, number, outcome, code, detail, took_ms)
values (:channel_id, :session_id, :seq, :deed, :number, :outcome, :code, :detail, :took_ms);

-- name: attempts_of
-- The tries of a channel, the newest first.
select a.id, a.session_id, a.seq, a.deed, a.number, a.outcome, a.code, a.detail, a.took_ms, a.at, s.number as session_number
from channel_attempt a join session s on s.id = a.session_id
where a.channel_id = :channel_id and a.id < :before
order by a.id desc limit :most;

-- name: forget_attempts
delete from channel_attempt where at < clock_timestamp() - make_interval(days => :days::int);

-- name: account_at
-- Whom a provider's id means in this channel.
select account_id, chat_id, aliases, unreachable_at, unreachable_code from channel_account
where channel_id = :channel_id and external_user_id = :external_user_id;

-- name: keep_account
-- Where to write to him, as of now. Who writes is reachable.
insert into channel_account (channel_id, external_user_id, account_id, chat_id, aliases, last_inbound_at)
values (:channel_id, :external_user_id, :account_id, :chat_id, :aliases,
        case when :wrote::boolean then clock_timestamp() end)
on conflict (channel_id, external_user_id) do update set chat_id = excluded.chat_id,
  aliases = channel_account.aliases || excluded.aliases, seen_at = clock_timestamp(),
  last_inbound_at = coalesce(excluded.last_inbound_at, channel_account.last_inbound_at),
  unreachable_at = case when :wrote::boolean then null else channel_account.unreachable_at end,
  unreachable_code = case when :wrote::boolean then null else channel_account.unreachable_code end;

-- name: reach_of
-- Where to write to an account, by the id it used last; whether it can be reached.
select external_user_id, chat_id, aliases, unreachable_at, unreachable_code, last_inbound_at from channel_account
where channel_id = :channel_id and account_id = :account_id
order by seen_at desc limit 1;

-- name: reach_of_many
-- The same of many.
select w.ord::int as ord, r.*
from unnest(:channel_ids::uuid[], :account_ids::uuid[]) with ordinality as w (channel_id, account_id, ord)
cross join lateral (
  select k.external_user_id, k.chat_id, k.aliases, k.unreachable_at, k.unreachable_code, k.last_inbound_at
  from channel_account k where k.channel_id = w.channel_id and k.account_id = w.account_id
  order by k.seen_at desc limit 1) r;

-- name: set_unreachable
insert into channel_account (channel_id, external_user_id, account_id, chat_id, unreachable_at, unreachable_code)
values (:channel_id, :external_user_id, :account_id, :chat_id, clock_timestamp(), :code)
on conflict (channel_id, external_user_id) do update set unreachable_at = clock_timestamp(),
  unreachable_code = excluded.unreachable_code;

-- name: set_reachable
update channel_account set unreachable_at = null, unreachable_code = null
where channel_id = :channel_id and account_id = :account_id and unreachable_at is not null;

-- name: move_account
-- The provider gave a new address: it counts from now on, and the old id still means the same person.
insert into channel_account (channel_id, external_user_id, account_id, chat_id, aliases)
values (:channel_id, :external_user_id, :account_id, :chat_id, :aliases)
on conflict (channel_id, external_user_id) do update set account_id = excluded.account_id, chat_id = excluded.chat_id,
  seen_at = clock_timestamp();
