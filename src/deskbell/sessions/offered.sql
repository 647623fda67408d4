-- name: parameters_filled
-- What a session's parameters are called, and what they say in a template: a choice by its name, all in the operator's
-- language; null where nothing is entered.
select p.key, coalesce(p.names ->> :language::text, p.names ->> 'en', p.key) as name, case p.kind
    when 'choice' then coalesce((select coalesce(c -> 'names' ->> :language::text, c -> 'names' ->> 'en', sp.value #>> '{}')
                                 from jsonb_array_elements(p.choices) c where c ->> 'key' = sp.value #>> '{}' limit 1),
                                sp.value #>> '{}')
    else sp.value #>> '{}' end as value
from parameter p left join session_parameter sp on sp.parameter_id = p.id and sp.session_id = :session_id
where p.archived_at is null or sp.parameter_id is not null;

-- name: last_said
-- The client's last words, newest last.
select string_agg(m.text, E'\n' order by m.seq) as said from (
  select text, seq from message
  where session_id = :session_id and author_kind = 'account' and deleted_at is null and text <> ''
  order by seq desc limit 5) m;
