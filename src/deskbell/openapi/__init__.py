"""What the API says of itself: plain words, refusals and examples for every route, laid over what its handlers declare.

Invariants: every route has a row in `routes.py`, every code of a row a meaning in `refusals.py`; tests hold both to the
handlers and to docs/protocol.md. It changes nothing of what a route does.
"""
