"""The log: one row per visible change, append-only; and the windows by which a reader learns what changed.

Invariants: a session's events are numbered 1…n without a hole, under the session's row lock; a row holds ids, kinds,
times and numbers, never text, names or values; nothing is published before its commit.
It never interprets an event: who reacts stands in `wiring`.
"""
