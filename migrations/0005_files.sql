-- expand
-- A row appears only after its bytes are stored whole. `media_type` is what the bytes are, not what was claimed.
-- Previews are our own re-encoding; the original is only ever downloaded.
create table file (
  id              uuid primary key,
  key             text not null unique,
  name            text not null check (length(name) between 1 and 255),
  media_type      text not null,
  size            bigint not null check (size >= 0),
  sha256          bytea not null,
  width           int,
  height          int,
  preview_key     text unique,
  preview_type    text,
  preview_width   int,
  preview_height  int,
  owner_kind      text not null check (owner_kind in ('account', 'person', 'bot', 'system')),
  owner_id        uuid,
  created_at      timestamptz not null default clock_timestamp(),
  attached_at     timestamptz
);
create index file_unattached on file (created_at) where attached_at is null;
