-- name: read_of_clients
-- Sessions of a card's clients, newest first.
select s.*, null::int as my_read_no
from session_readable_by(:administrator, :person, :supervised, :operated, :groups, :readable) s
where s.client_id = any (:clients::uuid[]) and (:live_chat::uuid is null or s.live_chat_id = :live_chat)
  and (s.opened_at, s.id) < (:before_at::timestamptz, :before_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: read_of_accounts
select s.*, null::int as my_read_no
from session_readable_by(:administrator, :person, :supervised, :operated, :groups, :readable) s
where s.account_id = any (:accounts::uuid[]) and (:live_chat::uuid is null or s.live_chat_id = :live_chat)
  and (s.opened_at, s.id) < (:before_at::timestamptz, :before_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: read_of_cards
-- Sessions registered with a card.
select s.*, null::int as my_read_no
from session_readable_by(:administrator, :person, :supervised, :operated, :groups, :readable) s
where s.id in (select b.session_id from session_card b where b.card_id = any (:cards::uuid[]))
  and (:live_chat::uuid is null or s.live_chat_id = :live_chat)
  and (s.opened_at, s.id) < (:before_at::timestamptz, :before_id::uuid)
order by s.opened_at desc, s.id desc limit :most;

-- name: read_one
-- One session, if it is both readable and of what is looked at.
select s.*, null::int as my_read_no
from session_readable_by(:administrator, :person, :supervised, :operated, :groups, :readable) s
where s.id = :session_id
  and (s.client_id = any (:clients::uuid[]) or s.account_id = any (:accounts::uuid[])
       or exists (select from session_card b where b.session_id = s.id and b.card_id = any (:cards::uuid[])));

-- name: reads
-- For the door of files, which knows a session and no card.
select exists (
  select from session_readable_by(:administrator, :person, :supervised, :operated, :groups, :readable) s
  where s.id = :session_id) as reads;

-- name: clients_of_card
select client_id from client_card where card_id = :card_id;

-- name: accounts_named
-- What another application calls an account: our id, the provider's (of signed visitors `site:<its own id>`), or an
-- e-mail that was proved. A claimed one opens nothing.
select a.id from account a where a.id::text = :account and a.id = :account_id::uuid
union
select a.id from account a where a.external_id = :account
union
select a.id from account a where a.email = lower(:account) and (a.verified or a.channel_kind = 'email')
limit 100;

-- name: card_named
-- A card of an app by our id, its number, or the id that the other system gives it.
select c.id, a.binds from card c join app a on a.id = c.app_id
where a.key = :app and c.archived_at is null
  and (c.id = :card_id::uuid or c.number = :number::bigint or c.outside_id = :item)
limit 1;

-- name: live_chats_read
-- The filter: live chats a person may read in, for administrators all.
select id, name from live_chat
where archived_at is null and (:administrator::boolean or id = any (:ids::uuid[]))
order by position, lower(name), id;

-- name: sites
-- fills: Site
select id, name, key, origins, secret, created_at, archived_at from embed_site
where archived_at is null order by lower(name), id;

-- name: site_by_key
-- fills: Site
select id, name, key, origins, secret, created_at, archived_at from embed_site
where key = :key and archived_at is null;

-- name: site_to_change
-- fills: Site
select id, name, key, origins, secret, created_at, archived_at from embed_site where id = :id for no key update;

-- name: add_site
insert into embed_site (id, name, key, origins, secret) values (:id, :name, :key, :origins, :secret);

-- name: change_site
update embed_site set name = :name, origins = :origins, secret = :secret where id = :id;

-- name: archive_site
update embed_site set archived_at = clock_timestamp() where id = :id and archived_at is null;

-- name: end_entries
-- Open pages end with the application, its secret, or the origin they stand on.
delete from embed_entry where site_id = :site_id and origin <> all (:kept::text[]);

-- name: person_named
-- Whom a token speaks for: our id or the e-mail.
select id from person
where archived_at is null and kind = 'person' and (id = :person_id::uuid or email = lower(:subject));

-- name: add_entry
-- A token is good once: the second use finds its `jti`.
insert into embed_entry (id, site_id, jti, key_hash, person_id, origin, account, item_app, item, expires_at)
values (:id, :site_id, :jti, :key_hash, :person_id, :origin, :account, :item_app, :item,
        clock_timestamp() + make_interval(secs => :seconds))
on conflict (site_id, jti) do nothing
returning expires_at;

-- name: entry_by_key
-- fills: Entry
select e.id, e.site_id, e.person_id, e.origin, e.account, e.item_app, e.item, e.expires_at
from embed_entry e join embed_site t on t.id = e.site_id and t.archived_at is null
where (e.key_hash = :key_hash or e.id = :entry_id::uuid) and e.expires_at > clock_timestamp() and e.origin = any (t.origins);

-- name: prune_entries
-- A while longer than any token lives, so that none is used twice.
delete from embed_entry where expires_at < clock_timestamp() - interval '1 hour';

-- name: people_of
-- The clients of what is looked at, who wrote last first.
select c.client_id from (
  select unnest(:clients::uuid[]) as client_id
  union select a.client_id from account a where a.id = any (:accounts::uuid[])
  union select s.client_id from session_card b join session s on s.id = b.session_id
  where b.card_id = any (:cards::uuid[])
) c
order by (select max(a.seen_at) from account a where a.client_id = c.client_id) desc nulls last, c.client_id
limit :most;

-- name: account_of
select a.id from account a where a.id = :account_id and a.client_id = any (:clients::uuid[]);

-- name: cards_of_sessions
-- Of these cards those that sessions, not clients, are registered with.
select c.id from card c join app a on a.id = c.app_id
where c.id = any (:cards::uuid[]) and a.binds = 'session' and c.archived_at is null and a.archived_at is null;
