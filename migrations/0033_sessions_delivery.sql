-- expand
-- How far a message of ours got that had to leave by a channel; written with the message itself. Rises only:
-- queued < sent < delivered < read; failed and uncertain stand beside. `reaction`: what the client answered it with.
create table message_delivery (
  session_id  uuid not null,
  seq         bigint not null,
  channel_id  uuid not null references channel,
  account_id  uuid not null references account,
  state       text not null default 'queued'
              check (state in ('queued', 'sent', 'delivered', 'read', 'failed', 'uncertain')),
  code        text check (length(code) <= 100),
  detail      text check (length(detail) <= 500),
  reaction    text check (length(reaction) <= 40),
  changed_at  timestamptz not null default clock_timestamp(),
  primary key (session_id, seq),
  foreign key (session_id, seq) references message (session_id, seq)
);
create index message_delivery_unsure on message_delivery (channel_id, session_id, seq)
  where state in ('failed', 'uncertain');
create index message_delivery_unread on message_delivery (channel_id, account_id, session_id, seq)
  where state in ('queued', 'sent', 'delivered', 'uncertain');

-- What has still to leave: a message, its edit or its deletion. One for each account and channel at a time, in order.
-- `calling`: a worker is asking the provider now; if it dies over it, nobody knows. Gone once it was taken.
create table outgoing (
  id           bigint generated always as identity primary key,
  deed         text not null check (deed in ('send', 'edit', 'delete')),
  session_id   uuid not null,
  seq          bigint not null,
  channel_id   uuid not null references channel,
  account_id   uuid not null references account,
  made_at      timestamptz not null default clock_timestamp(),
  due_at       timestamptz not null default clock_timestamp(),
  attempts     integer not null default 0,
  parts_sent   integer not null default 0,
  calling      boolean not null default false,
  lease_until  timestamptz,
  fence        bigint not null default 0,
  dead_at      timestamptz,
  foreign key (session_id, seq) references message (session_id, seq)
);
create index outgoing_lane on outgoing (channel_id, account_id, id) where dead_at is null;
create index outgoing_due on outgoing (channel_id, due_at) where dead_at is null;
create index outgoing_of on outgoing (session_id, seq);
create index outgoing_dead on outgoing (channel_id, id desc) where dead_at is not null;
