-- expand
-- The secret by which a visitor's browser is known again: SHA-256 of 256 random bits that only our frame holds.
create table widget_token (
  id          uuid primary key,
  token_hash  bytea not null unique,
  account_id  uuid not null references account,
  channel_id  uuid not null references channel,
  created_at  timestamptz not null default clock_timestamp(),
  seen_at     timestamptz not null default clock_timestamp(),
  ended_at    timestamptz
);
create index widget_token_by_account on widget_token (account_id);

-- A signed identity is accepted once per browser: `jti` may not come back with another secret.
create table widget_identity_used (
  channel_id  uuid not null references channel,
  jti         text not null,
  token_id    uuid not null references widget_token,
  expires_at  timestamptz not null,
  primary key (channel_id, jti)
);
