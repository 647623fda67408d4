-- expand
create table workspace (
  only_row    boolean primary key default true check (only_row),
  name        text not null default 'Deskbell',
  language    text not null default 'en' check (language in ('en', 'ru')),
  time_zone   text not null default 'UTC',
  hide_counters boolean not null default false,
  set_up_at   timestamptz
);
insert into workspace default values;

create table person (
  id             uuid primary key,
  kind           text not null default 'person' check (kind in ('person', 'bot')),
  name           text not null check (length(name) between 1 and 100),
  email          text unique check (email = lower(email)),
  administrator  boolean not null default false,
  language       text check (language in ('en', 'ru')),
  settings       jsonb not null default '{}',
  status         text not null default 'offline' check (status in ('online', 'away', 'offline')),
  status_since   timestamptz not null default clock_timestamp(),
  reachable_at   timestamptz,
  created_at     timestamptz not null default clock_timestamp(),
  archived_at    timestamptz
);

create table person_group (
  id           uuid primary key,
  name         text not null check (length(name) between 1 and 100),
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create unique index person_group_name on person_group (lower(name)) where archived_at is null;

create table group_member (
  group_id   uuid not null references person_group,
  person_id  uuid not null references person,
  primary key (group_id, person_id)
);
create index group_member_by_person on group_member (person_id);
