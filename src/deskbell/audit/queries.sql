-- name: add_entry
-- In the transaction of the deed itself.
insert into audit_entry (actor_id, actor_kind, deed, object_kind, object_id, address, detail)
values (:actor_id, :actor_kind, :deed, :object_kind, :object_id, :address, :detail);

-- name: entries_before
-- fills: Entry
-- The trail, newest first; what is null is not asked for.
select e.id, e.at, e.actor_kind, e.actor_id, p.name as actor_name, e.deed, e.object_kind, e.object_id, e.address,
       e.detail
from audit_entry e left join person p on p.id = e.actor_id
where e.id < :before
  and (:by::uuid is null or e.actor_id = :by)
  and (:deeds::text[] is null or e.deed = any (:deeds))
  and (:since::timestamptz is null or e.at >= :since)
  and (:until::timestamptz is null or e.at < :until)
order by e.id desc
limit :most;

-- name: how_guarded
-- Whether this connection's role could rewrite the trail, and whether the one that signed in to the database could.
select has_table_privilege(current_user, 'audit_entry', 'update')
         or pg_has_role(current_user, c.relowner, 'member') as by_us,
       pg_has_role(session_user, c.relowner, 'member') as by_sign_in
from pg_class c where c.oid = 'audit_entry'::regclass;

-- name: not_linked
-- What the chain does not hold yet.
select count(*) as n from audit_entry where id > :upto;

-- name: claim_chain
-- One process links at a time; another finds nothing to do.
select pg_try_advisory_xact_lock(7223104118) as mine;

-- name: last_link
-- fills: Link
-- Where the chain ends.
select upto_id, hash from audit_link order by upto_id desc limit 1;

-- name: rows_to_link
-- fills: Row
-- Old enough that no transaction with a lower number can still be open: they end within ten seconds.
select id, (extract(epoch from at) * 1000000)::bigint as microseconds, actor_kind, actor_id, deed, object_kind,
       object_id, address, detail
from audit_entry
where id > :after and at < clock_timestamp() - make_interval(secs => :settled_seconds)
order by id
limit :most;

-- name: add_link
-- The next link of the chain.
insert into audit_link (upto_id, hash) values (:upto_id, :hash);

-- name: links_after
-- fills: Link
-- The chain in its order.
select upto_id, hash from audit_link where upto_id > :after order by upto_id limit :most;

-- name: rows_between
-- fills: Row
-- What one link covers.
select id, (extract(epoch from at) * 1000000)::bigint as microseconds, actor_kind, actor_id, deed, object_kind,
       object_id, address, detail
from audit_entry
where id > :after and id <= :upto
order by id;
