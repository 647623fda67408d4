-- name: live_chats
-- fills: LiveChat
-- What administrators configure, in the order of the menu.
select id, name, reopen_hours, file_limit, message_limit, name_template,
       close_reason_required, escalate_after, ask_rating, position, created_at, archived_at
from live_chat
where (archived_at is not null) = :archived
order by position, lower(name), id;

-- name: live_chats_named
-- fills: LiveChat
-- The menu of a person: the live chats of his roles that are in use.
select id, name, reopen_hours, file_limit, message_limit, name_template,
       close_reason_required, escalate_after, ask_rating, position, created_at, archived_at
from live_chat
where id = any (:ids) and archived_at is null
order by position, lower(name), id;

-- name: live_chat_by_id
-- fills: LiveChat
-- Archived ones too: their sessions are still read.
select id, name, reopen_hours, file_limit, message_limit, name_template,
       close_reason_required, escalate_after, ask_rating, position, created_at, archived_at
from live_chat
where id = :id;

-- name: live_chat_to_change
-- fills: LiveChat
-- Two administrators change one live chat one after the other; sessions open meanwhile.
select id, name, reopen_hours, file_limit, message_limit, name_template,
       close_reason_required, escalate_after, ask_rating, position, created_at, archived_at
from live_chat
where id = :id
for no key update;

-- name: add_live_chat
-- New ones go to the end of the menu.
insert into live_chat (id, name, position)
values (:id, :name, (select coalesce(max(position), 0) + 1 from live_chat));

-- name: change_live_chat
-- The row was read for update: every value is written as it shall stand.
update live_chat
set name = :name, reopen_hours = :reopen_hours, file_limit = :file_limit, message_limit = :message_limit,
    name_template = :name_template, close_reason_required = :close_reason_required,
    escalate_after = :escalate_after, ask_rating = :ask_rating
where id = :id;

-- name: archive_live_chat
-- Never removed: its sessions point here.
update live_chat set archived_at = clock_timestamp() where id = :id and archived_at is null;

-- name: groups_in_use
-- Only groups that stand may be named; the lock keeps one from being archived meanwhile.
select id from person_group where id = any (:ids) and archived_at is null for share;

-- name: unlink_groups
-- Groups that lose this role.
delete from live_chat_group
where live_chat_id = :live_chat_id and role = :role and group_id <> all (:kept);

-- name: link_groups
-- Groups that gain this role; those that hold it keep it.
insert into live_chat_group (live_chat_id, group_id, role)
select :live_chat_id, named.id, :role from unnest(:group_ids::uuid[]) as named (id)
on conflict do nothing;

-- name: groups_of_live_chats
-- fills: GroupLink
-- Who operates and who supervises; archived groups give nothing and are not shown.
select l.live_chat_id, l.role, g.id as group_id, g.name as group_name
from live_chat_group l join person_group g on g.id = l.group_id
where l.live_chat_id = any (:ids) and g.archived_at is null
order by lower(g.name), g.id;

-- name: channels_of_live_chats
-- fills: Channel
-- Paused ones too: only what is archived is gone from sight.
select id, live_chat_id, kind, name, key, state, settings, secrets, created_at, archived_at
from channel
where live_chat_id = any (:ids) and archived_at is null
order by created_at, id;

-- name: channel_by_id
-- fills: Channel
-- Archived ones too: their sessions are still read.
select id, live_chat_id, kind, name, key, state, settings, secrets, created_at, archived_at
from channel
where id = :id;

-- name: channel_by_key
-- fills: Channel
-- The public door: nothing archived answers, and neither does a channel of an archived live chat.
select c.id, c.live_chat_id, c.kind, c.name, c.key, c.state, c.settings, c.secrets, c.created_at, c.archived_at
from channel c join live_chat l on l.id = c.live_chat_id
where c.key = :key and c.archived_at is null and l.archived_at is null;

-- name: channel_to_change
-- fills: Channel
-- Two administrators change one channel one after the other; sessions open meanwhile.
select id, live_chat_id, kind, name, key, state, settings, secrets, created_at, archived_at
from channel
where id = :id and archived_at is null
for no key update;

-- name: add_channel
-- fills: Channel
-- A new source of messages: on from the first moment, or paused until its provider knows it.
insert into channel (id, live_chat_id, kind, name, key, state, settings)
values (:id, :live_chat_id, :kind, :name, :key, :state, :settings)
returning id, live_chat_id, kind, name, key, state, settings, secrets, created_at, archived_at;

-- name: change_channel
-- fills: Channel
-- The row was read for update: every value is written as it shall stand.
update channel set name = :name, settings = :settings, state = :state, secrets = :secrets
where id = :id
returning id, live_chat_id, kind, name, key, state, settings, secrets, created_at, archived_at;

-- name: archive_channel
-- Its secrets go at once: nothing will be verified with them again.
update channel set archived_at = clock_timestamp(), secrets = null where id = :id and archived_at is null;
