-- name: add_clients
insert into client (id, created_at)
select id, at from jsonb_to_recordset(:rows::jsonb) as r (id uuid, at timestamptz);

-- name: add_accounts
insert into account (id, client_id, channel_kind, channel_id, external_id, language, created_at, seen_at)
select id, client_id, 'widget', channel_id, 'anonymous:' || id, 'en', at, at
from jsonb_to_recordset(:rows::jsonb) as r (id uuid, client_id uuid, channel_id uuid, at timestamptz);

-- name: add_sessions
-- Long over, as the doors would have left them.
insert into session (id, live_chat_id, channel_id, account_id, client_id, state, operator_id, opened_at, taken_at,
  closed_at, spam_at, last_seq, last_all_seq, client_count, message_count, last_message_at, preview, preview_author,
  staff_read_no, client_delivered_seq, client_read_seq, rating, rated_at)
select id, live_chat_id, channel_id, account_id, client_id, state, operator_id, opened_at, taken_at,
  closed_at, spam_at, last_seq, last_all_seq, client_count, message_count, last_message_at, preview, preview_author,
  client_count, client_read_seq, client_read_seq, rating, rated_at
from jsonb_to_recordset(:rows::jsonb) as r (id uuid, live_chat_id uuid, channel_id uuid, account_id uuid,
  client_id uuid, state text, operator_id uuid, opened_at timestamptz, taken_at timestamptz, closed_at timestamptz,
  spam_at timestamptz, last_seq bigint, last_all_seq bigint, client_count int, message_count int,
  last_message_at timestamptz, preview text, preview_author text, client_read_seq bigint, rating smallint,
  rated_at timestamptz)
order by opened_at;

-- name: add_marks
-- Their operators have read them.
insert into operator_mark (person_id, session_id, client_no)
select operator_id, id, client_count from session
where id = any (:session_ids::uuid[]) and operator_id is not null;

-- name: add_messages
insert into message (session_id, seq, id, author_kind, author_id, send_key, digest, text, client_no, posted_at)
select session_id, seq, id, author_kind, author_id, id, sha256(convert_to(text, 'UTF8')), text, client_no, at
from jsonb_to_recordset(:rows::jsonb) as r (session_id uuid, seq bigint, id uuid, author_kind text, author_id uuid,
  text text, client_no int, at timestamptz);

-- name: add_ratings
insert into session_rating (session_id, seq, rating)
select session_id, seq, rating from jsonb_to_recordset(:rows::jsonb) as r (session_id uuid, seq bigint, rating smallint);

-- name: add_events
insert into event (session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at, body)
select session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at, body
from jsonb_to_recordset(:rows::jsonb) as r (session_id uuid, seq bigint, kind text, audience text, prev_all bigint,
  actor_kind text, actor_id uuid, at timestamptz, body jsonb);
