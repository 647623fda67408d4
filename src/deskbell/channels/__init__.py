"""Channels: each kind of source a folder of its own, one registry line, and the administrators' door to all of them.

Invariants: a channel's settings are checked whole by its kind before they are stored; secrets are sealed for the row
they stand in, shown once, and never read back by anybody; kinds do not know each other.
It never writes a message itself: what comes in leaves by `sessions.post`.
"""
