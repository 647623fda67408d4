"""Views of the Sessions app: filters, columns and order under a name; one's own, or shared with all at the desk.

A shared view is changed by its owner and by administrators. What a view shows is still each person's own right.
"""

from typing import Any
from uuid import UUID

import msgspec

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, invalid, not_allowed, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor, Role
from deskbell.sessions.filters import Filters, Struct, checked
from deskbell.sessions.table import DEFAULT_SORT, SORTS

SQL = statements(__package__, "views.sql")

VIEWS_MOST = 100
"""So many views a person may own."""

COLUMNS_MOST = 60


class ViewSettings(Struct):
    """What a view keeps. `columns` in their order; a parameter's column is `parameter:<key>`."""

    filters: Filters = msgspec.field(default_factory=Filters)
    columns: list[str] = []
    sort: str = DEFAULT_SORT


async def views_for(db: Db, actor: Actor) -> list[dict[str, Any]]:
    """`SavedView` of docs/protocol.md: one's own and the shared ones, by name."""
    rows = await db.all(SQL.views_for, person=actor.id, at_desk=_at_desk(actor))
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "shared": row["shared"],
            "settings": row["settings"],
            "owner": {"id": row["owner_id"], "name": row["owner_name"]},
            "may_change": row["owner_id"] == actor.id or actor.administrator,
        }
        for row in rows
    ]


async def add_view(db: Database, actor: Actor, name: str, shared: bool, settings: ViewSettings) -> UUID:
    """A new view. Raises validation_failed, too_many."""
    view_id = new_id()
    async with db.transaction() as tx:
        row = await tx.first(SQL.count_views, person=actor.id)
        if row and row["views"] >= VIEWS_MOST:
            raise Refusal("too_many", 409, limit=VIEWS_MOST)
        await tx.run(
            SQL.add_view,
            id=view_id,
            person=actor.id,
            name=plain_name(name),
            shared=shared,
            settings=_kept(settings),
        )
    return view_id


async def change_view(
    db: Database, actor: Actor, view_id: UUID, name: str | None, shared: bool | None, settings: ViewSettings | None
) -> None:
    """Change what is given. Raises not_found for another's own view, not_allowed for another's shared one."""
    async with db.transaction() as tx:
        await _changeable(tx, actor, view_id)
        await tx.run(
            SQL.change_view,
            id=view_id,
            name=plain_name(name) if name is not None else None,
            shared=shared,
            settings=_kept(settings) if settings is not None else None,
        )


async def archive_view(db: Database, actor: Actor, view_id: UUID) -> None:
    """Put a view away. Raises as `change_view`."""
    async with db.transaction() as tx:
        await _changeable(tx, actor, view_id)
        await tx.run(SQL.archive_view, id=view_id)


async def _changeable(tx: Transaction, actor: Actor, view_id: UUID) -> None:
    row = await tx.first(SQL.view_to_change, id=view_id, person=actor.id, at_desk=_at_desk(actor))
    if row is None:
        raise not_found()
    if row["owner_id"] != actor.id and not actor.administrator:
        raise not_allowed()


def _at_desk(actor: Actor) -> bool:
    """Names and filters of shared views tell of the desk's work: to readers and employees they are not there."""
    return actor.administrator or bool(actor.live_chats_as(Role.OPERATOR) or actor.live_chats_as(Role.SUPERVISOR))


def _kept(settings: ViewSettings) -> dict[str, Any]:
    checked(settings.filters)
    if settings.sort.removeprefix("-") not in SORTS:
        raise invalid(sort="unknown")
    if len(settings.columns) > COLUMNS_MOST or any(len(column) > 60 for column in settings.columns):
        raise invalid(columns="too_many")
    kept: dict[str, Any] = msgspec.to_builtins(settings)
    return kept
