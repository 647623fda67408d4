-- expand
create table session (
  id                    uuid primary key,
  number                bigint generated always as identity unique,
  live_chat_id          uuid not null references live_chat,
  channel_id            uuid not null references channel,
  account_id            uuid not null references account,
  client_id             uuid not null references client,
  state                 text not null default 'waiting' check (state in ('waiting', 'with_operator', 'closed', 'spam')),
  priority              text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  name                  text check (length(name) between 1 and 200),
  operator_id           uuid references person,
  group_id              uuid references person_group,
  opened_at             timestamptz not null default clock_timestamp(),
  queued_at             timestamptz,
  taken_at              timestamptz,
  closed_at             timestamptz,
  last_seq              bigint not null default 0,
  last_all_seq          bigint not null default 0,
  client_count          int not null default 0,
  message_count         int not null default 0,
  last_message_at       timestamptz,
  preview               text,
  preview_author        text,
  staff_read_no         int not null default 0,
  client_delivered_seq  bigint not null default 0,
  client_read_seq       bigint not null default 0
) with (fillfactor = 80);
create unique index session_open_once on session (channel_id, account_id) where state not in ('closed', 'spam');
create index session_queue on session (live_chat_id, queued_at, id) where state = 'waiting';
create index session_of_operator on session (operator_id) where state = 'with_operator';
create index session_open on session (live_chat_id) where state in ('waiting', 'with_operator');
create index session_closed on session (live_chat_id, closed_at desc, id desc) where state = 'closed';
create index session_closed_of_operator on session (operator_id, closed_at desc, id desc) where state = 'closed';
create index session_of_account on session (account_id, opened_at desc);
create index session_of_client on session (client_id, opened_at desc);

-- `seq` is the number of the posting in the session's log. `digest` tells a repeat from another body under the same key.
create table message (
  session_id   uuid not null references session,
  seq          bigint not null,
  id           uuid not null,
  author_kind  text not null check (author_kind in ('account', 'person', 'bot', 'system')),
  author_id    uuid not null,
  send_key     uuid not null,
  digest       bytea not null,
  text         text not null default '' check (length(text) <= 20000),
  quote_seq    bigint,
  client_no    int,
  file_count   int not null default 0,
  posted_at    timestamptz not null default clock_timestamp(),
  primary key (session_id, seq),
  unique (author_id, send_key)
);

create table message_file (
  session_id  uuid not null,
  seq         bigint not null,
  position    int not null,
  file_id     uuid not null unique references file,
  primary key (session_id, seq, position),
  foreign key (session_id, seq) references message
);

-- How far each operator has read, in the client's messages. Neither logged nor numbered.
create table operator_mark (
  person_id   uuid not null references person,
  session_id  uuid not null references session,
  client_no   int not null,
  primary key (person_id, session_id)
);

create table page_visit (
  session_id  uuid not null references session,
  seq         bigint not null,
  url         text not null check (length(url) <= 2000),
  title       text check (length(title) <= 300),
  at          timestamptz not null default clock_timestamp(),
  primary key (session_id, seq)
);

-- A session with the names of what it points at. Every join is to one row at most and is dropped when unread.
create view session_full as
select s.*,
       l.name as live_chat_name, l.message_limit, l.file_limit, l.name_template,
       ch.kind as channel_kind, ch.name as channel_name,
       c.name as client_name,
       a.name as account_name, a.external_id, a.email, a.phone, a.verified, a.language, a.details, a.seen_at,
       o.name as operator_name,
       g.name as group_name
from session s
left join live_chat l on l.id = s.live_chat_id
left join channel ch on ch.id = s.channel_id
left join client c on c.id = s.client_id
left join account a on a.id = s.account_id
left join person o on o.id = s.operator_id
left join person_group g on g.id = s.group_id;

-- The one way to a session: who may see it. Kept a plain SQL function so that the planner opens it in place.
create function session_visible_to(
  administrator boolean, person uuid, supervised uuid[], operated uuid[], groups uuid[], account uuid
) returns setof session_full language sql stable as $$
  select s.* from session_full s
  where administrator
     or s.live_chat_id = any (supervised)
     or (s.operator_id = person and s.live_chat_id = any (operated))
     or (s.state = 'waiting' and s.queued_at is not null and s.live_chat_id = any (operated)
         and (s.group_id is null or s.group_id = any (groups)))
     or s.account_id = account
$$;
