"""Reports: how operators and live chats did, in numbers that the log alone gives.

Invariants: every number is made of the log's rows (docs/reports.md has each by formula) and its sessions can be opened;
spam never counts, what is restored counts again; what is stored here can be thrown away and is made again the same.
This room reads everything below and writes nothing but its own roll-up; nobody waits for it.
"""
