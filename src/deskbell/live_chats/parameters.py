"""Session parameters: typed fields, defined once in the workspace and switched on per live chat, required or not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import asyncpg

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Transaction, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.live_chats.service import writable_live_chat
from deskbell.log import service as log
from deskbell.people.worded import checked_choices, checked_key, checked_words
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__, "labels.sql")

Kind = Literal["text", "number", "boolean", "date", "choice"]

TEXT_MOST, PARAMETERS_MOST = 500, 200
NUMBER_MOST = 1e15
"""Beyond this a double no longer tells whole numbers apart."""


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """A parameter as a session of a live chat is asked for it. `names` by language, `choices` with a key each."""

    id: UUID
    key: str
    kind: Kind
    names: Mapping[str, str]
    choices: Sequence[Mapping[str, Any]]
    required: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as administrators see it, with where it is switched on: live_chat_id, required, position."""

    id: UUID
    key: str
    kind: Kind
    names: Mapping[str, str]
    choices: Sequence[Mapping[str, Any]]
    archived_at: datetime | None
    live_chats: Sequence[Mapping[str, Any]]


async def parameters(db: Db) -> list[Parameter]:
    """All of them, archived ones too, by key."""
    return records(Parameter, await db.all(SQL.parameters))


async def parameters_of(db: Db, live_chat_id: UUID) -> list[SwitchedOn]:
    """What sessions of this live chat are asked for, in order."""
    return records(SwitchedOn, await db.all(SQL.parameters_of, live_chat_id=live_chat_id))


async def add_parameter(
    db: Database, actor: Actor, key: str, kind: Kind, names: Mapping[str, str], choices: Sequence[Mapping[str, Any]]
) -> UUID:
    """A new parameter; its key and kind stay for ever. Raises validation_failed, name_taken, too_many."""
    authorise(actor, Deed.ADMINISTER)
    checked_key(key)
    parameter_id = new_id()
    async with db.transaction() as tx:
        if sum(one.archived_at is None for one in await parameters(tx)) >= PARAMETERS_MOST:
            raise Refusal("too_many", limit=PARAMETERS_MOST)
        values = {"names": checked_words(names), "choices": checked_choices(kind, choices)}
        try:
            await tx.run(SQL.add_parameter, id=parameter_id, key=key, kind=kind, **values)
        except asyncpg.UniqueViolationError:
            raise Refusal("name_taken") from None
        await _tell(tx, actor, "parameter_created", parameter_id)
    return parameter_id


async def change_parameter(
    db: Database,
    actor: Actor,
    parameter_id: UUID,
    names: Mapping[str, str] | None,
    choices: Sequence[Mapping[str, Any]] | None,
    archived: bool | None,
) -> None:
    """New words or choices, archive or bring back. A choice that sessions may hold stays: `choices` keep their keys."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        row = await tx.first(SQL.parameter_to_change, id=parameter_id)
        if row is None:
            raise not_found()
        chosen = checked_choices(row["kind"], choices) if choices is not None else None
        if chosen is not None and {one["key"] for one in row["choices"]} - {one["key"] for one in chosen}:
            raise invalid(choices="in_use")
        await tx.run(
            SQL.change_parameter,
            id=parameter_id,
            names=checked_words(names) if names is not None else None,
            choices=chosen,
            archived=archived,
        )
        await _tell(tx, actor, "parameter_changed", parameter_id)


async def switch_on(
    db: Database, actor: Actor, live_chat_id: UUID, parameter_ids: Sequence[UUID], required: Sequence[bool]
) -> None:
    """Set which parameters a live chat has, whole and in order. Raises not_found, not_writable, validation_failed."""
    authorise(actor, Deed.ADMINISTER)
    if len(set(parameter_ids)) < len(parameter_ids):
        raise invalid(parameters="twice")
    async with db.transaction() as tx:
        await writable_live_chat(tx, live_chat_id)
        if len(await tx.all(SQL.parameters_in_use, ids=list(parameter_ids))) < len(parameter_ids):
            raise invalid(parameters="unknown")
        await tx.run(SQL.switch_parameters_off, live_chat_id=live_chat_id)
        await tx.run(
            SQL.switch_parameters_on, live_chat_id=live_chat_id, ids=list(parameter_ids), required=list(required)
        )
        await _tell(tx, actor, "parameters_switched", live_chat_id)


def checked_value(parameter: SwitchedOn, value: object) -> object:
    """A value as it is kept: text, a number, true or false, an ISO date, the key of a choice. Raises validation_failed
    with the parameter's key as the field."""
    found = _value(parameter, value)
    if found is None:
        raise invalid(**{parameter.key: "invalid"})
    return found


def _value(parameter: SwitchedOn, value: object) -> object | None:
    match parameter.kind, value:
        case "text", str():
            cleaned = " ".join(value.split())
            return cleaned if 0 < len(cleaned) <= TEXT_MOST and "\0" not in cleaned else None
        case "boolean", bool():
            return value
        case "number", int() | float() if not isinstance(value, bool):
            return value if math.isfinite(value) and abs(value) <= NUMBER_MOST else None
        case "date", str():
            return _day(value)
        case "choice", str():
            return value if any(choice["key"] == value for choice in parameter.choices) else None
        case _:
            return None


def _day(value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


async def _tell(tx: Transaction, actor: Actor, deed: str, id_: UUID) -> None:
    await audit.write(tx, actor, deed, "parameter", id_)
    await log.note(tx, actor, "labels_changed", {"id": id_})
