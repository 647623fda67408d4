"""Token buckets: so much at once, so much a second, by key; kept per process."""

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
