"""Operations: what the person who runs an installation asks of it.

Reads everything, says it in words. Never part of a request; never changes what people wrote.
"""
