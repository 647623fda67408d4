-- name: views_for
-- One's own, and at the desk those that colleagues share, by name.
select v.id, v.name, v.shared, v.settings, v.owner_id, p.name as owner_name, v.changed_at
from saved_view v join person p on p.id = v.owner_id
where v.archived_at is null and ((v.shared and :at_desk::boolean) or v.owner_id = :person) order by lower(v.name), v.id;

-- name: view_to_change
select v.id, v.owner_id, v.shared from saved_view v
where v.id = :id and v.archived_at is null and ((v.shared and :at_desk::boolean) or v.owner_id = :person)
for no key update;

-- name: count_views
select count(*)::int as views from saved_view where owner_id = :person and archived_at is null;

-- name: add_view
insert into saved_view (id, owner_id, name, shared, settings) values (:id, :person, :name, :shared, :settings);

-- name: change_view
update saved_view set name = coalesce(:name::text, name), shared = coalesce(:shared::boolean, shared),
  settings = coalesce(:settings::jsonb, settings), changed_at = clock_timestamp()
where id = :id;

-- name: archive_view
update saved_view set archived_at = clock_timestamp() where id = :id;
