"""Apps: named kinds of card with typed fields, kept by administrators.

An app `binds` a client ("To bind an account": one card of it for each) or a session ("To register messages": many). An
app with `outside_url` stands for another system: its cards hold an id of that system instead of values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.worded import checked_choices, checked_key, checked_words
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__, "apps.sql")

Binds = Literal["client", "session"]
FieldKind = Literal["text", "long_text", "number", "boolean", "date", "choice", "email", "phone"]

APPS_MOST, FIELDS_MOST, URL_MOST = 50, 60, 2000
HOLE = "{{id}}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an app. `names` by language; `choices` with a key and names each."""

    id: UUID
    key: str
    kind: FieldKind
    names: Mapping[str, str]
    choices: Sequence[Mapping[str, Any]]
    required: bool
    position: int
    archived: bool


@dataclass(frozen=True, slots=True)
class App:
    """An app with all its fields, in order, as rows give them. `off_in`: live chats that do not use it."""

    id: UUID
    key: str
    binds: Binds
    names: Mapping[str, str]
    outside_url: str | None
    position: int
    off_in: Sequence[UUID]
    archived_at: datetime | None
    fields: Sequence[Mapping[str, Any]]

    def in_use(self) -> list[Field]:
        """The fields a card is filled in with."""
        return [one for one in self.all_fields() if not one.archived]

    def all_fields(self) -> list[Field]:
        """Archived ones too."""
        return [Field(**{**one, "id": UUID(str(one["id"]))}) for one in self.fields]


async def apps(db: Db) -> list[App]:
    """All apps, archived ones too, in order."""
    return records(App, await db.all(SQL.apps, app_id=None))


async def app(db: Db, app_id: UUID) -> App:
    """One app; raises not_found."""
    found = record(App, await db.first(SQL.apps, app_id=app_id))
    if found is None:
        raise not_found()
    return found


async def add_app(
    db: Database, actor: Actor, key: str, binds: Binds, names: Mapping[str, str], outside_url: str | None
) -> UUID:
    """A new app; its key, what it binds and whether it is outside stay for ever. Raises validation_failed, name_taken,
    too_many."""
    authorise(actor, Deed.ADMINISTER)
    app_id = new_id()
    values = {"key": checked_key(key), "binds": binds, "names": checked_words(names)}
    address = checked_address(outside_url) if outside_url is not None else None
    async with db.transaction() as tx:
        if sum(one.archived_at is None for one in await apps(tx)) >= APPS_MOST:
            raise Refusal("too_many", limit=APPS_MOST)
        try:
            await tx.run(SQL.add_app, app_id=app_id, outside_url=address, **values)
        except asyncpg.UniqueViolationError:
            raise Refusal("name_taken") from None
        await _tell(tx, actor, "app_created", app_id)
    return app_id


async def change_app(
    db: Database,
    actor: Actor,
    app_id: UUID,
    names: Mapping[str, str] | None = None,
    outside_url: str | None = None,
    position: int | None = None,
    archived: bool | None = None,
) -> None:
    """Other words or another address, its place, archive or bring back. An app of our own gets no address."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        await _held(tx, app_id)
        known = await app(tx, app_id)
        if outside_url is not None and known.outside_url is None:
            raise invalid(outside_url="fixed")
        await tx.run(
            SQL.change_app,
            app_id=app_id,
            names=checked_words(names) if names is not None else None,
            outside_url=checked_address(outside_url) if outside_url is not None else None,
            position=position,
            archived=archived,
        )
        await _tell(tx, actor, "app_changed", app_id)


async def switch_app(db: Database, actor: Actor, live_chat_id: UUID, app_id: UUID, on: bool) -> None:
    """Use an app in a live chat, or no longer: what is bound there stays bound. Raises not_found, not_writable."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        live_chat = await tx.first(SQL.live_chat_of_app, live_chat_id=live_chat_id)
        if live_chat is None:
            raise not_found()
        if live_chat["archived_at"] is not None:
            raise Refusal("not_writable")
        await _held(tx, app_id)
        if await tx.first(SQL.switch_app, app_id=app_id, live_chat_id=live_chat_id, on=on):
            await audit.write(tx, actor, "app_switched", "live_chat", live_chat_id, {"app_id": str(app_id), "on": on})
            await log.note(tx, actor, "apps_changed", {"id": app_id})


