-- name: sessions_showing_client
-- Where a client stands before somebody's eyes: his open sessions, and the one at hand. Locked in id order.
select id from session
where id = :session_id or (client_id = :client_id and state in ('waiting', 'with_operator'))
order by id for no key update;
