"""The HTTP door to the labels of a session."""

from typing import Annotated, Any, cast
from uuid import UUID

from litestar import put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.rights.actor import Actor
from deskbell.sessions import labelling, shapes
from deskbell.sessions.labels import described

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class TagsChange(Body):
    """The session's tags as a whole."""

    tag_ids: list[UUID]


class ParametersChange(Body):
    """Values by the parameter's key; null takes one away, what is not named stays."""

    values: dict[str, Any]


@put("/sessions/{session_id:uuid}/tags")
async def set_tags(db: Db, actor: Asking, session_id: UUID, data: TagsChange) -> shapes.SessionDetail:
    session = await labelling.set_tags(db, actor, session_id, data.tag_ids)
    return cast(shapes.SessionDetail, await described(db, session))


@put("/sessions/{session_id:uuid}/parameters")
async def set_parameters(db: Db, actor: Asking, session_id: UUID, data: ParametersChange) -> shapes.SessionDetail:
    session = await labelling.set_parameters(db, actor, session_id, data.values)
    return cast(shapes.SessionDetail, await described(db, session))


ROUTES = [set_tags, set_parameters]
