"""How far the cursor of a desk's lists may go: over a change only once it has been shown.

Round by round, so that it moves under load too: a round takes the horizon of its moment, waits for the topics that were
being read then and for the rows that were waiting then, and not for anything that came later.
"""

from collections.abc import Set
from uuid import UUID


class Shown:
    """`safe` is the horizon up to which everything has been shown."""

    def __init__(self, horizon: int) -> None:
        self.safe = horizon
        self._next = horizon
        self._round = 0
        self._reads: set[UUID] = set()
        self._wanted: int | None = None
        self._begun = 0
        self._done = 0

    def read_begins(self) -> int:
        """A topic is being read; what is given back belongs to `read_ends`."""
        return self._round

    def read_ends(self, topic: UUID, begun: int) -> None:
        """A reading that began in this round saw whatever the round waits for."""
        if begun == self._round:
            self._reads.discard(topic)

    def flush_begins(self) -> int:
        """All rows that wait are being shown; the number belongs to `flush_ends`."""
        self._begun += 1
        return self._begun

    def flush_ends(self, number: int) -> None:
        """They have been shown. One that fails never ends: its rows wait again, for the next."""
        self._done = max(self._done, number)

    def look(self, horizon: int, reading: Set[UUID], rows_wait: bool) -> None:
        """End the round if it can be ended, and begin the next; twice, so that with nothing to do the cursor is at the
        horizon at once."""
        for _ in range(2):
            self._reads &= reading
            if self._reads:
                return
            if self._wanted is None:
                self._wanted = self._begun + 1 if rows_wait else self._begun
            if self._done < self._wanted:
                return
            self.safe = self._next
            self._next = horizon
            self._reads = set(reading)
            self._wanted = None
            self._round += 1
