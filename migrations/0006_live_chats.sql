-- expand
create table live_chat (
  id               uuid primary key,
  name             text not null check (length(name) between 1 and 100),
  reopen_hours     int not null default 24 check (reopen_hours between 0 and 8760),
  file_limit       bigint not null default 26214400 check (file_limit between 0 and 104857600),
  message_limit    int not null default 10000 check (message_limit between 100 and 20000),
  name_template    text not null default '{{client}}' check (length(name_template) between 1 and 200),
  position         int not null default 0,
  created_at       timestamptz not null default clock_timestamp(),
  archived_at      timestamptz
);

create table live_chat_group (
  live_chat_id  uuid not null references live_chat,
  group_id      uuid not null references person_group,
  role          text not null check (role in ('operator', 'supervisor', 'reader')),
  primary key (live_chat_id, group_id, role)
);
create index live_chat_group_by_group on live_chat_group (group_id);

-- `key` is public: it stands in addresses and in the snippet. `settings` belongs to the channel's kind.
-- `secrets` is encrypted at rest, bound to this row and column.
create table channel (
  id            uuid primary key,
  live_chat_id  uuid not null references live_chat,
  kind          text not null,
  name          text not null check (length(name) between 1 and 100),
  key           text not null unique,
  state         text not null default 'on' check (state in ('on', 'paused')),
  settings      jsonb not null default '{}',
  secrets       bytea,
  created_at    timestamptz not null default clock_timestamp(),
  archived_at   timestamptz
);
create index channel_by_live_chat on channel (live_chat_id);
