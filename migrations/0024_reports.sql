-- expand
-- What reports read, all of it made from the log and made again from it at any time: docs/reports.md. Nothing points at
-- these rows and they point at nothing. No operator, no live chat: the id of zeros. Times are in microseconds, so that
-- sums are exact.

-- What a session gave to a quarter of an hour (`at`, its beginning) of a live chat and an operator.
create table report_fact (
  session_id      uuid not null,
  at              timestamptz not null,
  live_chat_id    uuid not null,
  operator_id     uuid not null,
  opened          int,
  queued          int,
  taken           int,
  closed          int,
  reopened        int,
  transferred     int,
  abandoned       int,
  spam            int,
  messages_in     int,
  messages_out    int,
  firsts          int,
  answers         int,
  ones            int,
  twos            int,
  threes          int,
  fours           int,
  fives           int,
  accept_sum      bigint,
  first_sum       bigint,
  wait_sum        bigint,
  answer_sum      bigint,
  life_sum        bigint,
  accept_most     bigint,
  first_most      bigint,
  wait_most       bigint,
  answer_most     bigint,
  life_most       bigint,
  primary key (session_id, at, live_chat_id, operator_id)
);
create index report_fact_by_time on report_fact (at);

-- From when until when a session waited in a live chat, or was in an operator's hands; open ones have no end.
create table report_span (
  session_id    uuid not null,
  since         timestamptz not null,
  until         timestamptz,
  live_chat_id  uuid not null,
  operator_id   uuid not null,
  primary key (session_id, since)
);
create index report_span_within on report_span using gist (tstzrange(since, until));

-- Working statuses, from when until when.
create table report_status (
  person_id  uuid not null,
  since      timestamptz not null,
  until      timestamptz,
  status     text not null,
  primary key (person_id, since)
);
create index report_status_within on report_status using gist (tstzrange(since, until));

-- The roll-up: a quarter of an hour of a live chat, of an operator in a live chat, and of an operator as a person (where
-- `live_chat_id` is none). `change`: by how many more sessions are open at its end than at its beginning; `peak`: by how
-- many there were at most. `online`, `away`, `occupied`: of the person alone.
create table report_quarter (
  at              timestamptz not null,
  live_chat_id    uuid not null,
  operator_id     uuid not null,
  opened          int,
  queued          int,
  taken           int,
  closed          int,
  reopened        int,
  transferred     int,
  abandoned       int,
  spam            int,
  messages_in     int,
  messages_out    int,
  firsts          int,
  answers         int,
  ones            int,
  twos            int,
  threes          int,
  fours           int,
  fives           int,
  accept_sum      bigint,
  first_sum       bigint,
  wait_sum        bigint,
  answer_sum      bigint,
  life_sum        bigint,
  accept_most     bigint,
  first_most      bigint,
  wait_most       bigint,
  answer_most     bigint,
  life_most       bigint,
  change          int not null default 0,
  peak            int not null default 0,
  online          bigint,
  away            bigint,
  occupied        bigint,
  primary key (at, live_chat_id, operator_id)
);
-- Without the persons: most of the rows are of the times they were at work in.
create index report_quarter_of_live_chats on report_quarter (at, live_chat_id)
  where operator_id = '00000000-0000-0000-0000-000000000000';
create index report_quarter_of_operators on report_quarter (operator_id, at)
  where live_chat_id <> '00000000-0000-0000-0000-000000000000';
-- What was open before a period is the sum of what changed before it.
create index report_quarter_changes on report_quarter (at) where change <> 0;

-- The same by the day of the workspace's zone (`report_progress.zone`), made of the quarters: what long periods read.
create table report_day (
  day             date not null,
  live_chat_id    uuid not null,
  operator_id     uuid not null,
  opened          int,
  queued          int,
  taken           int,
  closed          int,
  reopened        int,
  transferred     int,
  abandoned       int,
  spam            int,
  messages_in     int,
  messages_out    int,
  firsts          int,
  answers         int,
  ones            int,
  twos            int,
  threes          int,
  fours           int,
  fives           int,
  accept_sum      bigint,
  first_sum       bigint,
  wait_sum        bigint,
  answer_sum      bigint,
  life_sum        bigint,
  accept_most     bigint,
  first_most      bigint,
  wait_most       bigint,
  answer_most     bigint,
  life_most       bigint,
  change          int not null default 0,
  peak            int not null default 0,
  online          bigint,
  away            bigint,
  occupied        bigint,
  primary key (day, live_chat_id, operator_id)
);

-- Quarters that are to be rolled up again.
create table report_stale (at timestamptz primary key);

-- How far the log is followed, the session of the walk while all is gathered anew, up to when statuses and the clock
-- are rolled up, in which zone days are cut, and up to when reports are whole (none while they are being built).
create table report_progress (
  only_row       boolean primary key default true check (only_row),
  epoch          uuid,
  upto           xid8 not null default '0',
  walked         uuid,
  statuses_upto  timestamptz,
  rolled_upto    timestamptz,
  zone           text,
  fresh_until    timestamptz
);
insert into report_progress default values;
