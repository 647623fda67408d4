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

-- Every word that stands in some message, in its stem: a part of a word is looked for here, then the messages by word.
create table message_word (word text primary key);
create index message_word_parts on message_word using gin (word gin_trgm_ops);

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
declare
  kept text := case when tg_op = 'UPDATE' and new.deleted_at is null then translate(new.text, 'ёЁ', 'еЕ') else '' end;
  gone tsvector := to_tsvector('russian', translate(old.text, 'ёЁ', 'еЕ'));
begin
  perform pg_advisory_xact_lock_shared(7305021);
  if kept = '' then
    delete from message_text where session_id = old.session_id and seq = old.seq;
  else
    update message_text set text = kept where session_id = old.session_id and seq = old.seq;
    if not found then
      -- It had no words before. Only where later ones are copied already: the worker goes on after the last.
      insert into message_text (session_id, seq, posted_at, audience, text)
      select new.session_id, new.seq, new.posted_at, new.audience, kept
      where exists (select from message_text t where t.session_id = new.session_id and t.seq > new.seq);
    end if;
    insert into message_word (word) select unnest(tsvector_to_array(to_tsvector('russian', kept)))
    on conflict do nothing;
  end if;
  -- A word that stood nowhere else goes with it.
  delete from message_word w using unnest(tsvector_to_array(gone)) g (word)
  where w.word = g.word and not exists (
    select from message_text t
    where to_tsvector('russian', t.text) @@ ('''' || replace(replace(g.word, '\', '\\'), '''', '''''') || '''')::tsquery);
  return null;
end
$$;
create trigger message_text_edited after update of text, deleted_at on message
  for each row execute function message_text_follows();
create trigger message_text_removed after delete on message
  for each row execute function message_text_follows();
