"""Who may still come in: open sockets counted for the process, by address and by actor, those before their hello too.

A socket counts from its first byte to its end. Of those that have not said whom they are for an address may have a
tenth: who opens sockets and says nothing shuts out nobody but himself.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from deskbell.base.rates import Slots
from deskbell.realtime.connection import Connection

PERSON_MOST = 40
ACCOUNT_MOST = 12
"""Sockets of one person, of one visitor: tabs, windows and machines."""

WAIT_MS = 20_000


class Full(Exception):
    """No more of these for now."""


class Doorkeeper:
    """The counts of one process. `house`: sockets in all, `address`: of one address."""

    def __init__(self, house: int, address: int) -> None:
        self.house = house
        self.open = 0
        self._addresses = Slots(address)
        self._strangers = Slots(max(10, address // 10))

    @contextmanager
    def socket(self, address: str) -> Iterator[None]:
        """A socket from its handshake to its end; raises Full."""
        if self.open >= self.house or not self._addresses.take(address):
            raise Full
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1
            self._addresses.give_back(address)

    @contextmanager
    def stranger(self, address: str) -> Iterator[None]:
        """The time before the hello; raises Full."""
        if not self._strangers.take(address):
            raise Full
        try:
            yield
        finally:
            self._strangers.give_back(address)

    def admit(self, connection: Connection, beside: int) -> None:
        """One more of this actor, who has so many open already; raises Full."""
        if beside >= (PERSON_MOST if connection.staff else ACCOUNT_MOST):
            raise Full
