"""Deskbell: a self-hosted live chat workspace."""

__version__ = "0.1.0"
