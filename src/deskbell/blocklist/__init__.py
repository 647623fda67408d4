"""The blocklist: is this account locked for this live chat? Entries and their exceptions.

Invariants: an exception wins; an expired entry locks nobody; an internal account is never locked. Never touches a
session: intake asks, and the session is opened as spam there.
"""
