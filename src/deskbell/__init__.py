"""Deskbell: a self-hosted live chat workspace."""
