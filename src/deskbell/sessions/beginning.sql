-- name: begun_before
-- The session a person began under this key: a repeat is answered with it.
select id, channel_id, account_id from session where begun_by = :person_id and begin_key = :begin_key;

-- name: hold_key
-- One at a time through beginning under one key: two channels, or two clients, must not begin two sessions with it.
select pg_advisory_xact_lock(hashtextextended((:person_id::uuid)::text || (:begin_key::uuid)::text, 2));

-- name: hold_client
-- Of two who begin with one client in one live chat, by whatever account, the second finds the first's session.
select pg_advisory_xact_lock(hashtextextended((:live_chat_id::uuid)::text || (:client_id::uuid)::text, 1));

-- name: open_session_of_client
-- By any of his accounts.
select id from session
where client_id = :client_id and live_chat_id = :live_chat_id and state in ('waiting', 'with_operator')
order by opened_at desc limit 1;

-- name: begin_session
-- It never waits: who begins it is responsible for it.
insert into session (id, live_chat_id, channel_id, account_id, client_id, state, operator_id, begun_by, begin_key, subject,
                     taken_at, last_seq, last_all_seq)
values (:session_id, :live_chat_id, :channel_id, :account_id, :client_id, 'with_operator', :person_id, :person_id,
        :begin_key, :subject, clock_timestamp(), 1, 1)
returning id;
