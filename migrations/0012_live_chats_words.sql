-- expand
-- Words and fields an administrator defines once; sessions carry them.
create table tag (
  id           uuid primary key,
  name         text not null check (length(name) between 1 and 50),
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create unique index tag_name on tag (lower(name)) where archived_at is null;

-- Without a live chat it serves all of them.
create table close_reason (
  id            uuid primary key,
  live_chat_id  uuid references live_chat,
  name          text not null check (length(name) between 1 and 100),
  position      int not null default 0,
  created_at    timestamptz not null default clock_timestamp(),
  archived_at   timestamptz
);
create unique index close_reason_name
  on close_reason (coalesce(live_chat_id, '00000000-0000-0000-0000-000000000000'::uuid), lower(name))
  where archived_at is null;

-- `names` is {"en": …, "ru": …}; `choices` of a choice: [{"key", "names"}].
create table parameter (
  id           uuid primary key,
  key          text not null unique check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  kind         text not null check (kind in ('text', 'number', 'boolean', 'date', 'choice')),
  names        jsonb not null,
  choices      jsonb not null default '[]',
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);

create table live_chat_parameter (
  live_chat_id  uuid not null references live_chat,
  parameter_id  uuid not null references parameter,
  required      boolean not null default false,
  position      int not null default 0,
  primary key (live_chat_id, parameter_id)
);

-- `close_reason_required`: a session is closed with one. `escalate_after`: seconds a client waits untaken before
-- colleagues and supervisors are called.
alter table live_chat
  add column close_reason_required boolean not null default false,
  add column escalate_after int check (escalate_after between 10 and 86400),
  add column ask_rating boolean not null default false;
