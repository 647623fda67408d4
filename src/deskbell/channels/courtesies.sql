-- name: other_side
-- Where a session's client is told of us besides messages: its channel, his account, and what he said last by the
-- provider's id. `answered_by`: who answers him.
select c.id, c.live_chat_id, c.kind, c.name, c.key, c.state, c.settings, c.secrets, c.created_at, c.archived_at,
       s.account_id, a.external_id, array_append(s.joined, s.operator_id) as answered_by,
       (select m.external_id from channel_message m
        where m.session_id = s.id and m.channel_id = c.id and not m.outbound
        order by m.seq desc, m.part desc limit 1) as last_external_id
from session s
join channel c on c.id = s.channel_id and c.state = 'on' and c.archived_at is null and c.kind = any (:kinds::text[])
join account a on a.id = s.account_id
left join channel_link l on l.channel_id = c.id
where s.id = :session_id and s.state = 'with_operator' and l.broken_at is null
  and coalesce(l.waits_until <= clock_timestamp(), true);

-- name: session_typed_in
-- The open session of whom a provider's id means, and who he is.
select s.id as session_id, a.id as account_id, a.name
from channel_account k
join account a on a.id = k.account_id
join session s on s.channel_id = k.channel_id and s.account_id = k.account_id
  and s.state not in ('closed', 'spam') and not s.apart
where k.channel_id = :channel_id and k.external_user_id = :external_user_id;
