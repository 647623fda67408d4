-- name: sessions_of_numbers
-- Where a letter may belong: sessions of its channel by their numbers, each followed to the one it was merged into.
with recursive way as (
  select f.number as said, f.id, f.merged_into from unnest(:numbers::bigint[]) as n (number)
  join session f on f.number = n.number and f.channel_id = :channel_id
  union
  select w.said, m.id, m.merged_into from way w join session m on m.id = w.merged_into
)
select w.said, s.id, s.number, s.state, s.account_id, s.client_id, s.live_chat_id, s.operator_id,
       a.client_id = s.client_id
         or exists (select from session_participant p where p.session_id = s.id and p.account_id = a.id) as takes_part
from way w join session s on s.id = w.id
join account a on a.id = :account_id
where w.merged_into is null;

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
-- By hand: whoever takes part by a merging stays when it is taken back.
insert into session_participant (session_id, account_id, added_by, merged_from)
select s.id, :account_id, :added_by, s.id from session s
where s.id = :session_id and s.account_id <> :account_id
on conflict (session_id, account_id, merged_from) do update
set added_by = coalesce(session_participant.added_by, excluded.added_by), refused_at = null, refused = null;

-- name: take_part
-- By writing, for who did not take part yet.
insert into session_participant (session_id, account_id, merged_from)
select s.id, :account_id, s.id from session s
where s.id = :session_id and s.account_id <> :account_id
  and not exists (select from session_participant p where p.session_id = s.id and p.account_id = :account_id)
on conflict do nothing;

-- name: bring_participants
-- Whoever is in a session comes with it into the other.
insert into session_participant (session_id, account_id, added_by, merged_from)
select t.id, w.account_id, :added_by, :session_id
from session t, (select account_id from session where id = :session_id
                 union select account_id from session_participant where session_id = :session_id) w
where t.id = :into_id and w.account_id <> t.account_id
on conflict do nothing;

-- name: take_back_participants
-- Whoever came with a session, and is not in it any more, or it is not a part of this one any more.
delete from session_participant p
where p.session_id = :into_id and p.merged_from = :session_id
  and not exists (
    select from session s where s.id = :session_id and s.merged_into = :into_id
      and (s.account_id = p.account_id
           or exists (select from session_participant o where o.session_id = s.id and o.account_id = p.account_id)));

-- name: refuse_participants
-- Their addresses did not take a copy; which of them are participants' at all, and whether that is news.
with told as (
  select * from unnest(:addresses::text[], :whys::text[]) as t (address, why)
), known as (
  select p.session_id, p.account_id, p.merged_from, p.refused_at as before, t.address, t.why
  from session_participant p join account a on a.id = p.account_id
  join told t on t.address = lower(coalesce(a.email, a.external_id))
  where p.session_id = :session_id for no key update of p
), noted as (
  update session_participant p set refused_at = clock_timestamp(), refused = k.why from known k
  where p.session_id = k.session_id and p.account_id = k.account_id and p.merged_from = k.merged_from
)
select address, bool_or(before is null) as is_new from known group by address;

-- name: reaches_participant
-- He writes: his address lives.
update session_participant set refused_at = null, refused = null
where session_id = :session_id and account_id = :account_id and refused_at is not null;

-- name: drop_participant
delete from session_participant where session_id = :session_id and account_id = :account_id returning account_id;

-- name: participants_of
select a.id, a.name, a.external_id, a.email, min(p.added_at) as added_at, max(p.refused_at) as refused_at, max(p.refused) as refused
from session_participant p join account a on a.id = p.account_id
where p.session_id = :session_id group by a.id order by min(p.added_at), a.id limit 100;

-- name: hold_sessions
-- Of two mergings at one moment one waits for the other: no session may become a part of itself.
select id from session where id = any (:session_ids::uuid[]) order by id for no key update;

-- name: merge_session
-- Closed, and with whoever answers the other one, so that he can read it.
update session s set state = 'closed', closed_at = clock_timestamp(), merged_into = :into_id, queued_at = null,
                     operator_id = coalesce(s.operator_id, :operator_id), joined = '{}', shared_with = '{}',
                     last_seq = s.last_seq + 1, last_all_seq = s.last_seq + 1
from (select id, last_all_seq from session where id = :session_id for no key update) b
where s.id = b.id and s.merged_into is null and s.state <> 'spam'
returning s.last_seq as seq, b.last_all_seq as prev_all, s.closed_at, s.account_id, s.number, s.operator_id;

-- name: merged_into
-- What a session was merged into, which may be a part of another itself.
select m.id, m.number from session s join session m on m.id = s.merged_into where s.id = :session_id;

-- name: merged_ways
-- The sessions it is a part of, the nearest first: where its letters go on stands last.
with recursive way as (
  select s.merged_into as id, 1 as step from session s where s.id = :session_id
  union all
  select s.merged_into, w.step + 1 from way w join session s on s.id = w.id
)
select s.id, s.number from way w join session s on s.id = w.id order by w.step;

-- name: unmerge_session
update session set merged_into = null, apart = true where id = :session_id and merged_into is not null
returning merged_into;

-- name: merged_of
-- All that is a part of a session, at once or by another.
with recursive part as (
  select s.id, s.number, s.closed_at from session s where s.merged_into = :session_id
  union all
  select s.id, s.number, s.closed_at from part p join session s on s.merged_into = p.id
)
select id, number, closed_at from part order by number limit 100;
