-- expand
-- What few facts tell of is found without a walk through all: the sessions behind such a number.
create index report_fact_rare on report_fact (session_id desc, at)
where coalesce(reopened, transferred, abandoned, spam, ones, twos, threes, fours, fives) is not null;
