"""Adding many people at once from a list: looked at first, then written as it was looked at, in one transaction.

Nothing is kept between the two: the same file is sent again, and judged again. Who is known by his e-mail stays as he
is, so the same list sent twice adds nobody twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.auth.links import address_of_link, issue_link
from deskbell.base.db import Database, Db, Row, Transaction
from deskbell.base.sql import statements
from deskbell.people import service as people
from deskbell.people.model import Language
from deskbell.people.sheet import Line, Sheet
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.settings import Settings

SQL = statements(__package__, "importing.sql")

State = Literal["new", "known", "invited", "archived", "wrong"]


@dataclass(frozen=True, slots=True)
class GroupFound:
    """A group named in a row; `id` None: there is none of that name."""

    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what would become of it: `new` is added, `known` stays as he is, `invited` is known and has never
    signed in, `archived` has to be brought back by hand, `wrong` is left out. `link`: what was made for him."""

    line: Line
    state: State
    groups: list[GroupFound]
    person_id: UUID | None = None
    link: str | None = None


async def judge(db: Db, actor: Actor, sheet: Sheet) -> list[Judged]:
    """What would become of each row, by the people and groups of this moment. Writes nothing."""
    authorise(actor, Deed.ADMINISTER)
    known = {row["email"]: row for row in await db.all(SQL.people_by_emails, emails=[it.email for it in sheet.lines])}
    groups = {row["called"]: row for row in await db.all(SQL.groups_by_names, names=_named(sheet.lines))}
    return [_judged(line, known.get(line.email), groups) for line in sheet.lines]


def _named(lines: Sequence[Line]) -> list[str]:
    return sorted({name.lower() for line in lines for name in line.groups})


def _judged(line: Line, person: Row | None, groups: Mapping[str, Row]) -> Judged:
    found = [_group(name, groups.get(name.lower())) for name in line.groups]
    if any(group.id is None for group in found):
        line.problems["groups"] = "unknown"
    return Judged(line, _state(line, person), found, person["id"] if person else None)


def _group(name: str, row: Row | None) -> GroupFound:
    return GroupFound(row["id"], row["name"]) if row else GroupFound(None, name)


def _state(line: Line, person: Row | None) -> State:
    if line.problems:
        return "wrong"
    if not person:
        return "new"
    if person["archived"]:
        return "archived"
    return "known" if person["signed_up"] else "invited"


async def bring_in(
    db: Database, actor: Actor, settings: Settings, sheet: Sheet, renew_links: bool = False
) -> list[Judged]:
    """Add everybody who is new, all or none, each with an invitation link; rows that are wrong are left out.

    `renew_links`: those who were added before and have never signed in get a new link too (the answer with the first
    one may have been lost).
    """
    async with db.transaction() as tx:
        judged = await judge(tx, actor, sheet)
        done = [await _bring(tx, actor, settings, one, renew_links) for one in judged]
        counts = {state: sum(one.state == state for one in judged) for state in ("new", "known", "wrong")}
        await audit.write(tx, actor, "people_imported", "workspace", None, counts)
    return done


async def _bring(tx: Transaction, actor: Actor, settings: Settings, one: Judged, renew_links: bool) -> Judged:
    if one.state == "new":
        ids = [group.id for group in one.groups if group.id]
        language: Language | None = one.line.language
        person_id = await people.add_person(tx, actor, one.line.name, one.line.email, group_ids=ids, language=language)
    elif one.state == "invited" and renew_links and one.person_id:
        person_id = one.person_id
    else:
        return one
    token, purpose = await issue_link(tx, actor, person_id)
    return Judged(one.line, one.state, one.groups, person_id, address_of_link(settings, purpose, token))
