-- expand
create table password (
  person_id   uuid primary key references person,
  hash        text not null,
  changed_at  timestamptz not null default clock_timestamp()
);

-- Tokens are kept as SHA-256 of 256 random bits: a stolen table signs nobody in.
create table sign_in (
  id            uuid primary key,
  person_id     uuid not null references person,
  token_hash    bytea not null unique,
  created_at    timestamptz not null default clock_timestamp(),
  last_seen_at  timestamptz not null default clock_timestamp(),
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  address       text,
  user_agent    text
);
create index sign_in_by_person on sign_in (person_id) where ended_at is null;

-- A socket is opened with a ticket, once, within a minute. The ticket belongs to a sign-in or to a widget's account.
create table socket_ticket (
  token_hash    bytea primary key,
  sign_in_id    uuid references sign_in,
  account_id    uuid references account,
  channel_id    uuid references channel,
  expires_at    timestamptz not null,
  check ((sign_in_id is null) <> (account_id is null))
);

create table one_time_link (
  token_hash  bytea primary key,
  purpose     text not null check (purpose in ('set_up', 'invitation', 'password_reset')),
  person_id   uuid references person,
  created_at  timestamptz not null default clock_timestamp(),
  expires_at  timestamptz not null,
  used_at     timestamptz
);

-- Failed tries, per address and per e-mail, so that limits hold across processes and restarts.
create table sign_in_failure (
  subject  text not null,
  at       timestamptz not null default clock_timestamp()
);
create index sign_in_failure_by_subject on sign_in_failure (subject, at);
