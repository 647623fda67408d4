-- name: hold_clients
-- Both of a merging, always in the same order: two merges at once must not wait for each other. Weak enough for a session
-- that opens meanwhile and points at one of them: it holds the account that the merging is about to move.
select id, name, merged_into from client where id = any (:client_ids::uuid[]) order by id for no key update;

-- name: kept_client
-- Whom a client has become, through any chain of merges.
with recursive chain as (
  select c.id, c.merged_into, 0 as depth from client c where c.id = :client_id
  union all
  select c.id, c.merged_into, chain.depth + 1 from chain join client c on c.id = chain.merged_into
  where chain.depth < 100
)
select id from chain where merged_into is null;

-- name: is_internal
-- An employee who writes inside the company.
select exists (
  select from account where client_id = :client_id and (person_id is not null or channel_kind = 'internal')) as internal;

-- name: move_accounts
-- Whatever session is being opened for one of them waits here, and takes the new client.
update account set client_id = :kept_id where client_id = :merged_id returning id;

-- name: return_accounts
update account set client_id = :merged_id where id = any (:account_ids::uuid[]) and client_id = :kept_id returning id;

-- name: set_merged
update client set merged_into = :kept_id where id = :merged_id;

-- name: name_if_nameless
-- A kept one without a name takes the other's: his sessions go on under the name operators gave.
update client set name = :name where id = :client_id and name is null returning id;

-- name: unname
-- Only the name the merging gave; one given by hand since then stays.
update client set name = null where id = :client_id and name = :name;

-- name: client_cards
select app_id, card_id, bound_by, bound_at from client_card where client_id = :client_id order by app_id;

-- name: drop_client_cards
delete from client_card where client_id = :client_id;

-- name: put_client_card
-- What is bound there already wins.
insert into client_card (client_id, app_id, card_id, bound_by, bound_at)
values (:client_id, :app_id, :card_id, :bound_by, :bound_at)
on conflict do nothing returning app_id;

-- name: take_client_card
delete from client_card where client_id = :client_id and app_id = :app_id and card_id = :card_id returning app_id;

-- name: add_merge
insert into client_merge (id, kept_id, merged_id, accounts, cards, named, merged_by)
values (:merge_id, :kept_id, :merged_id, :accounts, :cards, :named, :person_id);

-- name: merge_known
-- fills: Merge
-- A look before the locks: whom it is about.
select m.id, m.kept_id, m.merged_id, m.accounts, m.cards, m.named, m.merged_at, m.undone_at
from client_merge m where m.id = :merge_id;

-- name: merge_to_undo
-- fills: Merge
-- After its clients are held: a merging beside it, undone at the same moment, takes its locks in the same order.
select m.id, m.kept_id, m.merged_id, m.accounts, m.cards, m.named, m.merged_at, m.undone_at
from client_merge m where m.id = :merge_id for update;

-- name: standing_merges
-- fills: Merge
-- What stands of a client's merges, the first one first.
select m.id, m.kept_id, m.merged_id, m.accounts, m.cards, m.named, m.merged_at, m.undone_at
from client_merge m where m.kept_id = :kept_id and m.undone_at is null order by m.merged_at, m.id;

-- name: set_merge_cards
update client_merge set cards = :cards where id = :merge_id;

-- name: set_undone
update client_merge set undone_by = :person_id, undone_at = clock_timestamp() where id = :merge_id;

-- name: merges_shown
-- For the client's page: who was merged into him and may be parted again.
select m.id, m.merged_at, m.merged_id, coalesce(c.name, (
         select a.name from account a where a.id = any (m.accounts) and a.name is not null limit 1)) as merged_name,
       p.id as person_id, p.name as person_name
from client_merge m join client c on c.id = m.merged_id left join person p on p.id = m.merged_by
where m.kept_id = :kept_id and m.undone_at is null order by m.merged_at desc, m.id desc;
