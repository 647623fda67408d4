-- name: client_seen
-- Whether one may see this client: through a session of his, or, where he has none yet, at the desk. The same answer
-- for none and for another's.
select c.id, c.name,
       (select a.name from account a where a.client_id = c.id and a.name is not null
        order by a.verified desc, a.seen_at desc nulls last, a.id limit 1) as account_name
from client c
where c.id = :client_id and c.merged_into is null
  and (:administrator::boolean
    or exists (
      select from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
      where s.client_id = c.id)
    or (:at_desk::boolean and not exists (select from session s where s.client_id = c.id)));

-- name: clients_found
-- By a piece of a name, an address or a phone. Those who wrote last come first; of a piece that half of all have, only
-- the first thousand of each kind is looked through.
with matching as materialized (
  select m.client_id from (
    (select c.id as client_id from client c where c.name ilike :inside or c.name ilike :behind limit 1000)
    union all
    (select a.client_id from account a where a.name ilike :inside or a.name ilike :behind limit 1000)
    union all
    (select a.client_id from account a where a.email ilike :inside or a.email ilike :behind limit 1000)
    union all
    (select a.client_id from account a where regexp_replace(a.phone, '[^0-9]+', '', 'g') like :digits::text limit 1000)
  ) m group by m.client_id
), seen as materialized (
  select c.id, c.name,
         (select max(s.opened_at) from session_visible_to(
            :administrator, :person, :supervised, :operated, :groups, :account) s where s.client_id = c.id) as last_at
  from matching m join client c on c.id = m.client_id
  where c.merged_into is null
)
select f.id, f.name, f.last_at,
       (select jsonb_agg(jsonb_build_object(
          'id', a.id, 'channel_kind', a.channel_kind, 'channel_id', a.channel_id, 'name', a.name, 'email', a.email,
          'phone', a.phone, 'verified', a.verified, 'person_id', a.person_id)
        order by a.verified desc, a.seen_at desc nulls last, a.id)
        from (select * from account a where a.client_id = f.id limit 20) a) as accounts
from seen f
where (f.last_at is not null or :administrator::boolean
    or (:at_desk::boolean and not exists (select from session s where s.client_id = f.id)))
  and not exists (
    select from unnest(:all::text[]) p(piece)
    where not (f.name ilike p.piece or exists (
      select from account a where a.client_id = f.id and (
        a.name ilike p.piece or a.email ilike p.piece
        or regexp_replace(a.phone, '[^0-9]+', '', 'g') like regexp_replace(p.piece, '[^0-9%]+', '', 'g')
           and p.piece ~ '[0-9]'))))
order by f.last_at desc nulls last, f.id limit :most;

-- name: clients_recent
-- The clients of these sessions, who began last first.
select f.id, f.name, f.last_at,
       (select jsonb_agg(jsonb_build_object(
          'id', a.id, 'channel_kind', a.channel_kind, 'channel_id', a.channel_id, 'name', a.name, 'email', a.email,
          'phone', a.phone, 'verified', a.verified, 'person_id', a.person_id)
        order by a.verified desc, a.seen_at desc nulls last, a.id)
        from (select * from account a where a.client_id = f.id limit 20) a) as accounts
from (
  select c.id, c.name, max(s.opened_at) as last_at from session s join client c on c.id = s.client_id
  where s.id = any (:session_ids::uuid[]) group by c.id
) f
order by f.last_at desc, f.id limit :most;

-- name: accounts_of_client
select a.id, a.channel_kind, a.channel_id, ch.name as channel_name, a.external_id, a.name, a.email, a.phone, a.verified,
       a.language, a.created_at, a.seen_at, a.person_id, p.name as person_name
from account a left join channel ch on ch.id = a.channel_id left join person p on p.id = a.person_id
where a.client_id = :client_id
order by a.verified desc, a.seen_at desc nulls last, a.id limit :most;

-- name: client_places
-- In which live chats and with whom a client's sessions are: what rights are asked of. Who was responsible for one that
-- is over is not so any more, unless it is the last one and none is open.
with his as (
  select live_chat_id, operator_id, state in ('waiting', 'with_operator') as open,
         row_number() over (order by opened_at desc, id desc) = 1 as last
  from session where client_id = :client_id
)
select distinct live_chat_id,
       case when open or (last and not exists (select from his where open)) then operator_id end as operator_id
from his;

-- name: sessions_of_client
-- fills: Session
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.client_id = :client_id and (s.opened_at, s.id) < (:before_at::timestamptz, :before_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: sessions_of_card
-- fills: Session
-- Those registered with the card, and those of the clients bound to it.
select s.*, m.client_no as my_read_no
from (
  select sc.session_id from session_card sc where sc.card_id = :card_id
  union
  select x.id from client_card cc join session x on x.client_id = cc.client_id where cc.card_id = :card_id
) of_card
join lateral (
  select * from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) v
  where v.id = of_card.session_id
) s on true
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where (s.opened_at, s.id) < (:before_at::timestamptz, :before_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: clients_of_card
select client_id from client_card where card_id = :card_id order by bound_at desc limit :most;

-- name: lock_account_client
-- The client of an account, held until the session that names him is there: a merging waits, or was before.
select client_id from account where id = :account_id for share;

-- name: follow_accounts
-- The sessions of accounts whose client became another. Open ones get a number for it, so that desks hear.
with moved as materialized (
  select id, state from session where account_id = any (:account_ids::uuid[]) order by id for no key update
)
update session s set client_id = :client_id,
  last_seq = s.last_seq + case when m.state in ('waiting', 'with_operator') then 1 else 0 end
from moved m where s.id = m.id
returning s.id, s.state in ('waiting', 'with_operator') as open, s.last_seq as seq, s.last_all_seq as prev_all;

-- name: hold_sessions_of_merging
-- All sessions a merging is about to touch, in id order at once: those of the accounts that came over, and the open ones
-- of the client they came to. In two goes they would be locked in no order, and who locks many at once would wait in a
-- circle.
select id from session
where account_id = any (:account_ids::uuid[])
   or (client_id = :client_id and state in ('waiting', 'with_operator'))
order by id for no key update;

-- name: hold_bound_session
-- One binding of a session at a time; its client is the one it has now.
select id, client_id from session where id = :session_id for no key update;

-- name: cards_of_session
select b.card_id, b.bound_at, b.bound_by, p.name as bound_by_name
from session_card b left join person p on p.id = b.bound_by
where b.session_id = :session_id order by b.bound_at, b.card_id limit :most;

-- name: bind_session
insert into session_card (session_id, card_id, bound_by) values (:session_id, :card_id, :person_id)
on conflict do nothing returning card_id;

-- name: unbind_session
delete from session_card where session_id = :session_id and card_id = :card_id returning card_id;
