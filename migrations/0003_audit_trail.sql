-- expand
-- What administrators and supervisors did. Rows are added only; the worker chains them by hash in batches, and the
-- chain lives in a table of its own so that no row of the trail is ever updated.
create table audit_entry (
  id           bigint generated always as identity primary key,
  at           timestamptz not null default clock_timestamp(),
  actor_id     uuid,
  actor_kind   text not null,
  deed         text not null,
  object_kind  text not null,
  object_id    text,
  address      text,
  detail       jsonb not null default '{}'
);
create index audit_entry_by_object on audit_entry (object_kind, object_id, id);

create table audit_link (
  upto_id    bigint primary key,
  hash       bytea not null,
  linked_at  timestamptz not null default clock_timestamp()
);

do $$
begin
  if exists (select from pg_roles where rolname = 'deskbell_app') then
    revoke update, delete, truncate on audit_entry, audit_link from deskbell_app;
  end if;
end $$;
