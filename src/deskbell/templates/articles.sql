-- name: articles_page
-- fills: Article
-- By title; the body is read with one article only. Seen as templates are.
select a.id, a.folder_id, a.title, a.link, a.summary, '' as markdown, '' as html, a.tags, a.live_chat_ids, a.group_ids,
       a.changed_at, a.archived_at, coalesce(f.group_ids, '{}') as folder_group_ids,
       array(select unnest(a.live_chat_ids) union
             select g.live_chat_id from live_chat_group g
             where g.group_id = any (a.group_ids) and g.role in ('operator', 'supervisor')) as serves
from article a left join template_folder f on f.id = a.folder_id
where (a.archived_at is not null) = :archived
  and (:administrator or f.group_ids && :groups::uuid[]
       or (cardinality(:here::uuid[]) > 0 and template_serves(a.live_chat_ids, a.group_ids, :here)))
  and (:folder::uuid is null or a.folder_id = :folder)
  and (:patterns::text[] is null or a.words like all (:patterns)
       or a.stems @@ websearch_to_tsquery('russian', :asked))
  and (lower(a.title), a.id) > (:after_title::text, :after_id::uuid)
order by lower(a.title), a.id limit :most;

-- name: article_by_id
-- fills: Article
select a.id, a.folder_id, a.title, a.link, a.summary, a.markdown, a.html, a.tags, a.live_chat_ids, a.group_ids,
       a.changed_at, a.archived_at, coalesce(f.group_ids, '{}') as folder_group_ids,
       array(select unnest(a.live_chat_ids) union
             select g.live_chat_id from live_chat_group g
             where g.group_id = any (a.group_ids) and g.role in ('operator', 'supervisor')) as serves
from article a left join template_folder f on f.id = a.folder_id
where a.id = :id
  and (:administrator or f.group_ids && :groups::uuid[]
       or (cardinality(:here::uuid[]) > 0 and template_serves(a.live_chat_ids, a.group_ids, :here)));

-- name: add_article
-- The stems by weight: A title and tags, B summary, D body.
insert into article (id, folder_id, title, link, summary, markdown, html, tags, live_chat_ids, group_ids, created_by,
                     words, stems)
values (:id, :folder_id, :title, :link, :summary, :markdown, :html, :tags, :live_chat_ids, :group_ids, :person_id,
        lower(translate(:head::text || ' ' || :summary::text, 'ёЁ', 'еЕ')),
        setweight(to_tsvector('russian', translate(:head::text, 'ёЁ', 'еЕ')), 'A')
        || setweight(to_tsvector('russian', translate(:summary::text, 'ёЁ', 'еЕ')), 'B')
        || to_tsvector('russian', translate(:markdown::text, 'ёЁ', 'еЕ')));

-- name: change_article
update article set folder_id = :folder_id, title = :title, link = :link, summary = :summary, markdown = :markdown,
  html = :html, tags = :tags, live_chat_ids = :live_chat_ids, group_ids = :group_ids, changed_at = clock_timestamp(),
  words = lower(translate(:head::text || ' ' || :summary::text, 'ёЁ', 'еЕ')),
  stems = setweight(to_tsvector('russian', translate(:head::text, 'ёЁ', 'еЕ')), 'A')
          || setweight(to_tsvector('russian', translate(:summary::text, 'ёЁ', 'еЕ')), 'B')
          || to_tsvector('russian', translate(:markdown::text, 'ёЁ', 'еЕ'))
where id = :id;

-- name: archive_article
-- Answers only when it changed something.
update article set archived_at = case when :archived::boolean then clock_timestamp() end
where id = :id and (archived_at is not null) <> :archived::boolean returning id;

-- name: offered_articles
-- fills: Card
-- For the composer, beside the templates.
select a.id, a.title, a.link, a.summary from article a
where a.archived_at is null and template_serves(a.live_chat_ids, a.group_ids, array[:live_chat_id::uuid])
  and (a.words like all (:patterns::text[]) or a.stems @@ websearch_to_tsquery('russian', :asked))
order by starts_with(lower(a.title), :asked) desc, ts_rank(a.stems, websearch_to_tsquery('russian', :asked)) desc,
         lower(a.title), a.id
limit :most;

-- name: suggested_articles
-- fills: Card
-- From what a client wrote. Quiet: a word of his stands in the title or among the tags, or three of them elsewhere.
with said as (
  select lexeme from unnest(to_tsvector('russian', translate(:text::text, 'ёЁ', 'еЕ')))
  where length(lexeme) > 2 order by positions[array_upper(positions, 1)] desc limit 60
), any_of as (
  select string_agg(quote_literal(lexeme), ' | ')::tsquery as words,
         string_agg(quote_literal(lexeme) || ':A', ' | ')::tsquery as head_words from said
)
select a.id, a.title, a.link, a.summary
from any_of o join article a on a.stems @@ o.words
where a.archived_at is null and template_serves(a.live_chat_ids, a.group_ids, array[:live_chat_id::uuid])
  and (a.stems @@ o.head_words
       or (select count(*) from said s where a.stems @@ quote_literal(s.lexeme)::tsquery) >= 3)
order by ts_rank('{0.05, 0.1, 0.4, 1.0}', a.stems, o.words) desc, lower(a.title), a.id
limit :most;
