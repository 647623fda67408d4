-- name: known_writers
-- Whom these of our channels' ids mean, as he was known, and the session that takes his next message; absent where
-- there is none. `lately`: he was looked at within the hour.
select g.ord::int as ord, c.kind, l.message_limit, s.id as session_id, k.chat_id, k.aliases,
       a.id, a.client_id, a.channel_kind, a.channel_id, a.external_id, a.name, a.email, a.phone, a.verified, a.language,
       p.name as client_name, a.details,
       coalesce(a.seen_at, a.created_at) > clock_timestamp() - interval '1 hour' as lately
from unnest(:channel_ids::uuid[], :external_user_ids::text[]) with ordinality as g (channel_id, external_user_id, ord)
join channel c on c.id = g.channel_id and c.state = 'on' and c.archived_at is null
join channel_account k on k.channel_id = g.channel_id and k.external_user_id = g.external_user_id
join account a on a.id = k.account_id
join client p on p.id = a.client_id
join session s on s.channel_id = g.channel_id and s.account_id = a.id
  and s.state not in ('closed', 'spam') and not s.apart
join live_chat l on l.id = c.live_chat_id;

-- name: settle_together
-- They were posted: what the provider calls them is kept, who wrote can be reached, and what they said of it goes.
-- What was posted is true, whoever holds their lines by now.
with given as (
  select * from unnest(:ids::bigint[], :fences::bigint[], :channel_ids::uuid[], :external_user_ids::text[],
                       :external_ids::text[], :session_ids::uuid[], :seqs::bigint[])
    as g (id, fence, channel_id, external_user_id, external_id, session_id, seq)
), named as (
  insert into channel_message (channel_id, external_id, session_id, seq, part, parts, outbound)
  select channel_id, external_id, session_id, seq, 0, 1, false from given
  on conflict (channel_id, external_id) do nothing
), seen as (
  update channel_account k set seen_at = clock_timestamp(), last_inbound_at = clock_timestamp(), unreachable_at = null,
    unreachable_code = null
  from given g where k.channel_id = g.channel_id and k.external_user_id = g.external_user_id
)
update inbound_event e set done_at = clock_timestamp(), event = null, lease_until = null, last_error = null
from given g where e.id = g.id and e.fence = g.fence and e.done_at is null
returning e.id;
