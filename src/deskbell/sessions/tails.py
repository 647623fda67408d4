"""The last events that this process wrote, with their content, by session: what followers need is mostly here."""

from bisect import insort
from collections import OrderedDict
from uuid import UUID

from deskbell.log.model import Event

EVENTS_MOST = 20
SESSIONS_MOST = 1_000


class Tails:
    """Each session's in the order of its numbers. Two commits may answer in the other order, so that a tail may have a
    gap for a moment; where another process wrote, it keeps it."""

    def __init__(self) -> None:
        self._tails: OrderedDict[UUID, list[Event]] = OrderedDict()

    def add(self, session_id: UUID, event: Event) -> None:
        tail = self._tails.setdefault(session_id, [])
        self._tails.move_to_end(session_id)
        if len(self._tails) > SESSIONS_MOST:
            self._tails.popitem(last=False)
        if tail and _number(tail[-1]) > _number(event):
            insort(tail, event, key=_number)
        else:
            tail.append(event)
        if len(tail) > EVENTS_MOST:
            del tail[0]

    def forget(self, session_id: UUID) -> None:
        """Something was written whose content is not at hand."""
        self._tails.pop(session_id, None)

    def after(self, session_id: UUID, cursor: int, staff: bool) -> list[Event]:
        """What follows a cursor without a gap, for this audience; empty where it is not at hand."""
        tail = self._tails.get(session_id, [])
        start = len(tail)
        while start and _number(tail[start - 1]) > cursor:
            start -= 1
        run: list[Event] = []
        for event in tail[start:]:
            if event.audience != "all" and not staff:
                continue
            if (_number(event) - 1 if staff else event.prev_all) != cursor:
                break
            run.append(event)
            cursor = _number(event)
        return run


def _number(event: Event) -> int:
    return event.seq or 0
