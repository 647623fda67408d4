-- name: hold_to_rate
-- The session as it is rated, held until that is done; `earlier` and `comment` are what its client said of the same closing.
select s.state, s.closed_at, s.last_all_seq as prev_all, l.ask_rating,
       s.closed_at > clock_timestamp() - make_interval(hours => :hours) as within,
       case when s.rated_at >= s.closed_at then s.rating end as earlier,
       case when s.rated_at >= s.closed_at then (
         select r.comment from session_rating r where r.session_id = s.id order by r.seq desc limit 1) end as comment
from session s join live_chat l on l.id = s.live_chat_id
where s.id = :session_id for no key update of s;

-- name: rate
with rated as (
  update session set rating = :rating, rated_at = clock_timestamp(), last_seq = last_seq + 1, last_all_seq = last_seq + 1
  where id = :session_id returning last_seq as seq, rated_at
), kept as (
  insert into session_rating (session_id, seq, rating, comment)
  select :session_id, seq, :rating, :comment from rated
)
select seq, rated_at from rated;

-- name: comments_at
-- The words of given ratings, for events that are sent again.
select seq, comment from session_rating where session_id = :session_id and seq = any (:seqs::bigint[]);
