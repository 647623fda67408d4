"""Clients and their accounts.

An account is an identity in a channel, unique by what the provider calls it; a client is our grouping of accounts, made
with the first. Merging later joins clients and touches no message. This room never decides who may see a session.
"""
