-- expand
-- The groups whose employees may write to an internal channel.
create table channel_offer (
  channel_id  uuid not null references channel,
  group_id    uuid not null references person_group,
  primary key (channel_id, group_id)
);
create index channel_offer_by_group on channel_offer (group_id);
