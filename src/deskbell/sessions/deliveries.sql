-- name: deliveries_of
select seq, state, code, detail, reaction, changed_at from message_delivery
where session_id = :session_id and seq = any (:seqs::bigint[]);

-- name: mark_deliveries
-- A lattice: what is told late, twice or in another order ends the same. Many sessions at once, one event for each
-- session of which something moved. `codes` and `details` are the provider's, or ours.
with given as (
  select * from unnest(:session_ids::uuid[], :seqs::bigint[], :states::text[], :codes::text[], :details::text[])
    as g (session_id, seq, state, code, detail)
), locked as materialized (
  select s.id from session s where s.id = any (:session_ids::uuid[]) order by s.id for no key update
), risen as (
  update message_delivery d set state = g.state, code = g.code, detail = g.detail, changed_at = clock_timestamp()
  from given g join locked l on l.id = g.session_id
  where d.session_id = g.session_id and d.seq = g.seq
    and case g.state
          when 'sent' then d.state in ('queued', 'uncertain')
          when 'delivered' then d.state in ('queued', 'sent', 'uncertain', 'failed')
          when 'read' then d.state <> 'read'
          when 'failed' then d.state in ('queued', 'sent', 'uncertain')
          when 'uncertain' then d.state = 'queued'
          else false
        end
  returning d.session_id, d.seq
), moved as (
  update session s set last_seq = s.last_seq + 1
  from (select session_id, array_agg(seq order by seq) as seqs from risen group by session_id) r
  where s.id = r.session_id
  returning s.id as session_id, s.last_seq as seq, s.last_all_seq as prev_all, r.seqs
), marked as (
  insert into changed_session (session_id) select session_id from moved
), logged as (
  insert into event (session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at, body)
  select session_id, seq, 'delivery_marked', 'staff', prev_all, 'system', '00000000-0000-0000-0000-000000000000',
         statement_timestamp(), jsonb_build_object('message_seqs', seqs)
  from moved
)
select session_id, seq, prev_all, seqs, statement_timestamp() as at from moved;

-- name: mark_reaction
-- The client's answer by a sign. The same once more changes nothing.
update message_delivery set reaction = :reaction, changed_at = clock_timestamp()
where session_id = :session_id and seq = :seq and reaction is distinct from :reaction
returning seq;

-- name: delivered_upto
-- Of this account, what it had before it read: by the number of a message, or by a moment.
select d.session_id, d.seq from message_delivery d join message m on m.session_id = d.session_id and m.seq = d.seq
where d.channel_id = :channel_id and d.account_id = :account_id and d.state in ('queued', 'sent', 'delivered', 'uncertain')
  and m.posted_at <= coalesce(:moment::timestamptz,
    (select u.posted_at from message u where u.session_id = :session_id and u.seq = :seq))
order by d.session_id, d.seq limit 500;

-- name: queue_again
-- One click more: only what failed, or whose fate nobody knows.
update message_delivery set state = 'queued', code = null, detail = null, changed_at = clock_timestamp()
where session_id = :session_id and seq = :seq and state in ('failed', 'uncertain')
returning channel_id, account_id;

-- name: revive_outgoing
-- It goes on with the part that did not go. Whoever holds it and sends its rest keeps it: two would send that twice.
update outgoing set dead_at = null, made_at = clock_timestamp(), due_at = clock_timestamp(),
  attempts = case when lease_until is null then 0 else attempts end,
  fence = case when lease_until is null then fence + 1 else fence end
where session_id = :session_id and seq = :seq and deed = 'send'
returning id;

-- name: add_outgoing
insert into outgoing (deed, session_id, seq, channel_id, account_id)
values (:deed, :session_id, :seq, :channel_id, :account_id);

-- name: follow_with
-- A change of what was sent: only where it had to leave.
insert into outgoing (deed, session_id, seq, channel_id, account_id)
select :deed, d.session_id, d.seq, d.channel_id, d.account_id from message_delivery d
where d.session_id = :session_id and d.seq = :seq
returning id;
