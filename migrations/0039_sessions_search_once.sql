-- contract from=38
-- What message_text_found does alone now.
drop index message_text_by_time;
drop index message_text_words;
