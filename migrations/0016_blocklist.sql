-- expand
-- Rules that lock external accounts, and exceptions to them. An exception wins. Without live chats an entry applies to
-- all: `everywhere` says so, so that an entry whose live chats are gone does not grow into one for all. `value` is kept
-- as the room normalises it, so that looking up is looking for the same text.
create table blocklist_entry (
  id            uuid primary key,
  list          text not null check (list in ('block', 'allow')),
  name          text not null check (length(name) between 1 and 150),
  kind          text not null check (kind in ('account', 'email', 'mail_domain', 'messenger_id', 'phone', 'address', 'visitor')),
  channel_kind  text check (channel_kind ~ '^[a-z][a-z0-9_]{1,29}$'),
  value         text not null check (length(value) between 1 and 400),
  everywhere    boolean not null,
  valid_until   timestamptz,
  created_by    uuid references person,
  created_at    timestamptz not null default clock_timestamp(),
  changed_at    timestamptz not null default clock_timestamp(),
  archived_at   timestamptz
);
create index blocklist_entry_by_value on blocklist_entry (kind, value) where archived_at is null;
create index blocklist_entry_by_time on blocklist_entry (created_at desc, id desc) where archived_at is null;
create index blocklist_entry_archived on blocklist_entry (created_at desc, id desc) where archived_at is not null;
create index blocklist_entry_words on blocklist_entry using gin ((name || ' ' || value) gin_trgm_ops);

create table blocklist_entry_live_chat (
  entry_id      uuid not null references blocklist_entry,
  live_chat_id  uuid not null references live_chat,
  primary key (entry_id, live_chat_id)
);
create index blocklist_entry_of_live_chat on blocklist_entry_live_chat (live_chat_id, entry_id);

-- Counts the changes: every process asks for it twice a second and forgets what it knew when it moved.
create table blocklist_version (
  only_row  boolean primary key default true check (only_row),
  version   bigint not null default 0
);
insert into blocklist_version default values;

-- From where an account wrote last. Kept for 30 days, for blocks by address alone.
create table blocklist_address (
  account_id  uuid primary key references account on delete cascade,
  address     inet not null,
  seen_at     timestamptz not null default clock_timestamp()
);
create index blocklist_address_by_address on blocklist_address using gist (address inet_ops);
create index blocklist_address_by_time on blocklist_address (seen_at);
