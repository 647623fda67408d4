"""The door to tags, close reasons and parameters: read by everybody at the desk, kept by administrators."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get, patch, post, put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.live_chats import labels, parameters
from deskbell.live_chats.parameters import Kind
from deskbell.rights.actor import Actor

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class TagOut(Out):
    """A tag; archived ones are shown where they stand and offered no more."""

    id: UUID
    name: str
    archived_at: datetime | None


class CloseReasonOut(Out):
    """A close reason; of all live chats where `live_chat_id` is null."""

    id: UUID
    live_chat_id: UUID | None
    name: str
    position: int
    archived_at: datetime | None


class Choice(Out):
    """One of what a choice offers; `names` by language."""

    key: str
    names: dict[str, str]


class ParameterPlace(Out):
    """A live chat in which a parameter is switched on."""

    live_chat_id: UUID
    required: bool
    position: int


class ParameterOut(Out):
    """A session parameter with the live chats it is switched on in."""

    id: UUID
    key: str
    kind: Kind
    names: dict[str, str]
    choices: list[Choice]
    archived_at: datetime | None
    live_chats: list[ParameterPlace]


class Labels(Out):
    """All of them: there are few, and the desk keeps them at hand."""

    tags: list[TagOut]
    close_reasons: list[CloseReasonOut]
    parameters: list[ParameterOut]


class NewTag(Body):
    name: str


class TagChange(Body):
    """What is absent or null stays as it is."""

    name: str | None = None
    archived: bool | None = None


class NewCloseReason(Body):
    """Without a live chat it serves all."""

    name: str
    live_chat_id: UUID | None = None


class CloseReasonChange(Body):
    """What is absent or null stays as it is."""

    name: str | None = None
    position: int | None = None
    archived: bool | None = None


class NewChoice(Body):
    key: str
    names: dict[str, str]


class NewParameter(Body):
    """`key` and `kind` stay for ever; `choices` are for kind `choice`."""

    key: str
    kind: Kind
    names: dict[str, str]
    choices: list[NewChoice] = []


class ParameterChange(Body):
    """What is absent or null stays as it is."""

    names: dict[str, str] | None = None
    choices: list[NewChoice] | None = None
    archived: bool | None = None


class Switch(Body):
    parameter_id: UUID
    required: bool = False


class Switches(Body):
    """Which parameters a live chat has, whole and in order."""

    parameters: list[Switch]


@get("/labels")
async def read_labels(db: Db, actor: Asking) -> Labels:  # noqa: ARG001 - whoever asks must have signed in
    # Names of tags and fields tell nothing of any session: everybody at the desk may read them.
    return await _all(db)


async def _all(db: Database) -> Labels:
    return Labels(
        tags=[TagOut(id=one.id, name=one.name, archived_at=one.archived_at) for one in await labels.tags(db)],
        close_reasons=[
            CloseReasonOut(
                id=one.id,
                live_chat_id=one.live_chat_id,
                name=one.name,
                position=one.position,
                archived_at=one.archived_at,
            )
            for one in await labels.close_reasons(db)
        ],
        parameters=[
            ParameterOut(
                id=one.id,
                key=one.key,
                kind=one.kind,
                names=dict(one.names),
                choices=[Choice(key=choice["key"], names=choice["names"]) for choice in one.choices],
                archived_at=one.archived_at,
                live_chats=[ParameterPlace(**dict(place)) for place in one.live_chats],
            )
            for one in await parameters.parameters(db)
        ],
    )


@post("/tags")
async def add_tag(db: Db, actor: Asking, data: NewTag) -> Labels:
    await labels.add_tag(db, actor, data.name)
    return await _all(db)


@patch("/tags/{tag_id:uuid}")
async def change_tag(db: Db, actor: Asking, tag_id: UUID, data: TagChange) -> Labels:
    await labels.change_tag(db, actor, tag_id, data.name, data.archived)
    return await _all(db)


@post("/close-reasons")
async def add_close_reason(db: Db, actor: Asking, data: NewCloseReason) -> Labels:
    await labels.add_close_reason(db, actor, data.name, data.live_chat_id)
    return await _all(db)


@patch("/close-reasons/{close_reason_id:uuid}")
async def change_close_reason(db: Db, actor: Asking, close_reason_id: UUID, data: CloseReasonChange) -> Labels:
    await labels.change_close_reason(db, actor, close_reason_id, data.name, data.position, data.archived)
    return await _all(db)


@post("/parameters")
async def add_parameter(db: Db, actor: Asking, data: NewParameter) -> Labels:
    await parameters.add_parameter(db, actor, data.key, data.kind, data.names, _choices(data.choices))
    return await _all(db)


@patch("/parameters/{parameter_id:uuid}")
async def change_parameter(db: Db, actor: Asking, parameter_id: UUID, data: ParameterChange) -> Labels:
    choices = _choices(data.choices) if data.choices is not None else None
    await parameters.change_parameter(db, actor, parameter_id, data.names, choices, data.archived)
    return await _all(db)


@put("/live-chats/{live_chat_id:uuid}/parameters")
async def switch_parameters(db: Db, actor: Asking, live_chat_id: UUID, data: Switches) -> Labels:
    ids = [one.parameter_id for one in data.parameters]
    await parameters.switch_on(db, actor, live_chat_id, ids, [one.required for one in data.parameters])
    return await _all(db)


def _choices(choices: list[NewChoice]) -> list[dict[str, Any]]:
    return [{"key": one.key, "names": one.names} for one in choices]


ROUTES = [
    read_labels,
    add_tag,
    change_tag,
    add_close_reason,
    change_close_reason,
    add_parameter,
    change_parameter,
    switch_parameters,
]
