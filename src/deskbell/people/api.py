"""The administrators' door to people, groups and the workspace. Adding and archiving people stand in `auth`, which
hands out links and ends sign-ins."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get, patch, post
from litestar.params import Parameter

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.people import groups, service, workspace
from deskbell.people.model import Language
from deskbell.people.pages import GroupList, GroupPage, PersonList, PersonPage, WorkspacePage, page_of
from deskbell.rights.actor import Actor


class PersonChange(Body):
    """What is absent or null stays as it is."""

    name: str | None = None
    email: str | None = None
    administrator: bool | None = None
    group_ids: list[UUID] | None = None


class NewGroup(Body):
    """A group may begin without members."""

    name: str
    member_ids: Sequence[UUID] = ()


class GroupChange(Body):
    """What is absent or null stays as it is; members are set as a whole."""

    name: str | None = None
    member_ids: list[UUID] | None = None


class WorkspaceChange(Body):
    """What is absent or null stays as it is."""

    name: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    hide_counters: bool | None = None


@get("/people")
async def list_people(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    archived: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=PAGE_MOST)] = PAGE,
) -> PersonList:
    """People by name, for administrators."""
    after = key_of(cursor, tuple[str, UUID])
    found = await service.people_page(db, actor, archived, after, limit + 1)
    items = [page_of(PersonPage, person) for person in found[:limit]]
    more = len(found) > limit
    return PersonList(items=items, next=cursor_of((items[-1].name.lower(), items[-1].id)) if more else None)


@patch("/people/{person_id:uuid}")
async def change_person(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], person_id: UUID, data: PersonChange
) -> PersonPage:
    """Change a person; groups are set as a whole. 409 email_taken, last_administrator, not_writable."""
    async with db.transaction() as tx:
        await service.change_person(tx, actor, person_id, data.name, data.email, data.administrator, data.group_ids)
        return page_of(PersonPage, await service.person(tx, person_id))


@post("/people/{person_id:uuid}/restore", status_code=200)
async def restore_person(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], person_id: UUID
) -> PersonPage:
    """Bring an archived person back, with his groups and password."""
    async with db.transaction() as tx:
        await service.restore_person(tx, actor, person_id)
        return page_of(PersonPage, await service.person(tx, person_id))


@get("/groups")
async def list_groups(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> GroupList:
    """All groups, with their people and the live chats that point at them."""
    return GroupList(items=[page_of(GroupPage, one) for one in await groups.all_groups(db, actor)])


@post("/groups")
async def create_group(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], data: NewGroup
) -> GroupPage:
    """Add a group. 409 name_taken."""
    async with db.transaction() as tx:
        group_id = await groups.add_group(tx, actor, data.name, data.member_ids)
        return page_of(GroupPage, await groups.group(tx, group_id))


@patch("/groups/{group_id:uuid}")
async def change_group(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], group_id: UUID, data: GroupChange
) -> GroupPage:
    """Rename a group or set its members as a whole. 404 not_found, 409 name_taken."""
    async with db.transaction() as tx:
        await groups.change_group(tx, actor, group_id, data.name, data.member_ids)
        return page_of(GroupPage, await groups.group(tx, group_id))


@post("/groups/{group_id:uuid}/archive", status_code=204)
async def archive_group(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], group_id: UUID) -> None:
    """Archive a group. 422 groups_missing: a live chat would have no operators or no supervisors."""
    async with db.transaction() as tx:
        await groups.archive_group(tx, actor, group_id)


@patch("/workspace")
async def change_workspace(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], data: WorkspaceChange
) -> WorkspacePage:
    """Change the workspace's name, language, time zone (IANA) or whether counters are hidden."""
    async with db.transaction() as tx:
        await workspace.change_workspace(tx, actor, data.name, data.language, data.time_zone, data.hide_counters)
        return page_of(WorkspacePage, await workspace.workspace_now(tx))


ROUTES = [
    list_people,
    change_person,
    restore_person,
    list_groups,
    create_group,
    change_group,
    archive_group,
    change_workspace,
]
