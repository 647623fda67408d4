-- expand
-- What a letter says beyond the words of its message: whole, with its HTML (cleaned), who wrote it as far as anybody
-- knows, why it stands in this session. A letter that was put into another session has a row there, with its origin.
create table letter (
  session_id       uuid not null references session,
  seq              bigint not null,
  channel_id       uuid not null references channel,
  account_id       uuid not null references account,
  digest           text not null check (length(digest) <= 64),
  message_id       text not null check (length(message_id) <= 1400),
  subject          text not null check (length(subject) <= 400),
  from_name        text not null check (length(from_name) <= 400),
  from_address     text not null check (length(from_address) <= 400),
  to_addresses     jsonb not null default '[]',
  cc_addresses     jsonb not null default '[]',
  reply_to         text check (length(reply_to) <= 400),
  written_at       timestamptz,
  joined_by        text not null check (joined_by in ('new', 'signed_address', 'known_letter', 'split')),
  said_number      bigint,
  automatic        text[] not null default '{}',
  verdict          text not null check (verdict in ('pass', 'fail', 'unknown')),
  spf              text not null default '',
  dkim             text not null default '',
  dmarc            text not null default '',
  whole            text not null,
  html             text,
  cut              boolean not null default false,
  images           jsonb not null default '{}',
  raw_id           uuid references file,
  from_session_id  uuid references session,
  from_seq         bigint,
  kept_at          timestamptz not null default clock_timestamp(),
  primary key (session_id, seq)
);
-- What an answer names: the ids of letters, which are too long for an index as they stand.
create index letter_by_message_id on letter (channel_id, md5(message_id));
create index letter_by_digest on letter (channel_id, digest);
create index letter_parted on letter (from_session_id, from_seq) where from_session_id is not null;
