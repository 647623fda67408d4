-- name: labels_of
-- What administrators' words say of a session: its tags, its parameters by key, why it was closed; and its client's words
-- with his last rating.
select
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by lower(t.name), t.id)
            from session_tag st join tag t on t.id = st.tag_id where st.session_id = s.id), '[]') as tags,
  coalesce((select jsonb_object_agg(p.key, sp.value)
            from session_parameter sp join parameter p on p.id = sp.parameter_id
            where sp.session_id = s.id), '{}') as parameters,
  (select jsonb_build_object('id', r.id, 'name', r.name) from close_reason r where r.id = s.close_reason_id)
    as close_reason,
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by at)
            from unnest(s.joined) with ordinality as j (id, at) join person p on p.id = j.id), '[]') as joined,
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by at)
            from unnest(s.shared_with) with ordinality as j (id, at) join person p on p.id = j.id), '[]') as shared_with,
  case when s.rating is not null then (
    select r.comment from session_rating r where r.session_id = s.id order by r.seq desc limit 1) end as rating_comment
from session s where s.id = :session_id;

-- name: tags_held
-- What the session carries, so that saying it again changes nothing; a carried tag may be archived meanwhile.
select st.tag_id from session_tag st where st.session_id = :session_id;

-- name: tags_in_use
select id from tag where id = any (:ids) and archived_at is null;

-- name: drop_tags
delete from session_tag where session_id = :session_id and tag_id <> all (:kept);

-- name: put_tags
insert into session_tag (session_id, tag_id) select :session_id, unnest(:ids::uuid[]) on conflict do nothing;

-- name: put_parameter
-- Says whether it changed anything.
insert into session_parameter (session_id, parameter_id, value) values (:session_id, :parameter_id, :value)
on conflict (session_id, parameter_id) do update set value = excluded.value
  where session_parameter.value <> excluded.value
returning parameter_id;

-- name: drop_parameter
delete from session_parameter where session_id = :session_id and parameter_id = :parameter_id returning parameter_id;

-- name: hold_session
-- Its labels are changed by one at a time.
select id, last_seq from session where id = :session_id for no key update;

-- name: closing_asks
-- What must be there before a session of this live chat is closed: a reason, and every required parameter.
select l.close_reason_required,
       (:close_reason_id::uuid is null or exists (
         select from close_reason r
         where r.id = :close_reason_id and r.archived_at is null
           and (r.live_chat_id is null or r.live_chat_id = s.live_chat_id))) as reason_serves,
       coalesce((
         select array_agg(p.key order by lp.position, p.key)
         from live_chat_parameter lp join parameter p on p.id = lp.parameter_id and p.archived_at is null
         where lp.live_chat_id = s.live_chat_id and lp.required
           and not exists (select from session_parameter sp
                           where sp.session_id = s.id and sp.parameter_id = p.id)), '{}') as missing
from session s join live_chat l on l.id = s.live_chat_id
where s.id = :session_id;
