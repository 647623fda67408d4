-- expand
-- The application signs in to the database as a role that cannot rewrite history: tables of the log and of the
-- audit trail take back UPDATE and DELETE below. Where this role may not make roles, `check` says so.
do $$
begin
  if not exists (select from pg_roles where rolname = 'deskbell_app') then
    create role deskbell_app nologin;
  end if;
exception
  when duplicate_object or unique_violation or insufficient_privilege then null;
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'deskbell_app') then
    execute format('grant deskbell_app to %I', current_user);
    grant usage on schema public to deskbell_app;
    alter default privileges in schema public grant select, insert, update, delete on tables to deskbell_app;
    alter default privileges in schema public grant usage, select on sequences to deskbell_app;
  end if;
exception
  when insufficient_privilege then null;
end $$;

create extension if not exists pg_trgm;

-- Work to be done after a commit, or at a time. `key` makes a scheduled deed unique while it waits.
create table job (
  id           uuid primary key,
  kind         text not null,
  key          text unique,
  body         jsonb not null default '{}',
  run_at       timestamptz not null default clock_timestamp(),
  attempts     int not null default 0,
  lease_until  timestamptz,
  fence        bigint not null default 0,
  last_error   text,
  dead_at      timestamptz
);
create index job_due on job (run_at) where dead_at is null;
