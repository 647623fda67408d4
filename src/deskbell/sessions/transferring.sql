-- name: transfer
-- To an operator: it is his. To a group: back to its queue. To another live chat: to the queue there, and whoever had
-- joined here leaves.
with before as (select id, last_all_seq, live_chat_id from session where id = :session_id for no key update)
update session s set
  state = case when :operator_id::uuid is null then 'waiting' else 'with_operator' end,
  operator_id = :operator_id,
  group_id = case when :live_chat_id::uuid is null then coalesce(:group_id::uuid, s.group_id) end,
  live_chat_id = coalesce(:live_chat_id::uuid, s.live_chat_id),
  taken_at = case when :operator_id::uuid is not null then clock_timestamp() end,
  queued_at = case when :operator_id::uuid is null then clock_timestamp() end,
  joined = case when :live_chat_id::uuid is null then array_remove(s.joined, :operator_id::uuid) else '{}' end,
  last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state in ('waiting', 'with_operator')
returning s.last_seq as seq, b.last_all_seq as prev_all, s.state, s.taken_at, s.queued_at, s.group_id, s.joined;

-- name: came_with
-- Whether a note came with this very transfer: the next event after it, by the same person, to the same place.
select exists (
  select from event e
  where e.session_id = :session_id and e.seq = (:seq::bigint) + 1 and e.kind = 'session_transferred' and e.actor_id = :person_id
    and case
      when :live_chat_id::uuid is not null then e.body ->> 'live_chat_id' = (:live_chat_id::uuid)::text
      when :operator_id::uuid is not null then e.body ->> 'operator_id' = (:operator_id::uuid)::text
      else e.body ->> 'group_id' = (:group_id::uuid)::text end) as came;

-- name: live_chats_beside
-- Where else a session can be moved to.
select id, name from live_chat where archived_at is null and id <> :live_chat_id order by lower(name), id limit 500;

-- name: keep_draft
insert into draft (person_id, session_id, text, note) values (:person_id, :session_id, :text, :note)
on conflict (person_id, session_id) do update set text = excluded.text, note = excluded.note,
  changed_at = clock_timestamp()
where (draft.text, draft.note) is distinct from (excluded.text, excluded.note)
returning changed_at;

-- name: drop_draft
delete from draft where person_id = :person_id and session_id = :session_id returning session_id;

-- name: drafts_of
select d.session_id as session, d.text, d.note, d.changed_at
from draft d
join session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s on s.id = d.session_id
where d.person_id = :person
order by d.changed_at desc limit 200;
