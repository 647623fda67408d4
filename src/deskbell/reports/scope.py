"""Whose numbers an actor may read: administrators all, supervisors those of their live chats, operators their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskbell.base.db import Db, Row
from deskbell.base.errors import not_found
from deskbell.base.sql import statements
from deskbell.reports.folding import NOBODY
from deskbell.reports.metrics import REPORTS, Report
from deskbell.rights.actor import Actor, Role

SQL = statements(__package__, "asking.sql")


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be read: everything, or what belongs to `live_chats`, and what is `person`'s own."""

    everything: bool
    live_chats: Sequence[UUID]
    person: UUID | None

    def values(self) -> dict[str, object]:
        return {"everything": self.everything, "supervised": list(self.live_chats), "person": self.person}


def scope_of(actor: Actor, report: Report | None = None) -> Scope:
    """What this actor may read of a report, of any where none is named; not_found where that is nothing."""
    if actor.kind != "person":
        raise not_found()
    supervised = actor.live_chats_as(Role.SUPERVISOR)
    himself = actor.id if report != "live-chats" and actor.live_chats_as(Role.OPERATOR) else None
    if not (actor.administrator or supervised or himself):
        raise not_found()
    return Scope(actor.administrator, supervised, himself)


async def live_chats_in(db: Db, actor: Actor, scope: Scope) -> list[Row]:
    """The live chats whose numbers may be read, with those the person only operates in: `id, name, archived, works`."""
    own = actor.live_chats_as(Role.OPERATOR) if scope.person else []
    return await db.all(SQL.live_chats_in, **_but_person(scope), own=own)


async def operators_in(db: Db, scope: Scope, live_chats: Sequence[UUID] | None) -> list[Row]:
    """The operators whose numbers may be read: who works, or did something, in these live chats (None: in all)."""
    return await db.all(SQL.operators_in, **scope.values(), live_chats=live_chats, nobody=NOBODY)


def _but_person(scope: Scope) -> dict[str, object]:
    return {name: value for name, value in scope.values().items() if name != "person"}


async def choices(db: Db, actor: Actor) -> dict[str, Any]:
    """`Reports` of the API: what there is to choose from. Raises not_found."""
    scope = scope_of(actor)
    where = await db.first(SQL.where_we_are)
    assert where is not None
    reports = [key for key in REPORTS if key == "operators" or actor.administrator or scope.live_chats]
    return {
        **{name: where[name] for name in ("zone", "today", "first", "fresh_until")},
        "reports": [{"key": key, "metrics": REPORTS[key]} for key in reports],
        "live_chats": _named(await live_chats_in(db, actor, scope)),
        "operators": _named(await operators_in(db, scope, None)),
    }


def _named(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in ("id", "name", "archived")} for row in rows]
