-- name: people_by_emails
-- Who is known already, archived or not.
select p.id, p.email, p.archived_at is not null as archived,
       exists (select from password s where s.person_id = p.id) as signed_up
from person p where p.email = any (:emails::text[]);

-- name: groups_by_names
-- However they are written: names are unique without regard to case.
select id, name, lower(name) as called from person_group where lower(name) = any (:names::text[]) and archived_at is null;
