"""Live Chat Messages: sessions read from a card page, or from a page of another application.

Invariants: what is shown is filtered by the right of the reader in each live chat; a token of another application is
short-lived and good for its own origin. Never shows what only staff may see.
"""
