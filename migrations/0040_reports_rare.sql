-- expand
-- What few facts tell of is found without a walk through all: the sessions behind such a number. It holds all that is
-- asked of them, for what lies far apart takes seconds to read when nobody looked at it for long.
create index report_fact_rare on report_fact (session_id desc, at)
include (live_chat_id, operator_id, reopened, transferred, abandoned, spam, ones, twos, threes, fours, fives)
where coalesce(reopened, transferred, abandoned, spam, ones, twos, threes, fours, fives) is not null;
