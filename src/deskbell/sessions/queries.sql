-- name: lock_conversation
-- One at a time through the opening of a session for an account: two first messages must not open two.
select pg_advisory_xact_lock(hashtextextended((:channel_id::uuid)::text || (:account_id::uuid)::text, 0));

-- name: open_session_of
-- The one session of this account that takes its next message; those that stand beside it (mail) are not looked at.
select id, state, operator_id, live_chat_id from session
where channel_id = :channel_id and account_id = :account_id and state not in ('closed', 'spam') and not apart;

-- name: last_closed_of
-- Candidate for re-opening: the last one, if it was closed within the window of the live chat it stands in now.
select s.id, s.operator_id, s.live_chat_id,
       l.archived_at is null and s.closed_at > clock_timestamp() - make_interval(hours => l.reopen_hours) as within_window
from session s join live_chat l on l.id = s.live_chat_id
where s.channel_id = :channel_id and s.account_id = :account_id and s.state = 'closed'
order by s.opened_at desc limit 1;

-- name: add_session
-- Until there are routing rules the default applies at once: the common queue.
insert into session (id, live_chat_id, channel_id, account_id, client_id, queued_at, last_seq, last_all_seq)
values (:session_id, :live_chat_id, :channel_id, :account_id, :client_id, clock_timestamp(), 1, 1)
returning number, opened_at, queued_at;

-- name: session_seen
-- fills: Session
-- The only getter: a session through the eyes of an actor.
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.id = :session_id;

-- name: sessions_queued
-- fills: Session
-- Oldest first: who waits longest stands on top.
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.state = 'waiting' and s.queued_at is not null and s.live_chat_id = any (:live_chats::uuid[])
  and (s.queued_at, s.id) > (:after_at::timestamptz, :after_id::uuid)
order by s.queued_at, s.id limit :most;

