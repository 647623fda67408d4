-- name: hold
-- One at a time through what changes a session in several steps.
select id from session where id = :session_id for no key update;

-- name: people_to_call
-- Who can be called to a note: whoever has a place at the desk. `sees`: without being shared with.
select p.id, p.name, p.status, p.reachable_at > clock_timestamp() - interval '120 seconds' as reachable,
       p.administrator or p.id = s.operator_id or exists (
         select from group_member gm join live_chat_group lg on lg.group_id = gm.group_id
         join person_group g on g.id = gm.group_id and g.archived_at is null
         where gm.person_id = p.id and lg.role = 'supervisor' and lg.live_chat_id = s.live_chat_id) as sees
from session s, person p
where s.id = :session_id and p.kind = 'person' and p.archived_at is null
  and (p.administrator or exists (
    select from group_member gm join live_chat_group lg on lg.group_id = gm.group_id
    join person_group g on g.id = gm.group_id and g.archived_at is null
    join live_chat l on l.id = lg.live_chat_id and l.archived_at is null
    where gm.person_id = p.id and lg.role in ('operator', 'supervisor')))
  and (:ids::uuid[] is null or p.id = any (:ids::uuid[]))
order by lower(p.name), p.id limit 500;

-- name: add_mentions
insert into message_mention (session_id, seq, person_id)
select :session_id, :seq, unnest(:ids::uuid[]) on conflict do nothing;

-- name: mark_forwarded
update message set forwarded_session_id = :session_id, forwarded_seq = quote_seq
where session_id = :session_id and seq = :seq;

-- name: share
-- Read access to an open session, until it closes. Says whether it changed anything.
with before as (select id from session where id = :session_id for no key update)
update session s set
  shared_with = s.shared_with || array(select i from unnest(:ids::uuid[]) i where i <> all (s.shared_with)),
  last_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state in ('waiting', 'with_operator') and not s.shared_with @> :ids::uuid[]
returning s.last_seq as seq, s.last_all_seq as prev_all, s.shared_with;

-- name: mentions_of
-- Notes that call somebody, newest first, of the sessions he sees now.
select s.id as session_id, s.number, s.name as given_name, m.seq, left(m.text, 300) as text, mm.at, mm.seen_at,
       m.forwarded_session_id is not null as forwarded, m.author_id, p.name as author_name, m.deleted_at
from message_mention mm
join session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s on s.id = mm.session_id
join message m on m.session_id = mm.session_id and m.seq = mm.seq
left join person p on p.id = m.author_id
where mm.person_id = :person and (mm.at, mm.session_id) < (:after_at::timestamptz, :after_id::uuid)
order by mm.at desc, mm.session_id desc limit :most;

-- name: mentions_unseen
select count(*)::int as unseen from (
  select from message_mention mm
  join session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s on s.id = mm.session_id
  where mm.person_id = :person and mm.seen_at is null limit 100) one;

-- name: mark_mentions_seen
update message_mention set seen_at = clock_timestamp()
where person_id = :person_id and session_id = :session_id and seen_at is null returning seq;

-- name: join_in
with before as (select id from session where id = :session_id for no key update)
update session s set joined = s.joined || :person_id::uuid, last_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state = 'with_operator' and s.operator_id <> :person_id
  and not s.joined @> array[:person_id::uuid]
returning s.last_seq as seq, s.last_all_seq as prev_all, s.joined;

-- name: leave
with before as (select id from session where id = :session_id for no key update)
update session s set joined = array_remove(s.joined, :person_id::uuid), last_seq = s.last_seq + 1
from before b
where s.id = b.id and s.joined @> array[:person_id::uuid]
returning s.last_seq as seq, s.last_all_seq as prev_all, s.joined;

-- name: joined_without_role
-- Who joined and supervises there no more.
select s.id as session_id, j.person_id from session s, unnest(s.joined) as j (person_id)
where s.state = 'with_operator' and s.joined <> '{}' and not exists (
  select from person p
  join group_member gm on gm.person_id = p.id
  join person_group g on g.id = gm.group_id and g.archived_at is null
  join live_chat_group lg on lg.group_id = gm.group_id and lg.live_chat_id = s.live_chat_id
  where p.id = j.person_id and p.archived_at is null and lg.role = 'supervisor')
order by s.id;
