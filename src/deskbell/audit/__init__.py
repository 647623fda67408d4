"""The administrators' trail: who did what to which object, and when.

Invariants: rows are only added (the database takes the right to change them from the application's role); an entry
commits with its deed or not at all; the worker chains all rows by hash in batches, in a table of its own.
It never holds secrets, message texts or personal values: ids, and which fields were changed.
"""
