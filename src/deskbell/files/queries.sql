-- name: add_file
-- fills: File
-- Run only when the bytes, and those of the preview, are stored whole.
insert into file
  (id, key, name, media_type, size, sha256, width, height,
   preview_key, preview_type, preview_width, preview_height, owner_kind, owner_id)
values
  (:id, :key, :name, :media_type, :size, :sha256, :width, :height,
   :preview_key, :preview_type, :preview_width, :preview_height, :owner_kind, :owner_id)
returning id, key, name, media_type, size, sha256, width, height,
  preview_key, preview_type, preview_width, preview_height, owner_kind, owner_id, created_at, attached_at;

-- name: waiting_files
-- What one uploader has left unattached: a stranger may not fill the disk with files that belong to no message.
select count(*) as files from file
where attached_at is null and owner_kind = :owner_kind and owner_id = :owner_id;

-- name: files_by_ids
-- fills: File
-- For the messages they hang on; who may see those was asked before.
select id, key, name, media_type, size, sha256, width, height,
  preview_key, preview_type, preview_width, preview_height, owner_kind, owner_id, created_at, attached_at
from file
where id = any (:ids) and dropped_at is null;

-- name: attachable_files
-- fills: File
-- Locked, so that a file hangs on one message only. The day's end is where the sweep begins, but for what is held.
select id, key, name, media_type, size, sha256, width, height,
  preview_key, preview_type, preview_width, preview_height, owner_kind, owner_id, created_at, attached_at
from file
where id = any (:ids) and owner_kind = :owner_kind and owner_id = :owner_id and attached_at is null
  and (held > 0 or created_at > clock_timestamp() - interval '24 hours')
order by id
for update;

-- name: hand_over
-- What came in by a poll is Deskbell's until it is known whose it is. Again for the same one changes nothing.
update file set owner_kind = :owner_kind, owner_id = :owner_id
where id = any (:ids) and attached_at is null
  and (owner_kind = 'system' or (owner_kind = :owner_kind and owner_id = :owner_id))
returning id;

-- name: mark_attached
-- In the transaction that stores the message.
update file set attached_at = clock_timestamp() where id = any (:ids);

-- name: hold_files
-- One more waits with each of these; `by` -1: one less.
update file set held = greatest(held + :by::int, 0) where id = any (:ids::uuid[]);

-- name: release_files
-- No longer anybody's: the sweep takes them once they are a day old.
update file set attached_at = null where id = any (:ids);

-- name: drop_files
-- The message they hung on was deleted.
update file set dropped_at = clock_timestamp() where id = any (:ids) and dropped_at is null;

-- name: dropped_files
-- fills: File
-- Longer ago than a backup is kept: a restored row would find its bytes.
select id, key, name, media_type, size, sha256, width, height,
  preview_key, preview_type, preview_width, preview_height, owner_kind, owner_id, created_at, attached_at
from file
where dropped_at <= clock_timestamp() - make_interval(days => :days)
order by dropped_at
limit 100;

-- name: forget_dropped
-- After their bytes are gone.
delete from file where id = any (:ids) and dropped_at is not null;

-- name: left_files
-- fills: File
-- Uploaded and never sent: no longer attachable by now, so nobody else will touch them.
select id, key, name, media_type, size, sha256, width, height,
  preview_key, preview_type, preview_width, preview_height, owner_kind, owner_id, created_at, attached_at
from file
where attached_at is null and dropped_at is null and held = 0
  and created_at <= clock_timestamp() - interval '24 hours'
order by created_at
limit 100;

-- name: forget_files
-- After their bytes are gone.
delete from file where id = any (:ids) and attached_at is null and held = 0;
