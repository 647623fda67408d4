-- name: places
-- fills: Place
-- What an employee may write to, or wrote to once: the channel with his current session there, as he is answered. A note
-- counts for nothing: that staff wrote one is nothing he is told.
select c.id, c.name, c.state, c.settings, l.id as live_chat_id, l.name as live_chat_name, l.message_limit, l.file_limit,
       c.archived_at is null and l.archived_at is null and o.offered as offered,
       s.id as session_id, s.state as session_state, s.last_message_at, s.preview, s.preview_author,
       case when s.id is null then 0 else (
         select count(*)::int from message m
         where m.session_id = s.id and m.seq > s.client_read_seq and m.author_kind <> 'account'
           and m.audience = 'all' and m.deleted_at is null) end as unread
from channel c
join live_chat l on l.id = c.live_chat_id
cross join lateral (
  select exists (
    select from channel_offer f
    join group_member gm on gm.group_id = f.group_id and gm.person_id = :person_id
    join person_group g on g.id = f.group_id and g.archived_at is null
    where f.channel_id = c.id) as offered) o
left join lateral (
  select s.* from session s join account a on a.id = s.account_id
  where a.person_id = :person_id and s.channel_id = c.id
  order by (s.state <> 'closed') desc, s.opened_at desc limit 1) s on true
where c.kind = 'internal' and (s.id is not null or (o.offered and c.archived_at is null and l.archived_at is null))
order by l.position, lower(l.name), lower(c.name), c.id;

-- name: has_places
-- Whether Messages is there for a person at all.
select exists (
  select from channel_offer f
  join channel c on c.id = f.channel_id and c.archived_at is null
  join live_chat l on l.id = c.live_chat_id and l.archived_at is null
  join group_member gm on gm.group_id = f.group_id and gm.person_id = :person_id
  join person_group g on g.id = f.group_id and g.archived_at is null
) or exists (
  select from session s join account a on a.id = s.account_id where a.person_id = :person_id
) as has;

-- name: is_offered
-- Asked again before every message: the right to write ends with the offer.
select exists (
  select from channel_offer f
  join group_member gm on gm.group_id = f.group_id and gm.person_id = :person_id
  join person_group g on g.id = f.group_id and g.archived_at is null
  join channel c on c.id = f.channel_id and c.archived_at is null
  join live_chat l on l.id = c.live_chat_id and l.archived_at is null
  where f.channel_id = :channel_id) as offered;

-- name: account_of_person
select id from account where person_id = :person_id;

-- name: groups_of_person
-- For operators, to see whom they talk to.
select g.name from group_member gm join person_group g on g.id = gm.group_id and g.archived_at is null
where gm.person_id = :person_id order by lower(g.name) limit 20;

-- name: offer_of
select g.id, g.name from channel_offer f join person_group g on g.id = f.group_id and g.archived_at is null
where f.channel_id = :channel_id order by lower(g.name), g.id;

-- name: groups_in_use
-- The lock keeps a group from being archived meanwhile.
select id from person_group where id = any (:ids::uuid[]) and archived_at is null for share;

-- name: end_offer
delete from channel_offer where channel_id = :channel_id and group_id <> all (:kept::uuid[]);

-- name: offer
insert into channel_offer (channel_id, group_id)
select :channel_id, given.id from unnest(:group_ids::uuid[]) as given (id) on conflict do nothing;
