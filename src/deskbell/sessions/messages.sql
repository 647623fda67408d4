-- name: messages_before
-- A page of the thread, newest first; the caller turns it round. A client has no name here: it is his session's, and
-- may change while the thread is open.
select m.seq, m.id, m.send_key, m.author_kind, m.author_id, coalesce(p.name, pr.name) as author_name, m.text,
       m.client_no, m.file_count, m.posted_at, m.edited_at, m.deleted_at, m.audience,
       m.forwarded_session_id is not null as forwarded,
       d.state as delivery_state, d.code as delivery_code, d.detail as delivery_detail, d.reaction as delivery_reaction,
       d.changed_at as delivery_at,
       case when m.audience = 'staff' then (
         select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.name, c.id)
         from message_mention mm join person c on c.id = mm.person_id
         where mm.session_id = m.session_id and mm.seq = m.seq) end as mentions,
       q.seq as quote_seq, q.text as quote_text, qp.name as quote_author_name
from message m
left join person p on p.id = m.author_id
left join program pr on m.author_kind = 'system' and pr.id = m.author_id
left join message_delivery d on :staff::boolean and d.session_id = m.session_id and d.seq = m.seq
left join message q on q.session_id = m.session_id and q.seq = m.quote_seq
left join person qp on qp.id = q.author_id
where m.session_id = :session_id and m.seq < :before and (:staff::boolean or m.audience = 'all')
order by m.seq desc limit :most;

-- name: messages_at
-- The messages of given numbers, for events that are sent again.
select m.seq, m.id, m.send_key, m.author_kind, m.author_id, coalesce(p.name, pr.name) as author_name, m.text,
       m.client_no, m.file_count, m.posted_at, m.edited_at, m.deleted_at, m.audience,
       m.forwarded_session_id is not null as forwarded,
       d.state as delivery_state, d.code as delivery_code, d.detail as delivery_detail, d.reaction as delivery_reaction,
       d.changed_at as delivery_at,
       case when m.audience = 'staff' then (
         select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.name, c.id)
         from message_mention mm join person c on c.id = mm.person_id
         where mm.session_id = m.session_id and mm.seq = m.seq) end as mentions,
       q.seq as quote_seq, q.text as quote_text, qp.name as quote_author_name
from message m
left join person p on p.id = m.author_id
left join program pr on m.author_kind = 'system' and pr.id = m.author_id
left join message_delivery d on :staff::boolean and d.session_id = m.session_id and d.seq = m.seq
left join message q on q.session_id = m.session_id and q.seq = m.quote_seq
left join person qp on qp.id = q.author_id
where m.session_id = :session_id and m.seq = any (:seqs::bigint[]) and (:staff::boolean or m.audience = 'all')
order by m.seq;

-- name: files_of_messages
select mf.seq, f.id, f.name, f.media_type, f.size, f.width, f.height, f.preview_width, f.preview_height
from message_file mf join file f on f.id = mf.file_id
where mf.session_id = :session_id and mf.seq = any (:seqs::bigint[])
order by mf.seq, mf.position;
