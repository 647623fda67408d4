"""The door to apps: read by everybody at the desk, kept by administrators."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, patch, post, put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.clients import apps
from deskbell.clients.apps import Binds, FieldKind
from deskbell.rights.actor import Actor

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class Choice(Out):
    """One of what a field of kind `choice` offers; `names` by language."""

    key: str
    names: dict[str, str]


class AppFieldOut(Out):
    """A field of an app; archived ones are shown where a card still holds a value."""

    id: UUID
    key: str
    kind: FieldKind
    names: dict[str, str]
    choices: list[Choice]
    required: bool
    archived: bool


class AppOut(Out):
    """A kind of card. `binds`: a client (one card of it each) or a session (many). With `outside_url` its cards stand
    in another system and hold an id instead of values. `off_in`: live chats it is switched off in."""

    id: UUID
    key: str
    binds: Binds
    names: dict[str, str]
    outside_url: str | None
    off_in: list[UUID]
    archived: bool
    fields: list[AppFieldOut]


class AppList(Out):
    """All of them, in order: there are few, and the desk keeps them at hand."""

    items: list[AppOut]


class NewApp(Body):
    """`key`, `binds` and whether it is outside stay for ever."""

    key: str
    binds: Binds
    names: dict[str, str]
    outside_url: str | None = None


class AppChange(Body):
    """What is absent or null stays as it is."""

    names: dict[str, str] | None = None
    outside_url: str | None = None
    position: int | None = None
    archived: bool | None = None


class NewFieldChoice(Body):
    key: str
    names: dict[str, str]


class NewAppField(Body):
    """`key` and `kind` stay for ever; `choices` are for kind `choice`."""

    key: str
    kind: FieldKind
    names: dict[str, str]
    choices: list[NewFieldChoice] = []
    required: bool = False


class AppFieldChange(Body):
    """What is absent or null stays as it is."""

    names: dict[str, str] | None = None
    choices: list[NewFieldChoice] | None = None
    required: bool | None = None
    archived: bool | None = None


class AppSwitch(Body):
    on: bool


class FieldOrder(Body):
    """All fields of the app, archived ones too, in their order."""

    field_ids: list[UUID]


@get("/apps")
async def list_apps(db: Db, actor: Asking) -> AppList:  # noqa: ARG001 - whoever asks must have signed in
    # Names of apps and fields tell nothing of any card: everybody at the desk may read them.
    return await _all(db)


async def _all(db: Database) -> AppList:
    return AppList(
        items=[
            AppOut(
                id=one.id,
                key=one.key,
                binds=one.binds,
                names=dict(one.names),
                outside_url=one.outside_url,
                off_in=list(one.off_in),
                archived=one.archived_at is not None,
                fields=[
                    AppFieldOut(
                        id=field.id,
                        key=field.key,
                        kind=field.kind,
                        names=dict(field.names),
                        choices=[Choice(key=choice["key"], names=choice["names"]) for choice in field.choices],
                        required=field.required,
                        archived=field.archived,
                    )
                    for field in one.all_fields()
                ],
            )
            for one in await apps.apps(db)
        ]
    )


@post("/apps")
async def add_app(db: Db, actor: Asking, data: NewApp) -> AppList:
    await apps.add_app(db, actor, data.key, data.binds, data.names, data.outside_url)
    return await _all(db)


@patch("/apps/{app_id:uuid}")
async def change_app(db: Db, actor: Asking, app_id: UUID, data: AppChange) -> AppList:
    await apps.change_app(db, actor, app_id, data.names, data.outside_url, data.position, data.archived)
    return await _all(db)


@post("/apps/{app_id:uuid}/fields")
async def add_field(db: Db, actor: Asking, app_id: UUID, data: NewAppField) -> AppList:
    await apps.add_field(
        db, actor, app_id, data.key, data.kind, data.names, _choices(data.choices), required=data.required
    )
    return await _all(db)


@patch("/apps/{app_id:uuid}/fields/{field_id:uuid}")
async def change_field(db: Db, actor: Asking, app_id: UUID, field_id: UUID, data: AppFieldChange) -> AppList:
    choices = _choices(data.choices) if data.choices is not None else None
    await apps.change_field(db, actor, app_id, field_id, data.names, choices, data.required, data.archived)
    return await _all(db)


@put("/apps/{app_id:uuid}/fields")
async def order_fields(db: Db, actor: Asking, app_id: UUID, data: FieldOrder) -> AppList:
    await apps.order_fields(db, actor, app_id, data.field_ids)
    return await _all(db)


@put("/live-chats/{live_chat_id:uuid}/apps/{app_id:uuid}")
async def switch_app(db: Db, actor: Asking, live_chat_id: UUID, app_id: UUID, data: AppSwitch) -> AppList:
    await apps.switch_app(db, actor, live_chat_id, app_id, data.on)
    return await _all(db)


def _choices(choices: list[NewFieldChoice]) -> list[dict[str, Any]]:
    return [{"key": one.key, "names": one.names} for one in choices]


ROUTES = [list_apps, add_app, change_app, add_field, change_field, order_fields, switch_app]
