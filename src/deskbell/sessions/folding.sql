-- name: close_and_bind
-- Two open sessions turn out to be one person's: this one ends and becomes an earlier one of that account.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set state = 'closed', closed_at = clock_timestamp(), queued_at = null, joined = '{}',
  shared_with = '{}', account_id = :account_id, client_id = :client_id, last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from before b
where s.id = b.id and s.state in ('waiting', 'with_operator')
returning s.last_seq as seq, b.last_all_seq as prev_all, s.closed_at;
