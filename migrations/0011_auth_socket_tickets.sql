-- expand
-- The widget token a ticket came with: when it ends, its tickets and sockets end.
alter table socket_ticket add column token_id uuid;

-- `kept`: the visitor behind a token has written, so that nobody need look again whether he may be forgotten.
alter table widget_token add column kept boolean not null default false;
create index widget_token_unkept on widget_token (seen_at) where not kept;
