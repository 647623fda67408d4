-- expand
-- When somebody is there: weekly hours and exceptions by the clocks of one time zone. Both are read as a whole with
-- their schedule, so they stand in its row: `hours` is [{"weekday": 1…7 from Monday, "from": "09:00", "until": "18:00"}],
-- `exceptions` [{"name", "first": "2026-12-24", "last", "yearly", "spans": [{"from", "until"}]}], no spans: closed.
create table schedule (
  id           uuid primary key,
  name         text not null check (length(name) between 1 and 100),
  time_zone    text not null,
  hours        jsonb not null default '[]',
  exceptions   jsonb not null default '[]',
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create unique index schedule_name on schedule (lower(name)) where archived_at is null;
