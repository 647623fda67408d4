-- name: return_to_queue
-- Back to the queue it came from. Who was taken out of it less than a minute ago keeps his place there: a supervisor
-- who undoes an assignment must not send the client to the end of the line.
with before as (select id, last_all_seq, state from session where id = :session_id for no key update), entered as (
  select e.at from event e
  where e.session_id = :session_id
    and e.kind in ('session_opened', 'session_assigned', 'session_reopened', 'session_transferred', 'session_restored')
    and (e.kind = 'session_opened' or e.body ->> 'state' = 'waiting')
  order by e.seq desc limit 1
)
update session s set
  state = 'waiting', operator_id = null, taken_at = null,
  queued_at = case when s.taken_at > clock_timestamp() - interval '1 minute'
                   then coalesce((select at from entered), clock_timestamp()) else clock_timestamp() end,
  last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and b.state = 'with_operator'
returning s.last_seq as seq, b.last_all_seq as prev_all, s.state, s.taken_at, s.queued_at, s.group_id;
