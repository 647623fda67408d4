-- expand
-- Where a person's browsers can be reached by web push. `auth` and `p256dh` are the browser's own keys.
create table push_subscription (
  id            uuid primary key,
  person_id     uuid not null references person,
  sign_in_id    uuid not null references sign_in,
  endpoint      text not null unique check (length(endpoint) <= 2000),
  p256dh        bytea not null,
  auth          bytea not null,
  created_at    timestamptz not null default clock_timestamp(),
  sent_at       timestamptz,
  failed_at     timestamptz
);
create index push_subscription_by_person on push_subscription (person_id);
