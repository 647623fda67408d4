-- expand
-- What a whole workspace needs of a session: colleagues beside the operator, notes, tags, parameters, spam, drafts.

-- `joined`: supervisors who joined and may reply. `shared_with`: those a mention or a forward lets read until it closes.
-- A spam session keeps its operator and priority for the day it comes back.
alter table session
  add column subject text check (length(subject) between 1 and 200),
  add column begun_by uuid references person,
  add column joined uuid[] not null default '{}',
  add column shared_with uuid[] not null default '{}',
  add column close_reason_id uuid references close_reason,
  add column spam_at timestamptz,
  add column rating smallint check (rating between 1 and 5),
  add column rated_at timestamptz,
  add column escalated_at timestamptz;
create index session_shared on session using gin (shared_with) where state in ('waiting', 'with_operator');
create index session_spam on session (live_chat_id, spam_at desc, id desc) where state = 'spam';

create table session_tag (
  session_id  uuid not null references session,
  tag_id      uuid not null references tag,
  primary key (session_id, tag_id)
);
create index session_tag_by_tag on session_tag (tag_id, session_id);

create table session_parameter (
  session_id    uuid not null references session,
  parameter_id  uuid not null references parameter,
  value         jsonb not null,
  primary key (session_id, parameter_id)
);
create index session_parameter_by_value on session_parameter (parameter_id, value, session_id);

-- A note is a message for staff alone. A deleted message leaves its place; its text and files go at once.
alter table message
  add column audience text not null default 'all' check (audience in ('all', 'staff')),
  add column edited_at timestamptz,
  add column deleted_at timestamptz,
  add column forwarded_session_id uuid,
  add column forwarded_seq bigint;

create table message_version (
  session_id   uuid not null,
  seq          bigint not null,
  version      int not null,
  text         text not null,
  replaced_at  timestamptz not null default clock_timestamp(),
  primary key (session_id, seq, version),
  foreign key (session_id, seq) references message
);

-- Who is called to a note, by name or by a forward, and when he looked.
create table message_mention (
  session_id  uuid not null,
  seq         bigint not null,
  person_id   uuid not null references person,
  at          timestamptz not null default clock_timestamp(),
  seen_at     timestamptz,
  primary key (session_id, seq, person_id),
  foreign key (session_id, seq) references message
);
create index message_mention_of_person on message_mention (person_id, at desc, session_id, seq);
create index message_mention_unseen on message_mention (person_id) where seen_at is null;

-- Words not yet sent, so that they follow their writer to another machine. `note`: they were to be a note.
create table draft (
  person_id   uuid not null references person,
  session_id  uuid not null references session,
  text        text not null check (length(text) between 1 and 20000),
  note        boolean not null default false,
  changed_at  timestamptz not null default clock_timestamp(),
  primary key (person_id, session_id)
);

-- The requests and other cards a session was registered as ("To register messages").
create table session_card (
  session_id  uuid not null references session,
  card_id     uuid not null references card,
  bound_by    uuid references person,
  bound_at    timestamptz not null default clock_timestamp(),
  primary key (session_id, card_id)
);
create index session_card_by_card on session_card (card_id);

drop function session_visible_to(boolean, uuid, uuid[], uuid[], uuid[], uuid);
drop view session_full;

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
     or (s.state in ('waiting', 'with_operator') and s.shared_with @> array[person] and person is not null)
     or s.account_id = account
$$;
