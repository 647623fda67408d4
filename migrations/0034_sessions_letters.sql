-- expand
-- A session by mail may stand beside the one its account has open: what cannot prove where it belongs begins anew, and
-- what was put apart stays apart. Other kinds of channels look at the one that is not `apart` alone, as before.
alter table session add column apart boolean not null default false;
alter table session add column merged_into uuid references session;
drop index session_open_once;
create unique index session_open_once on session (channel_id, account_id)
  where state not in ('closed', 'spam') and not apart;
create index session_merged on session (merged_into) where merged_into is not null;

-- Who takes part in a session besides its account: he writes into it, and gets copies. A row for each reason:
-- `merged_from` is the session itself for who was added or wrote, else one merged into it, with which he came and goes.
-- `refused`: his address did not take a copy, in the words of its server; until he writes, or is added again.
create table session_participant (
  session_id  uuid not null references session,
  account_id  uuid not null references account,
  added_by    uuid references person,
  added_at    timestamptz not null default clock_timestamp(),
  merged_from uuid not null references session,
  refused_at  timestamptz,
  refused     text check (length(refused) <= 500),
  primary key (session_id, account_id, merged_from)
);
create index session_participant_of on session_participant (account_id);

-- A session that is merged into another ends by it: a step of its way.
drop index event_steps;
create index event_steps on event (session_id, seq)
  where kind in ('session_opened', 'session_taken', 'session_assigned', 'session_closed', 'session_reopened',
                 'session_transferred', 'session_marked_spam', 'session_restored', 'letters_moved');
