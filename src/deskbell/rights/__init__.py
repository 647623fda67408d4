"""Who may do what: the Actor of a request and one pure table of role × deed. No I/O.

Every door builds an Actor once and asks here; what an actor may *see* is the SQL function `session_visible_to`, which
takes exactly the facts an Actor holds.
"""
