-- name: push_key
select public_key, private_key from push_key;

-- name: add_push_key
-- Two processes that start together keep the first one's.
insert into push_key (public_key, private_key) values (:public_key, :private_key)
on conflict (only_row) do nothing;

-- name: replace_push_key
-- A private key that cannot be opened any more; whoever was first has replaced it already.
update push_key set public_key = :public_key, private_key = :private_key, created_at = clock_timestamp()
where public_key = :old_public_key;

-- name: drop_all_subscriptions
-- They were made for the key before.
delete from push_subscription;

-- name: subscriptions_of
select id, created_at, sent_at, failed_at from push_subscription where person_id = :person_id order by created_at, id;

-- name: keep_subscription
-- An endpoint is one browser: whoever sits at it now has it.
insert into push_subscription (id, person_id, sign_in_id, endpoint, p256dh, auth)
values (:id, :person_id, :sign_in_id, :endpoint, :p256dh, :auth)
on conflict (endpoint) do update set person_id = excluded.person_id, sign_in_id = excluded.sign_in_id,
  p256dh = excluded.p256dh, auth = excluded.auth, failed_at = null
returning id;

-- name: drop_eldest_subscriptions
-- A person has so many browsers at most; the oldest go.
delete from push_subscription where id in (
  select id from push_subscription where person_id = :person_id order by created_at desc, id desc offset :most);

-- name: drop_subscription
delete from push_subscription where id = :id and person_id = :person_id;

-- name: drop_dead_subscription
delete from push_subscription where id = :id;

-- name: note_sent
update push_subscription set sent_at = clock_timestamp(), failed_at = null where id = :id;

-- name: note_failed
update push_subscription set failed_at = clock_timestamp() where id = :id;

-- name: anybody_subscribed
select exists (select from push_subscription) as anybody;

-- name: subscriptions
-- With what their people chose to hear so.
select s.id, s.person_id, s.sign_in_id, coalesce(p.settings -> 'notices', '{}') as notices
from push_subscription s join person p on p.id = s.person_id;

-- name: hold_progress
-- One worker follows at a time; the others leave it to that one.
select epoch, upto::text as upto, called_upto from push_progress for update skip locked;

-- name: set_progress
update push_progress set epoch = :epoch, upto = (:upto::text)::xid8;

-- name: known_sessions
select session_id, state, queued_at, operator_id, client_count, escalated_at
from push_known where session_id = any (:session_ids::uuid[]);

-- name: note_known
insert into push_known (session_id, state, queued_at, operator_id, client_count, escalated_at)
select * from unnest(:session_ids::uuid[], :states::text[], :queued::timestamptz[], :operators::uuid[], :counts::int[],
                     :escalated::timestamptz[])
on conflict (session_id) do update set state = excluded.state, queued_at = excluded.queued_at,
  operator_id = excluded.operator_id, client_count = excluded.client_count, escalated_at = excluded.escalated_at;

-- name: forget_known
-- What is closed rings no more; re-opened it is judged by its times.
delete from push_known where session_id = any (:session_ids::uuid[]);

-- name: last_givers
-- Who gave each of these sessions to the operator it has.
select distinct on (session_id) session_id, actor_id from event
where session_id = any (:session_ids::uuid[])
  and kind in ('session_taken', 'session_assigned', 'session_transferred', 'session_reopened')
order by session_id, seq desc;

-- name: calls_since
-- Mentions and forwards, two seconds late: by then whoever wrote them has committed.
with edge as (
  update push_progress set called_upto = clock_timestamp() - interval '2 seconds' returning called_upto
)
select m.session_id, m.person_id from message_mention m, edge
where m.at > :called_upto::timestamptz and m.at > edge.called_upto - interval '60 seconds' and m.at <= edge.called_upto
  and m.seen_at is null;

-- name: push_due
-- What a push says, if it is still to be said: the sign-in lives, the person is at work, and nobody came before us.
select s.id, s.endpoint, s.p256dh, s.auth, p.language, x.number, l.name as live_chat_name, x.live_chat_id
from push_subscription s
join person p on p.id = s.person_id and p.archived_at is null and p.status <> 'offline'
join sign_in i on i.id = s.sign_in_id and i.ended_at is null and i.expires_at > clock_timestamp()
join session x on x.id = :session_id
join live_chat l on l.id = x.live_chat_id
left join operator_mark m on m.session_id = x.id and m.person_id = s.person_id
where s.id = :subscription_id and case :kind::text
  when 'session_waiting' then x.state = 'waiting'
  when 'session_escalated' then x.state = 'waiting'
  when 'client_wrote' then x.operator_id = s.person_id and x.client_count > coalesce(m.client_no, 0)
  when 'session_assigned' then x.operator_id = s.person_id
  else true end;

-- name: push_test_due
select s.id, s.endpoint, s.p256dh, s.auth, p.language
from push_subscription s join person p on p.id = s.person_id
where s.id = :subscription_id;

-- name: fresh_calls
-- Mentions and forwards of the last seconds that were not looked at yet.
select session_id, seq from message_mention
where person_id = :person_id and seen_at is null and at > clock_timestamp() - interval '10 seconds';
