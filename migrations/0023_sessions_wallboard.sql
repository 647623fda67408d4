-- expand
-- The steps of a session's way (opened, taken, closed …) among the many messages and marks of its log: what the
-- wallboard counts a day by. Messages and marks don't touch it.
create index event_steps on event (session_id, seq)
  where kind in ('session_opened', 'session_taken', 'session_assigned', 'session_closed', 'session_reopened',
                 'session_transferred', 'session_marked_spam', 'session_restored');
