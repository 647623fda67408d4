-- expand
-- Rules that lock external accounts, and exceptions to them. An exception wins. Without live chats an entry applies to all.
create table blocklist_entry (
  id            uuid primary key,
  list          text not null check (list in ('block', 'allow')),
  name          text not null check (length(name) between 1 and 150),
  kind          text not null check (kind in ('account', 'email', 'mail_domain', 'messenger_id', 'phone', 'address', 'visitor')),
  channel_kind  text,
  value         text not null check (length(value) between 1 and 400),
  valid_until   timestamptz,
  created_by    uuid references person,
  created_at    timestamptz not null default clock_timestamp(),
  archived_at   timestamptz
);
create index blocklist_entry_by_value on blocklist_entry (kind, lower(value)) where archived_at is null;

create table blocklist_entry_live_chat (
  entry_id      uuid not null references blocklist_entry,
  live_chat_id  uuid not null references live_chat,
  primary key (entry_id, live_chat_id)
);
