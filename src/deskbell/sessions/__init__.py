"""The session and its messages: one aggregate, the heart of Deskbell.

Invariants: a session's changes are numbered 1…n without a hole, under its row lock; a message's number is the number of
its posting; (author, send key) names one message for ever; an acknowledgement follows the commit; nothing is shown
before it is stored; at most one session of a channel and account is open.
Every message enters by `post`; every look goes through `session_visible_to`. This room never speaks to a provider.
"""
