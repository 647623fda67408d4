"""The blocklist: is this account locked for this live chat? Entries and their exceptions.

Invariants: an exception wins; an expired entry locks nobody, without a job; an internal account is never locked; what a
client only claims of himself may lock him and never frees him. A change holds in every process within a second. Never
touches a session: intake asks, and the session is opened as spam there.
"""
