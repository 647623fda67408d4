"""Reading in Live Chat Messages: by the reader's right in each live chat, within what the widget is about.

Only what is for all is shown, as a client would see it, without notes or staff's marks. Every look asks the right anew.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from deskbell.base.cursors import PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Db
from deskbell.base.errors import Refusal, not_found
from deskbell.base.sql import statements
from deskbell.embed.model import Scope
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, may
from deskbell.sessions.messages import messages_before
from deskbell.sessions.model import Session, reference
from deskbell.sessions.reading import difference

SQL = statements(__package__)

_LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))
PAGE = 20
THREAD_PAGE = 50


def readable_by(session: Session, actor: Actor) -> bool:
    """The rule of `session_readable_by`, for rows already in memory; a test holds the two together."""
    return session.state != "spam" and (
        actor.has(Role.READER, session.live_chat_id) or (actor.kind != "account" and session.seen_by(actor))
    )


def right_of(actor: Actor) -> dict[str, object]:
    """The facts that `session_readable_by` takes, in its order."""
    scope = actor.scope()
    del scope["account"]
    return {**scope, "readable": actor.live_chats_as(Role.READER)}


async def read_list(
    db: Db, actor: Actor, scope: Scope, live_chat_id: UUID | None, cursor: str | None, limit: int
) -> tuple[list[Session], str | None]:
    """A page of sessions, newest first, and the cursor of the next."""
    before_at, before_id = key_of(cursor, tuple[datetime, UUID]) or _LAST
    limit = max(1, min(limit, PAGE_MOST))
    page = {"live_chat": live_chat_id, "before_at": before_at, "before_id": before_id, "most": limit + 1}
    found: dict[UUID, Session] = {}
    for statement, name, ids in (
        (SQL.read_of_clients, "clients", scope.clients),
        (SQL.read_of_accounts, "accounts", scope.accounts),
        (SQL.read_of_cards, "cards", scope.cards),
    ):
        if ids:
            rows = await db.all(statement, **{name: list(ids)}, **page, **right_of(actor))
            found |= {row["id"]: Session(**dict(row)) for row in rows}
    sessions = sorted(found.values(), key=lambda one: (one.opened_at, one.id), reverse=True)
    last = sessions[limit - 1] if len(sessions) > limit else None
    return sessions[:limit], cursor_of((last.opened_at, last.id)) if last else None


async def live_chats_read(db: Db, actor: Actor) -> list[dict[str, Any]]:
    """The live chats a person may read in, for the filter: `{id, name}`."""
    rows = await db.all(SQL.live_chats_read, administrator=actor.administrator, ids=list(actor.roles))
    return [{"id": row["id"], "name": row["name"]} for row in rows]


async def readable(db: Db, actor: Actor, scope: Scope, session_id: UUID) -> Session:
    """One session; not_found alike for none, for one that may not be read, and for one of something else."""
    row = await db.first(
        SQL.read_one,
        session_id=session_id,
        clients=list(scope.clients),
        accounts=list(scope.accounts),
        cards=list(scope.cards),
        **right_of(actor),
    )
    if row is None:
        raise not_found()
    return Session(**dict(row))


def session_out(actor: Actor, session: Session) -> dict[str, Any]:
    """What a reader knows of a session; `may_reply`: he is its operator and at work."""
    return {
        "id": session.id,
        "number": session.number,
        "state": session.state,
        "live_chat": {"id": session.live_chat_id, "name": session.live_chat_name},
        "channel_kind": session.channel_kind,
        "client": reference(session.client_id, session.client_label),
        "operator": {"name": session.operator_name or ""} if session.operator_id else None,
        "opened_at": session.opened_at,
        "closed_at": session.closed_at,
        "last_message_at": session.last_message_at,
        "message_count": session.message_count,
        "preview": session.preview,
        "preview_author": session.preview_author,
        "on_desk": session.seen_by(actor),
        "may_reply": session.is_open
        and session.operator_id == actor.id
        and may(actor, Deed.REPLY, session.live_chat_id, session.operator_id),
    }


async def thread(db: Db, actor: Actor, session: Session) -> dict[str, Any]:
    """A session with its last messages; `cursor` is where what is newer begins."""
    messages, has_older = await messages_before(db, session.id, session.last_seq + 1, THREAD_PAGE, staff=False)
    shown = session_out(actor, session)
    return {"session": shown, "messages": messages, "has_older": has_older, "cursor": session.last_all_seq}


async def newer(db: Db, actor: Actor, session: Session, after: int) -> dict[str, Any]:
    """Events of all after a cursor, with the session as it is; `too_long` when it is to be fetched afresh."""
    if session.last_all_seq <= after:
        return {"session": session_out(actor, session), "events": [], "too_long": False, "cursor": after}
    events, too_long = await difference(db, session.id, after, staff=False)
    cursor = max([after, *(event["seq"] for event in events)])
    return {"session": session_out(actor, session), "events": events, "too_long": too_long, "cursor": cursor}


async def may_read(db: Db, actor: Actor, session_id: UUID, scope: Scope | None) -> bool:
    """Whether a session may be read; without a scope wherever it stands."""
    if scope is not None:
        try:
            await readable(db, actor, scope, session_id)
        except Refusal:
            return False
        return True
    row = await db.first(SQL.reads, session_id=session_id, **right_of(actor))
    return bool(row and row["reads"])
