-- expand
-- The key under which a person began a session: the same one again gives the same session.
alter table session add column begin_key uuid;
create unique index session_begun_once on session (begun_by, begin_key) where begin_key is not null;
