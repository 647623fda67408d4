-- name: last_givers
-- Who gave each of these sessions to the operator it has.
select distinct on (session_id) session_id, actor_id from event
where session_id = any (:session_ids::uuid[])
  and kind in ('session_taken', 'session_assigned', 'session_transferred', 'session_reopened')
order by session_id, seq desc;

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
