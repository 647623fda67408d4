-- name: visitor_by_token
-- fills: Visitor
-- The browser that holds this secret, if its channel is still in use.
select t.id as token_id, t.account_id, t.channel_id, a.client_id, a.external_id, coalesce(c.name, a.name) as name,
       a.name as account_name, a.email, a.phone, a.verified, a.language, t.seen_at < clock_timestamp() - interval '1 minute' as stale
from widget_token t
join account a on a.id = t.account_id
join client c on c.id = a.client_id
join channel ch on ch.id = t.channel_id
join live_chat l on l.id = ch.live_chat_id
where t.token_hash = :token_hash and t.channel_id = :channel_id and t.ended_at is null
  and ch.archived_at is null and l.archived_at is null;

-- name: visitor_by_id
-- fills: Visitor
-- The same, for sockets and file addresses that came with the token's id.
select t.id as token_id, t.account_id, t.channel_id, a.client_id, a.external_id, coalesce(c.name, a.name) as name,
       a.name as account_name, a.email, a.phone, a.verified, a.language, false as stale
from widget_token t
join account a on a.id = t.account_id
join client c on c.id = a.client_id
join channel ch on ch.id = t.channel_id
join live_chat l on l.id = ch.live_chat_id
where t.id = :token_id and t.ended_at is null and ch.archived_at is null and l.archived_at is null;

-- name: alive_tokens
-- Of the sockets' tokens, those that still open something.
select t.id from widget_token t
join channel ch on ch.id = t.channel_id
join live_chat l on l.id = ch.live_chat_id
where t.id = any (:token_ids::uuid[]) and t.ended_at is null and ch.archived_at is null and l.archived_at is null;

-- name: add_token
insert into widget_token (id, token_hash, account_id, channel_id)
values (:token_id, :token_hash, :account_id, :channel_id);

-- name: touch_token
update widget_token set seen_at = clock_timestamp() where id = :token_id;

-- name: end_token
update widget_token set ended_at = clock_timestamp() where id = :token_id and ended_at is null returning id;

-- name: use_identity
-- A signed identity belongs to the first browser that showed it.
insert into widget_identity_used (channel_id, jti, token_id, expires_at, start_key_hash)
values (:channel_id, :jti, :token_id, :expires_at, :start_key_hash)
on conflict (channel_id, jti) do nothing;

-- name: identity_user
-- Locked: of two that show it again, one at a time.
select token_id, coalesce(start_key_hash = :start_key_hash, false) as same_frame
from widget_identity_used where channel_id = :channel_id and jti = :jti for update;

-- name: hand_identity_on
update widget_identity_used set token_id = :token_id where channel_id = :channel_id and jti = :jti;

-- name: forget_identities
delete from widget_identity_used where expires_at < clock_timestamp() - interval '1 day';

-- name: silent_visitors
-- Accounts whose browser was not seen for long, each looked at once: those that are kept are marked.
select distinct t.account_id from widget_token t
where not t.kept and t.seen_at < clock_timestamp() - make_interval(days => :days)
limit :most;

-- name: forget_tokens
-- All secrets of an account that never wrote and is in nobody's hands: locked first, so that none is used meanwhile.
with held as (
  select t.id, t.account_id, t.seen_at from widget_token t where t.account_id = :account_id for update
)
delete from widget_token t
where t.account_id = :account_id
  and not exists (select from held h where h.seen_at >= clock_timestamp() - make_interval(days => :days))
  and not exists (select from session s where s.account_id = t.account_id)
  and not exists (select from widget_identity_used u join held h on h.id = u.token_id)
returning t.id;

-- name: keep_tokens
update widget_token set kept = true
where account_id = :account_id and not kept and seen_at < clock_timestamp() - make_interval(days => :days);

-- name: paused_among
-- Which of these channels an administrator paused.
select id from channel where id = any(:channel_ids::uuid[]) and state = 'paused';
