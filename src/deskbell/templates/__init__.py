"""Response templates and articles: ready words, found and put into the composer.

Invariants: whoever looks finds only what serves a live chat he works in, or stands in a folder his groups keep; what is
inserted is a copy, later changes touch no message, and its files are copies too; an article's HTML is rendered and
sanitised here and nowhere else. Never sends anything itself, and knows no session: who inserts where is asked there.
"""
