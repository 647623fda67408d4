-- name: session_to_tell
-- A session by its id, for a program: what stands open for its scope is the caller's to ask.
select id, live_chat_id, channel_id, account_id, client_id, state from session where id = :session_id;

-- name: session_for_news
-- The open session of an account, else its last that is closed: a notification opens nothing. One that was merged into
-- another is nobody's any more, and into one that stands `apart` only evidence leads.
select id, live_chat_id from session
where channel_id = :channel_id and account_id = :account_id and state <> 'spam' and merged_into is null
  and not apart
order by (state <> 'closed') desc, opened_at desc limit 1;

-- name: add_closed_session
-- For news to somebody with whom nobody ever spoke: nobody waits in it, and his answer opens it.
insert into session (id, live_chat_id, channel_id, account_id, client_id, state, closed_at, last_seq, last_all_seq)
values (:session_id, :live_chat_id, :channel_id, :account_id, :client_id, 'closed', clock_timestamp(), 2, 2)
returning closed_at;
