"""Response templates and articles: ready words, found and put into the composer.

Invariants: whoever looks finds only what serves a live chat he works in; what is inserted is a copy, later changes
touch no message. Never sends anything itself.
"""
