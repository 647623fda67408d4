"""Tags and parameters put to a session, and what closing asks for. Only staff see any of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.live_chats.parameters import checked_value, parameters_of
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed
from deskbell.sessions.changeable import changeable
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "labelling.sql")
NUMBERS = statements(__package__)

TAGS_MOST = 20
"""So many tags a session may carry."""


async def set_tags(db: Database, actor: Actor, session_id: UUID, tag_ids: Sequence[UUID]) -> Session:
    """The session's tags as a whole. Raises not_found, not_yours, not_allowed, offline_may_only_look and
    validation_failed for tags that aren't there (an archived one may stay, not come)."""
    return await _retag(db, actor, session_id, lambda _held: list(dict.fromkeys(tag_ids)))


async def change_tags(
    db: Database, actor: Actor, session_id: UUID, put: Sequence[UUID], dropped: Sequence[UUID]
) -> Session:
    """Some tags put on, some taken off, the others left. Raises as `set_tags`."""

    def wanted(held: frozenset[UUID]) -> list[UUID]:
        return [one for one in dict.fromkeys((*sorted(held), *put)) if one not in dropped]

    return await _retag(db, actor, session_id, wanted)


async def _retag(
    db: Database, actor: Actor, session_id: UUID, wanted_of: Callable[[frozenset[UUID]], list[UUID]]
) -> Session:
    await changeable(db, actor, Deed.TAG, session_id)
    async with db.transaction() as tx:
        await tx.first(SQL.hold_session, session_id=session_id)
        held = frozenset(row["tag_id"] for row in await tx.all(SQL.tags_held, session_id=session_id))
        wanted = wanted_of(held)
        if len(wanted) > TAGS_MOST:
            raise invalid(tag_ids="too_many")
        known = {row["id"] for row in await tx.all(SQL.tags_in_use, ids=wanted)} | held
        if not set(wanted) <= known:
            raise invalid(tag_ids="unknown")
        if set(wanted) != held:
            await tx.run(SQL.drop_tags, session_id=session_id, kept=wanted)
            await tx.run(SQL.put_tags, session_id=session_id, ids=wanted)
            added, dropped = sorted(set(wanted) - held, key=str), sorted(held - set(wanted), key=str)
            await _log(tx, actor, "tags_changed", session_id, {"added": added, "dropped": dropped})
    return await seen(db, actor, session_id)


async def set_parameters(db: Database, actor: Actor, session_id: UUID, values: Mapping[str, Any]) -> Session:
    """Values by the parameter's key; null takes one away, what is not named stays. Raises as `set_tags`, and
    validation_failed by key: `unknown` where the live chat has none such, `invalid` for a value of another kind."""
    session = await changeable(db, actor, Deed.SET_PARAMETERS, session_id)
    defined = {one.key: one for one in await parameters_of(db, session.live_chat_id)}
    strangers = {key: "unknown" for key in values if key not in defined}
    if strangers:
        raise invalid(**strangers)
    kept = {key: None if value is None else checked_value(defined[key], value) for key, value in values.items()}
    async with db.transaction() as tx:
        await tx.first(SQL.hold_session, session_id=session_id)
        changed = [defined[key].id for key, value in kept.items() if await _put(tx, session_id, defined[key].id, value)]
        if changed:
            await _log(tx, actor, "parameters_changed", session_id, {"parameter_ids": changed})
    return await seen(db, actor, session_id)


async def _put(tx: Transaction, session_id: UUID, parameter_id: UUID, value: object | None) -> bool:
    at = {"session_id": session_id, "parameter_id": parameter_id}
    if value is None:
        return await tx.first(SQL.drop_parameter, **at) is not None
    return await tx.first(SQL.put_parameter, value=value, **at) is not None


async def check_closing(tx: Db, session_id: UUID, close_reason_id: UUID | None) -> None:
    """Raises validation_failed for a reason that doesn't serve here, close_reason_missing and parameters_missing
    (`keys`) where the live chat asks for them."""
    asks = await tx.first(SQL.closing_asks, session_id=session_id, close_reason_id=close_reason_id)
    assert asks is not None
    if not asks["reason_serves"]:
        raise invalid(close_reason_id="unknown")
    if asks["missing"]:
        raise Refusal("parameters_missing", 422, keys=list(asks["missing"]))
    if asks["close_reason_required"] and close_reason_id is None:
        raise Refusal("close_reason_missing", 422)


async def _log(tx: Transaction, actor: Actor, kind: str, session_id: UUID, body: Mapping[str, Any]) -> None:
    row = await tx.first(NUMBERS.number_staff_change, session_id=session_id)
    assert row is not None
    await log.append(tx, actor, kind, session_id, row["seq"], row["prev_all"], "staff", body)
