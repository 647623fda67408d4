-- expand
-- Programs that may ask for something without a person: their tokens, shown once and kept as hashes. `live_chat_ids`:
-- where they may; none is everywhere.
create table program (
  id             uuid primary key,
  name           text not null check (length(name) between 1 and 100),
  token_hash     bytea not null unique,
  scopes         text[] not null,
  live_chat_ids  uuid[] not null default '{}',
  created_by     uuid references person,
  created_at     timestamptz not null default clock_timestamp(),
  used_at        timestamptz,
  ended_at       timestamptz
);
