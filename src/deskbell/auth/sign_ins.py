"""Signing in and out. Every entry that ends in a sign-in comes through `begin`."""

from uuid import UUID

import structlog

from deskbell.audit import service as audit
from deskbell.auth.model import Begun, Candidate, SignIn, Visit
from deskbell.auth.passwords import hash_password, matches, needs_rehash
from deskbell.auth.tokens import hash_of
from deskbell.auth.tries import Tried, count_try
from deskbell.auth.weak_passwords import refuse_weak
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, not_found
from deskbell.base.ids import new_id, new_token
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.model import plain_email
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.settings import Settings

SQL = statements(__package__)

_log = structlog.get_logger()


def wrong_credentials() -> Refusal:
    """One answer for an unknown e-mail, a wrong password, an unused invitation and an archived person."""
    return Refusal("wrong_credentials", 401)


async def sign_in(
    db: Database, settings: Settings, email: str, password: str, visit: Visit, old_token: str | None = None
) -> Begun:
    """Sign in with a password; the sign-in the browser had before ends.

    Raises wrong_credentials (401), too_many_tries (429), overloaded (503).
    """
    email = plain_email(email)
    tried = await count_try(db, visit.address, email)
    candidate = record(Candidate, await db.first(SQL.candidate_by_email, email=email))
    right = await _judge(db, tried, candidate.hash if candidate else None, password)
    if not right or candidate is None or candidate.hash is None:
        _log.warning("sign_in_refused", address=visit.address)
        raise wrong_credentials()
    await tried.forgive(db)
    stronger = await hash_password(password) if needs_rehash(candidate.hash) else None
    async with db.transaction() as tx:
        if not await tx.first(SQL.password_still, person_id=candidate.person_id, hash=candidate.hash):
            raise wrong_credentials()
        if stronger:
            await tx.run(SQL.rehash_password, person_id=candidate.person_id, hash=stronger, old_hash=candidate.hash)
        return await begin(tx, settings, candidate.person_id, visit, old_token)


async def begin(
    tx: Transaction, settings: Settings, person_id: UUID, visit: Visit, old_token: str | None = None
) -> Begun:
    """Make a sign-in for a person who has proved himself, always with a new token (no fixation).

    Raises wrong_credentials when the person was archived meanwhile.
    """
    if old_token:
        ended = await tx.first(SQL.end_sign_in_by_token, token_hash=hash_of(old_token))
        if ended:
            await log.note(tx, SYSTEM, "sign_in_ended", {"sign_in_id": ended["id"]})
    sign_in_id, token = new_id(), new_token()
    made = await tx.first(
        SQL.begin_sign_in,
        id=sign_in_id,
        person_id=person_id,
        token_hash=hash_of(token),
        idle_minutes=settings.sign_in_idle_minutes,
        days=settings.sign_in_days,
        address=visit.address,
        user_agent=visit.user_agent,
    )
    if made is None:
        raise wrong_credentials()
    _log.info("signed_in", person=str(person_id), sign_in=str(sign_in_id))
    return Begun(sign_in_id, person_id, token)


async def sign_ins_of(db: Db, person_id: UUID) -> list[SignIn]:
    """The person's living sign-ins, latest use first."""
    return records(SignIn, await db.all(SQL.sign_ins_of, person_id=person_id))


async def end_sign_in(db: Database, actor: Actor, sign_in_id: UUID) -> None:
    """End one of one's own sign-ins, its sockets with it; not_found for any other."""
    async with db.transaction() as tx:
        if not await tx.first(SQL.end_sign_in, sign_in_id=sign_in_id, person_id=actor.id):
            raise not_found()
        await log.note(tx, actor, "sign_in_ended", {"sign_in_id": sign_in_id})


async def end_all_of(tx: Transaction, actor: Actor, person_id: UUID, except_id: UUID | None = None) -> int:
    """End all sign-ins of a person but perhaps one; how many there were."""
    ended = await tx.all(SQL.end_sign_ins_of, person_id=person_id, except_id=except_id)
    if ended:
        await log.note(
            tx, actor, "sign_in_ended", {"person_id": person_id, "sign_in_ids": [row["id"] for row in ended]}
        )
    return len(ended)


async def change_password(db: Database, actor: Actor, current: str, new: str, visit: Visit) -> str:
    """Change one's own password: other sign-ins end, this one gets a new token, which is returned.

    Raises wrong_credentials, too_many_tries, password_too_weak.
    """
    candidate = record(Candidate, await db.first(SQL.candidate_by_id, person_id=actor.id))
    if candidate is None or actor.sign_in_id is None:
        raise Refusal("not_signed_in", 401)
    tried = await count_try(db, visit.address, candidate.email)
    if not await _judge(db, tried, candidate.hash, current) or candidate.hash is None:
        raise wrong_credentials()
    await tried.forgive(db)
    refuse_weak(new, candidate.email, candidate.name)
    hashed, token = await hash_password(new), new_token()
    async with db.transaction() as tx:
        if not await tx.first(SQL.password_still, person_id=actor.id, hash=candidate.hash):
            raise wrong_credentials()
        await tx.run(SQL.keep_password, person_id=actor.id, hash=hashed)
        await tx.run(SQL.void_links_of, person_id=actor.id)
        await end_all_of(tx, actor, actor.id, except_id=actor.sign_in_id)
        if not await tx.first(SQL.renew_token, sign_in_id=actor.sign_in_id, token_hash=hash_of(token)):
            raise Refusal("not_signed_in", 401)
        await audit.write(tx, actor, "password_changed", "person", actor.id, {}, visit.address)
    return token


async def _judge(db: Db, tried: Tried, hashed: str | None, password: str) -> bool:
    try:
        return await matches(hashed, password)
    except Refusal:
        await tried.withdraw(db)
        raise
