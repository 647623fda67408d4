-- expand
-- Apps of our own: named kinds of card with typed fields. `binds`: a client is bound to one card of it ("To bind an
-- account"), or a session to many ("To register messages"). An outside app has `outside_url` with {{id}} in it, and its
-- cards hold an outside id instead of values.
create table app (
  id           uuid primary key,
  key          text not null unique check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  binds        text not null check (binds in ('client', 'session')),
  names        jsonb not null,
  outside_url  text check (length(outside_url) <= 2000),
  position     int not null default 0,
  created_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);

create table app_field (
  id           uuid primary key,
  app_id       uuid not null references app,
  key          text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  kind         text not null check (kind in ('text', 'long_text', 'number', 'boolean', 'date', 'choice', 'email', 'phone')),
  names        jsonb not null,
  choices      jsonb not null default '[]',
  required     boolean not null default false,
  position     int not null default 0,
  archived_at  timestamptz,
  unique (app_id, key)
);

-- `values` by the field's key. `words` is what a card is found by, kept by the room with every write.
create table card (
  id           uuid primary key,
  app_id       uuid not null references app,
  number       bigint generated always as identity unique,
  title        text not null check (length(title) between 1 and 300),
  values       jsonb not null default '{}',
  outside_id   text check (length(outside_id) between 1 and 400),
  words        text not null default '',
  created_by   uuid references person,
  created_at   timestamptz not null default clock_timestamp(),
  changed_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz
);
create unique index card_outside on card (app_id, outside_id) where outside_id is not null and archived_at is null;
create index card_by_app on card (app_id, changed_at desc, id desc) where archived_at is null;
create index card_words on card using gin (words gin_trgm_ops);

-- Who changed a card and when; `fields` are the keys of what was changed, never the values.
create table card_change (
  id         uuid primary key,
  card_id    uuid not null references card,
  person_id  uuid not null references person,
  fields     text[] not null,
  at         timestamptz not null default clock_timestamp()
);
create index card_change_by_card on card_change (card_id, id desc);

create table client_card (
  client_id  uuid not null references client,
  app_id     uuid not null references app,
  card_id    uuid not null references card,
  bound_by   uuid references person,
  bound_at   timestamptz not null default clock_timestamp(),
  primary key (client_id, app_id)
);
create index client_card_by_card on client_card (card_id);

-- What a merging moved, so that it can be undone: both ids stay. `cards` are the merged one's bindings, each with whether
-- it went over; `named`: the name the kept one took from him.
create table client_merge (
  id          uuid primary key,
  kept_id     uuid not null references client,
  merged_id   uuid not null references client,
  accounts    uuid[] not null,
  cards       jsonb not null default '[]',
  named       text,
  merged_by   uuid references person,
  merged_at   timestamptz not null default clock_timestamp(),
  undone_by   uuid references person,
  undone_at   timestamptz
);
create index client_merge_by_kept on client_merge (kept_id);
create index client_merge_by_merged on client_merge (merged_id);

-- Clients are found by pieces of what is known of them; a phone by its digits, however it was written.
create index client_by_words on client using gin (name gin_trgm_ops) where name is not null;
create index account_by_name on account using gin (name gin_trgm_ops) where name is not null;
create index account_by_email on account using gin (email gin_trgm_ops) where email is not null;
create index account_by_phone on account
  using gin (regexp_replace(phone, '[^0-9]+', '', 'g') gin_trgm_ops) where phone is not null;
create index client_merged on client (merged_into) where merged_into is not null;

-- The employee behind an account of an internal channel.
alter table account add column person_id uuid references person;
create unique index account_of_person on account (person_id) where person_id is not null;

-- Two apps that every workspace begins with; administrators change them as they like.
insert into app (id, key, binds, names, position) values
  ('0193a000-0000-7000-8000-000000000001', 'contacts', 'client', '{"en": "Contacts", "ru": "Контакты"}', 1),
  ('0193a000-0000-7000-8000-000000000002', 'requests', 'session', '{"en": "Requests", "ru": "Обращения"}', 2);

insert into app_field (id, app_id, key, kind, names, choices, required, position)
select gen_random_uuid(), f.app_id::uuid, f.key, f.kind, f.names::jsonb, f.choices::jsonb, f.required, f.position
from (values
  ('0193a000-0000-7000-8000-000000000001', 'name', 'text', '{"en": "Name", "ru": "Имя"}', '[]', true, 1),
  ('0193a000-0000-7000-8000-000000000001', 'email', 'email', '{"en": "E-mail", "ru": "Почта"}', '[]', false, 2),
  ('0193a000-0000-7000-8000-000000000001', 'phone', 'phone', '{"en": "Phone", "ru": "Телефон"}', '[]', false, 3),
  ('0193a000-0000-7000-8000-000000000001', 'company', 'text', '{"en": "Company", "ru": "Компания"}', '[]', false, 4),
  ('0193a000-0000-7000-8000-000000000001', 'notes', 'long_text', '{"en": "Notes", "ru": "Заметки"}', '[]', false, 5),
  ('0193a000-0000-7000-8000-000000000002', 'subject', 'text', '{"en": "Subject", "ru": "Тема"}', '[]', true, 1),
  ('0193a000-0000-7000-8000-000000000002', 'status', 'choice', '{"en": "Status", "ru": "Состояние"}',
   '[{"key": "open", "names": {"en": "Open", "ru": "Открыто"}},
     {"key": "in_progress", "names": {"en": "In progress", "ru": "В работе"}},
     {"key": "done", "names": {"en": "Done", "ru": "Готово"}}]', false, 2),
  ('0193a000-0000-7000-8000-000000000002', 'due', 'date', '{"en": "Due", "ru": "Срок"}', '[]', false, 3),
  ('0193a000-0000-7000-8000-000000000002', 'description', 'long_text', '{"en": "Description", "ru": "Описание"}', '[]',
   false, 4)
) as f (app_id, key, kind, names, choices, required, position);
