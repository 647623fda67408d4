-- name: claim_outgoing
-- fills: Outgoing
-- The head of each account's line in a channel, as far as it is due and nobody holds it. Each claim raises the fence:
-- whoever held it before and wakes late changes nothing. `was_calling`: he died while he asked the provider.
-- Walked in the order in which they are due, until there are enough: a long backlog costs no more than a short one.
with heads as (
  select o.id, o.calling from outgoing o
  where o.channel_id = :channel_id and o.dead_at is null and o.due_at <= clock_timestamp()
    and (o.lease_until is null or o.lease_until < clock_timestamp())
    and o.id = (
      select min(e.id) from outgoing e
      where e.channel_id = o.channel_id and e.account_id = o.account_id and e.dead_at is null)
  order by o.due_at limit :most for update of o skip locked
), claimed as (
  update outgoing o set lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::int),
    fence = o.fence + 1, calling = true, attempts = o.attempts + 1
  from heads h where o.id = h.id
  returning o.id, o.deed, o.session_id, o.seq, o.channel_id, o.account_id, o.attempts, o.parts_sent, o.fence,
            extract(epoch from clock_timestamp() - o.made_at)::float8 as age, h.calling as was_calling
)
select * from claimed order by id;

-- name: keep_part
-- One part more was taken; the lease begins anew. Nothing when another holds it by now.
update outgoing set parts_sent = :parts_sent, lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::int)
where id = :id and fence = :fence returning id;

-- name: finish_outgoing
delete from outgoing where id = :id and fence = :fence returning id;

-- name: finish_all
-- The same of many; those that were still ours.
delete from outgoing where (id, fence) in (select * from unnest(:ids::bigint[], :fences::bigint[])) returning id;

-- name: put_back_outgoing
-- Not now. `tried`: the provider was asked, so the try counts. `calling`: who held it before died while he asked.
update outgoing set calling = :calling::boolean, lease_until = null,
  attempts = attempts - case when :tried::boolean then 0 else 1 end,
  due_at = clock_timestamp() + make_interval(secs => :wait_seconds::float8)
where id = :id and fence = :fence returning id;

-- name: hold_session_of
-- Where both change, the session is held before its line: two who took them crosswise would wait in a circle.
select s.id from outgoing o join session s on s.id = o.session_id where o.id = :id for no key update of s;

-- name: bury_outgoing
-- No more tries by itself: it stays for whoever sends it again.
update outgoing set calling = false, lease_until = null, dead_at = clock_timestamp()
where id = :id and fence = :fence returning id;

-- name: message_leaving
-- What leaves, as it is now: an edit or a deletion before it was sent goes with it. Many at once.
select m.session_id, m.seq, m.id, m.send_key, m.text, m.file_count, m.deleted_at, m.edited_at, m.posted_at, m.author_kind, m.author_id,
       p.name as author_name, m.quote_seq, q.text as quote_text, q.author_kind as quote_author,
       d.state, s.number, s.subject, s.live_chat_id, a.external_id, a.channel_kind
from unnest(:session_ids::uuid[], :seqs::bigint[]) as w (session_id, seq)
join message m on m.session_id = w.session_id and m.seq = w.seq
join session s on s.id = m.session_id
join message_delivery d on d.session_id = m.session_id and d.seq = m.seq
join account a on a.id = d.account_id
left join person p on p.id = m.author_id
left join message q on q.session_id = m.session_id and q.seq = m.quote_seq and q.deleted_at is null;

-- name: files_leaving
select f.id, f.name, f.media_type, f.size from message_file mf join file f on f.id = mf.file_id
where mf.session_id = :session_id and mf.seq = :seq order by mf.position;

-- name: dead_of
-- What lies unsent, the newest first.
select o.id, o.deed, o.session_id, o.seq, o.attempts, o.made_at, o.dead_at, d.state, d.code, d.detail, s.number
from outgoing o join session s on s.id = o.session_id
left join message_delivery d on d.session_id = o.session_id and d.seq = o.seq
where o.channel_id = :channel_id and o.dead_at is not null and o.id < :before
order by o.id desc limit :most;

-- name: revive_dead
update outgoing set dead_at = null, attempts = 0, calling = false, lease_until = null, fence = fence + 1,
  made_at = clock_timestamp(), due_at = clock_timestamp()
where id = :id and channel_id = :channel_id and dead_at is not null
returning session_id, seq, deed;

-- name: let_go_of_arrived
-- A receipt came after the last try was given up: another one would be a second message.
delete from outgoing o using message_delivery d
where o.id = :id and o.channel_id = :channel_id and o.dead_at is not null and o.deed = 'send'
  and d.session_id = o.session_id and d.seq = o.seq and d.state in ('sent', 'delivered', 'read')
returning o.id;

-- name: line_of
-- How much waits in a channel, and since when; how much lies dead.
select count(*) filter (where dead_at is null)::int as waiting,
       extract(epoch from clock_timestamp() - min(due_at) filter (where dead_at is null and due_at <= clock_timestamp()))::float8
         as oldest_seconds,
       count(*) filter (where dead_at is not null)::int as dead
from outgoing where channel_id = :channel_id;

-- name: message_under_key
-- Where a message of this author was stored, whatever it says.
select session_id, seq from message where author_id = :author_id and send_key = :send_key;
