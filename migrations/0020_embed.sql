-- expand
-- Another application whose pages show the Live Chat Messages widget: its origins, and the secret that its server signs
-- tokens with (encrypted, bound to this row and column).
create table embed_site (
  id           uuid primary key,
  name         text not null check (length(name) between 1 and 100),
  key          text not null unique,
  origins      text[] not null,
  secret       bytea not null,
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);

-- An open page of such an application: SHA-256 of the key in the frame's memory, the person behind it, and what it is
-- about. `jti` of the token it was exchanged for: good once.
create table embed_entry (
  id          uuid primary key,
  site_id     uuid not null references embed_site,
  jti         text not null check (length(jti) between 1 and 128),
  key_hash    bytea not null unique,
  person_id   uuid not null references person,
  origin      text not null,
  account     text check (length(account) between 1 and 400),
  item_app    text,
  item        text check (length(item) between 1 and 400),
  expires_at  timestamptz not null,
  unique (site_id, jti),
  check ((account is null) <> (item is null))
);
create index embed_entry_ended on embed_entry (expires_at);
create index account_by_external_id on account (external_id);

-- Who may read a session in Live Chat Messages: readers of its live chat, and whoever sees it by the ordinary right.
-- Spam is not read there. Used by that room alone: lists, counters and search of the desk never widen by it.
create function session_readable_by(
  administrator boolean, person uuid, supervised uuid[], operated uuid[], groups uuid[], readable uuid[]
) returns setof session_full language sql stable as $$
  select s.* from session_full s
  where s.state <> 'spam'
    and (administrator
      or s.live_chat_id = any (supervised)
      or s.live_chat_id = any (readable)
      or (s.operator_id = person and s.live_chat_id = any (operated))
      or (s.state = 'waiting' and s.queued_at is not null and s.live_chat_id = any (operated)
          and (s.group_id is null or s.group_id = any (groups)))
      or (s.state in ('waiting', 'with_operator') and s.shared_with @> array[person] and person is not null))
$$;
