-- name: has_people
select exists (select from person where kind = 'person') as settled;

-- name: move_session
-- Stories are written in a minute and happened over days: everything of a session goes back by the same span.
update session set opened_at = opened_at - :span::interval, queued_at = queued_at - :span::interval,
  taken_at = taken_at - :span::interval, closed_at = closed_at - :span::interval,
  last_message_at = last_message_at - :span::interval
where id = :session_id;

-- name: move_messages
update message set posted_at = posted_at - :span::interval - (:pace::interval * (:last_seq::bigint - seq))
where session_id = :session_id;

-- name: move_events
update event set at = at - :span::interval - (:pace::interval * (:last_seq::bigint - seq))
where session_id = :session_id;

-- name: move_opening
-- The dialogue took its time: the session's own times are those of the events they came with.
update session s set
  opened_at = coalesce((select min(e.at) from event e where e.session_id = s.id), s.opened_at),
  taken_at = case when s.taken_at is not null then
    (select max(e.at) from event e where e.session_id = s.id and e.kind = 'session_taken') end,
  closed_at = case when s.closed_at is not null then
    (select max(e.at) from event e where e.session_id = s.id and e.kind = 'session_closed') end,
  rated_at = case when s.rated_at is not null then
    (select max(e.at) from event e where e.session_id = s.id and e.kind = 'session_rated') end,
  last_message_at = coalesce((select max(m.posted_at) from message m where m.session_id = s.id), s.last_message_at)
where s.id = :session_id;

-- name: move_visits
update page_visit set at = at - :span::interval - (:pace::interval * (:last_seq::bigint - seq))
where session_id = :session_id;

-- name: widget_of
select c.key from channel c join live_chat l on l.id = c.live_chat_id
where l.name = :live_chat and c.kind = 'widget' and c.archived_at is null order by c.created_at limit 1;

-- name: site_of
select key from embed_site where name = :name and archived_at is null order by created_at limit 1;

-- name: contact_of
select c.number from card c join app a on a.id = c.app_id
where a.key = 'contacts' and c.title = :title and c.archived_at is null order by c.number limit 1;
