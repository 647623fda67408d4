-- name: folders
-- fills: Folder
-- Few enough to be read whole; how much stands in each is for whoever keeps it.
select f.id, f.kind, f.name, f.group_ids,
       case f.kind
         when 'template' then (select count(*) from response_template t where t.folder_id = f.id and t.archived_at is null)
         else (select count(*) from article a where a.folder_id = f.id and a.archived_at is null) end::int as items
from template_folder f where f.kind = :kind and f.archived_at is null
order by lower(f.name), f.id;

-- name: folder_in_use
select kind, group_ids from template_folder where id = :id and archived_at is null for share;

-- name: add_folder
insert into template_folder (id, kind, name, group_ids) values (:id, :kind, :name, :group_ids);

-- name: change_folder
update template_folder set name = :name, group_ids = :group_ids where id = :id;

-- name: folder_known
select group_ids from template_folder where id = :id;

-- name: archive_folder
update template_folder set archived_at = clock_timestamp() where id = :id and archived_at is null returning id;

-- name: empty_folder
-- What stood in a folder that is put away stands in none.
with templates as (update response_template set folder_id = null where folder_id = :id)
update article set folder_id = null where folder_id = :id;

-- name: live_chats_in_use
select id, name from live_chat where archived_at is null order by position, lower(name), id;

-- name: groups_in_use
select id, name from person_group where archived_at is null order by lower(name), id;

-- name: templates_page
-- fills: Template
-- By name; who asks sees what serves a live chat he works in, and what stands in a folder that his groups keep.
select t.id, t.folder_id, t.name, t.code, t.text, t.live_chat_ids, t.group_ids, t.file_ids, t.changed_at, t.archived_at,
       coalesce(f.group_ids, '{}') as folder_group_ids,
       array(select unnest(t.live_chat_ids) union
             select g.live_chat_id from live_chat_group g
             where g.group_id = any (t.group_ids) and g.role in ('operator', 'supervisor')) as serves,
       coalesce((select sum(u.uses) from template_use u
                 where u.template_id = t.id and u.day > current_date - 90), 0)::int as uses
from response_template t left join template_folder f on f.id = t.folder_id
where (t.archived_at is not null) = :archived
  and (:administrator or f.group_ids && :groups::uuid[]
       or (cardinality(:here::uuid[]) > 0 and template_serves(t.live_chat_ids, t.group_ids, :here)))
  and (:folder::uuid is null or t.folder_id = :folder)
  and (:patterns::text[] is null or t.words like all (:patterns)
       or to_tsvector('russian', t.words) @@ websearch_to_tsquery('russian', :asked))
  and (lower(t.name), t.id) > (:after_name::text, :after_id::uuid)
order by lower(t.name), t.id limit :most;

-- name: template_by_id
-- fills: Template
-- `seen_by` null: for the room itself, after a deed; else as this actor sees it.
select t.id, t.folder_id, t.name, t.code, t.text, t.live_chat_ids, t.group_ids, t.file_ids, t.changed_at, t.archived_at,
       coalesce(f.group_ids, '{}') as folder_group_ids,
       array(select unnest(t.live_chat_ids) union
             select g.live_chat_id from live_chat_group g
             where g.group_id = any (t.group_ids) and g.role in ('operator', 'supervisor')) as serves,
       coalesce((select sum(u.uses) from template_use u
                 where u.template_id = t.id and u.day > current_date - 90), 0)::int as uses
from response_template t left join template_folder f on f.id = t.folder_id
where t.id = :id
  and (:administrator or f.group_ids && :groups::uuid[]
       or (cardinality(:here::uuid[]) > 0 and template_serves(t.live_chat_ids, t.group_ids, :here)));

-- name: hold_room
-- Counting what is in use and adding one more are one moment.
select pg_advisory_xact_lock(7305015);

-- name: count_room
select (select count(*) from response_template where archived_at is null)::int as templates,
       (select count(*) from article where archived_at is null)::int as articles,
       (select count(*) from template_folder where archived_at is null)::int as folders;

-- name: add_template
insert into response_template (id, folder_id, name, code, text, live_chat_ids, group_ids, file_ids, created_by)
values (:id, :folder_id, :name, :code, :text, :live_chat_ids, :group_ids, :file_ids, :person_id);

-- name: change_template
update response_template set folder_id = :folder_id, name = :name, code = :code, text = :text,
  live_chat_ids = :live_chat_ids, group_ids = :group_ids, file_ids = :file_ids, changed_at = clock_timestamp()
where id = :id;

-- name: hold_template
select file_ids from response_template where id = :id for update;

-- name: archive_template
-- Answers only when it changed something.
update response_template set archived_at = case when :archived::boolean then clock_timestamp() end
where id = :id and (archived_at is not null) <> :archived::boolean returning id;

-- name: offers
-- fills: Offer
-- For the composer: the code asked for first, then codes and names that begin so, then what is used most in this live chat.
select t.id, t.name, t.code, t.text, t.file_ids, coalesce(u.uses, 0)::int as uses
from response_template t
left join lateral (select sum(x.uses) as uses from template_use x
                   where x.template_id = t.id and x.live_chat_id = :live_chat_id and x.day > current_date - 90) u on true
where t.archived_at is null and template_serves(t.live_chat_ids, t.group_ids, array[:live_chat_id::uuid])
  and (:patterns::text[] is null or t.words like all (:patterns)
       or to_tsvector('russian', t.words) @@ websearch_to_tsquery('russian', :asked))
order by lower(t.code) is not distinct from :asked desc, coalesce(starts_with(lower(t.code), :asked), false) desc,
         starts_with(lower(t.name), :asked) desc, coalesce(u.uses, 0) desc, lower(t.name), t.id
limit :most;

-- name: offer_of
-- fills: Offer
select t.id, t.name, t.code, t.text, t.file_ids, 0 as uses from response_template t
where t.id = :id and t.archived_at is null and template_serves(t.live_chat_ids, t.group_ids, array[:live_chat_id::uuid]);

-- name: insertion_of
select person_id, template_id, file_ids from template_insertion where key = :key;

-- name: count_use
-- Once for each key: who asks again is not counted again.
with fresh as (
  insert into template_insertion (key, person_id, template_id, file_ids)
  values (:key, :person_id, :template_id, :file_ids) on conflict do nothing returning template_id
)
insert into template_use (template_id, live_chat_id, day, uses)
select template_id, :live_chat_id, (clock_timestamp() at time zone :zone)::date, 1 from fresh
on conflict (template_id, live_chat_id, day) do update set uses = template_use.uses + 1;

-- name: forget_insertions
delete from template_insertion where at < clock_timestamp() - interval '1 day';

-- name: add_uses
-- Uses of before, on one day: only their number is looked at.
insert into template_use (template_id, live_chat_id, day, uses)
values (:template_id, :live_chat_id, current_date - 1, :uses) on conflict do nothing;
