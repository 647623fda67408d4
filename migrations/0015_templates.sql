-- expand
-- Ready answers, and articles of the company's own web resource. A folder, template or article with no place serves
-- every live chat; else those live chats, and the live chats its groups work in.
create table template_folder (
  id           uuid primary key,
  kind         text not null check (kind in ('template', 'article')),
  parent_id    uuid references template_folder,
  name         text not null check (length(name) between 1 and 100),
  position     int not null default 0,
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);

create table response_template (
  id           uuid primary key,
  folder_id    uuid references template_folder,
  name         text not null check (length(name) between 1 and 150),
  code         text check (code ~ '^[^\s/]{1,30}$'),
  text         text not null check (length(text) between 1 and 10000),
  created_by   uuid references person,
  created_at   timestamptz not null default clock_timestamp(),
  changed_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create unique index response_template_code on response_template (lower(code)) where archived_at is null;

create table template_file (
  template_id  uuid not null references response_template,
  position     int not null,
  file_id      uuid not null references file,
  primary key (template_id, position)
);

-- Uses by live chat and day: what is offered first is what is used here.
create table template_use (
  template_id   uuid not null references response_template,
  live_chat_id  uuid not null references live_chat,
  day           date not null,
  uses          int not null,
  primary key (template_id, live_chat_id, day)
);

-- `html` is rendered and sanitised by the server from `markdown`.
create table article (
  id           uuid primary key,
  folder_id    uuid references template_folder,
  title        text not null check (length(title) between 1 and 200),
  link         text check (length(link) <= 2000),
  summary      text not null default '' check (length(summary) <= 1000),
  markdown     text not null default '' check (length(markdown) <= 100000),
  html         text not null default '',
  tags         text[] not null default '{}',
  created_by   uuid references person,
  created_at   timestamptz not null default clock_timestamp(),
  changed_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);

-- Whom a template or article serves: live chats and groups. `group_id` of a folder gives the right to change what is in it.
create table template_place (
  template_id   uuid references response_template,
  article_id    uuid references article,
  live_chat_id  uuid references live_chat,
  group_id      uuid references person_group,
  check ((template_id is null) <> (article_id is null)),
  check ((live_chat_id is null) <> (group_id is null))
);
create index template_place_by_template on template_place (template_id);
create index template_place_by_article on template_place (article_id);

create table template_folder_group (
  folder_id  uuid not null references template_folder,
  group_id   uuid not null references person_group,
  primary key (folder_id, group_id)
);
