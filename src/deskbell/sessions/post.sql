-- name: post_messages
-- Many posts, one statement, one commit. A repeat answers what it stored; a post that its session does not allow is
-- absent from the answer, and the caller asks why. A session that somebody holds is waited for, or without `waits` its
-- posts come back without `fresh`: a batch does not stand still for one of its sessions.
-- Numbers are taken only for what is inserted: no hole can come. What has to leave by a channel of `leaving_kinds` is
-- queued in the same breath.
with moment as materialized (
  select clock_timestamp() as at
), incoming as (
  select * from unnest(:ords::int[], :session_ids::uuid[], :message_ids::uuid[], :send_keys::uuid[], :digests::bytea[],
                       :author_kinds::text[], :author_ids::uuid[], :texts::text[], :quote_seqs::bigint[],
                       :file_counts::int[], :audiences::text[])
    as i (ord, session_id, id, send_key, digest, author_kind, author_id, text, quote_seq, file_count, audience)
), known as materialized (
  select i.ord, m.session_id, m.seq, m.id, m.client_no, m.posted_at, m.digest = i.digest as same
  from incoming i join message m on m.author_id = i.author_id and m.send_key = i.send_key
), locked as materialized (
  select s.id, s.state, s.operator_id, s.joined, s.account_id, s.live_chat_id, s.channel_id, s.last_seq,
         s.last_all_seq, s.client_count, s.message_count
  from session s where :waits::boolean and s.id = any (:session_ids::uuid[]) order by s.id for no key update
), taken as materialized (
  select s.id, s.state, s.operator_id, s.joined, s.account_id, s.live_chat_id, s.channel_id, s.last_seq,
         s.last_all_seq, s.client_count, s.message_count
  from session s where not :waits::boolean and s.id = any (:session_ids::uuid[]) order by s.id
  for no key update skip locked
), ours as materialized (
  select * from locked union all select * from taken
), numbered as materialized (
  select i.*, s.live_chat_id, s.channel_id, s.account_id, s.operator_id, s.last_seq, s.last_all_seq, s.client_count, s.message_count,
         row_number() over run as n,
         (count(*) filter (where i.audience = 'all') over run)::int as all_n,
         (count(*) filter (where i.author_kind = 'account') over run)::int as client_n
  from incoming i
  join ours s on s.id = i.session_id
  join live_chat l on l.id = s.live_chat_id
  where not exists (select from known k where k.ord = i.ord)
    and case
          -- A note: who may is asked before, and a session of any state takes it.
          when i.audience = 'staff' then i.author_kind = 'person'
          when i.author_kind = 'person' then s.state = 'with_operator'
            and (s.operator_id = i.author_id or s.joined @> array[i.author_id])
          when i.author_kind = 'account' then (s.account_id = i.author_id
              or exists (select from session_participant p where p.session_id = s.id and p.account_id = i.author_id))
            and (s.state in ('waiting', 'with_operator') or (s.state = 'spam' and :into_spam::boolean))
            and exists (select from channel c where c.id = s.channel_id and c.state = 'on')
          else s.state in ('waiting', 'with_operator') or (s.state = 'closed' and :into_closed::boolean)
        end
    and length(i.text) <= l.message_limit
    and (i.quote_seq is null
         or exists (select from message q
                    where q.session_id = i.session_id and q.seq = i.quote_seq and q.deleted_at is null
                      and (q.audience = 'all' or i.audience = 'staff')))
  window run as (partition by i.session_id order by i.ord rows unbounded preceding)
), allowed as materialized (
  select a.*, coalesce(max(a.last_seq + a.n) filter (where a.audience = 'all') over before, a.last_all_seq) as prev_all
  from numbered a
  window before as (partition by a.session_id order by a.ord rows between unbounded preceding and 1 preceding)
), bumped as (
  update session s set
    last_seq = s.last_seq + r.n,
    last_all_seq = coalesce(s.last_seq + r.last_all_n, s.last_all_seq),
    client_count = s.client_count + r.client_n,
    message_count = s.message_count + r.all_n,
    last_message_at = case when r.all_n > 0 then moment.at else s.last_message_at end,
    preview = case when r.all_n > 0 and (r.people_n > 0 or s.preview is null) then r.preview else s.preview end,
    preview_author = case when r.all_n > 0 and (r.people_n > 0 or s.preview is null) then r.preview_author
                          else s.preview_author end
  from moment, (
    select session_id, count(*)::int as n, max(client_n) as client_n, max(all_n) as all_n,
           max(n) filter (where audience = 'all') as last_all_n,
           count(*) filter (where audience = 'all' and author_kind <> 'system') as people_n,
           left((array_agg(text order by ord desc) filter (where audience = 'all'))[1], 140) as preview,
           case (array_agg(author_kind order by ord desc) filter (where audience = 'all'))[1]
             when 'account' then 'client' when 'system' then 'system' else 'operator' end as preview_author
    from allowed group by session_id
  ) r
  where s.id = r.session_id
), stored as (
  insert into message (session_id, seq, id, author_kind, author_id, send_key, digest, text, quote_seq, client_no,
                       file_count, audience, posted_at)
  select a.session_id, a.last_seq + a.n, a.id, a.author_kind, a.author_id, a.send_key, a.digest, a.text, a.quote_seq,
         case a.author_kind when 'account' then a.client_count + a.client_n end, a.file_count, a.audience,
         moment.at
  from allowed a, moment
), logged as (
  insert into event (session_id, seq, kind, audience, prev_all, actor_kind, actor_id, at)
  select a.session_id, a.last_seq + a.n, case a.audience when 'all' then 'message_posted' else 'note_posted' end,
         a.audience, a.prev_all, a.author_kind, a.author_id, moment.at
  from allowed a, moment
), marked as (
  insert into changed_session (session_id) select distinct a.session_id from allowed a
), leaving as (
  insert into message_delivery (session_id, seq, channel_id, account_id, changed_at)
  select a.session_id, a.last_seq + a.n, a.channel_id, a.account_id, moment.at
  from moment, allowed a join channel c on c.id = a.channel_id and c.kind = any (:leaving_kinds::text[])
  where a.audience = 'all' and a.author_kind <> 'account'
  returning session_id, seq, channel_id, account_id
), queued as (
  insert into outgoing (deed, session_id, seq, channel_id, account_id)
  select 'send', session_id, seq, channel_id, account_id from leaving order by session_id, seq
)
select a.ord, true as fresh, true as same, a.session_id, a.last_seq + a.n as seq, a.id, moment.at as posted_at,
       case a.author_kind when 'account' then a.client_count + a.client_n end as client_no,
       a.prev_all, a.client_count + a.client_n as client_count, a.message_count + a.all_n as message_count,
       a.live_chat_id, a.operator_id,
       exists (select from leaving l where l.session_id = a.session_id and l.seq = a.last_seq + a.n) as leaves
from allowed a, moment
union all
select k.ord, false, k.same, k.session_id, k.seq, k.id, k.posted_at, k.client_no, 0, 0, 0, null, null, false from known k
union all
select i.ord, null, null, i.session_id, null, null, null, null, 0, 0, 0, null, null, false
from incoming i
where not :waits::boolean
  and not exists (select from ours s where s.id = i.session_id)
  and not exists (select from known k where k.ord = i.ord)
  and exists (select from session s where s.id = i.session_id);

-- name: find_by_send_key
-- A retry is answered before anything is routed: the session may have been closed and another opened since.
select session_id, seq, id, posted_at, digest from message where author_id = :author_id and send_key = :send_key;

-- name: paused_channel_of
-- Why a client's message was not taken.
select c.id from session s join channel c on c.id = s.channel_id where s.id = :session_id and c.state = 'paused';

-- name: attach_file
insert into message_file (session_id, seq, position, file_id) values (:session_id, :seq, :position, :file_id);
