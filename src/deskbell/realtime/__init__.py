"""Sockets: connections, topics, fan-out, typing and presence. Knows topics and actors, never sessions.

Invariants: what is sent was committed; a topic's cursor moves only over what was handed to the connection; one slow
connection delays nobody. The rooms say what a topic holds (`live.py`); the app hands their tables to the socket loop.
"""
