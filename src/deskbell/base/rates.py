"""Rates and slots: so much at once, so much a second, so many open, by key; kept per process."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address, ip_network

from deskbell.base import clock
from deskbell.base.errors import too_many

_KEYS = 50_000


class Buckets:
    """`burst` at once and `per_second` from then on, for each key. The least recently used keys are forgotten first."""

    def __init__(self, burst: float, per_second: float, code: str = "too_many_requests") -> None:
        self.burst = burst
        self.per_second = per_second
        self.code = code
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str, cost: float = 1.0) -> None:
        """Take `cost` tokens or refuse with the seconds until they are there."""
        now = clock.ticks()
        left, then = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - then) * self.per_second)
        enough = left >= cost
        self._left[key] = (left - cost if enough else left, now)
        if len(self._left) > _KEYS:
            del self._left[next(iter(self._left))]
        if not enough:
            raise too_many((cost - left) / self.per_second, self.code)


class Slots:
    """At most `most` open at one time for each key."""

    def __init__(self, most: int, retry_after: float = 5.0) -> None:
        self.most = most
        self.retry_after = retry_after
        self._open: dict[str, int] = {}

    def take(self, key: str) -> bool:
        """Take a slot; False when all are taken."""
        open_ = self._open.get(key, 0)
        if open_ >= self.most:
            return False
        self._open[key] = open_ + 1
        return True

    def give_back(self, key: str) -> None:
        """Every slot taken is given back once."""
        left = self._open[key] - 1
        if left:
            self._open[key] = left
        else:
            del self._open[key]

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """A slot for as long as this lasts, or too_many_requests."""
        if not self.take(key):
            raise too_many(self.retry_after)
        try:
            yield
        finally:
            self.give_back(key)


def address_key(host: str | None) -> str:
    """An address as rates know it: an IPv4 one itself, of an IPv6 one its /64, which is what one household is given."""
    if not host:
        return "unknown"
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
