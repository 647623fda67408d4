-- name: board_place
-- The live chat, from when a wait is long (seconds), and when the workspace's day began.
select l.id, l.name, coalesce(l.escalate_after, 120) as long_wait, w.time_zone, clock_timestamp() as at,
       date_trunc('day', clock_timestamp(), w.time_zone) as day_began_at
from live_chat l cross join workspace w
where l.id = :live_chat_id and l.archived_at is null;

-- name: board_waiting
-- fills: Session
-- Who waits longest stands first.
select s.*, null::int as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
where s.state = 'waiting' and s.queued_at is not null and s.live_chat_id = :live_chat_id
order by s.queued_at, s.id limit :most;

-- name: board_waiting_count
select count(*)::int as waiting from session
where state = 'waiting' and queued_at is not null and live_chat_id = :live_chat_id;

-- name: board_unanswered
-- Clients whose word an operator has not answered, since the first such word. A note answers nobody. Of all of them only
-- those that are named come back, and of each operator the first, with how many there are.
select * from (
select s.id, s.operator_id, u.since, u.messages,
       row_number() over (order by u.since, s.id) as place,
       row_number() over (partition by s.operator_id order by u.since, s.id) as place_of_his,
       count(*) over () as all_of_them, count(*) over (partition by s.operator_id) as all_of_his
from session s
left join lateral (
  select m.seq from message m
  where m.session_id = s.id and m.author_kind in ('person', 'bot') and m.audience = 'all'
  order by m.seq desc limit 1
) said on true
cross join lateral (
  select min(m.posted_at) as since, count(*)::int as messages from message m
  where m.session_id = s.id and m.seq > coalesce(said.seq, 0) and m.author_kind = 'account' and m.deleted_at is null
) u
where s.live_chat_id = :live_chat_id and s.state = 'with_operator' and u.messages > 0
) one where one.place <= :most or one.place_of_his = 1
order by one.place;

-- name: board_operators
-- Its operators, and whoever else holds a session here; `open_sessions` over all live chats, `open_here` in this one.
with staff as (
  select gm.person_id as id from live_chat_group lg
  join person_group g on g.id = lg.group_id and g.archived_at is null
  join group_member gm on gm.group_id = lg.group_id
  where lg.live_chat_id = :live_chat_id and lg.role = 'operator'
  union
  select s.operator_id from session s where s.live_chat_id = :live_chat_id and s.state = 'with_operator'
)
select p.id, p.name, p.status, p.status_since,
       coalesce(p.reachable_at > clock_timestamp() - interval '120 seconds', false) as reachable,
       count(s.id)::int as open_sessions,
       (count(s.id) filter (where s.live_chat_id = :live_chat_id))::int as open_here
from staff join person p on p.id = staff.id and p.archived_at is null
left join session s on s.operator_id = p.id and s.state = 'with_operator'
group by p.id
order by array_position(array['online', 'away', 'offline'], p.status), lower(p.name), p.id;

-- name: board_today
-- The day's figures from the log, over the sessions that were open on this day: those still open, and those closed
-- since it began. Spam is neither. `taken`: out of the queue into an operator's hands, with how long that took; the
-- first response is the operator's first word after it, before it leaves his hands. `abandoned`: closed though no operator said a word to the client
-- since it was opened or re-opened (as in docs/reports.md). What a program's notification made is closed from the start;
-- what was merged into another session is closed by that, and not abandoned.
with touched as materialized (
  select id from session where live_chat_id = :live_chat_id and state in ('waiting', 'with_operator')
  union all
  select id from session where live_chat_id = :live_chat_id and state = 'closed' and closed_at >= :day_began_at
), steps as (
  select e.session_id, e.seq, e.kind, e.at, e.actor_kind, k.state,
         lag(e.at) over way as before_at, lag(k.state) over way as before_state,
         min(e.seq) filter (where k.state <> 'with_operator')
           over (way rows between 1 following and unbounded following) as left_seq,
         max(e.seq) filter (where e.kind in ('session_opened', 'session_reopened')) over way as begun_seq
  from touched t
  join event e on e.session_id = t.id
   and e.kind in ('session_opened', 'session_taken', 'session_assigned', 'session_closed', 'session_reopened',
                  'session_transferred', 'session_marked_spam', 'session_restored', 'letters_moved')
   and (e.kind <> 'letters_moved' or e.body ->> 'state' = 'closed')
  cross join lateral (
    select case e.kind when 'session_opened' then case e.actor_kind when 'system' then 'closed' else 'waiting' end
                       when 'session_taken' then 'with_operator'
                       when 'session_closed' then 'closed' else e.body ->> 'state' end as state
  ) k
  window way as (partition by e.session_id order by e.seq)
), taken as (
  select st.session_id, st.at, st.at - st.before_at as wait, answer.posted_at - st.at as response
  from steps st
  left join lateral (
    select m.posted_at from message m
    where m.session_id = st.session_id and m.seq > st.seq and (st.left_seq is null or m.seq < st.left_seq)
      and m.author_kind in ('person', 'bot') and m.audience = 'all'
    order by m.seq limit 1
  ) answer on true
  where st.at >= :day_began_at and st.state = 'with_operator' and st.before_state = 'waiting'
)
select
  (select count(*)::int from steps where kind = 'session_opened' and actor_kind <> 'system' and at >= :day_began_at) as opened,
  (select count(*)::int from steps where kind = 'session_reopened' and at >= :day_began_at) as reopened,
  (select count(*)::int from steps where kind in ('session_closed', 'letters_moved') and at >= :day_began_at
   and before_state is distinct from 'closed') as closed,
  (select count(*)::int from steps
   where kind = 'session_closed' and actor_kind <> 'account' and at >= :day_began_at
   and before_state is distinct from 'closed' and not exists (
     select from message m
     where m.session_id = steps.session_id and m.seq > steps.begun_seq and m.seq < steps.seq
       and m.author_kind in ('person', 'bot') and m.audience = 'all')) as abandoned,
  (select count(*)::int from taken) as taken,
  (select extract(epoch from avg(wait))::float8 from taken) as wait_average,
  (select extract(epoch from avg(response))::float8 from taken) as first_response_average,
  r.rated, r.rating_average
from (
  select count(*)::int as rated, avg(rating)::float8 as rating_average from session
  where live_chat_id = :live_chat_id and state = 'closed' and rated_at >= :day_began_at
    and closed_at >= :day_began_at - make_interval(hours => :rated_within)
) r;
