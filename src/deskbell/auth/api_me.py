"""One's own door: who am I, what do I do here, and my working status."""

from typing import Annotated, Any

from litestar import get, patch, put

from deskbell.auth.me import Me, me
from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.people import service as people
from deskbell.people.model import Language
from deskbell.rights.actor import Actor, Status


class MeChange(Body):
    """What is absent or null stays as it is; `settings` is merged by its top keys, a key set to null goes."""

    name: str | None = None
    language: Language | None = None
    settings: dict[str, Any] | None = None


class StatusChange(Body):
    """The working status from now on."""

    status: Status


@get("/me")
async def read_me(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> Me:
    """Who one is, what one does here, and how the workspace is called."""
    return await me(db, actor)


@patch("/me")
async def change_me(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], data: MeChange) -> Me:
    """Change one's own name, language and the desk's settings (8 KB)."""
    async with db.transaction() as tx:
        await people.change_myself(tx, actor, data.name, data.language, data.settings)
    return await me(db, actor)


@put("/me/status")
async def set_status(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], data: StatusChange) -> Me:
    """Set the working status. Going Offline keeps the sessions one has."""
    async with db.transaction() as tx:
        await people.set_status(tx, actor, data.status)
    return await me(db, actor)


ROUTES = [read_me, change_me, set_status]
