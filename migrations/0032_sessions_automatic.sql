-- expand
-- What was said to a client by itself, and for which cause: the same cause speaks once, whoever asks again. `seq` is the
-- message, so that a channel can tell words of ours that nobody wrote and may decline to send them on.
create table automatic_message (
  session_id  uuid not null references session,
  occasion    text not null,
  cause       text not null,
  seq         bigint,
  primary key (session_id, occasion, cause)
);
create unique index automatic_message_at on automatic_message (session_id, seq);
