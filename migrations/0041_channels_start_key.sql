-- expand
-- By what a frame that got no answer to its start is known when it shows the same signed identity again: the hash of a
-- key of its own, which no page and no other browser holds.
alter table widget_identity_used add column start_key_hash bytea;
