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

create table client_card (
  client_id  uuid not null references client,
  app_id     uuid not null references app,
  card_id    uuid not null references card,
  bound_by   uuid references person,
  bound_at   timestamptz not null default clock_timestamp(),
  primary key (client_id, app_id)
);
create index client_card_by_card on client_card (card_id);

-- What a merging moved, so that it can be undone: both ids stay.
create table client_merge (
  id          uuid primary key,
  kept_id     uuid not null references client,
  merged_id   uuid not null references client,
  accounts    uuid[] not null,
  cards       jsonb not null default '[]',
  merged_by   uuid references person,
  merged_at   timestamptz not null default clock_timestamp(),
  undone_by   uuid references person,
  undone_at   timestamptz
);
create index client_merge_by_kept on client_merge (kept_id);
create index client_merge_by_merged on client_merge (merged_id);

-- The employee behind an account of an internal channel.
alter table account add column person_id uuid references person;
create unique index account_of_person on account (person_id) where person_id is not null;
