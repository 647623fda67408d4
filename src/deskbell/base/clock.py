"""Time: stored times come from the database, timers from the monotonic clock, and both can be held in a test."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present, in UTC; for expiry of what this process signs, never for order."""
    return datetime.now(UTC)


def ticks() -> float:
    """Monotonic seconds, for timers and rates."""
    return time.monotonic()
