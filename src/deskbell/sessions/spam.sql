-- name: mark_spam
-- Out of queue, lists and counters; operator, group, priority and place in the queue stay for the day it comes back, and
-- of a closed one when it was closed.
with before as (select id from session where id = :session_id for no key update)
update session s set state = 'spam', spam_at = clock_timestamp(), last_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state <> 'spam'
returning s.last_seq as seq, s.last_all_seq as prev_all, s.spam_at;

-- name: restore_spam
-- With the operator it had, if he still answers here; else back to the queue, in its old place where it had one. That
-- the operator is another one, its client learns too: by a second number. A closed one is closed as it was.
with before as (
  select s.id, s.last_all_seq, s.closed_at is not null as over,
         s.closed_at is null and s.operator_id is not null and keeper.id is null as lost,
         case when s.closed_at is null then keeper.id else s.operator_id end as operator_id
  from session s
  left join lateral (
    select p.id from person p
    join group_member gm on gm.person_id = p.id
    join person_group g on g.id = gm.group_id and g.archived_at is null
    join live_chat_group lg on lg.group_id = gm.group_id and lg.live_chat_id = s.live_chat_id
    where p.id = s.operator_id and p.archived_at is null and lg.role in ('operator', 'supervisor') limit 1
  ) keeper on true
  where s.id = :session_id for no key update of s
)
update session s set
  state = case when b.over then 'closed' when b.operator_id is null then 'waiting' else 'with_operator' end,
  operator_id = b.operator_id, spam_at = null,
  taken_at = case when b.over or b.operator_id is not null then s.taken_at end,
  queued_at = case when not b.over and b.operator_id is null then coalesce(s.queued_at, clock_timestamp()) end,
  group_id = (
    select lg.group_id from live_chat_group lg join person_group g on g.id = lg.group_id and g.archived_at is null
    where lg.group_id = s.group_id and lg.live_chat_id = s.live_chat_id and lg.role = 'operator'),
  last_seq = s.last_seq + case when b.lost then 2 else 1 end,
  last_all_seq = case when b.lost then s.last_seq + 2 else s.last_all_seq end
from before b
where s.id = b.id and s.state = 'spam'
returning s.last_seq - case when b.lost then 1 else 0 end as seq, b.last_all_seq as prev_all, b.lost, s.state,
          s.operator_id, s.group_id, s.taken_at, s.queued_at;

-- name: add_spam_session
-- A locked account's first message: a session that never stood in a queue. Its second number says why.
insert into session (id, live_chat_id, channel_id, account_id, client_id, state, spam_at, last_seq, last_all_seq)
values (:session_id, :live_chat_id, :channel_id, :account_id, :client_id, 'spam', clock_timestamp(), 2, 1)
returning spam_at;

-- name: last_spam_of
-- Where a locked account's next message goes.
select id from session
where channel_id = :channel_id and account_id = :account_id and state = 'spam'
order by opened_at desc, id desc limit 1;

-- name: sessions_spam
-- fills: Session
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.state = 'spam' and s.live_chat_id = any (:live_chats::uuid[])
  and (s.spam_at, s.id) < (:after_at::timestamptz, :after_id::uuid)
order by s.spam_at desc, s.id desc limit :most;

-- name: sessions_fitting
-- What an entry would match: sessions one may see, of accounts it fits, the newest first. Only the branch of the kind at
-- hand is run; employees are never locked.
with fitting as (
  select a.id from account a where :kind = 'account' and a.id = (case when :kind = 'account' then :value end)::uuid
  union all
  select a.id from account a where :kind = 'email' and a.email ilike any (:patterns::text[])
  union all
  select a.id from account a where :kind = 'mail_domain' and a.email ilike any (:patterns::text[])
  union all
  select a.id from account a
  where :kind = 'phone' and regexp_replace(a.phone, '[^0-9]+', '', 'g') like any (:patterns::text[])
  union all
  select a.id from channel c join account a on a.channel_kind = 'widget'
    and coalesce(a.channel_id, '00000000-0000-0000-0000-000000000000'::uuid) = c.id and a.external_id = :value
  where :kind = 'visitor' and c.kind = 'widget'
  union all
  select a.id from account a
  where :kind = 'messenger_id' and a.external_id = :value and a.channel_kind not in ('widget', 'internal')
    and (:channel_kind::text is null or a.channel_kind = :channel_kind)
  union all
  select d.account_id from blocklist_address d
  where :kind = 'address' and d.address operator(pg_catalog.<<=) (case when :kind = 'address' then :value end)::inet
), fitted as (
  select distinct f.id from fitting f join account a on a.id = f.id and a.channel_kind <> 'internal' limit 20000
)
select s.id, s.number, s.state, s.name as given_name, s.account_id, s.live_chat_id, s.live_chat_name, s.channel_kind,
       s.client_id, s.client_name, s.account_name, s.email, s.phone, s.opened_at
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
where s.account_id = any (array(select id from fitted))
  and (:live_chats::uuid[] is null or s.live_chat_id = any (:live_chats::uuid[]))
order by s.state in ('waiting', 'with_operator') desc, s.opened_at desc limit :most;
