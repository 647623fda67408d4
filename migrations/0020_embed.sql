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
