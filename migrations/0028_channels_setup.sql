-- expand
-- The account at a provider that a channel is connected to: one account belongs to one live chat, of all there are.
-- Kinds without a provider's account (a signed API channel) have a row too, without identity.
create table channel_connection (
  channel_id    uuid primary key references channel,
  kind          text not null,
  identity      text check (length(identity) between 1 and 500),
  named         text check (length(named) <= 500),
  connected_at  timestamptz not null default clock_timestamp(),
  unique (kind, identity)
);

-- What the doctor found at the last look, and when it looks again: each channel by its own clock, so that they spread.
create table channel_health (
  channel_id  uuid primary key references channel,
  state       text check (state in ('ok', 'warning', 'broken')),
  findings    jsonb not null default '[]',
  misses      integer not null default 0,
  looked_at   timestamptz,
  changed_at  timestamptz,
  look_after  timestamptz not null default clock_timestamp()
);
create index channel_health_due on channel_health (look_after);
