"""The bus between processes: a hint that something changed, never the truth.

One process needs none: the memory bus hands a hint to this process alone, and every other process finds the change by
its own sweep of the log within a second.
"""

from collections.abc import Callable
from typing import Protocol

Hear = Callable[[bytes], None]


class Bus(Protocol):
    """Publish to the other processes; lost messages cost at most a second."""

    def publish(self, hint: bytes) -> None: ...

    async def start(self, hear: Hear) -> None: ...

    async def stop(self) -> None: ...


class MemoryBus:
    """For one process: nobody else to tell."""

    def publish(self, hint: bytes) -> None:
        return None

    async def start(self, hear: Hear) -> None:
        return None

    async def stop(self) -> None:
        return None
