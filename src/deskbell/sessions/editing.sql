-- name: message_to_change
select author_kind, author_id, text, file_count, audience, deleted_at from message
where session_id = :session_id and seq = :seq;

-- name: keep_version
insert into message_version (session_id, seq, version, text)
select :session_id, :seq,
       coalesce((select max(v.version) from message_version v where v.session_id = :session_id and v.seq = :seq), 0) + 1,
       :text;

-- name: change_text
update message set text = :text, edited_at = clock_timestamp() where session_id = :session_id and seq = :seq;

-- name: empty_message
-- Its place stays. What it quoted and whom it called stay too.
update message set text = '', file_count = 0, deleted_at = clock_timestamp()
where session_id = :session_id and seq = :seq;

-- name: drop_versions
delete from message_version where session_id = :session_id and seq = :seq;

-- name: drop_files
delete from message_file where session_id = :session_id and seq = :seq returning file_id;

-- name: number_change
-- The next number for all or for staff; the last line of the list follows the last message.
with before as (select id, last_all_seq from session where id = :session_id for no key update)
update session s set
  last_seq = s.last_seq + 1,
  last_all_seq = case when :for_all then s.last_seq + 1 else s.last_all_seq end,
  preview = case
    when :for_all and not exists (select from message n
                                  where n.session_id = s.id and n.seq > :message_seq and n.audience = 'all')
    then left(:text, 140) else s.preview end
from before b where s.id = b.id
returning s.last_seq as seq, b.last_all_seq as prev_all;

-- name: versions_of
select text, replaced_at from message_version where session_id = :session_id and seq = :seq order by version;
