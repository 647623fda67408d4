-- name: claim_occasion
-- The same cause speaks once; of two who ask at once, one is given the row.
insert into automatic_message (session_id, occasion, cause) values (:session_id, :occasion, :cause)
on conflict do nothing
returning session_id;

-- name: note_said
update automatic_message set seq = :seq where session_id = :session_id and occasion = :occasion and cause = :cause;

-- name: occasion_of
-- Whether a message is one that nobody wrote.
select occasion from automatic_message where session_id = :session_id and seq = :seq;

-- name: languages_around
-- In what order we try: the client's own, his channel's, the workspace's.
select a.language as account, c.settings ->> 'language' as channel, w.language as workspace
from session s
join account a on a.id = s.account_id
join channel c on c.id = s.channel_id
cross join workspace w
where s.id = :session_id;

-- name: waiting_untold
-- Clients who wait longer than their live chat lets them without a word, once for each wait.
select s.id, s.live_chat_id, s.queued_at
from session s
join live_chat_hours h on h.live_chat_id = s.live_chat_id
where s.live_chat_id = any (:live_chat_ids::uuid[])
  and s.state = 'waiting' and s.operator_id is null
  and s.queued_at < clock_timestamp() - make_interval(secs => h.waiting_after)
  and not exists (
    select from automatic_message m
    where m.session_id = s.id and m.occasion = 'waiting' and m.cause = s.queued_at::text)
order by s.queued_at
limit :most;

-- name: wrote_untold
-- Who wrote a moment ago into a session that nobody at work holds, and was not told yet that it is closed.
select s.id, s.last_message_at
from session s
left join person p on p.id = s.operator_id
where s.live_chat_id = :live_chat_id and s.state in ('waiting', 'with_operator')
  and s.preview_author = 'client' and s.last_message_at > :since
  and coalesce(p.status, 'offline') <> 'online'
  and not exists (
    select from automatic_message m
    where m.session_id = s.id and m.occasion = 'outside_hours' and m.cause = :cause)
order by s.last_message_at
limit :most;

-- name: still_unanswered
-- Looked at again under the row's lock: somebody may have answered meanwhile.
select s.id from session s
where s.id = :session_id and s.state in ('waiting', 'with_operator') and s.preview_author = 'client'
for no key update;

-- name: still_waits
-- Looked at again under the row's lock: somebody may have taken it meanwhile.
select s.queued_at::text as cause from session s
where s.id = :session_id and s.state = 'waiting' and s.operator_id is null and s.queued_at = :queued_at
for no key update;
