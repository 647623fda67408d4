-- name: last_givers
-- Who gave each of these sessions to the operator it has.
select distinct on (session_id) session_id, actor_id from event
where session_id = any (:session_ids::uuid[])
  and kind in ('session_taken', 'session_assigned', 'session_transferred', 'session_reopened')
order by session_id, seq desc;

-- name: moved_here
-- Of sessions this process had not met, those that came from another live chat: their rows may stand in lists there.
select distinct session_id from event
where session_id = any (:session_ids::uuid[]) and kind = 'session_transferred' and body ? 'live_chat_id';

-- name: left_behind
-- Of sessions one holds no role for, those that may stand in his lists: they came from another live chat, or he was
-- called to them.
select e.session_id from event e
where e.session_id = any (:session_ids::uuid[]) and e.kind = 'session_transferred' and e.body ? 'live_chat_id'
union
select m.session_id from message_mention m
where m.session_id = any (:session_ids::uuid[]) and m.person_id = :person_id;

-- name: desks_online
-- In which of these live chats somebody who could answer is Online and reachable.
select distinct lg.live_chat_id
from live_chat_group lg
join person_group g on g.id = lg.group_id and g.archived_at is null
join group_member gm on gm.group_id = lg.group_id
join person p on p.id = gm.person_id
where lg.live_chat_id = any (:live_chat_ids::uuid[]) and lg.role = 'operator' and p.status = 'online'
  and p.archived_at is null and p.reachable_at > clock_timestamp() - interval '120 seconds';

-- name: operator_of
-- Who answers in this session.
select operator_id, joined from session where id = :session_id;
