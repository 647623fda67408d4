"""The door to a message's delivery: one click more."""

from typing import Annotated
from uuid import UUID

from litestar import post

from deskbell.base.db import Database
from deskbell.base.http import Injected
from deskbell.rights.actor import Actor
from deskbell.sessions import deliveries


@post("/sessions/{session_id:uuid}/messages/{seq:int}/resend", status_code=202)
async def resend(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], session_id: UUID, seq: int
) -> None:
    await deliveries.resend(db, actor, session_id, seq)


ROUTES = [resend]
