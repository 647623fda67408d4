"""What every room stands on: database, HTTP edge, jobs, clock, ids, secrets, words of the server.

Invariants: no product words here; every statement has a name and a file; nothing is run that was not written down.
It never imports a room.
"""
