-- expand
-- When the message a file hung on was deleted: nobody gets it from then on. Its bytes stay for as long as a backup may
-- be restored, and go with the row after that.
alter table file add column dropped_at timestamptz;
create index file_dropped on file (dropped_at) where dropped_at is not null;

-- How many events of providers wait with this file: what hangs on no message yet is not swept while one may need it.
alter table file add column held integer not null default 0 check (held >= 0);
