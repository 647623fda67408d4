"""The same house as for the sockets, once for a file."""

from tests.realtime.conftest import desks

__all__ = ["desks"]
