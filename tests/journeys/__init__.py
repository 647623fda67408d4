"""Journeys: people at real pages, in a real browser, against a real server."""
