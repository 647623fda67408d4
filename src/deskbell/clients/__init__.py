"""Clients and their accounts, and the cards they are bound to.

An account is an identity in a channel, unique by what the provider calls it; a client is our grouping of accounts, made
with the first. Merging joins clients and touches no message; undoing parts them as they were. Apps are kinds of card
with typed fields, or stand for another system. This room never decides who may see a session, and so not who may see a
client: that is asked in the room of sessions.
"""
