-- name: connection_of
-- The account a channel is connected to at its provider.
select channel_id, kind, identity, named, connected_at from channel_connection where channel_id = :channel_id;

-- name: let_go_of_archived
-- An account that only a channel or live chat out of use holds is free.
delete from channel_connection c
using channel ch join live_chat l on l.id = ch.live_chat_id
where c.kind = :kind and c.identity = :identity and ch.id = c.channel_id
  and (ch.archived_at is not null or l.archived_at is not null);

-- name: holder_of
-- Whose account it is already: said by name, to administrators only.
select ch.id, ch.name, l.id as live_chat_id, l.name as live_chat_name
from channel_connection c join channel ch on ch.id = c.channel_id join live_chat l on l.id = ch.live_chat_id
where c.kind = :kind and c.identity = :identity and c.channel_id <> :channel_id;

-- name: connect
-- Connecting again renews what the account is called; another account takes the place of the one before.
insert into channel_connection (channel_id, kind, identity, named)
values (:channel_id, :kind, :identity, :named)
on conflict (channel_id) do update
set identity = excluded.identity, named = excluded.named, connected_at = clock_timestamp();

-- name: begin_at
-- A first poll begins where things stood as the channel was connected: what comes in between is not passed over.
insert into channel_link (channel_id, cursor) values (:channel_id, :cursor)
on conflict (channel_id) do update set cursor = excluded.cursor where channel_link.cursor = '{}';

-- name: disconnect
-- The account may be another live chat's now.
delete from channel_connection where channel_id = :channel_id;
