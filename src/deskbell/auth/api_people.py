"""Deeds on people that need links or end sign-ins; the rest of the administrators' door stands in `people`."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import post

from deskbell.auth.links import address_of_link, issue_link, void_links
from deskbell.auth.model import PersonalPurpose
from deskbell.auth.sign_ins import end_all_of
from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.people import service as people
from deskbell.people.pages import PersonPage, page_of
from deskbell.rights.actor import Actor
from deskbell.settings import Settings


class NewPerson(Body):
    """A person to be invited."""

    name: str
    email: str
    administrator: bool = False
    group_ids: Sequence[UUID] = ()


class InvitedPerson(Out):
    """The person, and the invitation link to hand over: shown this once, good for seven days."""

    person: PersonPage
    link: str


class LinkMade(Out):
    """A link to hand over: shown this once; an invitation is good for seven days, a reset for one hour."""

    link: str
    purpose: PersonalPurpose


@post("/people")
async def create_person(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    settings: Annotated[Settings, Injected],
    data: NewPerson,
) -> InvitedPerson:
    """Add a person; the invitation link is shown this once. 403 not_allowed, 409 email_taken."""
    async with db.transaction() as tx:
        person_id = await people.add_person(tx, actor, data.name, data.email, data.administrator, data.group_ids)
        token, purpose = await issue_link(tx, actor, person_id)
        person = await people.person(tx, person_id)
    return InvitedPerson(person=page_of(PersonPage, person), link=address_of_link(settings, purpose, token))


@post("/people/{person_id:uuid}/archive", status_code=200)
async def archive_person(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], person_id: UUID
) -> PersonPage:
    """Archive a person: signed out within a second, links dead, sessions back in their queues.

    409 last_administrator, not_writable."""
    async with db.transaction() as tx:
        await people.archive_person(tx, actor, person_id)
        await end_all_of(tx, actor, person_id)
        await void_links(tx, person_id)
        return page_of(PersonPage, await people.person(tx, person_id))


@post("/people/{person_id:uuid}/link")
async def create_link(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    settings: Annotated[Settings, Injected],
    person_id: UUID,
) -> LinkMade:
    """A new link for a person; earlier ones are dead. 404 not_found, 409 not_writable."""
    async with db.transaction() as tx:
        token, purpose = await issue_link(tx, actor, person_id)
    return LinkMade(link=address_of_link(settings, purpose, token), purpose=purpose)


ROUTES = [create_person, archive_person, create_link]
