-- expand
-- How clients rate a closed session. One row for each time, numbered as its event: the last one stands, a changed mind
-- takes nothing away of what was said before. Numbers stand in the log too, words only here.
create table session_rating (
  session_id  uuid not null references session,
  seq         bigint not null,
  rating      smallint not null check (rating between 1 and 5),
  comment     text check (length(comment) between 1 and 1000),
  primary key (session_id, seq)
);

-- Whether its live chat asks, beside each session. A view takes new columns at its end only.
create or replace view session_full as
select s.id,
   s.number,
   s.live_chat_id,
   s.channel_id,
   s.account_id,
   s.client_id,
   s.state,
   s.priority,
   s.name,
   s.operator_id,
   s.group_id,
   s.opened_at,
   s.queued_at,
   s.taken_at,
   s.closed_at,
   s.last_seq,
   s.last_all_seq,
   s.client_count,
   s.message_count,
   s.last_message_at,
   s.preview,
   s.preview_author,
   s.staff_read_no,
   s.client_delivered_seq,
   s.client_read_seq,
   s.subject,
   s.begun_by,
   s.joined,
   s.shared_with,
   s.close_reason_id,
   s.spam_at,
   s.rating,
   s.rated_at,
   s.escalated_at,
   l.name as live_chat_name,
   l.message_limit,
   l.file_limit,
   l.name_template,
   ch.kind as channel_kind,
   ch.name as channel_name,
   c.name as client_name,
   a.name as account_name,
   a.external_id,
   a.email,
   a.phone,
   a.verified,
   a.language,
   a.details,
   a.seen_at,
   o.name as operator_name,
   g.name as group_name,
   l.ask_rating
  from session s
    left join live_chat l on l.id = s.live_chat_id
    left join channel ch on ch.id = s.channel_id
    left join client c on c.id = s.client_id
    left join account a on a.id = s.account_id
    left join person o on o.id = s.operator_id
    left join person_group g on g.id = s.group_id;
