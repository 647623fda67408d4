create table if not exists dialogue (
  id        uuid primary key,
  last_seq  bigint not null default 0
) with (fillfactor = 80);

create table if not exists message (
  dialogue_id  uuid not null references dialogue,
  seq          bigint not null,
  send_key     uuid not null,
  side         smallint not null,
  text         text not null,
  posted_at    timestamptz not null default clock_timestamp(),
  primary key (dialogue_id, seq)
);
