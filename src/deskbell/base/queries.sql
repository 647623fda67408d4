-- name: add_job
-- Where the key waits already its row is locked instead, so that nobody runs it before the asking transaction commits.
insert into job (id, kind, key, body) values (:job_id, :kind, :key, :body)
on conflict (key) do update set key = excluded.key;

-- name: add_jobs
-- Many of one kind, in the order of their keys: two who ask for the same at once must not wait for each other.
insert into job (id, kind, key, body)
select given.id, :kind, given.key, body.value
from unnest(:job_ids::uuid[], :keys::text[]) with ordinality as given (id, key, at)
join jsonb_array_elements(:bodies::jsonb) with ordinality as body (value, at) using (at)
order by given.key
on conflict (key) do update set key = excluded.key;

-- name: claim_job
-- The oldest due job that nobody holds; each claim raises the fence, so that a late worker's result is not taken. Its
-- key is given up: what is asked for from now on may be more than this run sees.
update job set key = null, lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::int), fence = fence + 1,
  attempts = attempts + 1
where id = (
  select id from job
  where dead_at is null and run_at <= clock_timestamp() and kind = any (:kinds::text[])
    and (lease_until is null or lease_until < clock_timestamp())
  order by run_at limit 1 for update skip locked)
returning id, kind, body, attempts, fence;

-- name: finish_job
delete from job where id = :job_id and fence = :fence;

-- name: put_back
update job set lease_until = null, last_error = :last_error,
  run_at = clock_timestamp() + make_interval(secs => :wait_seconds::float8),
  dead_at = case when :dead::boolean then clock_timestamp() end
where id = :job_id and fence = :fence;

-- name: round_trip
-- What readiness asks: does the database answer, and at which schema.
select number, contract_from from schema_migration;

-- name: plan_anew
-- For this transaction: no plan of before serves, each statement is planned with its values.
select set_config('plan_cache_mode', 'force_custom_plan', true);
