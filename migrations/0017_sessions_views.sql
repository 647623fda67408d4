-- expand
-- Views of the Sessions app: filters, columns and order under a name; shared with colleagues or one's own.
create table saved_view (
  id           uuid primary key,
  owner_id     uuid not null references person,
  name         text not null check (length(name) between 1 and 100),
  shared       boolean not null default false,
  settings     jsonb not null,
  created_at   timestamptz not null default clock_timestamp(),
  changed_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create index saved_view_by_owner on saved_view (owner_id) where archived_at is null;
