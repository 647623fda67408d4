-- What the migrations make. Written by `make schema`; read it, never run it.

create table account (
  id uuid not null,
  client_id uuid not null,
  channel_kind text not null,
  channel_id uuid,
  external_id text not null,
  name text,
  email text,
  phone text,
  details jsonb not null default '{}'::jsonb,
  verified boolean not null default false,
  language text,
  created_at timestamp with time zone not null default clock_timestamp(),
  seen_at timestamp with time zone,
  person_id uuid,
  PRIMARY KEY (id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (client_id) REFERENCES client(id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  CHECK (((length(external_id) >= 1) AND (length(external_id) <= 400))),
  CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  CHECK ((length(email) <= 320)),
  CHECK ((length(phone) <= 40))
);
CREATE INDEX account_by_client ON account USING btree (client_id);
CREATE INDEX account_by_email ON account USING gin (email gin_trgm_ops) WHERE (email IS NOT NULL);
CREATE INDEX account_by_external_id ON account USING btree (external_id);
CREATE INDEX account_by_name ON account USING gin (name gin_trgm_ops) WHERE (name IS NOT NULL);
CREATE INDEX account_by_phone ON account USING gin (regexp_replace(phone, '[^0-9]+'::text, ''::text, 'g'::text) gin_trgm_ops) WHERE (phone IS NOT NULL);
CREATE UNIQUE INDEX account_identity ON account USING btree (channel_kind, COALESCE(channel_id, '00000000-0000-0000-0000-000000000000'::uuid), external_id);
CREATE UNIQUE INDEX account_of_person ON account USING btree (person_id) WHERE (person_id IS NOT NULL);

create table app (
  id uuid not null,
  key text not null,
  binds text not null,
  names jsonb not null,
  outside_url text,
  position integer not null default 0,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  off_in uuid[] not null default '{}'::uuid[],
  PRIMARY KEY (id),
  UNIQUE (key),
  CHECK ((binds = ANY (ARRAY['client'::text, 'session'::text]))),
  CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  CHECK ((length(outside_url) <= 2000))
);

create table app_field (
  id uuid not null,
  app_id uuid not null,
  key text not null,
  kind text not null,
  names jsonb not null,
  choices jsonb not null default '[]'::jsonb,
  required boolean not null default false,
  position integer not null default 0,
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (app_id, key),
  FOREIGN KEY (app_id) REFERENCES app(id),
  CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  CHECK ((kind = ANY (ARRAY['text'::text, 'long_text'::text, 'number'::text, 'boolean'::text, 'date'::text, 'choice'::text, 'email'::text, 'phone'::text])))
);

create table article (
  id uuid not null,
  folder_id uuid,
  title text not null,
  link text,
  summary text not null default ''::text,
  markdown text not null default ''::text,
  html text not null default ''::text,
  tags text[] not null default '{}'::text[],
  live_chat_ids uuid[] not null default '{}'::uuid[],
  group_ids uuid[] not null default '{}'::uuid[],
  words text not null,
  stems tsvector not null,
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (created_by) REFERENCES person(id),
  FOREIGN KEY (folder_id) REFERENCES template_folder(id),
  CHECK (((length(title) >= 1) AND (length(title) <= 200))),
  CHECK ((length(link) <= 2000)),
  CHECK ((length(markdown) <= 100000)),
  CHECK ((length(summary) <= 1000))
);
CREATE INDEX article_by_title ON article USING btree (lower(title), id);
CREATE INDEX article_stems ON article USING gin (stems);
CREATE INDEX article_words ON article USING gin (words gin_trgm_ops);

create table audit_entry (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default clock_timestamp(),
  actor_id uuid,
  actor_kind text not null,
  deed text not null,
  object_kind text not null,
  object_id text,
  address text,
  detail jsonb not null default '{}'::jsonb,
  PRIMARY KEY (id)
);
CREATE INDEX audit_entry_by_object ON audit_entry USING btree (object_kind, object_id, id);

create table audit_link (
  upto_id bigint not null,
  hash bytea not null,
  linked_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (upto_id)
);

create table automatic_message (
  session_id uuid not null,
  occasion text not null,
  cause text not null,
  seq bigint,
  PRIMARY KEY (session_id, occasion, cause),
  FOREIGN KEY (session_id) REFERENCES session(id)
);
CREATE UNIQUE INDEX automatic_message_at ON automatic_message USING btree (session_id, seq);

create table automatic_words (
  live_chat_id uuid not null,
  occasion text not null,
  language text not null,
  text text not null,
  PRIMARY KEY (live_chat_id, occasion, language),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  CHECK (((length(text) >= 1) AND (length(text) <= 2000))),
  CHECK ((language = ANY (ARRAY['en'::text, 'ru'::text]))),
  CHECK ((occasion = ANY (ARRAY['greeting'::text, 'outside_hours'::text, 'waiting'::text, 'closed'::text])))
);

create table blocklist_address (
  account_id uuid not null,
  address inet not null,
  seen_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (account_id),
  FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);
CREATE INDEX blocklist_address_by_address ON blocklist_address USING gist (address inet_ops);
CREATE INDEX blocklist_address_by_time ON blocklist_address USING btree (seen_at);

create table blocklist_entry (
  id uuid not null,
  list text not null,
  name text not null,
  kind text not null,
  channel_kind text,
  value text not null,
  everywhere boolean not null,
  valid_until timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (created_by) REFERENCES person(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 150))),
  CHECK (((length(value) >= 1) AND (length(value) <= 400))),
  CHECK ((channel_kind ~ '^[a-z][a-z0-9_]{1,29}$'::text)),
  CHECK ((kind = ANY (ARRAY['account'::text, 'email'::text, 'mail_domain'::text, 'messenger_id'::text, 'phone'::text, 'address'::text, 'visitor'::text]))),
  CHECK ((list = ANY (ARRAY['block'::text, 'allow'::text])))
);
CREATE INDEX blocklist_entry_archived ON blocklist_entry USING btree (created_at DESC, id DESC) WHERE (archived_at IS NOT NULL);
CREATE INDEX blocklist_entry_by_time ON blocklist_entry USING btree (created_at DESC, id DESC) WHERE (archived_at IS NULL);
CREATE INDEX blocklist_entry_by_value ON blocklist_entry USING btree (kind, value) WHERE (archived_at IS NULL);
CREATE INDEX blocklist_entry_words ON blocklist_entry USING gin ((((name || ' '::text) || value)) gin_trgm_ops);

create table blocklist_entry_live_chat (
  entry_id uuid not null,
  live_chat_id uuid not null,
  PRIMARY KEY (entry_id, live_chat_id),
  FOREIGN KEY (entry_id) REFERENCES blocklist_entry(id),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id)
);
CREATE INDEX blocklist_entry_of_live_chat ON blocklist_entry_live_chat USING btree (live_chat_id, entry_id);

