"""Providers, played on the loopback: strict where they are, failing as they do. Nothing of ours is imported."""
