-- name: standing
-- fills: Standing
-- All that decides what a person may do, read afresh for every request: a right withdrawn holds at once.
-- Asked by a sign-in's token, by sign-ins' ids, or for a person without any sign-in; the other two are null or empty.
with asked as (
  select id as sign_in_id, person_id, last_seen_at < clock_timestamp() - interval '1 minute' as stale
  from sign_in
  where (token_hash = :token_hash::bytea or id = any (:sign_in_ids::uuid[]))
    and ended_at is null
    and expires_at > clock_timestamp()
  union all
  select null, :person_id::uuid, false where :person_id::uuid is not null
)
select asked.sign_in_id,
       asked.stale,
       p.id                              as person_id,
       p.kind,
       p.name,
       p.administrator,
       p.status,
       coalesce(p.language, w.language)  as language,
       array(
         select m.group_id
         from group_member m join person_group g on g.id = m.group_id
         where m.person_id = p.id and g.archived_at is null
       )                                 as groups,
       (
         select coalesce(jsonb_agg(distinct jsonb_build_array(lg.live_chat_id, lg.role)), '[]')
         from group_member m
         join person_group g on g.id = m.group_id and g.archived_at is null
         join live_chat_group lg on lg.group_id = g.id
         join live_chat l on l.id = lg.live_chat_id and l.archived_at is null
         where m.person_id = p.id
       )                                 as roles
from asked
join person p on p.id = asked.person_id
cross join workspace w
where p.archived_at is null and (p.kind = 'person' or asked.sign_in_id is null);

-- name: touch_sign_in
-- A sign-in in use lives on, but never past its absolute end. Written once a minute, not once a request.
update sign_in
set last_seen_at = clock_timestamp(),
    expires_at   = least(clock_timestamp() + make_interval(mins => :idle_minutes),
                         created_at + make_interval(days => :days))
where id = :sign_in_id
  and ended_at is null
  and expires_at > clock_timestamp()
  and last_seen_at < clock_timestamp() - interval '1 minute';

-- name: candidate_by_email
-- fills: Candidate
-- Who might be signing in. An archived person is nobody.
select p.id as person_id, p.name, p.email, w.hash
from person p left join password w on w.person_id = p.id
where p.email = :email and p.kind = 'person' and p.archived_at is null;

-- name: candidate_by_id
-- fills: Candidate
-- Who is changing his password.
select p.id as person_id, p.name, p.email, w.hash
from person p left join password w on w.person_id = p.id
where p.id = :person_id and p.kind = 'person' and p.archived_at is null;

-- name: begin_sign_in
-- The person is looked at once more: he may have been archived while his password was being checked.
insert into sign_in (id, person_id, token_hash, expires_at, address, user_agent)
select :id, p.id, :token_hash,
       clock_timestamp() + least(make_interval(mins => :idle_minutes), make_interval(days => :days)),
       :address, :user_agent
from person p
where p.id = :person_id and p.kind = 'person' and p.archived_at is null
for share
returning id;

-- name: sign_ins_of
-- fills: SignIn
-- The living sign-ins of one person, latest use first.
select id, created_at, last_seen_at, address, user_agent
from sign_in
where person_id = :person_id and ended_at is null and expires_at > clock_timestamp()
order by last_seen_at desc, id desc;

-- name: end_sign_in
-- One's own sign-in only: another's is answered like none.
update sign_in set ended_at = clock_timestamp()
where id = :sign_in_id and person_id = :person_id and ended_at is null and expires_at > clock_timestamp()
returning id;

-- name: end_sign_in_by_token
-- A browser that signs in anew gives up the sign-in it had.
update sign_in set ended_at = clock_timestamp() where token_hash = :token_hash and ended_at is null returning id;

-- name: end_sign_ins_of
-- All of a person's sign-ins but perhaps one: at archiving, at a reset, at a change of password.
update sign_in set ended_at = clock_timestamp()
where person_id = :person_id and ended_at is null and id is distinct from :except_id
returning id;

-- name: renew_token
-- A new secret for the same sign-in: what was known before opens nothing any more.
update sign_in set token_hash = :token_hash where id = :sign_in_id and ended_at is null returning id;

-- name: keep_password
-- Set or replace the password of a person.
insert into password (person_id, hash) values (:person_id, :hash)
on conflict (person_id) do update set hash = excluded.hash, changed_at = clock_timestamp();

-- name: rehash_password
-- Stronger parameters come in at sign-in; a password that was changed meanwhile stays.
update password set hash = :hash where person_id = :person_id and hash = :old_hash;