create table blocklist_version (
  only_row boolean not null default true,
  version bigint not null default 0,
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table card (
  id uuid not null,
  app_id uuid not null,
  number bigint not null generated always as identity,
  title text not null,
  values jsonb not null default '{}'::jsonb,
  outside_id text,
  words text not null default ''::text,
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (number),
  FOREIGN KEY (app_id) REFERENCES app(id),
  FOREIGN KEY (created_by) REFERENCES person(id),
  CHECK (((length(outside_id) >= 1) AND (length(outside_id) <= 400))),
  CHECK (((length(title) >= 1) AND (length(title) <= 300)))
);
CREATE INDEX card_by_app ON card USING btree (app_id, changed_at DESC, id DESC) WHERE (archived_at IS NULL);
CREATE UNIQUE INDEX card_outside ON card USING btree (app_id, outside_id) WHERE ((outside_id IS NOT NULL) AND (archived_at IS NULL));
CREATE INDEX card_words ON card USING gin (words gin_trgm_ops);

create table card_change (
  id uuid not null,
  card_id uuid not null,
  person_id uuid not null,
  fields text[] not null,
  at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (id),
  FOREIGN KEY (card_id) REFERENCES card(id),
  FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX card_change_by_card ON card_change USING btree (card_id, id DESC);

create table changed_session (
  session_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  at timestamp with time zone not null default clock_timestamp()
);
CREATE INDEX changed_session_by_xid ON changed_session USING btree (xid);

create table changes_pruned (
  only_row boolean not null default true,
  upto xid8 not null,
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table channel (
  id uuid not null,
  live_chat_id uuid not null,
  kind text not null,
  name text not null,
  key text not null,
  state text not null default 'on'::text,
  settings jsonb not null default '{}'::jsonb,
  secrets bytea,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (key),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  CHECK ((state = ANY (ARRAY['on'::text, 'paused'::text])))
);
CREATE INDEX channel_by_live_chat ON channel USING btree (live_chat_id);

create table channel_account (
  channel_id uuid not null,
  external_user_id text not null,
  account_id uuid not null,
  chat_id text not null,
  aliases jsonb not null default '{}'::jsonb,
  unreachable_at timestamp with time zone,
  unreachable_code text,
  last_inbound_at timestamp with time zone,
  seen_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (channel_id, external_user_id),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  CHECK (((length(chat_id) >= 1) AND (length(chat_id) <= 400))),
  CHECK (((length(external_user_id) >= 1) AND (length(external_user_id) <= 400))),
  CHECK ((length(unreachable_code) <= 100))
);
CREATE INDEX channel_account_of ON channel_account USING btree (account_id, channel_id);

create table channel_attempt (
  id bigint not null generated always as identity,
  channel_id uuid not null,
  session_id uuid not null,
  seq bigint not null,
  deed text not null,
  number integer not null,
  outcome text not null,
  code text not null default ''::text,
  detail text not null default ''::text,
  took_ms integer not null,
  at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK ((length(code) <= 100)),
  CHECK ((length(detail) <= 500))
);
CREATE INDEX channel_attempt_by_channel ON channel_attempt USING btree (channel_id, id DESC);
CREATE INDEX channel_attempt_by_time ON channel_attempt USING brin (at);

create table channel_connection (
  channel_id uuid not null,
  kind text not null,
  identity text,
  named text,
  connected_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (channel_id),
  UNIQUE (kind, identity),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  CHECK (((length(identity) >= 1) AND (length(identity) <= 500))),
  CHECK ((length(named) <= 500))
);

create table channel_health (
  channel_id uuid not null,
  state text,
  findings jsonb not null default '[]'::jsonb,
  misses integer not null default 0,
  looked_at timestamp with time zone,
  changed_at timestamp with time zone,
  look_after timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (channel_id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  CHECK ((state = ANY (ARRAY['ok'::text, 'warning'::text, 'broken'::text])))
);
CREATE INDEX channel_health_due ON channel_health USING btree (look_after);

create table channel_link (
  channel_id uuid not null,
  broken_at timestamp with time zone,
  broken_code text,
  broken_detail text,
  stops integer not null default 0,
  held_until timestamp with time zone,
  waits_until timestamp with time zone,
  cursor jsonb not null default '{}'::jsonb,
  poll_lease_until timestamp with time zone,
  poll_fence bigint not null default 0,
  polled_fence bigint not null default 0,
  polled_at timestamp with time zone,
  last_event_at timestamp with time zone,
  last_sent_at timestamp with time zone,
  PRIMARY KEY (channel_id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  CHECK ((length(broken_code) <= 100)),
  CHECK ((length(broken_detail) <= 500))
);

create table channel_message (
  channel_id uuid not null,
  external_id text not null,
  session_id uuid not null,
  seq bigint not null,
  part integer not null default 0,
  parts integer not null default 1,
  outbound boolean not null,
  at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (channel_id, external_id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK (((length(external_id) >= 1) AND (length(external_id) <= 998)))
);
CREATE INDEX channel_message_of ON channel_message USING btree (session_id, seq, part);

create table channel_offer (
  channel_id uuid not null,
  group_id uuid not null,
  PRIMARY KEY (channel_id, group_id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (group_id) REFERENCES person_group(id)
);
CREATE INDEX channel_offer_by_group ON channel_offer USING btree (group_id);

create table client (
  id uuid not null,
  name text,
  created_at timestamp with time zone not null default clock_timestamp(),
  merged_into uuid,
  PRIMARY KEY (id),
  FOREIGN KEY (merged_into) REFERENCES client(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
CREATE INDEX client_by_words ON client USING gin (name gin_trgm_ops) WHERE (name IS NOT NULL);
CREATE INDEX client_merged ON client USING btree (merged_into) WHERE (merged_into IS NOT NULL);

create table client_card (
  client_id uuid not null,
  app_id uuid not null,
  card_id uuid not null,
  bound_by uuid,
  bound_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (client_id, app_id),
  FOREIGN KEY (app_id) REFERENCES app(id),
  FOREIGN KEY (bound_by) REFERENCES person(id),
  FOREIGN KEY (card_id) REFERENCES card(id),
  FOREIGN KEY (client_id) REFERENCES client(id)
);
CREATE INDEX client_card_by_card ON client_card USING btree (card_id);

create table client_merge (
  id uuid not null,
  kept_id uuid not null,
  merged_id uuid not null,
  accounts uuid[] not null,
  cards jsonb not null default '[]'::jsonb,
  named text,
  merged_by uuid,
  merged_at timestamp with time zone not null default clock_timestamp(),
  undone_by uuid,
  undone_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (kept_id) REFERENCES client(id),
  FOREIGN KEY (merged_by) REFERENCES person(id),
  FOREIGN KEY (merged_id) REFERENCES client(id),
  FOREIGN KEY (undone_by) REFERENCES person(id)
);
CREATE INDEX client_merge_by_kept ON client_merge USING btree (kept_id);
CREATE INDEX client_merge_by_merged ON client_merge USING btree (merged_id);

create table close_reason (
  id uuid not null,
  live_chat_id uuid,
  name text not null,
  position integer not null default 0,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX close_reason_name ON close_reason USING btree (COALESCE(live_chat_id, '00000000-0000-0000-0000-000000000000'::uuid), lower(name)) WHERE (archived_at IS NULL);

create table draft (
  person_id uuid not null,
  session_id uuid not null,
  text text not null,
  note boolean not null default false,
  changed_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (person_id, session_id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK (((length(text) >= 1) AND (length(text) <= 20000)))
);

create table embed_entry (
  id uuid not null,
  site_id uuid not null,
  jti text not null,
  key_hash bytea not null,
  person_id uuid not null,
  origin text not null,
  account text,
  item_app text,
  item text,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (id),
  UNIQUE (key_hash),
  UNIQUE (site_id, jti),
  FOREIGN KEY (person_id) REFERENCES person(id),
  FOREIGN KEY (site_id) REFERENCES embed_site(id),
  CHECK (((account IS NULL) <> (item IS NULL))),
  CHECK (((length(account) >= 1) AND (length(account) <= 400))),
  CHECK (((length(item) >= 1) AND (length(item) <= 400))),
  CHECK (((length(jti) >= 1) AND (length(jti) <= 128)))
);
CREATE INDEX embed_entry_ended ON embed_entry USING btree (expires_at);

create table embed_site (
  id uuid not null,
  name text not null,
  key text not null,
  origins text[] not null,
  secret bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (key),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

create table event (
  session_id uuid,
  seq bigint,
  kind text not null,
  audience text not null default 'all'::text,
  prev_all bigint not null default 0,
  actor_kind text not null,
  actor_id uuid,
  at timestamp with time zone not null default clock_timestamp(),
  body jsonb not null default '{}'::jsonb,
  UNIQUE (session_id, seq),
  CHECK ((actor_kind = ANY (ARRAY['account'::text, 'person'::text, 'bot'::text, 'system'::text]))),
  CHECK ((audience = ANY (ARRAY['all'::text, 'staff'::text])))
);
CREATE INDEX event_by_time ON event USING brin (at);
CREATE INDEX event_steps ON event USING btree (session_id, seq) WHERE (kind = ANY (ARRAY['session_opened'::text, 'session_taken'::text, 'session_assigned'::text, 'session_closed'::text, 'session_reopened'::text, 'session_transferred'::text, 'session_marked_spam'::text, 'session_restored'::text, 'letters_moved'::text]));

create table file (
  id uuid not null,
  key text not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 bytea not null,
  width integer,
  height integer,
  preview_key text,
  preview_type text,
  preview_width integer,
  preview_height integer,
  owner_kind text not null,
  owner_id uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  attached_at timestamp with time zone,
  dropped_at timestamp with time zone,
  held integer not null default 0,
  PRIMARY KEY (id),
  UNIQUE (key),
  UNIQUE (preview_key),
  CHECK (((length(name) >= 1) AND (length(name) <= 255))),
  CHECK ((held >= 0)),
  CHECK ((owner_kind = ANY (ARRAY['account'::text, 'person'::text, 'bot'::text, 'system'::text]))),
  CHECK ((size >= 0))
);
CREATE INDEX file_dropped ON file USING btree (dropped_at) WHERE (dropped_at IS NOT NULL);
CREATE INDEX file_unattached ON file USING btree (created_at) WHERE (attached_at IS NULL);

create table group_member (
  group_id uuid not null,
  person_id uuid not null,
  PRIMARY KEY (group_id, person_id),
  FOREIGN KEY (group_id) REFERENCES person_group(id),
  FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX group_member_by_person ON group_member USING btree (person_id);

create table inbound_event (
  id bigint not null generated always as identity,
  channel_id uuid not null,
  dedupe_key text not null,
  lane text not null,
  kind text not null,
  group_id text,
  occurred_at timestamp with time zone not null,
  position bigint not null default 0,
  event jsonb,
  stored_at timestamp with time zone not null default clock_timestamp(),
  due_at timestamp with time zone not null default clock_timestamp(),
  attempts integer not null default 0,
  lease_until timestamp with time zone,
  fence bigint not null default 0,
  last_error text,
  done_at timestamp with time zone,
  dead_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (channel_id, dedupe_key),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  CHECK (((length(dedupe_key) >= 1) AND (length(dedupe_key) <= 400))),
  CHECK ((length(group_id) <= 400)),
  CHECK ((length(lane) <= 400)),
  CHECK ((length(last_error) <= 500))
);
CREATE INDEX inbound_event_dead ON inbound_event USING btree (channel_id, id DESC) WHERE (dead_at IS NOT NULL);
CREATE INDEX inbound_event_done ON inbound_event USING btree (done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX inbound_event_due ON inbound_event USING btree (due_at) WHERE ((done_at IS NULL) AND (dead_at IS NULL));
CREATE INDEX inbound_event_lane ON inbound_event USING btree (channel_id, lane, occurred_at, "position", id) WHERE ((done_at IS NULL) AND (dead_at IS NULL));

create table job (
  id uuid not null,
  kind text not null,
  key text,
  body jsonb not null default '{}'::jsonb,
  run_at timestamp with time zone not null default clock_timestamp(),
  attempts integer not null default 0,
  lease_until timestamp with time zone,
  fence bigint not null default 0,
  last_error text,
  dead_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (key)
);
CREATE INDEX job_due ON job USING btree (run_at) WHERE (dead_at IS NULL);

create table letter (
  session_id uuid not null,
  seq bigint not null,
  channel_id uuid not null,
  account_id uuid not null,
  digest text not null,
  message_id text not null,
  subject text not null,
  from_name text not null,
  from_address text not null,
  to_addresses jsonb not null default '[]'::jsonb,
  cc_addresses jsonb not null default '[]'::jsonb,
  reply_to text,
  written_at timestamp with time zone,
  joined_by text not null,
  said_number bigint,
  automatic text[] not null default '{}'::text[],
  verdict text not null,
  spf text not null default ''::text,
  dkim text not null default ''::text,
  dmarc text not null default ''::text,
  whole text not null,
  html text,
  cut boolean not null default false,
  images jsonb not null default '{}'::jsonb,
  raw_id uuid,
  from_session_id uuid,
  from_seq bigint,
  kept_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (session_id, seq),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (from_session_id) REFERENCES session(id),
  FOREIGN KEY (raw_id) REFERENCES file(id),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK ((joined_by = ANY (ARRAY['new'::text, 'signed_address'::text, 'known_letter'::text, 'split'::text]))),
  CHECK ((length(digest) <= 64)),
  CHECK ((length(from_address) <= 400)),
  CHECK ((length(from_name) <= 400)),
  CHECK ((length(message_id) <= 1400)),
  CHECK ((length(reply_to) <= 400)),
  CHECK ((length(subject) <= 400)),
  CHECK ((verdict = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])))
);
CREATE INDEX letter_by_digest ON letter USING btree (channel_id, digest);
CREATE INDEX letter_by_message_id ON letter USING btree (channel_id, md5(message_id));
CREATE INDEX letter_parted ON letter USING btree (from_session_id, from_seq) WHERE (from_session_id IS NOT NULL);

create table live_chat (
  id uuid not null,
  name text not null,
  reopen_hours integer not null default 24,
  file_limit bigint not null default 26214400,
  message_limit integer not null default 10000,
  name_template text not null default '{{client}}'::text,
  position integer not null default 0,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  close_reason_required boolean not null default false,
  escalate_after integer,
  ask_rating boolean not null default false,
  PRIMARY KEY (id),
  CHECK (((escalate_after >= 10) AND (escalate_after <= 86400))),
  CHECK (((file_limit >= 0) AND (file_limit <= 104857600))),
  CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  CHECK (((length(name_template) >= 1) AND (length(name_template) <= 200))),
  CHECK (((message_limit >= 100) AND (message_limit <= 20000))),
  CHECK (((reopen_hours >= 0) AND (reopen_hours <= 8760)))
);

create table live_chat_group (
  live_chat_id uuid not null,
  group_id uuid not null,
  role text not null,
  PRIMARY KEY (live_chat_id, group_id, role),
  FOREIGN KEY (group_id) REFERENCES person_group(id),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  CHECK ((role = ANY (ARRAY['operator'::text, 'supervisor'::text, 'reader'::text])))
);
CREATE INDEX live_chat_group_by_group ON live_chat_group USING btree (group_id);

create table live_chat_hours (
  live_chat_id uuid not null,
  schedule_id uuid,
  waiting_after integer,
  PRIMARY KEY (live_chat_id),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  FOREIGN KEY (schedule_id) REFERENCES schedule(id),
  CHECK (((waiting_after >= 30) AND (waiting_after <= 86400)))
);
CREATE INDEX live_chat_hours_by_schedule ON live_chat_hours USING btree (schedule_id) WHERE (schedule_id IS NOT NULL);

create table live_chat_parameter (
  live_chat_id uuid not null,
  parameter_id uuid not null,
  required boolean not null default false,
  position integer not null default 0,
  PRIMARY KEY (live_chat_id, parameter_id),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  FOREIGN KEY (parameter_id) REFERENCES parameter(id)
);

create table log_epoch (
  only_row boolean not null default true,
  epoch uuid not null default gen_random_uuid(),
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table message (
  session_id uuid not null,
  seq bigint not null,
  id uuid not null,
  author_kind text not null,
  author_id uuid not null,
  send_key uuid not null,
  digest bytea not null,
  text text not null default ''::text,
  quote_seq bigint,
  client_no integer,
  file_count integer not null default 0,
  posted_at timestamp with time zone not null default clock_timestamp(),
  audience text not null default 'all'::text,
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  forwarded_session_id uuid,
  forwarded_seq bigint,
  PRIMARY KEY (session_id, seq),
  UNIQUE (author_id, send_key),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK ((audience = ANY (ARRAY['all'::text, 'staff'::text]))),
  CHECK ((author_kind = ANY (ARRAY['account'::text, 'person'::text, 'bot'::text, 'system'::text]))),
  CHECK ((length(text) <= 20000))
);

create table message_delivery (
  session_id uuid not null,
  seq bigint not null,
  channel_id uuid not null,
  account_id uuid not null,
  state text not null default 'queued'::text,
  code text,
  detail text,
  reaction text,
  changed_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (session_id, seq),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (session_id, seq) REFERENCES message(session_id, seq),
  CHECK ((length(code) <= 100)),
  CHECK ((length(detail) <= 500)),
  CHECK ((length(reaction) <= 40)),
  CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'uncertain'::text])))
);
CREATE INDEX message_delivery_unread ON message_delivery USING btree (channel_id, account_id, session_id, seq) WHERE (state = ANY (ARRAY['queued'::text, 'sent'::text, 'delivered'::text, 'uncertain'::text]));
CREATE INDEX message_delivery_unsure ON message_delivery USING btree (channel_id, session_id, seq) WHERE (state = ANY (ARRAY['failed'::text, 'uncertain'::text]));

create table message_file (
  session_id uuid not null,
  seq bigint not null,
  position integer not null,
  file_id uuid not null,
  PRIMARY KEY (session_id, seq, "position"),
  UNIQUE (file_id),
  FOREIGN KEY (file_id) REFERENCES file(id),
  FOREIGN KEY (session_id, seq) REFERENCES message(session_id, seq)
);

create table message_mention (
  session_id uuid not null,
  seq bigint not null,
  person_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  seen_at timestamp with time zone,
  PRIMARY KEY (session_id, seq, person_id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  FOREIGN KEY (session_id, seq) REFERENCES message(session_id, seq)
);
CREATE INDEX message_mention_of_person ON message_mention USING btree (person_id, at DESC, session_id, seq);
CREATE INDEX message_mention_unseen ON message_mention USING btree (person_id) WHERE (seen_at IS NULL);

create table message_text (
  session_id uuid not null,
  seq bigint not null,
  posted_at timestamp with time zone not null,
  audience text not null,
  text text not null,
  PRIMARY KEY (session_id, seq)
);
CREATE INDEX message_text_found ON message_text USING gin (message_words(text, posted_at)) WITH (gin_pending_list_limit='1024');

create table message_version (
  session_id uuid not null,
  seq bigint not null,
  version integer not null,
  text text not null,
  replaced_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (session_id, seq, version),
  FOREIGN KEY (session_id, seq) REFERENCES message(session_id, seq)
);

create table message_word (
  word text not null,
  PRIMARY KEY (word)
);
CREATE INDEX message_word_parts ON message_word USING gin (word gin_trgm_ops);

create table message_word_gone (
  word text not null,
  at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (word)
);

create table one_time_link (
  token_hash bytea not null,
  purpose text not null,
  person_id uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (person_id) REFERENCES person(id),
  CHECK ((purpose = ANY (ARRAY['set_up'::text, 'invitation'::text, 'password_reset'::text])))
);

create table operator_mark (
  person_id uuid not null,
  session_id uuid not null,
  client_no integer not null,
  PRIMARY KEY (person_id, session_id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  FOREIGN KEY (session_id) REFERENCES session(id)
);

create table outgoing (
  id bigint not null generated always as identity,
  deed text not null,
  session_id uuid not null,
  seq bigint not null,
  channel_id uuid not null,
  account_id uuid not null,
  made_at timestamp with time zone not null default clock_timestamp(),
  due_at timestamp with time zone not null default clock_timestamp(),
  attempts integer not null default 0,
  parts_sent integer not null default 0,
  calling boolean not null default false,
  lease_until timestamp with time zone,
  fence bigint not null default 0,
  dead_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (session_id, seq) REFERENCES message(session_id, seq),
  CHECK ((deed = ANY (ARRAY['send'::text, 'edit'::text, 'delete'::text])))
);
CREATE INDEX outgoing_dead ON outgoing USING btree (channel_id, id DESC) WHERE (dead_at IS NOT NULL);
CREATE INDEX outgoing_due ON outgoing USING btree (channel_id, due_at) WHERE (dead_at IS NULL);
CREATE INDEX outgoing_lane ON outgoing USING btree (channel_id, account_id, id) WHERE (dead_at IS NULL);
CREATE INDEX outgoing_of ON outgoing USING btree (session_id, seq);

create table page_visit (
  session_id uuid not null,
  seq bigint not null,
  url text not null,
  title text,
  at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (session_id, seq),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK ((length(title) <= 300)),
  CHECK ((length(url) <= 2000))
);

create table parameter (
  id uuid not null,
  key text not null,
  kind text not null,
  names jsonb not null,
  choices jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (key),
  CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  CHECK ((kind = ANY (ARRAY['text'::text, 'number'::text, 'boolean'::text, 'date'::text, 'choice'::text])))
);

create table password (
  person_id uuid not null,
  hash text not null,
  changed_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (person_id),
  FOREIGN KEY (person_id) REFERENCES person(id)
);

create table person (
  id uuid not null,
  kind text not null default 'person'::text,
  name text not null,
  email text,
  administrator boolean not null default false,
  language text,
  settings jsonb not null default '{}'::jsonb,
  status text not null default 'offline'::text,
  status_since timestamp with time zone not null default clock_timestamp(),
  reachable_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (email),
  CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  CHECK ((email = lower(email))),
  CHECK ((kind = ANY (ARRAY['person'::text, 'bot'::text]))),
  CHECK ((language = ANY (ARRAY['en'::text, 'ru'::text]))),
  CHECK ((status = ANY (ARRAY['online'::text, 'away'::text, 'offline'::text])))
);

create table person_group (
  id uuid not null,
  name text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX person_group_name ON person_group USING btree (lower(name)) WHERE (archived_at IS NULL);

create table program (
  id uuid not null,
  name text not null,
  token_hash bytea not null,
  scopes text[] not null,
  live_chat_ids uuid[] not null default '{}'::uuid[],
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  used_at timestamp with time zone,
  ended_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (token_hash),
  FOREIGN KEY (created_by) REFERENCES person(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

create table push_key (
  only_row boolean not null default true,
  public_key bytea not null,
  private_key bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table push_known (
  session_id uuid not null,
  state text not null,
  queued_at timestamp with time zone,
  operator_id uuid,
  client_count integer not null,
  escalated_at timestamp with time zone,
  PRIMARY KEY (session_id),
  FOREIGN KEY (session_id) REFERENCES session(id)
);

create table push_progress (
  only_row boolean not null default true,
  epoch uuid,
  upto xid8 not null default '0'::xid8,
  called_upto timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table push_subscription (
  id uuid not null,
  person_id uuid not null,
  sign_in_id uuid not null,
  endpoint text not null,
  p256dh bytea not null,
  auth bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  sent_at timestamp with time zone,
  failed_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (endpoint),
  FOREIGN KEY (person_id) REFERENCES person(id),
  FOREIGN KEY (sign_in_id) REFERENCES sign_in(id) ON DELETE CASCADE,
  CHECK ((length(auth) = 16)),
  CHECK ((length(endpoint) <= 2000)),
  CHECK ((length(p256dh) = 65))
);
CREATE INDEX push_subscription_by_person ON push_subscription USING btree (person_id);
CREATE INDEX push_subscription_by_sign_in ON push_subscription USING btree (sign_in_id);

create table report_day (
  day date not null,
  live_chat_id uuid not null,
  operator_id uuid not null,
  opened integer,
  queued integer,
  taken integer,
  closed integer,
  reopened integer,
  transferred integer,
  abandoned integer,
  spam integer,
  messages_in integer,
  messages_out integer,
  firsts integer,
  answers integer,
  ones integer,
  twos integer,
  threes integer,
  fours integer,
  fives integer,
  accept_sum bigint,
  first_sum bigint,
  wait_sum bigint,
  answer_sum bigint,
  life_sum bigint,
  accept_most bigint,
  first_most bigint,
  wait_most bigint,
  answer_most bigint,
  life_most bigint,
  change integer not null default 0,
  peak integer not null default 0,
  online bigint,
  away bigint,
  occupied bigint,
  PRIMARY KEY (day, live_chat_id, operator_id)
);

create table report_fact (
  session_id uuid not null,
  at timestamp with time zone not null,
  live_chat_id uuid not null,
  operator_id uuid not null,
  opened integer,
  queued integer,
  taken integer,
  closed integer,
  reopened integer,
  transferred integer,
  abandoned integer,
  spam integer,
  messages_in integer,
  messages_out integer,
  firsts integer,
  answers integer,
  ones integer,
  twos integer,
  threes integer,
  fours integer,
  fives integer,
  accept_sum bigint,
  first_sum bigint,
  wait_sum bigint,
  answer_sum bigint,
  life_sum bigint,
  accept_most bigint,
  first_most bigint,
  wait_most bigint,
  answer_most bigint,
  life_most bigint,
  PRIMARY KEY (session_id, at, live_chat_id, operator_id)
);
CREATE INDEX report_fact_by_time ON report_fact USING btree (at);
CREATE INDEX report_fact_rare ON report_fact USING btree (session_id DESC, at) INCLUDE (live_chat_id, operator_id, reopened, transferred, abandoned, spam, ones, twos, threes, fours, fives) WHERE (COALESCE(reopened, transferred, abandoned, spam, ones, twos, threes, fours, fives) IS NOT NULL);

create table report_progress (
  only_row boolean not null default true,
  epoch uuid,
  upto xid8 not null default '0'::xid8,
  walked uuid,
  statuses_upto timestamp with time zone,
  rolled_upto timestamp with time zone,
  zone text,
  fresh_until timestamp with time zone,
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table report_quarter (
  at timestamp with time zone not null,
  live_chat_id uuid not null,
  operator_id uuid not null,
  opened integer,
  queued integer,
  taken integer,
  closed integer,
  reopened integer,
  transferred integer,
  abandoned integer,
  spam integer,
  messages_in integer,
  messages_out integer,
  firsts integer,
  answers integer,
  ones integer,
  twos integer,
  threes integer,
  fours integer,
  fives integer,
  accept_sum bigint,
  first_sum bigint,
  wait_sum bigint,
  answer_sum bigint,
  life_sum bigint,
  accept_most bigint,
  first_most bigint,
  wait_most bigint,
  answer_most bigint,
  life_most bigint,
  change integer not null default 0,
  peak integer not null default 0,
  online bigint,
  away bigint,
  occupied bigint,
  PRIMARY KEY (at, live_chat_id, operator_id)
);
CREATE INDEX report_quarter_changes ON report_quarter USING btree (at) WHERE (change <> 0);
CREATE INDEX report_quarter_of_live_chats ON report_quarter USING btree (at, live_chat_id) WHERE (operator_id = '00000000-0000-0000-0000-000000000000'::uuid);
CREATE INDEX report_quarter_of_operators ON report_quarter USING btree (operator_id, at) WHERE (live_chat_id <> '00000000-0000-0000-0000-000000000000'::uuid);

create table report_span (
  session_id uuid not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  live_chat_id uuid not null,
  operator_id uuid not null,
  PRIMARY KEY (session_id, since)
);
CREATE INDEX report_span_within ON report_span USING gist (tstzrange(since, until));

create table report_stale (
  at timestamp with time zone not null,
  PRIMARY KEY (at)
);

create table report_status (
  person_id uuid not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  status text not null,
  PRIMARY KEY (person_id, since)
);
CREATE INDEX report_status_within ON report_status USING gist (tstzrange(since, until));

create table response_template (
  id uuid not null,
  folder_id uuid,
  name text not null,
  code text,
  text text not null,
  live_chat_ids uuid[] not null default '{}'::uuid[],
  group_ids uuid[] not null default '{}'::uuid[],
  file_ids uuid[] not null default '{}'::uuid[],
  words text default lower(translate(((((COALESCE(code, ''::text) || ' '::text) || name) || ' '::text) || text), 'ёЁ'::text, 'еЕ'::text)),
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (created_by) REFERENCES person(id),
  FOREIGN KEY (folder_id) REFERENCES template_folder(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 150))),
  CHECK (((length(text) >= 1) AND (length(text) <= 10000))),
  CHECK ((code ~ '^[^\s/]{1,30}$'::text))
);
CREATE INDEX response_template_by_name ON response_template USING btree (lower(name), id);
CREATE UNIQUE INDEX response_template_code ON response_template USING btree (lower(code)) WHERE (archived_at IS NULL);
CREATE INDEX response_template_stems ON response_template USING gin (to_tsvector('russian'::regconfig, words));
CREATE INDEX response_template_words ON response_template USING gin (words gin_trgm_ops);

create table saved_view (
  id uuid not null,
  owner_id uuid not null,
  name text not null,
  shared boolean not null default false,
  settings jsonb not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (owner_id) REFERENCES person(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX saved_view_by_owner ON saved_view USING btree (owner_id) WHERE (archived_at IS NULL);

create table schedule (
  id uuid not null,
  name text not null,
  time_zone text not null,
  hours jsonb not null default '[]'::jsonb,
  exceptions jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX schedule_name ON schedule USING btree (lower(name)) WHERE (archived_at IS NULL);

create table schema_migration (
  number integer not null,
  name text not null,
  contract_from integer,
  run_at timestamp with time zone not null default now(),
  PRIMARY KEY (number)
);

create table search_progress (
  only_row boolean not null default true,
  epoch uuid,
  upto xid8 not null default '0'::xid8,
  walked uuid,
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

create table session (
  id uuid not null,
  number bigint not null generated always as identity,
  live_chat_id uuid not null,
  channel_id uuid not null,
  account_id uuid not null,
  client_id uuid not null,
  state text not null default 'waiting'::text,
  priority text not null default 'normal'::text,
  name text,
  operator_id uuid,
  group_id uuid,
  opened_at timestamp with time zone not null default clock_timestamp(),
  queued_at timestamp with time zone,
  taken_at timestamp with time zone,
  closed_at timestamp with time zone,
  last_seq bigint not null default 0,
  last_all_seq bigint not null default 0,
  client_count integer not null default 0,
  message_count integer not null default 0,
  last_message_at timestamp with time zone,
  preview text,
  preview_author text,
  staff_read_no integer not null default 0,
  client_delivered_seq bigint not null default 0,
  client_read_seq bigint not null default 0,
  subject text,
  begun_by uuid,
  joined uuid[] not null default '{}'::uuid[],
  shared_with uuid[] not null default '{}'::uuid[],
  close_reason_id uuid,
  spam_at timestamp with time zone,
  rating smallint,
  rated_at timestamp with time zone,
  escalated_at timestamp with time zone,
  begin_key uuid,
  apart boolean not null default false,
  merged_into uuid,
  PRIMARY KEY (id),
  UNIQUE (number),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (begun_by) REFERENCES person(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (client_id) REFERENCES client(id),
  FOREIGN KEY (close_reason_id) REFERENCES close_reason(id),
  FOREIGN KEY (group_id) REFERENCES person_group(id),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  FOREIGN KEY (merged_into) REFERENCES session(id),
  FOREIGN KEY (operator_id) REFERENCES person(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  CHECK (((length(subject) >= 1) AND (length(subject) <= 200))),
  CHECK (((rating >= 1) AND (rating <= 5))),
  CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text]))),
  CHECK ((state = ANY (ARRAY['waiting'::text, 'with_operator'::text, 'closed'::text, 'spam'::text])))
);
CREATE UNIQUE INDEX session_begun_once ON session USING btree (begun_by, begin_key) WHERE (begin_key IS NOT NULL);
CREATE INDEX session_by_closing ON session USING btree (closed_at, id) WHERE (closed_at IS NOT NULL);
CREATE INDEX session_by_name ON session USING gin (name gin_trgm_ops) WHERE (name IS NOT NULL);
CREATE INDEX session_by_opening ON session USING btree (opened_at, id);
CREATE INDEX session_by_priority ON session USING btree ((
CASE priority
    WHEN 'high'::text THEN 3
    WHEN 'normal'::text THEN 2
    ELSE 1
END), id);
CREATE INDEX session_by_rating ON session USING btree (rating, id) WHERE (rating IS NOT NULL);
CREATE INDEX session_by_subject ON session USING gin (subject gin_trgm_ops) WHERE (subject IS NOT NULL);
CREATE INDEX session_by_waiting ON session USING btree (queued_at, id) WHERE (queued_at IS NOT NULL);
CREATE INDEX session_closed ON session USING btree (live_chat_id, closed_at DESC, id DESC) WHERE (state = 'closed'::text);
CREATE INDEX session_closed_of_operator ON session USING btree (operator_id, closed_at DESC, id DESC) WHERE (state = 'closed'::text);
CREATE INDEX session_merged ON session USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX session_of_account ON session USING btree (account_id, opened_at DESC);
CREATE INDEX session_of_channel ON session USING btree (channel_id, opened_at, id);
CREATE INDEX session_of_client ON session USING btree (client_id, opened_at DESC);
CREATE INDEX session_of_group ON session USING btree (group_id, opened_at, id) WHERE (group_id IS NOT NULL);
CREATE INDEX session_of_operator ON session USING btree (operator_id) WHERE (state = 'with_operator'::text);
CREATE INDEX session_of_reason ON session USING btree (close_reason_id, opened_at, id) WHERE (close_reason_id IS NOT NULL);
CREATE INDEX session_open ON session USING btree (live_chat_id) WHERE (state = ANY (ARRAY['waiting'::text, 'with_operator'::text]));
CREATE UNIQUE INDEX session_open_once ON session USING btree (channel_id, account_id) WHERE ((state <> ALL (ARRAY['closed'::text, 'spam'::text])) AND (NOT apart));
CREATE INDEX session_operated ON session USING btree (operator_id, opened_at, id) WHERE (operator_id IS NOT NULL);
CREATE INDEX session_queue ON session USING btree (live_chat_id, queued_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX session_shared ON session USING gin (shared_with) WHERE (state = ANY (ARRAY['waiting'::text, 'with_operator'::text]));
CREATE INDEX session_spam ON session USING btree (live_chat_id, spam_at DESC, id DESC) WHERE (state = 'spam'::text);

create table session_card (
  session_id uuid not null,
  card_id uuid not null,
  bound_by uuid,
  bound_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (session_id, card_id),
  FOREIGN KEY (bound_by) REFERENCES person(id),
  FOREIGN KEY (card_id) REFERENCES card(id),
  FOREIGN KEY (session_id) REFERENCES session(id)
);
CREATE INDEX session_card_by_card ON session_card USING btree (card_id);

create table session_parameter (
  session_id uuid not null,
  parameter_id uuid not null,
  value jsonb not null,
  PRIMARY KEY (session_id, parameter_id),
  FOREIGN KEY (parameter_id) REFERENCES parameter(id),
  FOREIGN KEY (session_id) REFERENCES session(id)
);
CREATE INDEX session_parameter_by_value ON session_parameter USING btree (parameter_id, value, session_id);
CREATE INDEX session_parameter_parts ON session_parameter USING gin (((value #>> '{}'::text[])) gin_trgm_ops) WHERE (jsonb_typeof(value) = 'string'::text);

create table session_participant (
  session_id uuid not null,
  account_id uuid not null,
  added_by uuid,
  added_at timestamp with time zone not null default clock_timestamp(),
  merged_from uuid not null,
  refused_at timestamp with time zone,
  refused text,
  PRIMARY KEY (session_id, account_id, merged_from),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (added_by) REFERENCES person(id),
  FOREIGN KEY (merged_from) REFERENCES session(id),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK ((length(refused) <= 500))
);
CREATE INDEX session_participant_of ON session_participant USING btree (account_id);

create table session_rating (
  session_id uuid not null,
  seq bigint not null,
  rating smallint not null,
  comment text,
  PRIMARY KEY (session_id, seq),
  FOREIGN KEY (session_id) REFERENCES session(id),
  CHECK (((length(comment) >= 1) AND (length(comment) <= 1000))),
  CHECK (((rating >= 1) AND (rating <= 5)))
);

create table session_tag (
  session_id uuid not null,
  tag_id uuid not null,
  PRIMARY KEY (session_id, tag_id),
  FOREIGN KEY (session_id) REFERENCES session(id),
  FOREIGN KEY (tag_id) REFERENCES tag(id)
);
CREATE INDEX session_tag_by_tag ON session_tag USING btree (tag_id, session_id);

create table sign_in (
  id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  last_seen_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  address text,
  user_agent text,
  PRIMARY KEY (id),
  UNIQUE (token_hash),
  FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX sign_in_by_person ON sign_in USING btree (person_id) WHERE (ended_at IS NULL);

create table sign_in_failure (
  subject text not null,
  at timestamp with time zone not null default clock_timestamp()
);
CREATE INDEX sign_in_failure_by_subject ON sign_in_failure USING btree (subject, at);

create table socket_ticket (
  token_hash bytea not null,
  sign_in_id uuid,
  account_id uuid,
  channel_id uuid,
  expires_at timestamp with time zone not null,
  token_id uuid,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (sign_in_id) REFERENCES sign_in(id),
  CHECK (((sign_in_id IS NULL) <> (account_id IS NULL)))
);

create table tag (
  id uuid not null,
  name text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK (((length(name) >= 1) AND (length(name) <= 50)))
);
CREATE UNIQUE INDEX tag_name ON tag USING btree (lower(name)) WHERE (archived_at IS NULL);

create table template_folder (
  id uuid not null,
  kind text not null,
  name text not null,
  group_ids uuid[] not null default '{}'::uuid[],
  created_at timestamp with time zone not null default clock_timestamp(),
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  CHECK ((kind = ANY (ARRAY['template'::text, 'article'::text])))
);
CREATE UNIQUE INDEX template_folder_name ON template_folder USING btree (kind, lower(name)) WHERE (archived_at IS NULL);

create table template_insertion (
  key uuid not null,
  person_id uuid not null,
  template_id uuid not null,
  file_ids uuid[] not null,
  at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (key),
  FOREIGN KEY (person_id) REFERENCES person(id),
  FOREIGN KEY (template_id) REFERENCES response_template(id)
);
CREATE INDEX template_insertion_by_time ON template_insertion USING btree (at);

create table template_use (
  template_id uuid not null,
  live_chat_id uuid not null,
  day date not null,
  uses integer not null,
  PRIMARY KEY (template_id, live_chat_id, day),
  FOREIGN KEY (live_chat_id) REFERENCES live_chat(id),
  FOREIGN KEY (template_id) REFERENCES response_template(id)
);

create table widget_identity_used (
  channel_id uuid not null,
  jti text not null,
  token_id uuid not null,
  expires_at timestamp with time zone not null,
  start_key_hash bytea,
  PRIMARY KEY (channel_id, jti),
  FOREIGN KEY (channel_id) REFERENCES channel(id),
  FOREIGN KEY (token_id) REFERENCES widget_token(id)
);

create table widget_token (
  id uuid not null,
  token_hash bytea not null,
  account_id uuid not null,
  channel_id uuid not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  seen_at timestamp with time zone not null default clock_timestamp(),
  ended_at timestamp with time zone,
  kept boolean not null default false,
  PRIMARY KEY (id),
  UNIQUE (token_hash),
  FOREIGN KEY (account_id) REFERENCES account(id),
  FOREIGN KEY (channel_id) REFERENCES channel(id)
);
CREATE INDEX widget_token_by_account ON widget_token USING btree (account_id);
CREATE INDEX widget_token_unkept ON widget_token USING btree (seen_at) WHERE (NOT kept);

create table workspace (
  only_row boolean not null default true,
  name text not null default 'Deskbell'::text,
  language text not null default 'en'::text,
  time_zone text not null default 'UTC'::text,
  hide_counters boolean not null default false,
  set_up_at timestamp with time zone,
  PRIMARY KEY (only_row),
  CHECK ((language = ANY (ARRAY['en'::text, 'ru'::text]))),
  CHECK (only_row)
);

create view session_full as
 SELECT s.id,
    s.number,
    s.live_chat_id,
    s.channel_id,
    s.account_id,
    s.client_id,
    s.state,
    s.priority,
    s.name,
    s.operator_id,
    s.group_id,
    s.opened_at,
    s.queued_at,
    s.taken_at,
    s.closed_at,
    s.last_seq,
    s.last_all_seq,
    s.client_count,
    s.message_count,
    s.last_message_at,
    s.preview,
    s.preview_author,
    s.staff_read_no,
    s.client_delivered_seq,
    s.client_read_seq,
    s.subject,
    s.begun_by,
    s.joined,
    s.shared_with,
    s.close_reason_id,
    s.spam_at,
    s.rating,
    s.rated_at,
    s.escalated_at,
    l.name AS live_chat_name,
    l.message_limit,
    l.file_limit,
    l.name_template,
    ch.kind AS channel_kind,
    ch.name AS channel_name,
    c.name AS client_name,
    a.name AS account_name,
    a.external_id,
    a.email,
    a.phone,
    a.verified,
    a.language,
    a.details,
    a.seen_at,
    o.name AS operator_name,
    g.name AS group_name,
    l.ask_rating
   FROM session s
     LEFT JOIN live_chat l ON l.id = s.live_chat_id
     LEFT JOIN channel ch ON ch.id = s.channel_id
     LEFT JOIN client c ON c.id = s.client_id
     LEFT JOIN account a ON a.id = s.account_id
     LEFT JOIN person o ON o.id = s.operator_id
     LEFT JOIN person_group g ON g.id = s.group_id;

CREATE OR REPLACE FUNCTION public.message_text_follows()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.message_words(text text, posted_at timestamp with time zone)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select to_tsvector('russian', text) || array_to_tsvector(array[
    '2 days ' || div(extract(epoch from posted_at at time zone 'UTC'), 172800),
    '32 days ' || div(extract(epoch from posted_at at time zone 'UTC'), 2764800)
  ])
$function$;

CREATE OR REPLACE FUNCTION public.session_readable_by(administrator boolean, person uuid, supervised uuid[], operated uuid[], groups uuid[], readable uuid[])
 RETURNS SETOF session_full
 LANGUAGE sql
 STABLE
AS $function$
  select s.* from session_full s
  where s.state <> 'spam'
    and (administrator
      or s.live_chat_id = any (supervised)
      or s.live_chat_id = any (readable)
      or (s.operator_id = person and s.live_chat_id = any (operated))
      or (s.state = 'waiting' and s.queued_at is not null and s.live_chat_id = any (operated)
          and (s.group_id is null or s.group_id = any (groups)))
      or (s.state in ('waiting', 'with_operator') and s.shared_with @> array[person] and person is not null))
$function$;

CREATE OR REPLACE FUNCTION public.session_visible_to(administrator boolean, person uuid, supervised uuid[], operated uuid[], groups uuid[], account uuid)
 RETURNS SETOF session_full
 LANGUAGE sql
 STABLE
AS $function$
  select s.* from session_full s
  where administrator
     or s.live_chat_id = any (supervised)
     or (s.operator_id = person and s.live_chat_id = any (operated))
     or (s.state = 'waiting' and s.queued_at is not null and s.live_chat_id = any (operated)
         and (s.group_id is null or s.group_id = any (groups)))
     or (s.state in ('waiting', 'with_operator') and s.shared_with @> array[person] and person is not null)
     or s.account_id = account
$function$;

CREATE OR REPLACE FUNCTION public.template_serves(places uuid[], groups uuid[], here uuid[])
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select (cardinality(places) = 0 and cardinality(groups) = 0) or places && here
    or exists (select from live_chat_group g
               where g.group_id = any (groups) and g.live_chat_id = any (here) and g.role in ('operator', 'supervisor'))
$function$;

CREATE TRIGGER message_text_edited AFTER UPDATE OF text, deleted_at ON message FOR EACH ROW EXECUTE FUNCTION message_text_follows();

CREATE TRIGGER message_text_removed AFTER DELETE ON message FOR EACH ROW EXECUTE FUNCTION message_text_follows();

grant delete, insert, select, update on account to deskbell_app;
grant delete, insert, select, update on app to deskbell_app;
grant delete, insert, select, update on app_field to deskbell_app;
grant delete, insert, select, update on article to deskbell_app;
grant insert, select on audit_entry to deskbell_app;
grant insert, select on audit_link to deskbell_app;
grant delete, insert, select, update on automatic_message to deskbell_app;
grant delete, insert, select, update on automatic_words to deskbell_app;
grant delete, insert, select, update on blocklist_address to deskbell_app;
grant delete, insert, select, update on blocklist_entry to deskbell_app;
grant delete, insert, select, update on blocklist_entry_live_chat to deskbell_app;
grant delete, insert, select, update on blocklist_version to deskbell_app;
grant delete, insert, select, update on card to deskbell_app;
grant delete, insert, select, update on card_change to deskbell_app;
grant delete, insert, select, update on changed_session to deskbell_app;
grant delete, insert, select, update on changes_pruned to deskbell_app;
grant delete, insert, select, update on channel to deskbell_app;
grant delete, insert, select, update on channel_account to deskbell_app;
grant delete, insert, select, update on channel_attempt to deskbell_app;
grant delete, insert, select, update on channel_connection to deskbell_app;
grant delete, insert, select, update on channel_health to deskbell_app;
grant delete, insert, select, update on channel_link to deskbell_app;
grant delete, insert, select, update on channel_message to deskbell_app;
grant delete, insert, select, update on channel_offer to deskbell_app;
grant delete, insert, select, update on client to deskbell_app;
grant delete, insert, select, update on client_card to deskbell_app;
grant delete, insert, select, update on client_merge to deskbell_app;
grant delete, insert, select, update on close_reason to deskbell_app;
grant delete, insert, select, update on draft to deskbell_app;
grant delete, insert, select, update on embed_entry to deskbell_app;
grant delete, insert, select, update on embed_site to deskbell_app;
grant insert, select on event to deskbell_app;
grant delete, insert, select, update on file to deskbell_app;
grant delete, insert, select, update on group_member to deskbell_app;
grant delete, insert, select, update on inbound_event to deskbell_app;
grant delete, insert, select, update on job to deskbell_app;
grant delete, insert, select, update on letter to deskbell_app;
grant delete, insert, select, update on live_chat to deskbell_app;
grant delete, insert, select, update on live_chat_group to deskbell_app;
grant delete, insert, select, update on live_chat_hours to deskbell_app;
grant delete, insert, select, update on live_chat_parameter to deskbell_app;
grant select on log_epoch to deskbell_app;
grant delete, insert, select, update on message to deskbell_app;
grant delete, insert, select, update on message_delivery to deskbell_app;
grant delete, insert, select, update on message_file to deskbell_app;
grant delete, insert, select, update on message_mention to deskbell_app;
grant delete, insert, select, update on message_text to deskbell_app;
grant delete, insert, select, update on message_version to deskbell_app;
grant delete, insert, select, update on message_word to deskbell_app;
grant delete, insert, select, update on message_word_gone to deskbell_app;
grant delete, insert, select, update on one_time_link to deskbell_app;
grant delete, insert, select, update on operator_mark to deskbell_app;
grant delete, insert, select, update on outgoing to deskbell_app;
grant delete, insert, select, update on page_visit to deskbell_app;
grant delete, insert, select, update on parameter to deskbell_app;
grant delete, insert, select, update on password to deskbell_app;
grant delete, insert, select, update on person to deskbell_app;
grant delete, insert, select, update on person_group to deskbell_app;
grant delete, insert, select, update on program to deskbell_app;
grant delete, insert, select, update on push_key to deskbell_app;
grant delete, insert, select, update on push_known to deskbell_app;
grant delete, insert, select, update on push_progress to deskbell_app;
grant delete, insert, select, update on push_subscription to deskbell_app;
grant delete, insert, select, update on report_day to deskbell_app;
grant delete, insert, select, update on report_fact to deskbell_app;
grant delete, insert, select, update on report_progress to deskbell_app;
grant delete, insert, select, update on report_quarter to deskbell_app;
grant delete, insert, select, update on report_span to deskbell_app;
grant delete, insert, select, update on report_stale to deskbell_app;
grant delete, insert, select, update on report_status to deskbell_app;
grant delete, insert, select, update on response_template to deskbell_app;
grant delete, insert, select, update on saved_view to deskbell_app;
grant delete, insert, select, update on schedule to deskbell_app;
grant select on schema_migration to deskbell_app;
grant delete, insert, select, update on search_progress to deskbell_app;
grant delete, insert, select, update on session to deskbell_app;
grant delete, insert, select, update on session_card to deskbell_app;
grant delete, insert, select, update on session_full to deskbell_app;
grant delete, insert, select, update on session_parameter to deskbell_app;
grant delete, insert, select, update on session_participant to deskbell_app;
grant delete, insert, select, update on session_rating to deskbell_app;
grant delete, insert, select, update on session_tag to deskbell_app;
grant delete, insert, select, update on sign_in to deskbell_app;
grant delete, insert, select, update on sign_in_failure to deskbell_app;
grant delete, insert, select, update on socket_ticket to deskbell_app;
grant delete, insert, select, update on tag to deskbell_app;
grant delete, insert, select, update on template_folder to deskbell_app;
grant delete, insert, select, update on template_insertion to deskbell_app;
grant delete, insert, select, update on template_use to deskbell_app;
grant delete, insert, select, update on widget_identity_used to deskbell_app;
grant delete, insert, select, update on widget_token to deskbell_app;
grant delete, insert, select, update on workspace to deskbell_app;
