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

-- The table's orders over all sessions. None is over a column that a posted message changes: its update stays HOT.
create index session_by_opening on session (opened_at, id);
create index session_by_closing on session (closed_at, id) where closed_at is not null;
create index session_by_waiting on session (queued_at, id) where queued_at is not null;
create index session_by_rating on session (rating, id) where rating is not null;
create index session_by_priority on session
  ((case priority when 'high' then 3 when 'normal' then 2 else 1 end), id);

-- The table's filters: an operator's own, a group's, a channel's; names and subjects by any part of them.
create index session_operated on session (operator_id, opened_at, id) where operator_id is not null;
create index session_of_group on session (group_id, opened_at, id) where group_id is not null;
create index session_of_channel on session (channel_id, opened_at, id);
create index session_of_reason on session (close_reason_id, opened_at, id) where close_reason_id is not null;
create index session_by_name on session using gin (name gin_trgm_ops) where name is not null;
create index session_by_subject on session using gin (subject gin_trgm_ops) where subject is not null;
create index session_parameter_parts on session_parameter using gin ((value #>> '{}') gin_trgm_ops)
  where jsonb_typeof(value) = 'string';