-- name: note_try
-- Every try is counted before it is judged, so that many at once do not slip past together.
insert into sign_in_failure (subject)
select unnest(:subjects::text[])
returning subject, at;

-- name: count_tries
-- How often each subject was tried of late, and when the try that must age out first was made.
select subject,
       count(*)                                                            as tries,
       extract(epoch from min(at) + interval '15 minutes' - clock_timestamp())::float8 as wait
from sign_in_failure
where subject = any (:subjects) and at > clock_timestamp() - interval '15 minutes'
group by subject;

-- name: forget_try
-- A try that was refused unjudged, or that succeeded, is not held against anybody.
delete from sign_in_failure f
using unnest(:subjects::text[], :times::timestamptz[]) as mine (subject, at)
where f.subject = mine.subject and f.at = mine.at;

-- name: forget_subject
-- Who has signed in has proved himself: his earlier typing errors are forgotten.
delete from sign_in_failure where subject = :subject;

-- name: add_ticket
-- A ticket for one socket, for a sign-in or for a client's account.
insert into socket_ticket (token_hash, sign_in_id, account_id, channel_id, token_id, expires_at)
values (:token_hash, :sign_in_id, :account_id, :channel_id, :token_id, clock_timestamp() + interval '60 seconds')
returning expires_at;

-- name: redeem_ticket
-- fills: TicketHolder
-- Deleting is the use: of two at once, one finds the row.
delete from socket_ticket
where token_hash = :token_hash and expires_at > clock_timestamp()
returning sign_in_id, account_id, channel_id, token_id;

-- name: add_link
-- A link to hand over; `person_id` is null for the set-up.
insert into one_time_link (token_hash, purpose, person_id, expires_at)
values (:token_hash, :purpose, :person_id, clock_timestamp() + make_interval(mins => :minutes));

-- name: void_links_of
-- A person has at most one link that works.
update one_time_link set used_at = clock_timestamp() where person_id = :person_id and used_at is null;

-- name: personal_link
-- fills: PersonalLink
-- What the page behind a link may show, while the link works.
select l.purpose, p.id as person_id, p.name, p.email
from one_time_link l join person p on p.id = l.person_id
where l.token_hash = :token_hash and l.purpose in ('invitation', 'password_reset')
  and l.used_at is null and l.expires_at > clock_timestamp() and p.archived_at is null;

-- name: use_personal_link
-- The use itself: of twenty at once exactly one is given the row.
update one_time_link l set used_at = clock_timestamp()
from person p
where l.token_hash = :token_hash and l.purpose in ('invitation', 'password_reset')
  and l.used_at is null and l.expires_at > clock_timestamp()
  and p.id = l.person_id and p.archived_at is null
returning l.person_id;

-- name: set_up_is_open
-- Whether the set-up waits, and whether this link is one that opens it.
select exists (select from workspace where set_up_at is null)
   and not exists (select from person where administrator and archived_at is null) as waits,
   exists (
     select from one_time_link
     where token_hash = :token_hash::bytea and purpose = 'set_up' and used_at is null and expires_at > clock_timestamp()
   ) as known;

-- name: use_set_up_link
-- The use itself, of one link.
update one_time_link set used_at = clock_timestamp()
where token_hash = :token_hash and purpose = 'set_up' and used_at is null and expires_at > clock_timestamp()
returning purpose;

-- name: void_set_up_links
-- After the set-up every link printed by an earlier start is dead too.
update one_time_link set used_at = clock_timestamp() where purpose = 'set_up' and used_at is null;

-- name: prune_tickets
-- Tickets that nobody came with.
delete from socket_ticket where expires_at < clock_timestamp() - interval '1 minute';

-- name: prune_tries
-- Tries that no limit looks at any more.
delete from sign_in_failure where at < clock_timestamp() - interval '1 hour';

-- name: prune_sign_ins
-- Addresses are kept for thirty days, not longer.
delete from sign_in s
where coalesce(s.ended_at, s.expires_at) < clock_timestamp() - interval '30 days'
  and not exists (select from socket_ticket t where t.sign_in_id = s.id);

-- name: prune_links
-- A dead link is kept for thirty days, so that the trail can be understood.
delete from one_time_link where least(coalesce(used_at, expires_at), expires_at) < clock_timestamp() - interval '30 days';

-- name: password_still
-- The password that was checked is still the one: a reset that came in between wins.
select person_id from password where person_id = :person_id and hash = :hash for share;
