-- name: people_page
-- fills: Person
-- The list administrators keep, by name; the cursor is the last name and id of the page before.
select p.id, p.name, p.email, p.administrator, coalesce(p.language, w.language) as language, p.status,
       (
         select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by lower(g.name), g.id), '[]')
         from group_member m join person_group g on g.id = m.group_id
         where m.person_id = p.id and g.archived_at is null
       ) as groups,
       exists (select from password s where s.person_id = p.id) as signed_up,
       p.archived_at
from person p cross join workspace w
where p.kind = 'person'
  and (p.archived_at is not null) = :archived
  and (lower(p.name), p.id) > (:after_name, :after_id)
order by lower(p.name), p.id
limit :most;

-- name: person_by_id
-- fills: Person
-- One person, archived or not.
select p.id, p.name, p.email, p.administrator, coalesce(p.language, w.language) as language, p.status,
       (
         select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by lower(g.name), g.id), '[]')
         from group_member m join person_group g on g.id = m.group_id
         where m.person_id = p.id and g.archived_at is null
       ) as groups,
       exists (select from password s where s.person_id = p.id) as signed_up,
       p.archived_at
from person p cross join workspace w
where p.kind = 'person' and p.id = :person_id;

-- name: self_by_id
-- fills: Self
-- What the desk shows a person of himself.
select p.id, p.name, p.email, coalesce(p.language, w.language) as language, p.administrator, p.status, p.status_since,
       p.settings
from person p cross join workspace w
where p.id = :person_id and p.archived_at is null;

-- name: names_of
-- fills: Named
-- What to call people and bots, archived ones too: their sessions stay.
select id, name from person where id = any (:ids);

-- name: add_person
-- A person or a bot; bots have no e-mail and cannot sign in.
insert into person (id, kind, name, email, administrator, language)
values (:id, :kind, :name, :email, :administrator, :language);

-- name: change_person
-- What is null stays as it is.
update person
set name          = coalesce(:name, name),
    email         = coalesce(:email, email),
    administrator = coalesce(:administrator, administrator)
where id = :person_id and kind = 'person' and archived_at is null
returning id;

-- name: change_self
-- `settings` is merged by its top keys; a key set to null goes.
update person
set name     = coalesce(:name, name),
    language = coalesce(:language, language),
    settings = jsonb_strip_nulls(settings || :settings)
where id = :person_id and archived_at is null
returning octet_length(settings::text) as settings_bytes;

-- name: archive_person
-- Gone from every list of the living; the row stays for what he did.
update person
set archived_at  = clock_timestamp(),
    status       = 'offline',
    status_since = case when status = 'offline' then status_since else clock_timestamp() end
where id = :person_id and kind = 'person' and archived_at is null
returning id;

-- name: restore_person
-- Back with the groups he had; he signs in with the password he had.
update person set archived_at = null where id = :person_id and kind = 'person' and archived_at is not null
returning id;

-- name: hold_administrators
-- Locked, so that two administrators who demote each other at once leave one. Only who can sign in counts.
select p.id from person p
where p.administrator and p.kind = 'person' and p.archived_at is null
  and exists (select from password s where s.person_id = p.id)
order by p.id
for update of p;

-- name: set_status
-- Nothing comes back when it was so already: what did not change is not noted.
update person set status = :status, status_since = clock_timestamp()
where id = :person_id and archived_at is null and status <> :status
returning status_since;

-- name: leave_groups
-- Membership as a whole is what administrators set.
delete from group_member where person_id = :person_id and group_id <> all (:group_ids)
returning group_id;

-- name: join_groups
-- Only groups that live.
insert into group_member (group_id, person_id)
select g.id, :person_id from person_group g where g.id = any (:group_ids) and g.archived_at is null
on conflict do nothing
returning group_id;

-- name: living_groups
-- How many of the groups named there are.
select count(*) as living from person_group where id = any (:group_ids) and archived_at is null;

-- name: groups_all
-- fills: Group
-- All groups with their people and with the live chats that point at them.
select g.id, g.name,
       (
         select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by lower(p.name), p.id), '[]')
         from group_member m join person p on p.id = m.person_id
         where m.group_id = g.id and p.archived_at is null
       ) as members,
       (
         select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'role', lg.role)
                                   order by lower(l.name), l.id, lg.role), '[]')
         from live_chat_group lg join live_chat l on l.id = lg.live_chat_id
         where lg.group_id = g.id and l.archived_at is null
       ) as live_chats
from person_group g
where g.archived_at is null and (:group_id::uuid is null or g.id = :group_id)
order by lower(g.name), g.id;

-- name: add_group
-- Its name is unique among the living.
insert into person_group (id, name) values (:id, :name);

-- name: rename_group
-- Nothing comes back for a group that is archived or none.
update person_group set name = coalesce(:name, name) where id = :group_id and archived_at is null
returning id;

-- name: archive_group
-- It gives no rights any more from here on.
update person_group set archived_at = clock_timestamp() where id = :group_id and archived_at is null
returning id;

-- name: hold_group
-- Held while it is decided whether live chats can do without it.
select id from person_group where id = :group_id and archived_at is null for update;

-- name: live_chats_left_without
-- fills: Named
-- Live chats that would have no operators' or no supervisors' group if this one went.
select distinct l.id, l.name
from live_chat_group lg join live_chat l on l.id = lg.live_chat_id
where lg.group_id = :group_id and l.archived_at is null and lg.role in ('operator', 'supervisor')
  and not exists (
    select from live_chat_group o join person_group g on g.id = o.group_id
    where o.live_chat_id = lg.live_chat_id and o.role = lg.role and o.group_id <> lg.group_id and g.archived_at is null
  )
order by l.name;

-- name: remove_members
-- Archived members stay: they come back with their groups.
delete from group_member m using person p
where m.group_id = :group_id and p.id = m.person_id and p.archived_at is null and m.person_id <> all (:person_ids)
returning m.person_id;

-- name: add_members
-- Only people who are not archived.
insert into group_member (group_id, person_id)
select :group_id, p.id from person p where p.id = any (:person_ids) and p.archived_at is null
on conflict do nothing
returning person_id;

-- name: living_people
-- How many of the people named there are.
select count(*) as living from person where id = any (:person_ids) and archived_at is null;

-- name: workspace_now
-- fills: Workspace
-- The one row.
select name, language, time_zone, hide_counters, set_up_at is not null as set_up from workspace;

-- name: change_workspace
-- What is null stays as it is.
update workspace
set name          = coalesce(:name, name),
    language      = coalesce(:language, language),
    time_zone     = coalesce(:time_zone, time_zone),
    hide_counters = coalesce(:hide_counters, hide_counters);

-- name: close_set_up
-- Of several who set up at once, one is given the row.
update workspace set set_up_at = clock_timestamp() where set_up_at is null
returning set_up_at;

-- name: note_reachable
-- A desk is open for them at this moment; routing and "we answer by …" ask for two minutes back.
update person set reachable_at = clock_timestamp() where id = any (:ids::uuid[]);
