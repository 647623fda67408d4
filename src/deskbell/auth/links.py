"""Invitations and password resets: links an administrator hands over, each good once."""

from uuid import UUID

from deskbell.audit import service as audit
from deskbell.auth.model import Begun, PersonalLink, PersonalPurpose, Purpose, Visit
from deskbell.auth.passwords import hash_password
from deskbell.auth.sign_ins import begin, end_all_of
from deskbell.auth.tokens import hash_of
from deskbell.auth.tries import BUCKETS
from deskbell.auth.weak_passwords import refuse_weak
from deskbell.base.db import Database, Db, Transaction, record
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_token
from deskbell.base.sql import statements
from deskbell.people import service as people
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.settings import Settings

SQL = statements(__package__)

INVITATION_MINUTES = 7 * 24 * 60
RESET_MINUTES = 60


def link_used_up() -> Refusal:
    """One answer for a link that is unknown, used, too old, or whose person was archived."""
    return Refusal("link_used_up", 404)


def address_of_link(settings: Settings, purpose: Purpose, token: str) -> str:
    """The page of the desk that a link opens."""
    return f"{settings.public_url}/{'set-up' if purpose == 'set_up' else 'links'}/{token}"


async def issue_link(tx: Transaction, actor: Actor, person_id: UUID) -> tuple[str, PersonalPurpose]:
    """A new link for a person and what it is for: an invitation, or a reset for one who has a password already.

    Earlier links of that person are dead from here on. Raises not_found, not_writable.
    """
    authorise(actor, Deed.ADMINISTER)
    person = await people.person(tx, person_id)
    if person.archived_at:
        raise Refusal("not_writable")
    purpose: PersonalPurpose = "password_reset" if person.signed_up else "invitation"
    token = new_token()
    await tx.run(SQL.void_links_of, person_id=person_id)
    await tx.run(
        SQL.add_link,
        token_hash=hash_of(token),
        purpose=purpose,
        person_id=person_id,
        minutes=RESET_MINUTES if person.signed_up else INVITATION_MINUTES,
    )
    await audit.write(tx, actor, "link_issued", "person", person_id, {"purpose": purpose})
    return token, purpose


async def void_links(tx: Transaction, person_id: UUID) -> None:
    """No link of a person works any more, also when he is brought back."""
    await tx.run(SQL.void_links_of, person_id=person_id)


async def look_at_link(db: Db, token: str, visit: Visit) -> PersonalLink:
    """What the page behind a link shows; raises link_used_up (404), too_many_tries."""
    BUCKETS.take(visit.address)
    found = record(PersonalLink, await db.first(SQL.personal_link, token_hash=hash_of(token)))
    if found is None:
        raise link_used_up()
    return found


async def use_link(
    db: Database, settings: Settings, token: str, password: str, visit: Visit, old_token: str | None = None
) -> Begun:
    """Set the password and sign in; of many at once exactly one succeeds. All earlier sign-ins of the person end.

    Raises link_used_up, password_too_weak (the link lives on), too_many_tries.
    """
    shown = await look_at_link(db, token, visit)
    refuse_weak(password, shown.email, shown.name)
    hashed = await hash_password(password)
    async with db.transaction() as tx:
        used = await tx.first(SQL.use_personal_link, token_hash=hash_of(token))
        if used is None:
            raise link_used_up()
        person_id = used["person_id"]
        await tx.run(SQL.void_links_of, person_id=person_id)
        await tx.run(SQL.keep_password, person_id=person_id, hash=hashed)
        himself = Actor("person", person_id, shown.name)
        await end_all_of(tx, himself, person_id)
        await audit.write(tx, himself, "link_used", "person", person_id, {"purpose": shown.purpose}, visit.address)
        return await begin(tx, settings, person_id, visit, old_token)
