-- name: cards
-- fills: Card
-- A page of an app's cards, those changed last first; found by any piece of their words.
select c.id, c.app_id, c.number, c.title, c.values, c.outside_id, c.created_at, c.changed_at, c.archived_at,
       a.outside_url, p.id as created_by, p.name as creator_name
from card c join app a on a.id = c.app_id left join person p on p.id = c.created_by
where c.app_id = :app_id and c.archived_at is null
  and (:inside::text is null or ((c.words like :inside or c.words like :behind) and c.words like all (:all::text[])))
  and (c.changed_at, c.id) < (:before_at::timestamptz, :before_id::uuid)
order by c.changed_at desc, c.id desc limit :most;

-- name: card_by_id
-- fills: Card
select c.id, c.app_id, c.number, c.title, c.values, c.outside_id, c.created_at, c.changed_at, c.archived_at,
       a.outside_url, p.id as created_by, p.name as creator_name
from card c join app a on a.id = c.app_id left join person p on p.id = c.created_by
where c.id = :card_id;

-- name: cards_by_outside_id
select id from card where app_id = :app_id and outside_id = :outside_id and archived_at is null;

-- name: hold_card
-- One change of a card, or first use of it, at a time; who binds it need not wait.
select id from card where id = :card_id for no key update;

-- name: add_card
-- The same id again is the same card: a creation may be repeated.
insert into card (id, app_id, title, values, outside_id, words, created_by)
values (:card_id, :app_id, :title, :values, :outside_id, :words, :person_id)
on conflict (id) do nothing returning id;

-- name: number_words
-- A card is found by its number too, which the table gives.
update card set words = words || ' #' || number where id = :card_id;

-- name: change_card
update card set title = :title, values = :values, outside_id = :outside_id, words = :words || ' #' || number,
  archived_at = case when :archived::boolean then coalesce(archived_at, clock_timestamp())
                     when :archived is null then archived_at end,
  changed_at = clock_timestamp()
where id = :card_id;

-- name: add_change
insert into card_change (id, card_id, person_id, fields) values (:id, :card_id, :person_id, :fields);

-- name: changes
select h.id, h.at, h.fields, p.id as person_id, p.name as person_name
from card_change h join person p on p.id = h.person_id
where h.card_id = :card_id and h.id < :before order by h.id desc limit :most;

-- name: bindings_of_client
-- The cards a client is bound to, one of each app.
select b.app_id, b.bound_at, b.bound_by, p.name as bound_by_name, c.id as card_id
from client_card b join card c on c.id = b.card_id left join person p on p.id = b.bound_by
where b.client_id = :client_id order by b.bound_at;

-- name: cards_by_ids
-- fills: Card
select c.id, c.app_id, c.number, c.title, c.values, c.outside_id, c.created_at, c.changed_at, c.archived_at,
       a.outside_url, p.id as created_by, p.name as creator_name
from card c join app a on a.id = c.app_id left join person p on p.id = c.created_by
where c.id = any (:card_ids::uuid[]);

-- name: hold_client
-- Held against a merging at the same moment, not against a session that opens for him; whose `merged_into` is set has
-- become another.
select id, merged_into from client where id = :client_id for no key update;

-- name: bind_client
-- One card of each app: another one takes its place. Nothing comes back when it was bound already.
insert into client_card (client_id, app_id, card_id, bound_by) values (:client_id, :app_id, :card_id, :person_id)
on conflict (client_id, app_id) do update
  set card_id = excluded.card_id, bound_by = excluded.bound_by, bound_at = clock_timestamp()
  where client_card.card_id <> excluded.card_id
returning card_id;

-- name: unbind_client
delete from client_card where client_id = :client_id and app_id = :app_id returning card_id;

-- name: clients_of_card
-- Who is bound to it, the last one first.
select client_id from client_card where card_id = :card_id order by bound_at desc, client_id;

-- name: account_of_address
select id, client_id from account where channel_kind = :channel_kind and channel_id is null and external_id = :external_id;

-- name: add_address
-- A dormant account: an address that a card names and nobody wrote from yet. Whoever has it keeps it.
insert into account (id, client_id, channel_kind, external_id, name, email, phone)
values (:account_id, :client_id, :channel_kind, :external_id, :name, :email, :phone)
on conflict do nothing returning id;
