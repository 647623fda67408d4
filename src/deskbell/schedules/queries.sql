-- name: schedules
-- All that are in use, by name, with the live chats that work by them.
select s.id, s.name, s.time_zone, s.hours, s.exceptions, s.created_at, s.archived_at,
       array(
         select l.name from live_chat_hours h join live_chat l on l.id = h.live_chat_id
         where h.schedule_id = s.id and l.archived_at is null order by lower(l.name), l.id
       ) as live_chats
from schedule s
where s.archived_at is null and (:id::uuid is null or s.id = :id)
order by lower(s.name), s.id;

-- name: count_schedules
-- Every one of them is drawn in one list.
select count(*) as n from schedule where archived_at is null;

-- name: schedule_to_change
-- Held while a live chat is pointed at it, or while it is decided that none is.
select id from schedule where id = :id and archived_at is null for update;

-- name: add_schedule
insert into schedule (id, name, time_zone, hours, exceptions) values (:id, :name, :time_zone, :hours, :exceptions);

-- name: change_schedule
-- As a whole: what is sent is what stands.
update schedule set name = :name, time_zone = :time_zone, hours = :hours, exceptions = :exceptions where id = :id;

-- name: archive_schedule
-- Its row stays for the trail.
update schedule set archived_at = clock_timestamp() where id = :id and archived_at is null;
