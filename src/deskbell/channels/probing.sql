-- name: health_held
-- What was found before, held until what is found now is written.
select state, findings, misses from channel_health where channel_id = :channel_id for update;

-- name: keep_health
-- The last look, whole; `changed_at` moves with what people would be told. After the first, the next is a minute away.
insert into channel_health (channel_id, state, findings, misses, looked_at, changed_at, look_after)
values (:channel_id, :state, :findings, :misses, clock_timestamp(), clock_timestamp(),
        clock_timestamp() + interval '1 minute')
on conflict (channel_id) do update
set state = excluded.state, findings = excluded.findings, misses = excluded.misses, looked_at = excluded.looked_at,
    changed_at = case when :changed then excluded.changed_at else channel_health.changed_at end;

-- name: look_soon
-- Something was changed by hand: the next look is now.
update channel_health set look_after = clock_timestamp() where channel_id = :channel_id;

-- name: forget_health
delete from channel_health where channel_id = :channel_id;