async def add_field(
    db: Database,
    actor: Actor,
    app_id: UUID,
    key: str,
    kind: FieldKind,
    names: Mapping[str, str],
    choices: Sequence[Mapping[str, Any]] = (),
    required: bool = False,
) -> UUID:
    """A new field at the end; its key and kind stay for ever. Raises not_found, validation_failed, name_taken,
    too_many, and not_writable for an outside app, which has none."""
    authorise(actor, Deed.ADMINISTER)
    field_id = new_id()
    async with db.transaction() as tx:
        await _held(tx, app_id)
        known = await app(tx, app_id)
        if known.outside_url is not None or known.archived_at is not None:
            raise Refusal("not_writable")
        if len(known.in_use()) >= FIELDS_MOST:
            raise Refusal("too_many", limit=FIELDS_MOST)
        values = {"names": checked_words(names), "choices": checked_choices(kind, choices), "required": required}
        try:
            await tx.run(SQL.add_field, field_id=field_id, app_id=app_id, key=checked_key(key), kind=kind, **values)
        except asyncpg.UniqueViolationError:
            raise Refusal("name_taken") from None
        await _tell(tx, actor, "app_field_created", app_id, field_id)
    return field_id


async def change_field(
    db: Database,
    actor: Actor,
    app_id: UUID,
    field_id: UUID,
    names: Mapping[str, str] | None = None,
    choices: Sequence[Mapping[str, Any]] | None = None,
    required: bool | None = None,
    archived: bool | None = None,
) -> None:
    """Other words or choices, required or not, archive or bring back. A choice that cards may hold stays."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        await _held(tx, app_id)
        field = next((one for one in (await app(tx, app_id)).all_fields() if one.id == field_id), None)
        if field is None:
            raise not_found()
        chosen = checked_choices(field.kind, choices) if choices is not None else None
        if chosen is not None and {one["key"] for one in field.choices} - {one["key"] for one in chosen}:
            raise invalid(choices="in_use")
        await tx.run(
            SQL.change_field,
            app_id=app_id,
            field_id=field_id,
            names=checked_words(names) if names is not None else None,
            choices=chosen,
            required=required,
            archived=archived,
        )
        await _tell(tx, actor, "app_field_changed", app_id, field_id)


async def order_fields(db: Database, actor: Actor, app_id: UUID, field_ids: Sequence[UUID]) -> None:
    """The order of all fields, whole. A new card's title is the first text field that is filled in."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        await _held(tx, app_id)
        known = {one.id for one in (await app(tx, app_id)).all_fields()}
        if len(set(field_ids)) < len(field_ids) or set(field_ids) != known:
            raise invalid(field_ids="unknown")
        await tx.run(SQL.order_fields, app_id=app_id, field_ids=list(field_ids))
        await _tell(tx, actor, "app_fields_ordered", app_id)


def checked_address(template: str) -> str:
    """The address of a card in another system: https, with {{id}} behind the host, so that no id picks the host."""
    template = template.strip()
    if len(template) > URL_MOST:
        raise invalid(outside_url="too_long")
    if not template.isprintable() or " " in template:
        raise invalid(outside_url="invalid")
    try:
        url = urlsplit(template)
        named = url.hostname
    except ValueError:
        raise invalid(outside_url="invalid") from None
    if url.scheme != "https" or not named or "@" in url.netloc:
        raise invalid(outside_url="not_https")
    if HOLE in url.netloc or HOLE not in template:
        raise invalid(outside_url="without_id")
    return template


async def _held(tx: Transaction, app_id: UUID) -> None:
    if await tx.first(SQL.hold_app, app_id=app_id) is None:
        raise not_found()


async def _tell(tx: Transaction, actor: Actor, deed: str, app_id: UUID, field_id: UUID | None = None) -> None:
    detail = {"field_id": str(field_id)} if field_id else {}
    await audit.write(tx, actor, deed, "app", app_id, detail)
    await log.note(tx, actor, "apps_changed", {"id": app_id})
