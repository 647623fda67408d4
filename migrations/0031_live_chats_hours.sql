-- expand
-- By which schedule a live chat works (none: always), and after how many seconds of waiting its client is told so.
create table live_chat_hours (
  live_chat_id   uuid primary key references live_chat,
  schedule_id    uuid references schedule,
  waiting_after  int check (waiting_after between 30 and 86400)
);
create index live_chat_hours_by_schedule on live_chat_hours (schedule_id) where schedule_id is not null;

-- What Deskbell says by itself; an occasion without words stays silent.
create table automatic_words (
  live_chat_id  uuid not null references live_chat,
  occasion      text not null check (occasion in ('greeting', 'outside_hours', 'waiting', 'closed')),
  language      text not null check (language in ('en', 'ru')),
  text          text not null check (length(text) between 1 and 2000),
  primary key (live_chat_id, occasion, language)
);

-- Live chats in which an app is switched off: every app serves every live chat, new ones too, until somebody says no.
alter table app add column off_in uuid[] not null default '{}';
