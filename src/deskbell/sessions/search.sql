-- name: words_asked
-- The words as they are looked for, in any form; empty where none of them says anything ("and").
select websearch_to_tsquery('russian', :asked)::text as query;

-- name: parts_asked
-- The same for parts of words: for each part the words that hold it, the shortest first and not too many. One or two
-- letters are no trigram: by them only the beginnings of words are found, which the index knows too.
select case when bool_or(found.words is null) then null else string_agg('(' || found.words || ')', ' & ') end as query
from unnest(tsvector_to_array(to_tsvector('russian', :asked))) p (part)
cross join lateral (
  select string_agg('''' || replace(replace(f.word, '\', '\\'), '''', '''''') || '''', ' | ') as words
  from (select w.word from message_word w
        where w.word like case when length(p.part) < 3 then '' else '%' end || replace(replace(replace(p.part, '\', '\\'), '%', '\%'), '_', '\_') || '%'
        order by length(w.word), w.word limit 50) f
) found;

-- name: hits_of
-- Messages of one window of time that hold the words asked for; only in sessions one may see, newest first.
-- `spans` are those of the window, as the index knows them (message_words). All of the window are gathered before they
-- are put in order (materialized). Each is then looked up by right, as many as the page needs (offset 0).
with held as materialized (
  select t.session_id, t.seq, t.posted_at
  from message_text t
  where message_words(t.text, t.posted_at) @@ ((:spans::text)::tsquery && (:query::text)::tsquery)
    and t.posted_at > :since and (t.posted_at, t.session_id, t.seq) < (:until_at, :until_session, :until_seq)
    and (:staff or t.audience = 'all')
), ordered as (
  select * from held order by posted_at desc, session_id desc, seq desc offset 0
)
select o.session_id, o.seq, o.posted_at
from ordered o cross join lateral (
  select from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
  where s.id = o.session_id and (:live_chat_id::uuid is null or s.live_chat_id = :live_chat_id) offset 0
) s
order by o.posted_at desc, o.session_id desc, o.seq desc limit :most;

-- name: hits_shown
-- The messages of a page of hits, their words with the found ones between two signs that no message holds.
select m.session_id, m.seq, m.author_kind, m.author_id, p.name as author_name, m.posted_at, m.audience,
       ts_headline('russian', translate(m.text, E'ёЁ\u0002\u0003', 'еЕ'), (:query::text)::tsquery,
                   E'StartSel=\u0002, StopSel=\u0003, ' || case when length(m.text) <= 200 then 'HighlightAll=true'
                   else 'MaxWords=30, MinWords=12, MaxFragments=1' end) as words,
       m.text
from unnest(:session_ids::uuid[], :seqs::bigint[]) h (session_id, seq)
join message m on m.session_id = h.session_id and m.seq = h.seq and m.deleted_at is null
left join person p on p.id = m.author_id;

-- name: hits_in_session
-- Inside one session nothing is waited for: its messages themselves are read.
select m.seq, m.posted_at, m.audience,
       to_tsvector('russian', translate(m.text, 'ёЁ', 'еЕ')) @@ websearch_to_tsquery('russian', :asked) as by_words,
       translate(m.text, 'ёЁ', 'еЕ') ilike :like as by_parts
from message m
where m.session_id = :session_id and m.deleted_at is null and (:staff or m.audience = 'all')
  and (to_tsvector('russian', translate(m.text, 'ёЁ', 'еЕ')) @@ websearch_to_tsquery('russian', :asked)
       or translate(m.text, 'ёЁ', 'еЕ') ilike :like)
order by m.seq desc limit :most;

-- name: hold_progress
-- One process copies at a time; the others leave it to that one.
select epoch, upto::text as upto, walked from search_progress for update skip locked;

-- name: stand_apart
-- Keeps edits and deletions of messages out while messages are copied (message_text_follows).
select pg_advisory_xact_lock(7305021);

-- name: copy_messages
-- What these sessions hold beyond what is copied of them already; their numbers only rise. So many messages, and so many
-- letters: a statement that takes too long would be tried again and again. `more`: there may be others.
with missing as materialized (
  select m.session_id, m.seq, m.posted_at, m.audience, m.text
  from unnest(:session_ids::uuid[]) c (id)
  cross join lateral (select coalesce(max(t.seq), 0) as seq from message_text t where t.session_id = c.id) last
  join message m on m.session_id = c.id and m.seq > last.seq
  where m.deleted_at is null and m.text <> ''
  order by m.session_id, m.seq limit :most
), measured as (
  select *, sum(length(text)) over (order by session_id, seq) - length(text) as before from missing
), copied as (
  insert into message_text (session_id, seq, posted_at, audience, text)
  select session_id, seq, posted_at, audience, translate(text, 'ёЁ', 'еЕ')
  from measured where before < :letters::bigint order by session_id, seq
  on conflict do nothing returning text
), learned as (
  insert into message_word (word)
  select distinct unnest(tsvector_to_array(to_tsvector('russian', text))) from copied order by 1
  on conflict do nothing
)
select c.copied, c.copied > 0 and (c.copied < m.missing or m.missing = :most) as more
from (select count(*)::int as copied from copied) c, (select count(*)::int as missing from missing) m;

-- name: words_gone
-- Some of those that left a message, and when last; the eldest first.
select word, at from message_word_gone order by at limit :most;

-- name: word_stands
-- Whether some message still holds a word: its stem, as the index knows it.
select exists (
  select from message_text t
  where message_words(t.text, t.posted_at) @@ ('''' || replace(replace(:word::text, '\', '\\'), '''', '''''') || '''')::tsquery) as stands;

-- name: word_settled
-- It stands elsewhere; unless it left another message meanwhile.
delete from message_word_gone where word = :word and at = :at;

-- name: forget_word
-- Nothing is edited or copied meanwhile (stand_apart): a word that came back is not dropped.
with listed as (
  delete from message_word_gone where word = :word
)
delete from message_word w
where w.word = :word and not exists (
  select from message_text t
  where message_words(t.text, t.posted_at) @@ ('''' || replace(replace(w.word, '\', '\\'), '''', '''''') || '''')::tsquery);

-- name: sessions_to_walk
select id from session where id > :after order by id limit :most;

-- name: set_progress
update search_progress set epoch = :epoch, upto = (:upto::text)::xid8, walked = :walked;
