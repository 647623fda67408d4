"""Templates and articles beside a session: offered, filled with what is known here, taken into the composer."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from deskbell.base import clock
from deskbell.base.db import Database, Db
from deskbell.base.sql import statements
from deskbell.files.model import File
from deskbell.files.store import Store
from deskbell.people.workspace import workspace_now
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen
from deskbell.templates import offering
from deskbell.templates.model import Card, Offer
from deskbell.templates.variables import CALLED, day_in_words, fill

SQL = statements(__package__, "offered.sql")

Filled = tuple[Offer, str]


async def offers(db: Db, actor: Actor, session_id: UUID, search: str | None) -> tuple[list[Filled], list[Card]]:
    """Templates with their words filled, and articles where something is asked for. Who sees the session and does not
    work in its live chat is offered nothing. Raises not_found."""
    session = await seen(db, actor, session_id)
    if not works_there(actor, session):
        return [], []
    found = await offering.offers(db, session.live_chat_id, search)
    values, called = await values_of(db, actor, session)
    return [(one, fill(one.text, values, called)) for one in found], await offering.offered_articles(
        db, session.live_chat_id, search
    )


async def take(
    db: Database, store: Store, actor: Actor, session_id: UUID, template_id: UUID, key: UUID
) -> tuple[str, Mapping[UUID, File]]:
    """The filled words of a template and copies of its files, ready to be posted; counted as a use, once for each key.

    Raises what replying does, and what `offering.take` does.
    """
    session = await seen(db, actor, session_id)
    authorise(actor, Deed.REPLY, session.live_chat_id, session.operator_id)
    offer, copies = await offering.take(db, store, actor, template_id, session.live_chat_id, key, session.file_limit)
    return fill(offer.text, *await values_of(db, actor, session)), copies


async def suggestions(db: Db, actor: Actor, session_id: UUID) -> list[Card]:
    """Articles that the client's last words speak of. Raises not_found."""
    session = await seen(db, actor, session_id)
    if not works_there(actor, session):
        return []
    row = await db.first(SQL.last_said, session_id=session.id)
    return await offering.suggested(db, session.live_chat_id, (row and row["said"]) or "")


def works_there(actor: Actor, session: Session) -> bool:
    """Operators and supervisors of the session's live chat, and administrators."""
    here = session.live_chat_id
    return actor.administrator or actor.has(Role.OPERATOR, here) or actor.has(Role.SUPERVISOR, here)


async def values_of(db: Db, actor: Actor, session: Session) -> tuple[dict[str, str | None], dict[str, str]]:
    """What variables stand for in this session, and how they are called where they stand for nothing; dates in the
    workspace's time zone, all in the operator's language."""
    now = clock.now().astimezone(ZoneInfo((await workspace_now(db)).time_zone))
    parameters = await db.all(SQL.parameters_filled, session_id=session.id, language=actor.language)
    called = CALLED["ru" if actor.language == "ru" else "en"]
    return {
        "client": session.client_name or session.account_name,
        "operator": actor.name,
        "live_chat": session.live_chat_name,
        "channel": session.channel_name,
        "number": str(session.number),
        "subject": session.subject,
        "date": day_in_words(now, actor.language),
        "time": now.strftime("%H:%M"),
        **{f"parameter.{row['key']}": row["value"] for row in parameters},
    }, called | {f"parameter.{row['key']}": row["name"] for row in parameters}
