-- name: add_program
insert into program (id, name, token_hash, scopes, live_chat_ids, created_by)
values (:id, :name, :token_hash, :scopes, :live_chat_ids, :created_by);

-- name: programs
-- fills: Listed
-- Those that are over stay for what they wrote; there are few.
select id, name, scopes, live_chat_ids, created_at, used_at, ended_at from program order by created_at desc limit :most;

-- name: program_by_hash
select id, name, scopes, live_chat_ids from program
where token_hash = :token_hash and ended_at is null;

-- name: note_used
-- Once a minute is enough to see what is in use.
update program set used_at = clock_timestamp()
where id = :id and (used_at is null or used_at < clock_timestamp() - interval '1 minute');

-- name: end_program
update program set ended_at = clock_timestamp() where id = :id and ended_at is null returning id;
