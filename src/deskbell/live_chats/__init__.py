"""Live chats: the tool through which operators answer several channels, and the channels as rows.

Invariants: a live chat that is in use always names at least one operator group and one supervisor group; it names
groups, never single people; what is archived stays as a row for ever, takes no further change and lets nobody write.
A channel's `settings` and `secrets` belong to its kind: this room keeps them whole and never looks inside.
It never opens a session, never decides who may do what in one, and never speaks to a provider.
"""
