-- expand
-- Ready answers, and articles of the company's own web resource. What names no live chat and no group serves every live
-- chat; else those live chats, and the live chats its groups work in. `group_ids` of a folder: who may change what is
-- in it, besides supervisors and administrators.
create table template_folder (
  id           uuid primary key,
  kind         text not null check (kind in ('template', 'article')),
  name         text not null check (length(name) between 1 and 100),
  group_ids    uuid[] not null default '{}',
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create unique index template_folder_name on template_folder (kind, lower(name)) where archived_at is null;

create table response_template (
  id             uuid primary key,
  folder_id      uuid references template_folder,
  name           text not null check (length(name) between 1 and 150),
  code           text check (code ~ '^[^\s/]{1,30}$'),
  text           text not null check (length(text) between 1 and 10000),
  live_chat_ids  uuid[] not null default '{}',
  group_ids      uuid[] not null default '{}',
  file_ids       uuid[] not null default '{}',
  words          text generated always as (lower(translate(coalesce(code, '') || ' ' || name || ' ' || text, 'ёЁ', 'еЕ'))) stored,
  created_by     uuid references person,
  created_at     timestamptz not null default clock_timestamp(),
  changed_at     timestamptz not null default clock_timestamp(),
  archived_at    timestamptz
);
create unique index response_template_code on response_template (lower(code)) where archived_at is null;
create index response_template_by_name on response_template (lower(name), id);
create index response_template_words on response_template using gin (words gin_trgm_ops);
create index response_template_stems on response_template using gin (to_tsvector('russian', words));

-- Uses by live chat and day: what is offered first is what is used here.
create table template_use (
  template_id   uuid not null references response_template,
  live_chat_id  uuid not null references live_chat,
  day           date not null,
  uses          int not null,
  primary key (template_id, live_chat_id, day)
);

-- An insertion asked for twice under one key gives the same files and counts once. Kept for a day.
create table template_insertion (
  key          uuid primary key,
  person_id    uuid not null references person,
  template_id  uuid not null references response_template,
  file_ids     uuid[] not null,
  at           timestamptz not null default clock_timestamp()
);
create index template_insertion_by_time on template_insertion (at);

-- `html` is rendered and sanitised by the server from `markdown`; `stems` are its words by weight: title and tags,
-- summary, body.
create table article (
  id             uuid primary key,
  folder_id      uuid references template_folder,
  title          text not null check (length(title) between 1 and 200),
  link           text check (length(link) <= 2000),
  summary        text not null default '' check (length(summary) <= 1000),
  markdown       text not null default '' check (length(markdown) <= 100000),
  html           text not null default '',
  tags           text[] not null default '{}',
  live_chat_ids  uuid[] not null default '{}',
  group_ids      uuid[] not null default '{}',
  words          text not null,
  stems          tsvector not null,
  created_by     uuid references person,
  created_at     timestamptz not null default clock_timestamp(),
  changed_at     timestamptz not null default clock_timestamp(),
  archived_at    timestamptz
);
create index article_by_title on article (lower(title), id);
create index article_words on article using gin (words gin_trgm_ops);
create index article_stems on article using gin (stems);

-- Whether a template or article serves one of these live chats.
create function template_serves(places uuid[], groups uuid[], here uuid[]) returns boolean
language sql stable as $$
  select (cardinality(places) = 0 and cardinality(groups) = 0) or places && here
    or exists (select from live_chat_group g
               where g.group_id = any (groups) and g.live_chat_id = any (here) and g.role in ('operator', 'supervisor'))
$$;
