-- name: keep_letter
-- Beside its message, in the same transaction; a second run of the same letter finds the first.
insert into letter (session_id, seq, channel_id, account_id, digest, message_id, subject, from_name, from_address,
                    to_addresses, cc_addresses, reply_to, written_at, joined_by, said_number, automatic, verdict, spf,
                    dkim, dmarc, whole, html, cut, images, raw_id, from_session_id, from_seq)
values (:session_id, :seq, :channel_id, :account_id, :digest, :message_id, :subject, :from_name, :from_address,
        :to_addresses, :cc_addresses, :reply_to, :written_at, :joined_by, :said_number, :automatic, :verdict, :spf,
        :dkim, :dmarc, :whole, :html, :cut, :images, :raw_id, :from_session_id, :from_seq)
on conflict (session_id, seq) do nothing;

-- name: numbers_of_ids
-- In which sessions letters stand by these names, theirs and ours.
select l.message_id, s.number from letter l join session s on s.id = l.session_id
where l.channel_id = :channel_id and md5(l.message_id) = any (:hashes::text[]) and l.message_id = any (:ids::text[])
union
select m.external_id, s.number from channel_message m join session s on s.id = m.session_id
where m.channel_id = :channel_id and m.external_id = any (:ids::text[]) and m.outbound;

-- name: chain_of
-- The names of a session's letters both ways, oldest first: what an answer of ours refers to.
select * from (
  select seq, message_id as id, false as ours from letter
  where session_id = :session_id
  union all
  select seq, external_id, true from channel_message
  where session_id = :session_id and channel_id = :channel_id and outbound
  order by seq desc limit 60
) last
order by seq;

-- name: subject_of
select s.subject, (select l.subject from letter l where l.session_id = s.id order by l.seq limit 1) as first_subject
from session s where s.id = :session_id;

-- name: answers_to
-- Where the last letter of the client's own in this session asks for answers; only a proven sender may ask for that. Of
-- this session alone: a contact form writes for one person today and for another tomorrow.
select l.reply_to from letter l join session s on s.id = l.session_id and s.account_id = l.account_id
where l.session_id = :session_id and l.verdict = 'pass' order by l.seq desc limit 1;

-- name: asks_elsewhere
-- Whether the letters of an account in a session ask for answers at other addresses than this one.
select coalesce(bool_and(coalesce(lower(reply_to), '') <> :asks::text), false) as elsewhere
from letter where session_id = :session_id and account_id = :account_id;

-- name: letters_of
-- fills: KeptLetter
select session_id, seq, channel_id, account_id, message_id, subject, from_name, from_address, to_addresses,
       cc_addresses, reply_to, written_at, joined_by, said_number, automatic, verdict, spf, dkim, dmarc, whole, html,
       cut, images, raw_id, from_session_id, from_seq, kept_at
from letter where session_id = :session_id and seq > :after order by seq limit :most;

-- name: letter_at
-- fills: KeptLetter
select session_id, seq, channel_id, account_id, message_id, subject, from_name, from_address, to_addresses,
       cc_addresses, reply_to, written_at, joined_by, said_number, automatic, verdict, spf, dkim, dmarc, whole, html,
       cut, images, raw_id, from_session_id, from_seq, kept_at
from letter where session_id = :session_id and seq = :seq;

-- name: number_of
select id, number from session where id = :session_id;

-- name: parted_to
-- Where a letter was put apart to, if it was.
select s.id, s.number from letter l join session s on s.id = l.session_id
where l.from_session_id = :session_id and l.from_seq = :seq order by l.kept_at limit 1;

-- name: copy_letter
insert into letter (session_id, seq, channel_id, account_id, digest, message_id, subject, from_name, from_address,
                    to_addresses, cc_addresses, reply_to, written_at, joined_by, said_number, automatic, verdict, spf,
                    dkim, dmarc, whole, html, cut, images, raw_id, from_session_id, from_seq)
select :to_id, :to_seq, channel_id, account_id, digest, message_id, subject, from_name, from_address, to_addresses,
       cc_addresses, reply_to, written_at, 'split', null, automatic, verdict, spf, dkim, dmarc, whole, html, cut,
       images, raw_id, session_id, seq
from letter where session_id = :session_id and seq = :seq;

-- name: said_by_itself
-- Whether nobody wrote a message of ours; then, whether a machine would get it, and how many such its account got in
-- the hour before.
select coalesce((select l.automatic <> '{}' from letter l where l.session_id = s.id order by l.seq desc limit 1), false)
         as to_machine,
       (select count(*) from session os
        join automatic_message o on o.session_id = os.id
        join message om on om.session_id = o.session_id and om.seq = o.seq
        where os.account_id = s.account_id and om.posted_at > m.posted_at - interval '1 hour'
          and (om.posted_at, om.id) < (m.posted_at, m.id)) as before
from message m
join session s on s.id = m.session_id
join automatic_message a on a.session_id = m.session_id and a.seq = m.seq
where m.session_id = :session_id and m.send_key = :send_key and m.author_kind = 'system';
