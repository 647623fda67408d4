"""Notices: what rings for whom. Decided from how a session's row changed, so that every process that feeds a desk
decides alike, whoever wrote the change. Notices are never stored and never replayed; the counters are the truth.
"""
