"""The administrators' door to programs, and whose token a request bears."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post

from deskbell.auth import programs
from deskbell.auth.programs import Listed
from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.http import Body, Injected, Out
from deskbell.rights.actor import Actor
from deskbell.rights.program import Program


class NewProgram(Body):
    """`live_chat_ids`: where it may; none is everywhere."""

    name: str
    scopes: list[str]
    live_chat_ids: list[UUID] = []


class ProgramPage(Out):
    """A program, without its token."""

    id: UUID
    name: str
    scopes: Sequence[str]
    live_chat_ids: Sequence[UUID]
    created_at: datetime
    used_at: datetime | None
    ended_at: datetime | None


class ProgramMade(Out):
    """`token` is shown this once; nobody can read it again."""

    program: ProgramPage
    token: str


class ProgramList(Out):
    """All of them: there are few, so `next` is always null."""

    items: list[ProgramPage]
    next: str | None = None


@get("/programs")
async def list_programs(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> ProgramList:
    return ProgramList(items=[_page(one) for one in await programs.listed(db, actor)])


@post("/programs")
async def make_program(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], data: NewProgram
) -> ProgramMade:
    made, token = await programs.make(db, actor, data.name, data.scopes, data.live_chat_ids)
    return ProgramMade(program=_page(made), token=token)


@post("/programs/{program_id:uuid}/end", status_code=204)
async def end_program(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], program_id: UUID) -> None:
    await programs.end(db, actor, program_id)


def _page(one: Listed) -> ProgramPage:
    return ProgramPage(
        id=one.id,
        name=one.name,
        scopes=one.scopes,
        live_chat_ids=one.live_chat_ids,
        created_at=one.created_at,
        used_at=one.used_at,
        ended_at=one.ended_at,
    )


async def provide_program(request: Request[Any, Any, Any], db: Database) -> Program:
    """For handlers that ask for a `program`: whose token the request bears. not_signed_in (401) else."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    found = await programs.of_token(db, token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise Refusal("not_signed_in", 401)
    await programs.note_used(db, found.id)
    return found


ROUTES = [list_programs, make_program, end_program]
