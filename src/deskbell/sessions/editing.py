"""Changing and taking back one's own messages, as far as the session's channel can.

What is sent to a client: while the session is open, where the channel's kind declares it. A note: at any time. An edit
keeps what stood there, for supervisors; a deleted message leaves its place, its words, versions and files go at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Row, Transaction
from deskbell.base.errors import Refusal, not_allowed, not_found
from deskbell.base.sql import statements
from deskbell.files import service as files
from deskbell.log import service as log
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.deliveries import follow_with
from deskbell.sessions.drafts import Draft, check_draft
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "editing.sql")
NOTES_SQL = statements(__package__, "notes.sql")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind of channel can do with a message that was sent."""

    edits: bool = False
    deletes: bool = False


RulesOf = Callable[[str], Rules]
"""By the name of the channel's kind; the room of channels knows."""


async def edit(db: Database, actor: Actor, rules_of: RulesOf, session_id: UUID, seq: int, text: str) -> None:
    """Put other words in one's own message; the same words change nothing. Raises not_found, not_allowed (another's),
    offline_may_only_look, session_closed, channel_cannot, message_deleted, message_empty, message_too_long."""
    session = await _session(db, actor, session_id)
    async with db.transaction() as tx:
        message = await _own(tx, actor, session, seq)
        _check_rules(session, message, rules_of(session.channel_kind).edits)
        if message["deleted_at"] is not None:
            raise Refusal("message_deleted")
        if text.strip() or not message["file_count"]:
            check_draft(Draft(session_id, session_id, text))
        if len(text) > session.message_limit:
            raise Refusal("message_too_long", 422, limit=session.message_limit)
        if text != message["text"]:
            await tx.run(SQL.keep_version, session_id=session_id, seq=seq, text=message["text"])
            await tx.run(SQL.change_text, session_id=session_id, seq=seq, text=text)
            await _log(tx, actor, "message_edited", session_id, seq, message, text)
            await follow_with(tx, "edit", session_id, seq)


async def delete(db: Database, actor: Actor, rules_of: RulesOf, session_id: UUID, seq: int) -> None:
    """Take one's own message back; again changes nothing. Raises what `edit` does of who and where."""
    session = await _session(db, actor, session_id)
    async with db.transaction() as tx:
        message = await _own(tx, actor, session, seq)
        if message["deleted_at"] is not None:
            return
        _check_rules(session, message, rules_of(session.channel_kind).deletes)
        await _empty(tx, session_id, seq)
        await _log(tx, actor, "message_deleted", session_id, seq, message, "")
        await follow_with(tx, "delete", session_id, seq)


async def edit_as_client(db: Database, actor: Actor, session_id: UUID, seq: int, text: str) -> None:
    """The client changed a message of his at his provider: what stood there is kept, as with our own edits. The session
    may be closed: it is what he sees now. Another's message, a deleted one and the same words change nothing."""
    async with db.transaction() as tx:
        message = await _of_client(tx, actor, session_id, seq)
        if message is None or not text.strip() or text == message["text"]:
            return
        await tx.run(SQL.keep_version, session_id=session_id, seq=seq, text=message["text"])
        await tx.run(SQL.change_text, session_id=session_id, seq=seq, text=text)
        await _log(tx, actor, "message_edited", session_id, seq, message, text)


async def delete_as_client(db: Database, actor: Actor, session_id: UUID, seq: int) -> None:
    """The client took a message of his back at his provider."""
    async with db.transaction() as tx:
        message = await _of_client(tx, actor, session_id, seq)
        if message is None:
            return
        await _empty(tx, session_id, seq)
        await _log(tx, actor, "message_deleted", session_id, seq, message, "")


async def _of_client(tx: Transaction, actor: Actor, session_id: UUID, seq: int) -> Row | None:
    await tx.first(NOTES_SQL.hold, session_id=session_id)
    message = await tx.first(SQL.message_to_change, session_id=session_id, seq=seq)
    own = message is not None and message["author_kind"] == "account" and message["author_id"] == actor.id
    return message if message is not None and own and message["deleted_at"] is None else None


async def versions(db: Db, actor: Actor, session_id: UUID, seq: int) -> list[dict[str, Any]]:
    """What a message said before, oldest first: `{text, replaced_at}`; for supervisors and administrators. Raises
    not_found, not_allowed."""
    session = await seen(db, actor, session_id)
    if not sees_versions(actor, session):
        raise not_allowed()
    if await db.first(SQL.message_to_change, session_id=session_id, seq=seq) is None:
        raise not_found()
    return [dict(row) for row in await db.all(SQL.versions_of, session_id=session_id, seq=seq)]


def sees_versions(actor: Actor, session: Session) -> bool:
    return actor.administrator or actor.has(Role.SUPERVISOR, session.live_chat_id)


async def _session(db: Db, actor: Actor, session_id: UUID) -> Session:
    session = await seen(db, actor, session_id)
    authorise(actor, Deed.RETOUCH, session.live_chat_id)
    return session


async def _own(tx: Transaction, actor: Actor, session: Session, seq: int) -> Row:
    """The message, its session held: nothing is posted or closed meanwhile."""
    await tx.first(NOTES_SQL.hold, session_id=session.id)
    message = await tx.first(SQL.message_to_change, session_id=session.id, seq=seq)
    if message is None:
        raise not_found()
    if message["author_kind"] != "person" or message["author_id"] != actor.id:
        raise not_allowed()
    if message["audience"] == "all" and not (await seen(tx, actor, session.id)).is_open:
        raise Refusal("session_closed")
    return message


def _check_rules(session: Session, message: Row, can: bool) -> None:
    if message["audience"] == "all" and not can:
        raise Refusal("channel_cannot", channel_kind=session.channel_kind)


async def _empty(tx: Transaction, session_id: UUID, seq: int) -> None:
    await tx.run(SQL.empty_message, session_id=session_id, seq=seq)
    await tx.run(SQL.drop_versions, session_id=session_id, seq=seq)
    await files.drop(tx, [row["file_id"] for row in await tx.all(SQL.drop_files, session_id=session_id, seq=seq)])


async def _log(tx: Transaction, actor: Actor, kind: str, session_id: UUID, seq: int, message: Row, text: str) -> None:
    for_all = message["audience"] == "all"
    row = await tx.first(SQL.number_change, session_id=session_id, message_seq=seq, for_all=for_all, text=text)
    assert row is not None
    audience = message["audience"]
    await log.append(tx, actor, kind, session_id, row["seq"], row["prev_all"], audience, {"message_seq": seq})