-- name: sessions_mine
-- fills: Session
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.state = 'with_operator' and s.operator_id = :person and s.live_chat_id = any (:live_chats::uuid[])
  and (s.opened_at, s.id) < (:after_at::timestamptz, :after_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: sessions_active
-- fills: Session
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.state in ('waiting', 'with_operator') and s.live_chat_id = any (:live_chats::uuid[])
  and (s.opened_at, s.id) < (:after_at::timestamptz, :after_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: sessions_closed
-- fills: Session
-- There are years of them: the page is found first, and only its rows are joined with what they point at. It is found by
-- two walks from the newest on, his own and each live chat he sees whole; one condition for both would gather them all.
with walked as materialized (
  (select s.id from session s
   where s.state = 'closed' and s.operator_id = :person and s.live_chat_id = any (:live_chats::uuid[])
     and (s.closed_at, s.id) < (:after_at::timestamptz, :after_id::uuid)
   order by s.closed_at desc, s.id desc limit :most)
  union
  select s.id
  from unnest(:live_chats::uuid[]) l (id)
  cross join lateral (
    select s.id from session s
    where s.state = 'closed' and s.live_chat_id = l.id
      and (s.closed_at, s.id) < (:after_at::timestamptz, :after_id::uuid)
    order by s.closed_at desc, s.id desc limit :most
  ) s
  where :administrator or l.id = any (:supervised)
), page as materialized (
  select s.id
  from walked join session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
    on s.id = walked.id
  order by s.closed_at desc, s.id desc limit :most
)
select s.*, m.client_no as my_read_no
from page join session_full s on s.id = page.id
left join operator_mark m on m.session_id = s.id and m.person_id = :person
order by s.closed_at desc, s.id desc;

-- name: sessions_by_ids
-- fills: Session
-- For the fan-out, which asks each receiver's right in memory.
select s.* from session_full s where s.id = any (:session_ids::uuid[]);

-- name: earlier_of
-- fills: Session
-- The same account's sessions of this live chat before the one at hand; behind an open one, all that are closed.
select s.*, null::int as my_read_no from session_full s
where s.account_id = :account_id and s.live_chat_id = :live_chat_id and s.id <> :session_id and s.state <> 'spam'
  and (s.number < :number or (:open and s.state = 'closed'))
order by s.number desc limit :most;

-- name: queue_counts
-- Waiting sessions by live chat and group; a person's counters are sums of these.
select live_chat_id, group_id, count(*)::int as waiting from session
where state = 'waiting' and queued_at is not null group by live_chat_id, group_id;

-- name: active_counts
select live_chat_id, count(*)::int as active from session
where state in ('waiting', 'with_operator') group by live_chat_id;

-- name: own_counts
-- Sessions and unread messages of each operator asked for, by live chat.
select s.operator_id, s.live_chat_id, count(*)::int as mine,
       sum(greatest(0, s.client_count - coalesce(m.client_no, 0)))::int as unread
from session s left join operator_mark m on m.session_id = s.id and m.person_id = s.operator_id
where s.state = 'with_operator' and s.operator_id = any (:people::uuid[])
group by s.operator_id, s.live_chat_id;

-- name: sessions_of_files
select mf.file_id, mf.session_id from message_file mf
where mf.file_id = any (:file_ids::uuid[])
  and (:staff::boolean
       or exists (select from message m where m.session_id = mf.session_id and m.seq = mf.seq and m.audience = 'all'));

-- name: reads_session
-- Seen itself, or an earlier session of the account behind one that is seen.
select exists (
  select from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
  join session t on t.id = :session_id
  where s.id = t.id
     or (:person::uuid is not null and s.account_id = t.account_id and s.live_chat_id = t.live_chat_id
         and (s.number > t.number or (t.state = 'closed' and s.state in ('waiting', 'with_operator'))))) as reads;

-- name: visits_of
select seq, url, title, at from page_visit where session_id = :session_id and seq = any (:seqs::bigint[]);

-- name: page_trail
select url, title, at from page_visit where session_id = :session_id order by seq desc limit :most;

-- name: last_page
select url from page_visit where session_id = :session_id order by seq desc limit 1;

-- name: add_visit
insert into page_visit (session_id, seq, url, title) values (:session_id, :seq, :url, :title);

-- name: names_of
-- Who did it and to whom, for the lines of the log: people, groups and live chats, and why it was closed. A client's name is his
-- session's.
select p.id, p.name from person p where p.id = any (:ids::uuid[])
union all
select g.id, g.name from person_group g where g.id = any (:ids::uuid[])
union all
select l.id, l.name from live_chat l where l.id = any (:ids::uuid[])
union all
select r.id, r.name from close_reason r where r.id = any (:ids::uuid[])
union all
select pr.id, pr.name from program pr where pr.id = any (:ids::uuid[]);

-- name: take
-- Two who click together: the row lock lets one through, the other finds it taken.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set state = 'with_operator', operator_id = :person_id, taken_at = clock_timestamp(), queued_at = null,
  last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state = 'waiting' and s.operator_id is null
returning s.last_seq as seq, b.last_all_seq as prev_all, s.taken_at;

-- name: longest_waiting
-- The next of the queue, skipping those another operator is taking at this moment.
select s.id from session s
where s.state = 'waiting' and s.queued_at is not null and s.operator_id is null and s.live_chat_id = :live_chat_id
  and (s.group_id is null or s.group_id = any (:groups::uuid[]))
order by s.queued_at, s.id limit 1 for no key update skip locked;

-- name: assign
-- To an operator: it is his. To a group alone: back to that group's queue.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set
  state = case when :operator_id::uuid is null then 'waiting' else 'with_operator' end,
  operator_id = :operator_id, group_id = coalesce(:group_id::uuid, s.group_id),
  taken_at = case when :operator_id::uuid is null then null else clock_timestamp() end,
  queued_at = case when :operator_id::uuid is null then clock_timestamp() end,
  joined = array_remove(s.joined, :operator_id::uuid),
  last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state in ('waiting', 'with_operator')
returning s.last_seq as seq, b.last_all_seq as prev_all, s.state, s.taken_at, s.queued_at, s.group_id, s.joined;

-- name: close
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set state = 'closed', closed_at = clock_timestamp(), queued_at = null,
  close_reason_id = :close_reason_id, joined = '{}', shared_with = '{}', last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state = 'with_operator' and s.operator_id = :person_id
returning s.last_seq as seq, b.last_all_seq as prev_all, s.closed_at;

-- name: reopen
-- With an operator it is his; without, it goes back to the queue it came from, if that group still operates here.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set
  state = case when :operator_id::uuid is null then 'waiting' else 'with_operator' end,
  operator_id = :operator_id, closed_at = null, close_reason_id = null,
  group_id = (
    select lg.group_id from live_chat_group lg join person_group g on g.id = lg.group_id and g.archived_at is null
    where lg.group_id = s.group_id and lg.live_chat_id = s.live_chat_id and lg.role = 'operator'),
  taken_at = case when :operator_id::uuid is null then null else clock_timestamp() end,
  queued_at = case when :operator_id::uuid is null then clock_timestamp() end,
  last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state = 'closed'
returning s.last_seq as seq, b.last_all_seq as prev_all, s.state, s.taken_at, s.queued_at, s.group_id;

-- name: set_priority
with before as (select id from session where id = :session_id for no key update)
update session s set priority = :priority, last_seq = s.last_seq + 1
from before b where s.id = b.id and s.priority <> :priority
returning s.last_seq as seq, s.last_all_seq as prev_all;

-- name: set_name
with before as (select id from session where id = :session_id for no key update)
update session s set name = :name, last_seq = s.last_seq + 1
from before b where s.id = b.id and s.name is distinct from :name
returning s.last_seq as seq, s.last_all_seq as prev_all;

-- name: number_staff_change
-- The next number for a change that only staff see.
update session set last_seq = last_seq + 1 where id = :session_id returning last_seq as seq, last_all_seq as prev_all;

-- name: set_staff_read
-- The read flag of client messages: only forward.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set staff_read_no = least(:client_no::int, s.client_count), last_seq = s.last_seq + 1,
  last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.operator_id = :person_id and s.staff_read_no < least(:client_no::int, s.client_count)
returning s.last_seq as seq, b.last_all_seq as prev_all, s.staff_read_no;

-- name: set_client_receipts
-- A lattice: delivered and read only rise, and what is read was delivered. Many sessions at once, an event for each
-- that moved.
with given as (
  select * from unnest(:session_ids::uuid[], :account_ids::uuid[], :delivered_seqs::bigint[], :read_seqs::bigint[])
    as g (session_id, account_id, delivered_seq, read_seq)
), locked as materialized (
  select s.id, s.last_seq, s.last_all_seq, s.client_delivered_seq, s.client_read_seq
  from session s where s.id = any (:session_ids::uuid[]) order by s.id for no key update
), risen as materialized (
  select l.id, l.last_all_seq as prev_all, g.account_id,
         greatest(l.client_read_seq, least(g.read_seq, l.last_seq)) as read_seq,
         greatest(l.client_delivered_seq, least(greatest(g.delivered_seq, g.read_seq), l.last_seq)) as delivered_seq
  from given g join locked l on l.id = g.session_id
  where l.client_read_seq < least(g.read_seq, l.last_seq)
     or l.client_delivered_seq < least(greatest(g.delivered_seq, g.read_seq), l.last_seq)
), moved as (
  update session s set client_read_seq = r.read_seq, client_delivered_seq = r.delivered_seq,
    last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
  from risen r where s.id = r.id and s.account_id = r.account_id
  returning s.id as session_id, s.last_seq as seq, r.prev_all, s.client_delivered_seq, s.client_read_seq, r.account_id
), marked as (
  insert into changed_session (session_id) select session_id from moved
), logged as (
  insert into event (session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at, body)
  select session_id, seq, 'receipt_marked', 'all', prev_all, 'account', account_id, statement_timestamp(),
         jsonb_build_object('client_delivered_seq', client_delivered_seq, 'client_read_seq', client_read_seq)
  from moved
)
select session_id, seq, prev_all, client_delivered_seq, client_read_seq, statement_timestamp() as at from moved;

-- name: sessions_to_join
-- What a resuming front end asks to follow: only what it may see.
select s.id, s.live_chat_id, s.last_seq, s.last_all_seq
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
where s.id = any (:session_ids::uuid[]);

-- name: last_numbers
-- For the sweep: which of the changed sessions are ahead of what this process has shown.
select id, last_seq, last_all_seq from session where id = any (:session_ids::uuid[]);

-- name: set_mark
-- An operator's own mark: only forward.
insert into operator_mark (person_id, session_id, client_no) values (:person_id, :session_id, :client_no)
on conflict (person_id, session_id) do update set client_no = greatest(operator_mark.client_no, excluded.client_no)
returning client_no;

-- name: operators_of
-- Who a session of this live chat can be given to.
select p.id, p.name, p.status, p.reachable_at > clock_timestamp() - interval '120 seconds' as reachable,
       (select count(*)::int from session s where s.operator_id = p.id and s.state = 'with_operator') as open_sessions
from person p
where p.archived_at is null and exists (
  select from group_member gm join live_chat_group lg on lg.group_id = gm.group_id
  join person_group g on g.id = gm.group_id and g.archived_at is null
  where gm.person_id = p.id and lg.live_chat_id = :live_chat_id and lg.role in ('operator', 'supervisor'))
order by (p.status = 'online') desc, p.name;

-- name: operator_groups_of
select g.id, g.name from live_chat_group lg join person_group g on g.id = lg.group_id
where lg.live_chat_id = :live_chat_id and lg.role = 'operator' and g.archived_at is null order by g.name;

-- name: is_answering
-- A returning client keeps the operator who is Online and still holds the role.
select exists (
  select from person p
  join group_member gm on gm.person_id = p.id
  join person_group g on g.id = gm.group_id and g.archived_at is null
  join live_chat_group lg on lg.group_id = gm.group_id
  where p.id = :person_id and p.status = 'online' and p.archived_at is null
    and lg.live_chat_id = :live_chat_id and lg.role in ('operator', 'supervisor')) as answering;

-- name: queue_positions
-- Where the waiting clients of a live chat stand.
select id, account_id, row_number() over (order by queued_at, id)::int as position
from session where state = 'waiting' and queued_at is not null and live_chat_id = :live_chat_id
order by queued_at, id limit 200;

-- name: sessions_nobody_answers
-- Held by a colleague who left or holds no role here any more, or waiting for a group that operates here no more.
-- Locked in id order, waiting for what is changing now: what were passed over would stay with nobody.
select s.id from session s
where (s.state = 'with_operator' and not exists (
  select from person p
  join group_member gm on gm.person_id = p.id
  join person_group g on g.id = gm.group_id and g.archived_at is null
  join live_chat_group lg on lg.group_id = gm.group_id and lg.live_chat_id = s.live_chat_id
  where p.id = s.operator_id and p.archived_at is null and lg.role in ('operator', 'supervisor')))
  or (s.state = 'waiting' and s.group_id is not null and not exists (
  select from live_chat_group lg join person_group g on g.id = lg.group_id and g.archived_at is null
  where lg.group_id = s.group_id and lg.live_chat_id = s.live_chat_id and lg.role = 'operator'))
order by s.id for no key update;

-- name: give_back
-- To the queue of its group, or to the common one when that group operates here no more. Who waits keeps his place.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set state = 'waiting', operator_id = null, taken_at = null,
  queued_at = coalesce(s.queued_at, clock_timestamp()),
  group_id = (
    select lg.group_id from live_chat_group lg join person_group g on g.id = lg.group_id and g.archived_at is null
    where lg.group_id = s.group_id and lg.live_chat_id = s.live_chat_id and lg.role = 'operator'),
  last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id
returning s.last_seq as seq, b.last_all_seq as prev_all, s.state, s.taken_at, s.queued_at, s.group_id;

-- name: rebind_session
-- The dialogue goes on under the identity that was proved; what was written stays as it was written.
with before as (select id from session where id = :session_id for no key update)
update session s set account_id = :account_id, client_id = :client_id, last_seq = s.last_seq + 1
from before b where s.id = b.id and s.state in ('waiting', 'with_operator')
returning s.last_seq as seq, s.last_all_seq as prev_all;

-- name: current_of_account
-- What the widget shows when it opens: the open session, else the last one. That it is spam is nothing a client sees.
select id from session
where channel_id = :channel_id and account_id = :account_id
order by (state not in ('closed', 'spam')) desc, opened_at desc limit 1;

-- name: earlier_of_account
select id, opened_at, coalesce(closed_at, spam_at) as closed_at from session
where channel_id = :channel_id and account_id = :account_id and state in ('closed', 'spam') and id <> :except_id
order by opened_at desc limit 20;
