-- name: entries_matching
-- fills: Match
-- The entries in force an account fits, by the few texts it could be listed under: one look into the index for each.
select e.id, e.list, e.kind, e.everywhere,
       array(select l.live_chat_id from blocklist_entry_live_chat l where l.entry_id = e.id) as live_chat_ids,
       extract(epoch from e.valid_until - clock_timestamp())::float8 as seconds_left
from unnest(:kinds::text[], :values::text[], :proved::boolean[]) as f (kind, value, proved)
join blocklist_entry e on e.kind = f.kind and e.value = f.value and e.archived_at is null
where (e.valid_until is null or e.valid_until > clock_timestamp())
  and (e.list = 'block' or f.proved)
  and (e.channel_kind is null or e.channel_kind = :channel_kind);

-- name: version
select version from blocklist_version;

-- name: raise_version
-- Also what makes changes wait for each other: two alike at once are found by the second.
update blocklist_version set version = version + 1;

-- name: entries_page
-- fills: Entry
-- Newest first. Of other live chats than one works in, nothing; those for all are everybody's to see.
select e.id, e.list, e.name, e.kind, e.channel_kind, e.value, e.everywhere,
       coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.position, c.name)
                 from blocklist_entry_live_chat l join live_chat c on c.id = l.live_chat_id
                 where l.entry_id = e.id), '[]') as live_chats,
       e.valid_until, coalesce(e.valid_until <= clock_timestamp(), false) as expired,
       e.created_by, p.name as created_by_name, e.created_at, e.archived_at
from blocklist_entry e left join person p on p.id = e.created_by
where (e.archived_at is not null) = (:state = 'archived')
  and (:state = 'archived' or coalesce(e.valid_until <= clock_timestamp(), false) = (:state = 'expired'))
  and (:list::text is null or e.list = :list)
  and (:kind::text is null or e.kind = :kind)
  and (:pattern::text is null or (e.name || ' ' || e.value) ilike :pattern)
  and (:administrator or e.everywhere or exists (
    select from blocklist_entry_live_chat l where l.entry_id = e.id and l.live_chat_id = any (:live_chats::uuid[])))
  and (:live_chat::uuid is null or e.everywhere or exists (
    select from blocklist_entry_live_chat l where l.entry_id = e.id and l.live_chat_id = :live_chat))
  and (e.created_at, e.id) < (:before_at::timestamptz, :before_id::uuid)
order by e.created_at desc, e.id desc limit :most;

-- name: entry_seen
-- fills: Entry
select e.id, e.list, e.name, e.kind, e.channel_kind, e.value, e.everywhere,
       coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.position, c.name)
                 from blocklist_entry_live_chat l join live_chat c on c.id = l.live_chat_id
                 where l.entry_id = e.id), '[]') as live_chats,
       e.valid_until, coalesce(e.valid_until <= clock_timestamp(), false) as expired,
       e.created_by, p.name as created_by_name, e.created_at, e.archived_at
from blocklist_entry e left join person p on p.id = e.created_by
where e.id = :entry_id
  and (:administrator or e.everywhere or exists (
    select from blocklist_entry_live_chat l where l.entry_id = e.id and l.live_chat_id = any (:live_chats::uuid[])));

-- name: entry_alike
-- Another one in force that says the same for the same live chats.
select e.id from blocklist_entry e
where e.kind = :kind and e.value = :value and e.archived_at is null and e.list = :list and e.id <> :entry_id
  and e.channel_kind is not distinct from :channel_kind and e.everywhere = :everywhere
  and (e.valid_until is null or e.valid_until > clock_timestamp())
  and array(select l.live_chat_id from blocklist_entry_live_chat l where l.entry_id = e.id order by 1)
      = array(select u from unnest(:live_chat_ids::uuid[]) as u order by 1);

-- name: add_entry
insert into blocklist_entry (id, list, name, kind, channel_kind, value, everywhere, valid_until, created_by)
values (:entry_id, :list, :name, :kind, :channel_kind, :value, :everywhere, :valid_until, :person_id);

-- name: change_entry
update blocklist_entry set list = :list, name = :name, kind = :kind, channel_kind = :channel_kind, value = :value,
  everywhere = :everywhere, valid_until = :valid_until, changed_at = clock_timestamp()
where id = :entry_id;

-- name: drop_places
delete from blocklist_entry_live_chat where entry_id = :entry_id;

-- name: add_places
insert into blocklist_entry_live_chat (entry_id, live_chat_id) select :entry_id, unnest(:live_chat_ids::uuid[]);

-- name: archive_entry
-- Answers only when it changed something.
update blocklist_entry set archived_at = case when :archived::boolean then clock_timestamp() end
where id = :entry_id and (archived_at is not null) <> :archived::boolean returning id;

-- name: live_chats_in_use
select id from live_chat where id = any (:live_chat_ids::uuid[]) and archived_at is null;

-- name: is_past
-- Times are the database's.
select :at::timestamptz <= clock_timestamp() as past;

-- name: note_address
-- The last one only; the same one again is written down once a day.
insert into blocklist_address as b (account_id, address) values (:account_id, :address)
on conflict (account_id) do update set address = excluded.address, seen_at = clock_timestamp()
where b.address <> excluded.address or b.seen_at < clock_timestamp() - interval '1 day';

-- name: address_of
select address from blocklist_address where account_id = :account_id and seen_at > clock_timestamp() - interval '30 days';

-- name: forget_addresses
delete from blocklist_address where seen_at < clock_timestamp() - interval '30 days';
