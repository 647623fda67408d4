-- name: parameters_filled
-- A session's parameters as a template's words: a choice by its name in the operator's language.
select p.key, case p.kind
    when 'choice' then coalesce((select coalesce(c -> 'names' ->> :language::text, c -> 'names' ->> 'en', sp.value #>> '{}')
                                 from jsonb_array_elements(p.choices) c where c ->> 'key' = sp.value #>> '{}' limit 1),
                                sp.value #>> '{}')
    else sp.value #>> '{}' end as value
from session_parameter sp join parameter p on p.id = sp.parameter_id
where sp.session_id = :session_id;

-- name: last_said
-- The client's last words, newest last.
select string_agg(m.text, E'\n' order by m.seq) as said from (
  select text, seq from message
  where session_id = :session_id and author_kind = 'account' and deleted_at is null and text <> ''
  order by seq desc limit 5) m;
