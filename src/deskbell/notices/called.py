"""Who was called to a session, by a mention or a forward, hears it at each desk that is open."""

from collections import OrderedDict
from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.sql import statements
from deskbell.notices.desk import frame_of
from deskbell.realtime.hub import Hub
from deskbell.sessions.reading import by_ids

SQL = statements(__package__, "push.sql")

TOLD_MOST = 5_000


class Called:
    """What one process has told: a person's topic is read for other changes of hers as well."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._told: OrderedDict[tuple[UUID, UUID, int], None] = OrderedDict()

    async def tell(self, hub: Hub, person_id: UUID) -> None:
        """Ring for the calls of the last seconds that this person has not looked at."""
        rows = await self._db.all(SQL.fresh_calls, person_id=person_id)
        fresh = [row for row in rows if self._is_new((person_id, row["session_id"], row["seq"]))]
        for session in await by_ids(self._db, list({row["session_id"] for row in fresh})) if fresh else []:
            frame = frame_of("mentioned", session)
            for one in hub.of_actor(person_id):
                if one.actor.status != "offline" and session.seen_by(one.actor):
                    one.push(frame)

    def _is_new(self, call: tuple[UUID, UUID, int]) -> bool:
        if call in self._told:
            return False
        self._told[call] = None
        if len(self._told) > TOLD_MOST:
            self._told.popitem(last=False)
        return True
