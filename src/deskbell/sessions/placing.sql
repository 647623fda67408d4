-- name: sessions_of_numbers
-- Where a letter may belong: sessions of its channel by their numbers, each followed to the one it was merged into.
select n.number as said, s.id, s.number, s.state, s.account_id, s.client_id, s.live_chat_id, s.operator_id,
       a.client_id = s.client_id
         or exists (select from session_participant p where p.session_id = s.id and p.account_id = a.id) as takes_part
from unnest(:numbers::bigint[]) as n (number)
join session f on f.number = n.number and f.channel_id = :channel_id
join session s on s.id = coalesce(f.merged_into, f.id)
join account a on a.id = :account_id;

-- name: reopen_apart
-- Beside another one that the account has open.
update session set apart = true where id = :session_id and state = 'closed';

-- name: add_session_apart
insert into session (id, live_chat_id, channel_id, account_id, client_id, queued_at, last_seq, last_all_seq, subject,
                     apart)
select :session_id, :live_chat_id, :channel_id, :account_id, a.client_id, clock_timestamp(), 1, 1, :subject,
       exists (select from session o where o.channel_id = :channel_id and o.account_id = :account_id
                 and o.state not in ('closed', 'spam') and not o.apart)
from account a where a.id = :account_id
returning number, live_chat_id = (select c.live_chat_id from channel c where c.id = :channel_id) as at_home;

-- name: add_participant
-- `merged_from`: he came by a merging and goes when it is taken back, unless somebody has added him as well.
insert into session_participant (session_id, account_id, added_by, merged_from)
select s.id, :account_id, :added_by, :merged_from::uuid from session s
where s.id = :session_id and s.account_id <> :account_id
on conflict (session_id, account_id) do update set merged_from = null where excluded.added_by is not null
  and excluded.merged_from is null;

-- name: drop_merged_participant
delete from session_participant where session_id = :session_id and merged_from = :merged_from;

-- name: drop_participant
delete from session_participant where session_id = :session_id and account_id = :account_id returning account_id;

-- name: participants_of
select a.id, a.name, a.external_id, a.email, p.added_at
from session_participant p join account a on a.id = p.account_id
where p.session_id = :session_id order by p.added_at, a.id limit 100;

-- name: merge_session
-- Closed, and with whoever answers the other one, so that he can read it.
update session s set state = 'closed', closed_at = clock_timestamp(), merged_into = :into_id, queued_at = null,
                     operator_id = coalesce(s.operator_id, :operator_id), joined = '{}', shared_with = '{}',
                     last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from (select id, last_all_seq from session where id = :session_id for no key update) b
where s.id = b.id and s.merged_into is null and s.state <> 'spam'
returning s.last_seq as seq, b.last_all_seq as prev_all, s.closed_at, s.account_id, s.number, s.operator_id;

-- name: lead_merged
-- What was merged into this one before follows it.
update session set merged_into = :into_id where merged_into = :session_id;

-- name: merged_into
select m.id, m.number from session s join session m on m.id = s.merged_into where s.id = :session_id;

-- name: unmerge_session
update session set merged_into = null, apart = true where id = :session_id and merged_into is not null
returning merged_into;

-- name: merged_of
select id, number, closed_at from session where merged_into = :session_id order by number limit 100;
