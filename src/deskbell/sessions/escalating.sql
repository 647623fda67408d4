-- name: call_for_waiting
-- Those who wait longer than their live chat lets them, once for each wait: what was called for before this wait began
-- is another one. They leave their group's queue for the common one, where all colleagues see them and may take them.
with overdue as (
  select s.id from session s join live_chat l on l.id = s.live_chat_id
  where s.state = 'waiting' and s.operator_id is null and l.escalate_after is not null
    and s.queued_at < clock_timestamp() - make_interval(secs => l.escalate_after)
    and (s.escalated_at is null or s.escalated_at < s.queued_at)
  order by s.queued_at limit :most for no key update of s skip locked
)
update session s set escalated_at = clock_timestamp(), group_id = null, last_seq = s.last_seq + 1
from overdue o where s.id = o.id
returning s.id, s.last_seq as seq, s.last_all_seq as prev_all, s.escalated_at;
