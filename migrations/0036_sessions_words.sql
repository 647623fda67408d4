-- expand
-- Words that left some message: whether another one still holds them is looked up by the worker. Asked for in the edit
-- itself, a long message would cost a look at the index for each of its words, and a common word's look is long.
create table message_word_gone (
  word  text primary key,
  at    timestamptz not null default clock_timestamp()
);

create or replace function message_text_follows() returns trigger language plpgsql as $$
declare
  kept text := case when tg_op = 'UPDATE' and new.deleted_at is null then translate(new.text, 'ёЁ', 'еЕ') else '' end;
  stayed text[] := tsvector_to_array(to_tsvector('russian', kept));
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
    insert into message_word (word) select unnest(stayed) order by 1 on conflict do nothing;
  end if;
  insert into message_word_gone (word)
  select g.word from unnest(tsvector_to_array(to_tsvector('russian', translate(old.text, 'ёЁ', 'еЕ')))) g (word)
  where g.word <> all (stayed) order by 1
  on conflict (word) do update set at = excluded.at;
  return null;
end
$$;
