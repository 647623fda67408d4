"""Internal notes: messages for staff alone, by the one door of messages; calling colleagues to them, and forwarding.

A note may stand in a session of any state, written by whoever operates or supervises its live chat and sees it. Who is
called reads the session until it closes; that is logged. What anybody else is told of a note: nothing.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.drafts import Draft, Posted, check_draft
from deskbell.sessions.post import post_in, repeat_of, why_refused
from deskbell.sessions.reading import seen

SQL = statements(__package__, "notes.sql")

CALLED_MOST = 20
"""So many people one note may call."""


async def write_note(db: Database, actor: Actor, draft: Draft, called: Sequence[UUID] = ()) -> Posted:
    """Post a note, which calls those named. Idempotent by the send key. Refuses: message_empty, message_too_long,
    send_key_conflict, not_found, not_allowed, offline_may_only_look, quote_unknown, file_unknown, validation_failed for
    people who have no place at the desk."""
    return await _post(db, actor, Deed.NOTE, draft, called)


async def forward(
    db: Database, actor: Actor, session_id: UUID, send_key: UUID, person_ids: Sequence[UUID], text: str, seq: int | None
) -> Posted:
    """Hand a session, or one message of it, on to colleagues with some words: a note that calls them. Refuses what
    `write_note` does."""
    if not person_ids:
        raise invalid(person_ids="missing")
    draft = Draft(session_id, send_key, text, seq, audience="staff")
    return await _post(db, actor, Deed.FORWARD, draft, person_ids)


async def _post(db: Database, actor: Actor, deed: Deed, draft: Draft, called: Sequence[UUID]) -> Posted:
    check_draft(draft)
    try:
        session = await seen(db, actor, draft.session_id)
        authorise(actor, deed, session.live_chat_id)
    except Refusal:
        # What is stored is acknowledged even to whom the session has left since.
        known = await repeat_of(db, actor, draft)
        if known is None:
            raise
        return known
    async with db.transaction(sending=True) as tx:
        posted = await note_in(tx, actor, draft, called, forwards=deed == Deed.FORWARD)
    if posted is None:
        raise await why_refused(db, actor, draft)
    return posted


async def note_in(
    tx: Transaction, actor: Actor, draft: Draft, called: Sequence[UUID] = (), *, forwards: bool = False
) -> Posted | None:
    """The same within a transaction, the right asked; None when the session does not take it."""
    await tx.first(SQL.hold, session_id=draft.session_id)
    people = await _callable(tx, actor, draft.session_id, called)
    posted = await post_in(tx, actor, draft)
    if posted is None or not posted.fresh or not people:
        return posted
    ids = list(people)
    await tx.run(SQL.add_mentions, session_id=posted.session_id, seq=posted.seq, ids=ids)
    if forwards:
        await tx.run(SQL.mark_forwarded, session_id=posted.session_id, seq=posted.seq)
    strangers = [id_ for id_, sees in people.items() if not sees]
    if strangers:
        await _share(tx, actor, posted, strangers)
    for id_ in ids:
        await log.note(tx, actor, "person_called", {"session_id": posted.session_id, "seq": posted.seq}, topic=id_)
    return posted


async def _callable(tx: Db, actor: Actor, session_id: UUID, called: Sequence[UUID]) -> dict[UUID, bool]:
    """Those called, but for who calls, and whether each sees the session anyway."""
    wanted = set(called) - {actor.id}
    if not wanted:
        return {}
    if len(wanted) > CALLED_MOST:
        raise invalid(person_ids="too_many")
    rows = await tx.all(SQL.people_to_call, session_id=session_id, ids=list(wanted))
    if {row["id"] for row in rows} != wanted:
        raise invalid(person_ids="unknown")
    return {row["id"]: bool(row["sees"]) for row in rows}


async def _share(tx: Transaction, actor: Actor, posted: Posted, ids: Sequence[UUID]) -> None:
    """Read access for those who had none; a closed session gives nobody any."""
    row = await tx.first(SQL.share, session_id=posted.session_id, ids=list(ids))
    if row is None:
        return
    body = {"person_ids": list(ids), "message_seq": posted.seq, "shared_with": list(row["shared_with"])}
    await log.append(tx, actor, "session_shared", posted.session_id, row["seq"], row["prev_all"], "staff", body)


async def people_to_call(db: Db, actor: Actor, session_id: UUID) -> list[dict[str, Any]]:
    """Whom a note of this session can call: `{id, name, status, reachable, sees}`, by name. Raises not_found."""
    session = await seen(db, actor, session_id)
    rows = await db.all(SQL.people_to_call, session_id=session.id, ids=None)
    return [{**dict(row), "reachable": bool(row["reachable"])} for row in rows if row["id"] != actor.id]
