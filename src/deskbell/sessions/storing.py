"""Storing: the one statement by which messages enter sessions, its values, and what its rows say."""

from collections.abc import Iterable, Sequence
from typing import Any

from deskbell.base.db import Row
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log.model import Event
from deskbell.rights.actor import Actor
from deskbell.sessions.drafts import Draft, Posted
from deskbell.sessions.messages import author_of, delivery_out

SQL = statements(__package__, "post.sql")

PREVIEW_MOST = 140
CARRIED_MOST = 2_000
"""Longer texts are read back for the fan-out: memory holds many tails."""

_leaving_kinds: list[str] = []


def wire(leaving_kinds: Iterable[str]) -> None:
    """Kinds of channels whose messages have to leave: the room of channels knows. Called once, at start."""
    _leaving_kinds[:] = sorted(leaving_kinds)


PREVIEW_AUTHORS = {"account": "client", "system": "system"}


async def store(
    db: Any, posts: Sequence[tuple[Actor, Draft]], *, waits: bool, into_spam: bool = False, into_closed: bool = False
) -> list[Row]:
    """Store what their sessions allow, in this order; `ord` of a row is the place in `posts`. A session that somebody
    holds is waited for when `waits`; else the row of its post has no `fresh`, and nothing of it is stored. A spam
    session takes a client's message only with `into_spam`: while he is locked; a closed one what nobody of us writes
    only with `into_closed`."""
    values: dict[str, object] = {
        "ords": list(range(len(posts))),
        "session_ids": [draft.session_id for _, draft in posts],
        "message_ids": [new_id() for _ in posts],
        "send_keys": [draft.send_key for _, draft in posts],
        "digests": [draft.digest for _, draft in posts],
        "author_kinds": [actor.kind for actor, _ in posts],
        "author_ids": [actor.id for actor, _ in posts],
        "texts": [draft.text for _, draft in posts],
        "quote_seqs": [draft.quote_seq for _, draft in posts],
        "file_counts": [len(draft.file_ids) for _, draft in posts],
        "audiences": [draft.audience for _, draft in posts],
        "waits": waits,
        "into_spam": into_spam,
        "into_closed": into_closed,
        "leaving_kinds": _leaving_kinds,
    }
    rows: list[Row] = await db.all(SQL.post_messages, **values)
    return rows


async def repeat_of(db: Any, actor: Actor, draft: Draft) -> Posted | None:
    """What an earlier try under this key stored; another body under it is a conflict."""
    row = await db.first(SQL.find_by_send_key, author_id=actor.id, send_key=draft.send_key)
    if row is None:
        return None
    if row["digest"] != draft.digest:
        raise Refusal("send_key_conflict")
    return Posted(row["session_id"], row["seq"], row["id"], row["posted_at"], fresh=False)


def posted_of(row: Row) -> Posted:
    return Posted(row["session_id"], row["seq"], row["id"], row["posted_at"], row["fresh"])


def event_of(row: Row, actor: Actor, draft: Draft) -> Event:
    """What the fan-out is told of a message that was stored."""
    note = draft.audience == "staff"
    plain = not note and draft.quote_seq is None and not draft.file_ids and len(draft.text) <= CARRIED_MOST
    # What Deskbell says by itself leaves the preview to what people said: only the row knows that one.
    at_hand = plain and actor.kind != "system"
    carried = _carried(row, actor, draft) if at_hand else None
    return Event(
        "note_posted" if note else "message_posted",
        row["session_id"],
        row["seq"],
        row["prev_all"],
        draft.audience,
        actor.kind,
        actor.id,
        row["posted_at"],
        {},
        carried,
        leaves=bool(row["leaves"]),
    )


def _carried(row: Row, actor: Actor, draft: Draft) -> dict[str, Any]:
    """The content of a plain message, as reading it back would give it, so that the fan-out need not read."""
    author = author_of(actor)
    message = {
        "seq": row["seq"],
        "id": row["id"],
        "send_key": draft.send_key,
        "author": author,
        "text": draft.text,
        "quote": None,
        "files": [],
        "client_no": row["client_no"],
        "posted_at": row["posted_at"],
        "edited_at": None,
        "deleted_at": None,
        "audience": "all",
        "mentions": [],
        "forwarded": False,
        "delivery": delivery_out("queued", None, None, None, row["posted_at"]) if row["leaves"] else None,
    }
    session = {
        "last_message_at": row["posted_at"],
        "preview": draft.text[:PREVIEW_MOST],
        "preview_author": PREVIEW_AUTHORS.get(actor.kind, "operator"),
        "client_count": row["client_count"],
        "message_count": row["message_count"],
    }
    return {"by": author, "data": {"message": message, "session": session}}
