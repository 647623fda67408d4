-- expand
-- What a provider told us, once, before it was answered; worked in order for each account (`lane`). `event` goes once it
-- was worked; the row stays as long as a provider might tell it again.
create table inbound_event (
  id           bigint generated always as identity primary key,
  channel_id   uuid not null references channel,
  dedupe_key   text not null check (length(dedupe_key) between 1 and 400),
  lane         text not null check (length(lane) <= 400),
  kind         text not null,
  group_id     text check (length(group_id) <= 400),
  occurred_at  timestamptz not null,
  position     bigint not null default 0,
  event        jsonb,
  stored_at    timestamptz not null default clock_timestamp(),
  due_at       timestamptz not null default clock_timestamp(),
  attempts     integer not null default 0,
  lease_until  timestamptz,
  fence        bigint not null default 0,
  last_error   text check (length(last_error) <= 500),
  done_at      timestamptz,
  dead_at      timestamptz,
  unique (channel_id, dedupe_key)
);
create index inbound_event_lane on inbound_event (channel_id, lane, occurred_at, position, id)
  where done_at is null and dead_at is null;
create index inbound_event_due on inbound_event (due_at) where done_at is null and dead_at is null;
create index inbound_event_dead on inbound_event (channel_id, id desc) where dead_at is not null;
create index inbound_event_done on inbound_event (done_at) where done_at is not null;

-- How a channel stands with its provider: stopped by one that refuses it whole, and how far it was polled.
create table channel_link (
  channel_id        uuid primary key references channel,
  broken_at         timestamptz,
  broken_code       text check (length(broken_code) <= 100),
  broken_detail     text check (length(broken_detail) <= 500),
  stops             integer not null default 0,
  held_until        timestamptz,
  waits_until       timestamptz,
  cursor            jsonb not null default '{}',
  poll_lease_until  timestamptz,
  poll_fence        bigint not null default 0,
  polled_fence      bigint not null default 0,
  polled_at         timestamptz,
  last_event_at     timestamptz,
  last_sent_at      timestamptz
);

-- Where to write to somebody, by the provider's id of him. One who moved has two ids and one account.
create table channel_account (
  channel_id        uuid not null references channel,
  external_user_id  text not null check (length(external_user_id) between 1 and 400),
  account_id        uuid not null references account,
  chat_id           text not null check (length(chat_id) between 1 and 400),
  aliases           jsonb not null default '{}',
  unreachable_at    timestamptz,
  unreachable_code  text check (length(unreachable_code) <= 100),
  last_inbound_at   timestamptz,
  seen_at           timestamptz not null default clock_timestamp(),
  primary key (channel_id, external_user_id)
);
create index channel_account_of on channel_account (account_id, channel_id);

-- The provider's ids of messages, both ways: what quotes, edits, receipts and bounces name. A message of several parts
-- has several.
create table channel_message (
  channel_id   uuid not null references channel,
  external_id  text not null check (length(external_id) between 1 and 998),
  session_id   uuid not null references session,
  seq          bigint not null,
  part         integer not null default 0,
  parts        integer not null default 1,
  outbound     boolean not null,
  at           timestamptz not null default clock_timestamp(),
  primary key (channel_id, external_id)
);
create index channel_message_of on channel_message (session_id, seq, part);

-- Every try to deliver, for a week: what administrators read when something did not arrive.
create table channel_attempt (
  id           bigint generated always as identity primary key,
  channel_id   uuid not null references channel,
  session_id   uuid not null references session,
  seq          bigint not null,
  deed         text not null,
  number       integer not null,
  outcome      text not null,
  code         text not null default '' check (length(code) <= 100),
  detail       text not null default '' check (length(detail) <= 500),
  took_ms      integer not null,
  at           timestamptz not null default clock_timestamp()
);
create index channel_attempt_by_channel on channel_attempt (channel_id, id desc);
create index channel_attempt_by_time on channel_attempt using brin (at);
