"""May this person change this session: one rule for every deed of the responsible operator and of supervisors."""

from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.errors import Refusal, not_allowed
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, authorise, refusal_of
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen


async def changeable(db: Db, actor: Actor, deed: Deed, session_id: UUID) -> Session:
    """The session, if the deed is allowed: not_found, not_allowed, not_yours or offline_may_only_look else."""
    session = await seen(db, actor, session_id)
    if actor.has(Role.SUPERVISOR, session.live_chat_id):
        authorise(actor, deed, session.live_chat_id, session.operator_id)
    else:
        authorise_as_responsible(actor, deed, session)
    return session


def authorise_as_responsible(actor: Actor, deed: Deed, session: Session) -> None:
    """Who holds a role here but not the session is told whose it is; who holds none, that he may not."""
    refused = refusal_of(actor, deed, session.live_chat_id, session.operator_id)
    if refused is None:
        return
    if refused.code == "not_allowed" and actor.roles.get(session.live_chat_id):
        raise not_mine(session, actor)
    raise refused


def not_mine(session: Session, actor: Actor) -> Refusal:
    """Why a deed of the responsible operator is not this person's: it is closed, or somebody else's."""
    if not session.is_open:
        return Refusal("session_closed")
    if session.operator_id == actor.id:
        return not_allowed()
    operator = {"id": session.operator_id, "name": session.operator_name} if session.operator_id else None
    return Refusal("not_yours", operator=operator)
