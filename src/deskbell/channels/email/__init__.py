"""The e-mail channel: a mailbox of a live chat, read by IMAP and answered by SMTP.

Invariants: a letter is a file whose parts are ranges, never a whole in memory · whatever stands in it, reading it never
raises · what it says of itself is a claim: it joins a session only by the evidence of `belonging` · a Message-ID of
ours is the same at every try · nothing is ever answered automatically from here.
"""
