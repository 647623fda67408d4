-- name: apps
-- fills: App
-- There are few; archived ones keep their names on the cards that are there.
select a.id, a.key, a.binds, a.names, a.outside_url, a.position, a.off_in, a.archived_at,
       coalesce((select jsonb_agg(jsonb_build_object(
                   'id', f.id, 'key', f.key, 'kind', f.kind, 'names', f.names, 'choices', f.choices,
                   'required', f.required, 'position', f.position, 'archived', f.archived_at is not null)
                 order by f.position, f.key) from app_field f where f.app_id = a.id), '[]') as fields
from app a
where :app_id::uuid is null or a.id = :app_id
order by a.position, a.key;

-- name: hold_app
-- One change of an app at a time.
select id from app where id = :app_id for update;

-- name: add_app
-- New ones stand at the end.
insert into app (id, key, binds, names, outside_url, position)
values (:app_id, :key, :binds, :names, :outside_url, (select coalesce(max(position), 0) + 1 from app));

-- name: change_app
update app set names = coalesce(:names::jsonb, names), outside_url = coalesce(:outside_url, outside_url),
  position = coalesce(:position, position),
  archived_at = case when :archived::boolean then coalesce(archived_at, clock_timestamp())
                     when :archived is null then archived_at end
where id = :app_id;

-- name: live_chat_of_app
-- Held against being archived meanwhile.
select archived_at from live_chat where id = :live_chat_id for share;

-- name: switch_app
-- A live chat stands once among those it is off in, or not at all; nothing where it is so already.
update app set off_in = case when :on then array_remove(off_in, :live_chat_id) else off_in || :live_chat_id::uuid end
where id = :app_id and :on = (:live_chat_id = any (off_in)) returning id;

-- name: add_field
insert into app_field (id, app_id, key, kind, names, choices, required, position)
values (:field_id, :app_id, :key, :kind, :names, :choices, :required,
        (select coalesce(max(position), 0) + 1 from app_field where app_id = :app_id));

-- name: change_field
update app_field set names = coalesce(:names::jsonb, names), choices = coalesce(:choices::jsonb, choices),
  required = coalesce(:required, required),
  archived_at = case when :archived::boolean then coalesce(archived_at, clock_timestamp())
                     when :archived is null then archived_at end
where id = :field_id and app_id = :app_id returning id;

-- name: order_fields
-- The order as a whole: each field's place in the list given.
update app_field set position = array_position(:field_ids::uuid[], id) where app_id = :app_id;
