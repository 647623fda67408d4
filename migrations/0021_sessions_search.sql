-- expand
-- What is searched for across sessions: a copy of each message's words with its own indexes, filled by the worker, so
-- that posting pays for none of it. `ё` stands as `е`. Never shown: what is shown is read from the message.
create table message_text (
  session_id  uuid not null,
  seq         bigint not null,
  posted_at   timestamptz not null,
  audience    text not null,
  text        text not null,
  primary key (session_id, seq)
);
create index message_text_by_time on message_text (posted_at, session_id, seq);
create index message_text_words on message_text using gin (to_tsvector('russian', text))
  with (gin_pending_list_limit = 1024);
create index message_text_parts on message_text using gin (text gin_trgm_ops)
  with (gin_pending_list_limit = 1024);

-- How far the copy is: the log's horizon it follows from, and, while older messages are still copied, the session of
-- the walk. A new epoch (a restore) begins the walk anew.
create table search_progress (
  only_row  boolean primary key default true check (only_row),
  epoch     uuid,
  upto      xid8 not null default '0',
  walked    uuid
);
insert into search_progress default values;

-- A deleted message's words go at once, an edited one's follow at once, whoever changes it. The lock keeps the worker's
-- copying apart: it copies what it read before such a change or after it, never across.
create function message_text_follows() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(7305021);
  if tg_op = 'DELETE' then
    delete from message_text where session_id = old.session_id and seq = old.seq;
  elsif new.deleted_at is not null or new.text = '' then
    delete from message_text where session_id = new.session_id and seq = new.seq;
  else
    update message_text set text = translate(new.text, 'ёЁ', 'еЕ')
    where session_id = new.session_id and seq = new.seq;
    if not found then
      -- It had no words before. Only where later ones are copied already: the worker goes on after the last.
      insert into message_text (session_id, seq, posted_at, audience, text)
      select new.session_id, new.seq, new.posted_at, new.audience, translate(new.text, 'ёЁ', 'еЕ')
      where exists (select from message_text t where t.session_id = new.session_id and t.seq > new.seq);
    end if;
  end if;
  return null;
end
$$;
create trigger message_text_edited after update of text, deleted_at on message
  for each row execute function message_text_follows();
create trigger message_text_removed after delete on message
  for each row execute function message_text_follows();
