-- expand
-- One row per visible change. `body` holds ids, kinds, times and numbers, never text, names or values.
-- `prev_all` is the last event before this one that everybody in the session may see.
create table event (
  session_id  uuid,
  seq         bigint,
  kind        text not null,
  audience    text not null default 'all' check (audience in ('all', 'staff')),
  prev_all    bigint not null default 0,
  actor_kind  text not null check (actor_kind in ('account', 'person', 'bot', 'system')),
  actor_id    uuid,
  at          timestamptz not null default clock_timestamp(),
  body        jsonb not null default '{}',
  unique (session_id, seq)
);
create index event_by_time on event using brin (at);

-- Which sessions changed, by transaction, for readers who move a horizon (never `id > last`). Pruned after an hour.
create table changed_session (
  session_id  uuid not null,
  xid         xid8 not null default pg_current_xact_id(),
  at          timestamptz not null default clock_timestamp()
);
create index changed_session_by_xid on changed_session (xid);

-- How far the pruning has gone: cursors before this are told to fetch afresh.
create table changes_pruned (
  only_row  boolean primary key default true check (only_row),
  upto      xid8 not null
);

-- A restore starts a new epoch: every cursor of before is void.
create table log_epoch (
  only_row  boolean primary key default true check (only_row),
  epoch     uuid not null default gen_random_uuid()
);
insert into log_epoch default values;

do $$
begin
  if exists (select from pg_roles where rolname = 'deskbell_app') then
    revoke update, delete, truncate on event from deskbell_app;
    revoke insert, update, delete, truncate on log_epoch from deskbell_app;
  end if;
end $$;
