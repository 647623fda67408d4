"""The HTTP door to one deed for many sessions."""

from typing import Annotated, Any, Literal, TypedDict, cast
from uuid import UUID

from litestar import post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.base.rates import Buckets
from deskbell.rights.actor import Actor
from deskbell.sessions import bulk
from deskbell.sessions.model import row_out
from deskbell.sessions.shapes import SessionRow

_deeds = Buckets(burst=20, per_second=0.5)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class BulkDeed(Body):
    """At most 200 sessions and one deed. `assign` takes an operator or a group (its queue), `set_priority` a priority,
    `tag` tags to put on and to take off, `close` a reason."""

    session_ids: list[UUID]
    deed: Literal["assign", "return_to_queue", "close", "reopen", "set_priority", "tag"]
    operator_id: UUID | None = None
    group_id: UUID | None = None
    close_reason_id: UUID | None = None
    priority: Literal["low", "normal", "high"] | None = None
    put_tag_ids: list[UUID] = []
    drop_tag_ids: list[UUID] = []


class BulkRefusal(TypedDict):
    """Why a session was left as it is: the code and params a deed for it alone would be refused with."""

    code: str
    params: dict[str, Any]


class BulkOutcome(TypedDict):
    """What became of one session: as it now is, or the refusal."""

    id: UUID
    outcome: Literal["done", "unchanged", "refused"]
    session: SessionRow | None
    refusal: BulkRefusal | None


class BulkOutcomes(TypedDict):
    """An outcome for each session asked for, in that order."""

    items: list[BulkOutcome]


@post("/sessions/bulk", status_code=200)
async def do_to_many(db: Db, actor: Asking, data: BulkDeed) -> BulkOutcomes:
    _deeds.take(str(actor.id))
    asked = bulk.Asked(
        data.deed,
        data.operator_id,
        data.group_id,
        data.close_reason_id,
        data.priority,
        tuple(data.put_tag_ids),
        tuple(data.drop_tag_ids),
    )
    outcomes = await bulk.do_to_many(db, actor, data.session_ids, asked)
    return cast(BulkOutcomes, {"items": [_out(one) for one in outcomes]})


def _out(one: bulk.Outcome) -> dict[str, Any]:
    row = row_out(one.session) | {"my_read_no": one.session.my_read_no or 0} if one.session else None
    refusal = {"code": one.refusal.code, "params": one.refusal.params} if one.refusal else None
    return {"id": one.session_id, "outcome": one.outcome, "session": row, "refusal": refusal}


ROUTES = [do_to_many]
