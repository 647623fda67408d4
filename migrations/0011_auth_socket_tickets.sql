-- expand
-- The widget token a ticket came with: when it ends, its tickets and sockets end.
alter table socket_ticket add column token_id uuid;
