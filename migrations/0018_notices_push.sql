-- expand
-- By what push services know us (VAPID, RFC 8292): made at first need. The private key is sealed; one that cannot be
-- opened any more is replaced, and subscriptions made for it with it.
create table push_key (
  only_row     boolean primary key default true check (only_row),
  public_key   bytea not null,
  private_key  bytea not null,
  created_at   timestamptz not null default clock_timestamp()
);

-- Where a person's browsers can be reached by web push. `auth` and `p256dh` are the browser's own keys. It lives no
-- longer than the sign-in it was made with.
create table push_subscription (
  id            uuid primary key,
  person_id     uuid not null references person,
  sign_in_id    uuid not null references sign_in on delete cascade,
  endpoint      text not null unique check (length(endpoint) <= 2000),
  p256dh        bytea not null check (length(p256dh) = 65),
  auth          bytea not null check (length(auth) = 16),
  created_at    timestamptz not null default clock_timestamp(),
  sent_at       timestamptz,
  failed_at     timestamptz
);
create index push_subscription_by_person on push_subscription (person_id);
create index push_subscription_by_sign_in on push_subscription (sign_in_id);

-- How far the log was followed for what is pushed.
create table push_progress (
  only_row     boolean primary key default true check (only_row),
  epoch        uuid,
  upto         xid8 not null default '0',
  called_upto  timestamptz not null default clock_timestamp()
);
insert into push_progress default values;

-- What was told of each open session, as far as it rings: what differs from this is new.
create table push_known (
  session_id    uuid primary key references session,
  state         text not null,
  queued_at     timestamptz,
  operator_id   uuid,
  client_count  int not null,
  escalated_at  timestamptz
);
