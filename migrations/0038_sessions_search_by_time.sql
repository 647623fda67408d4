-- expand
-- A search goes back through windows of time. Each message's words are kept together with the span of two days and the
-- span of thirty-two days it was posted in, as words no text can have (they hold a blank): so the one index finds
-- what holds a word within a window, without reading every message of all times that holds it.
create function message_words(text text, posted_at timestamptz) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('russian', text) || array_to_tsvector(array[
    '2 days ' || div(extract(epoch from posted_at at time zone 'UTC'), 172800),
    '32 days ' || div(extract(epoch from posted_at at time zone 'UTC'), 2764800)
  ])
$$;
create index message_text_found on message_text using gin (message_words(text, posted_at))
  with (gin_pending_list_limit = 1024);
