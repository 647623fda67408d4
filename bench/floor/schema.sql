create table if not exists dialogue (
  id        uuid primary key,
  last_seq  bigint not null default 0
) with (fillfactor = 80);

create table if not exists hook (
  id         bigint primary key generated always as identity,
  named      text not null unique,
  body       jsonb not null,
  stored_at  timestamptz not null default clock_timestamp()
);

create table if not exists message (
  dialogue_id  uuid not null references dialogue,
  seq          bigint not null,
  send_key     uuid not null,
  side         smallint not null,
  text         text not null,
  posted_at    timestamptz not null default clock_timestamp(),
  primary key (dialogue_id, seq)
);
