-- name: tags
-- fills: Tag
-- Few enough to be read whole; archived ones keep their name on the sessions that carry them.
select id, name, archived_at from tag order by lower(name), id;

-- name: add_tag
insert into tag (id, name) values (:id, :name);

-- name: change_tag
update tag set name = coalesce(:name, name),
  archived_at = case when :archived::boolean then coalesce(archived_at, clock_timestamp())
                     when :archived is null then archived_at end
where id = :id returning id;

-- name: close_reasons
-- fills: CloseReason
select id, live_chat_id, name, position, archived_at from close_reason order by position, lower(name), id;

-- name: add_close_reason
-- New ones stand at the end.
insert into close_reason (id, live_chat_id, name, position)
values (:id, :live_chat_id, :name, (select coalesce(max(position), 0) + 1 from close_reason));

-- name: change_close_reason
update close_reason set name = coalesce(:name, name), position = coalesce(:position, position),
  archived_at = case when :archived::boolean then coalesce(archived_at, clock_timestamp())
                     when :archived is null then archived_at end
where id = :id returning id;

-- name: parameters
-- fills: Parameter
-- With the live chats each is switched on in, in the order of its place there.
select p.id, p.key, p.kind, p.names, p.choices, p.archived_at,
       coalesce((select jsonb_agg(jsonb_build_object('live_chat_id', l.live_chat_id, 'required', l.required,
                                                     'position', l.position) order by l.live_chat_id)
                 from live_chat_parameter l where l.parameter_id = p.id), '[]') as live_chats
from parameter p
order by p.key;

-- name: parameter_to_change
-- Two administrators change one after the other.
select id, kind, choices from parameter where id = :id for no key update;

-- name: add_parameter
insert into parameter (id, key, kind, names, choices) values (:id, :key, :kind, :names, :choices);

-- name: change_parameter
update parameter set names = coalesce(:names, names), choices = coalesce(:choices, choices),
  archived_at = case when :archived::boolean then coalesce(archived_at, clock_timestamp())
                     when :archived is null then archived_at end
where id = :id;

-- name: parameters_in_use
-- Only what is not archived can be switched on.
select id from parameter where id = any (:ids) and archived_at is null for share;

-- name: switch_parameters_off
-- Values that sessions hold stay: switched on again, they are back.
delete from live_chat_parameter where live_chat_id = :live_chat_id;

-- name: switch_parameters_on
insert into live_chat_parameter (live_chat_id, parameter_id, required, position)
select :live_chat_id, one.id, one.required, one.position
from unnest(:ids::uuid[], :required::boolean[]) with ordinality as one (id, required, position);

-- name: parameters_of
-- fills: SwitchedOn
-- What a session of this live chat is asked for.
select p.id, p.key, p.kind, p.names, p.choices, l.required
from live_chat_parameter l join parameter p on p.id = l.parameter_id
where l.live_chat_id = :live_chat_id and p.archived_at is null
order by l.position, p.key;
