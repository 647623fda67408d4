-- name: hours_of_live_chat
-- By which schedule it works, and how long a client waits before he is told so; no row: always, and never.
select schedule_id, waiting_after from live_chat_hours where live_chat_id = :live_chat_id;

-- name: words_of_live_chat
-- All that is said by itself there.
select occasion, language, text from automatic_words where live_chat_id = :live_chat_id order by occasion, language;

-- name: keep_hours
insert into live_chat_hours (live_chat_id, schedule_id, waiting_after)
values (:live_chat_id, :schedule_id, :waiting_after)
on conflict (live_chat_id) do update set schedule_id = excluded.schedule_id, waiting_after = excluded.waiting_after;

-- name: keep_words
-- Those given stand, all others go.
with gone as (
  delete from automatic_words
  where live_chat_id = :live_chat_id
    and (occasion, language) not in (select * from unnest(:occasions::text[], :languages::text[]))
)
insert into automatic_words (live_chat_id, occasion, language, text)
select :live_chat_id, * from unnest(:occasions::text[], :languages::text[], :texts::text[])
on conflict (live_chat_id, occasion, language) do update set text = excluded.text;

-- name: what_to_say
-- For one occasion in every language, and the hours it goes by, in one look: most live chats say nothing.
select w.occasion, w.language, w.text, s.time_zone, s.hours, s.exceptions
from automatic_words w
left join live_chat_hours h on h.live_chat_id = w.live_chat_id
left join schedule s on s.id = h.schedule_id
where w.live_chat_id = :live_chat_id and w.occasion = any (:occasions::text[]);

-- name: live_chats_that_tell_of_waiting
-- Whose clients are told when they wait, and by which hours.
select h.live_chat_id, s.time_zone, s.hours, s.exceptions
from live_chat_hours h
join live_chat l on l.id = h.live_chat_id and l.archived_at is null
left join schedule s on s.id = h.schedule_id
where h.waiting_after is not null
  and exists (select from automatic_words w where w.live_chat_id = h.live_chat_id and w.occasion = 'waiting');

-- name: live_chats_that_tell_of_closing
-- Whose clients are told that it is closed, and by which hours.
select h.live_chat_id, s.time_zone, s.hours, s.exceptions
from live_chat_hours h
join live_chat l on l.id = h.live_chat_id and l.archived_at is null
join schedule s on s.id = h.schedule_id
where exists (select from automatic_words w where w.live_chat_id = h.live_chat_id and w.occasion = 'outside_hours');
