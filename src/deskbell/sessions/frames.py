"""Content put to events: a row of the log holds ids, and what people read is looked up here when it goes out."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.sql import statements
from deskbell.log.model import Event
from deskbell.sessions.messages import messages_at
from deskbell.sessions.model import CLIENT_FIELDS, Session, detail_out, reference

SQL = statements(__package__)

NOBODY = UUID(int=0)
NAMED_LIVE = {"session_opened", "account_bound", "session_renamed", "client_renamed"}
"""Kinds whose content is of the moment it is read: the log keeps no names, so their lines in it have none either."""


async def hydrate(db: Db, session_id: UUID, events: Sequence[Event], staff: bool) -> list[dict[str, Any]]:
    """Events as frames, in order, with names and content as they are now.

    Content is of this moment, numbers are of then: applied in order, the frames end in what a fresh look shows.
    """
    if not events:
        return []
    posted = [event.seq for event in events if event.kind == "message_posted" and not event.carried and event.seq]
    visited = [event.seq for event in events if event.kind == "page_visited"]
    messages = await messages_at(db, session_id, posted, staff) if posted else {}
    visits = await _visits(db, session_id, visited) if visited else {}
    session = None
    if posted or any(event.kind in NAMED_LIVE for event in events):
        row = await db.first(SQL.sessions_by_ids, session_ids=[session_id])
        session = Session(**dict(row)) if row else None
    names = await _names(db, events)
    return [
        _frame(event, names, messages.get(event.seq or 0), visits.get(event.seq or 0), session, staff)
        for event in events
    ]


async def _visits(db: Db, session_id: UUID, seqs: Sequence[int | None]) -> dict[int, dict[str, Any]]:
    rows = await db.all(SQL.visits_of, session_id=session_id, seqs=list(seqs))
    return {row["seq"]: {"url": row["url"], "title": row["title"], "at": row["at"]} for row in rows}


async def _names(db: Db, events: Sequence[Event]) -> Mapping[UUID, str]:
    wanted = {event.actor_id for event in events if event.actor_id and event.carried is None}
    for event in events:
        wanted |= {UUID(str(event.body[key])) for key in ("operator_id", "group_id") if event.body.get(key)}
    if not wanted:
        return {}
    return {row["id"]: row["name"] or "" for row in await db.all(SQL.names_of, ids=list(wanted))}


def _frame(
    event: Event,
    names: Mapping[UUID, str],
    message: dict[str, Any] | None,
    visit: dict[str, Any] | None,
    session: Session | None,
    staff: bool,
) -> dict[str, Any]:
    if event.carried is not None:
        return frame_out(event, event.carried["by"], event.carried["data"], staff)
    by = {"kind": event.actor_kind, "id": event.actor_id, "name": names.get(event.actor_id or NOBODY, "")}
    return frame_out(event, by, _data(event, names, message, visit, session), staff)


def frame_out(event: Event, by: dict[str, Any], data: dict[str, Any], staff: bool) -> dict[str, Any]:
    """EventFrame of docs/protocol.md; `prev` is the number before it that this audience saw."""
    assert event.seq is not None
    return {
        "type": "event",
        "session": event.session_id,
        "seq": event.seq,
        "prev": event.seq - 1 if staff else event.prev_all,
        "kind": event.kind,
        "at": event.at,
        "by": by if staff else nameless(by),
        "data": data if staff else for_client(data),
    }


def _data(
    event: Event,
    names: Mapping[UUID, str],
    message: dict[str, Any] | None,
    visit: dict[str, Any] | None,
    session: Session | None,
) -> dict[str, Any]:
    match event.kind:
        case "message_posted":
            return {"message": message, "session": _after_message(session)}
        case "page_visited":
            return {"page": visit}
        case "session_opened" | "account_bound":
            return {"session": detail_out(session) if session else {}}
        case "session_renamed":
            return {"session": {"name": session.label if session else ""}}
        case "client_renamed":
            client = reference(session.client_id, session.client_label) if session else None
            return {"session": {"client": client, "name": session.label if session else ""}}
        case _:
            return {"session": _patch(event.body, names)}


def _after_message(session: Session | None) -> dict[str, Any]:
    if session is None:
        return {}
    names = ("last_message_at", "preview", "preview_author", "client_count", "message_count")
    return {name: getattr(session, name) for name in names}


def _patch(body: Mapping[str, Any], names: Mapping[UUID, str]) -> dict[str, Any]:
    """The fields of SessionDetail that the event changed: ids become `{id, name}`, the rest stays."""
    patch = dict(body)
    for key in ("operator", "group"):
        if f"{key}_id" in patch:
            id_ = patch.pop(f"{key}_id")
            patch[key] = reference(UUID(str(id_)), names.get(UUID(str(id_)))) if id_ else None
    return patch


def nameless(author: dict[str, Any]) -> dict[str, Any]:
    """Staff as clients know them: by name, without an id."""
    return author if author["kind"] == "account" else author | {"id": None}


def for_client(data: dict[str, Any]) -> dict[str, Any]:
    """Cut to what the client may know of his own session."""
    cut: dict[str, Any] = {}
    message = data.get("message")
    if message:
        cut["message"] = message | {"author": nameless(message["author"])}
    patch = data.get("session") or {}
    told = {name: patch[name] for name in CLIENT_FIELDS if name in patch}
    if "operator" in patch:
        told["operator"] = {"name": patch["operator"]["name"]} if patch["operator"] else None
    cut["session"] = told
    return cut
