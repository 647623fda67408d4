"""How fast a channel sends: so many messages a second in all, and so many to one account. Per process; the provider's
own word, a 429, is what counts in the end."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from deskbell.base import clock
from deskbell.channels.contract import RateSpec

ACCOUNTS_KEPT = 10_000


@dataclass(slots=True)
class _Tokens:
    left: float
    then: float

    def fill(self, burst: float, per_second: float) -> float:
        now = clock.ticks()
        self.left, self.then = min(burst, self.left + (now - self.then) * per_second), now
        return self.left


class Pace:
    """The tokens of one channel."""

    def __init__(self, rate: RateSpec) -> None:
        self.rate = rate
        self._whole = _Tokens(rate.burst, clock.ticks())
        self._each: OrderedDict[UUID, _Tokens] = OrderedDict()

    def free(self) -> int:
        """How many messages may go now."""
        return int(self._whole.fill(self.rate.burst, self.rate.per_second))

    def wait(self) -> float:
        """Seconds until one may go."""
        return max(0.0, (1 - self._whole.fill(self.rate.burst, self.rate.per_second)) / self.rate.per_second)

    def take(self, account_id: UUID) -> float:
        """Take the place of one message to this account: 0, or the seconds until it may go."""
        each = self._each.pop(account_id, None) or _Tokens(self.rate.account_burst, clock.ticks())
        self._each[account_id] = each
        if len(self._each) > ACCOUNTS_KEPT:
            self._each.popitem(last=False)
        if each.fill(self.rate.account_burst, self.rate.account_per_second) < 1:
            return (1 - each.left) / self.rate.account_per_second
        each.left -= 1
        self._whole.left -= 1
        return 0.0
