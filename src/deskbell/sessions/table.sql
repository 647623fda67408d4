-- name: table_rows
-- fills: Session
-- The sessions of a page, in whatever order; asked for by right once more.
select s.*, m.client_no as my_read_no
from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s
left join operator_mark m on m.session_id = s.id and m.person_id = :person
where s.id = any (:session_ids::uuid[]);

-- name: labels_of_many
-- What administrators' words say of each: its tags, its parameters by key, why it was closed.
select s.id,
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by lower(t.name), t.id)
            from session_tag st join tag t on t.id = st.tag_id where st.session_id = s.id), '[]') as tags,
  coalesce((select jsonb_object_agg(p.key, sp.value)
            from session_parameter sp join parameter p on p.id = sp.parameter_id
            where sp.session_id = s.id), '{}') as parameters,
  (select jsonb_build_object('id', r.id, 'name', r.name) from close_reason r where r.id = s.close_reason_id)
    as close_reason
from session s where s.id = any (:session_ids::uuid[]);

-- name: table_choices
-- What there is to filter by, in the live chats of the person: their channels, their operators, their operator groups.
with chats as (
  select l.id, l.name, l.position from live_chat l
  where l.archived_at is null and (:administrator or l.id = any (:live_chats::uuid[]))
), sides as (
  select lg.group_id, lg.role from live_chat_group lg join chats c on c.id = lg.live_chat_id
  where lg.role in ('operator', 'supervisor')
)
select
  coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.position, c.name) from chats c),
           '[]') as live_chats,
  coalesce((select jsonb_agg(jsonb_build_object('id', ch.id, 'name', ch.name, 'kind', ch.kind,
                                                'live_chat_id', ch.live_chat_id) order by c.position, ch.name)
            from channel ch join chats c on c.id = ch.live_chat_id where ch.archived_at is null), '[]') as channels,
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name)
            from person p where p.archived_at is null and exists (
              select from group_member gm join sides sd on sd.group_id = gm.group_id where gm.person_id = p.id)),
           '[]') as operators,
  coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name)
            from person_group g where g.archived_at is null and exists (
              select from sides sd where sd.group_id = g.id and sd.role = 'operator')), '[]') as groups;
