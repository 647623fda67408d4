-- name: account_by_id
-- fills: Account
select a.id, a.client_id, a.channel_kind, a.channel_id, a.external_id, a.name, a.email, a.phone, a.verified, a.language,
       c.name as client_name
from account a join client c on c.id = a.client_id
where a.id = :account_id;

-- name: account_by_identity
-- fills: Account
-- The same person of the provider is the same account, within the channel where ids are scoped to it.
select a.id, a.client_id, a.channel_kind, a.channel_id, a.external_id, a.name, a.email, a.phone, a.verified, a.language,
       c.name as client_name
from account a join client c on c.id = a.client_id
where a.channel_kind = :channel_kind
  and coalesce(a.channel_id, '00000000-0000-0000-0000-000000000000'::uuid)
      = coalesce(:channel_id::uuid, '00000000-0000-0000-0000-000000000000'::uuid)
  and a.external_id = :external_id;

-- name: add_client
insert into client (id, name) values (:client_id, :name);

-- name: add_account
-- Two first messages at once make one account: the second finds the first.
insert into account (id, client_id, channel_kind, channel_id, external_id, name, email, phone, verified, language, details)
values (:account_id, :client_id, :channel_kind, :channel_id, :external_id, :name, :email, :phone, :verified, :language,
        :details)
on conflict do nothing
returning id;

-- name: drop_account
delete from account where id = :account_id returning client_id;

-- name: drop_client
-- A client made for an account that lost the race, or whose only account is forgotten. Who was ever merged or has a card
-- stays: that is remembered.
delete from client c
where c.id = :client_id and not exists (select from account a where a.client_id = c.id)
  and not exists (select from client_merge m where m.kept_id = c.id)
  and not exists (select from client_merge m where m.merged_id = c.id)
  and not exists (select from client_card b where b.client_id = c.id);

-- name: refresh_account
-- What the account says of itself now; a proved name is never replaced by a claimed one.
update account set
  name = case when verified and not :verified::boolean then name else coalesce(:name, name) end,
  email = case when verified and not :verified::boolean then email else coalesce(:email, email) end,
  phone = case when verified and not :verified::boolean then phone else coalesce(:phone, phone) end,
  language = coalesce(:language, language),
  details = details || :details,
  seen_at = clock_timestamp()
where id = :account_id;

-- name: rename_client
update client set name = :name where id = :client_id;

-- name: tie_account
-- An account of an internal channel is its person's; the same person has one.
update account set person_id = :person_id where id = :account_id and person_id is null;
