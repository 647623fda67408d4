-- expand
create table client (
  id           uuid primary key,
  name         text check (length(name) between 1 and 200),
  created_at   timestamptz not null default clock_timestamp(),
  merged_into  uuid references client
);

-- An identity in a channel. `channel_id` is set where the provider scopes its ids to one channel.
-- `verified`: proved by a signature of the site, not claimed by the client.
create table account (
  id            uuid primary key,
  client_id     uuid not null references client,
  channel_kind  text not null,
  channel_id    uuid references channel,
  external_id   text not null check (length(external_id) between 1 and 400),
  name          text check (length(name) between 1 and 200),
  email         text check (length(email) <= 320),
  phone         text check (length(phone) <= 40),
  details       jsonb not null default '{}',
  verified      boolean not null default false,
  language      text,
  created_at    timestamptz not null default clock_timestamp(),
  seen_at       timestamptz
);
create unique index account_identity on account
  (channel_kind, coalesce(channel_id, '00000000-0000-0000-0000-000000000000'::uuid), external_id);
create index account_by_client on account (client_id);
