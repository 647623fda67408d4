"""Content put to events: a row of the log holds ids, and what people read is looked up here when it goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.sql import statements
from deskbell.log.model import Event
from deskbell.sessions.labels import labels_of
from deskbell.sessions.messages import STAFFS, delivery_out, messages_at
from deskbell.sessions.model import CLIENT_FIELDS, Session, client_state, detail_out, reference

SQL = statements(__package__)
DELIVERIES_SQL = statements(__package__, "deliveries.sql")
RATING_SQL = statements(__package__, "rating.sql")

NOBODY = UUID(int=0)
NAMED = ("operator_id", "group_id", "close_reason_id", "live_chat_id")
"""What a row of the log names by id, and a front end by name."""

LISTED = ("joined", "shared_with", "person_ids")
"""The same, many at once."""

WITH_MESSAGE = {"message_posted", "note_posted"}
RETOUCHED = {"message_edited", "message_deleted"}
DELIVERED = {"delivery_marked"}
WHOLE = {"session_opened", "account_bound"}
LABELLED = {"tags_changed", "parameters_changed"}
CLIENTS = {"client_renamed", "client_merged", "client_parted"}
NAMED_LIVE = WHOLE | LABELLED | CLIENTS | {"session_renamed", "session_transferred"}
"""Kinds whose patch is of the moment it is read: the log keeps no names, so their lines in it leave it out."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the events at hand speak of, as it is now: messages, visits and words of ratings by number, names by id."""

    names: Mapping[UUID, str]
    messages: Mapping[int, dict[str, Any]]
    visits: Mapping[int, dict[str, Any]]
    comments: Mapping[int, str | None]
    session: Session | None
    labels: Mapping[str, Any]
    deliveries: Sequence[Mapping[str, Any]] = ()


async def hydrate(db: Db, session_id: UUID, events: Sequence[Event], staff: bool) -> list[dict[str, Any]]:
    """Events as frames, in order, with names and content as they are now.

    Content is of this moment, numbers are of then: applied in order, the frames end in what a fresh look shows.
    """
    if not events:
        return []
    content = await _content(db, session_id, events, staff)
    return [_frame(event, content, staff) for event in events]


async def _content(db: Db, session_id: UUID, events: Sequence[Event], staff: bool) -> Content:
    kinds = {event.kind for event in events}
    posted = [event.seq for event in events if event.kind in WITH_MESSAGE and not event.carried and event.seq]
    visited = [event.seq for event in events if event.kind == "page_visited"]
    rated = [event.seq for event in events if event.kind == "session_rated"]
    posted += [int(event.body["message_seq"]) for event in events if event.kind in RETOUCHED]
    session = None
    if posted or kinds & NAMED_LIVE:
        row = await db.first(SQL.sessions_by_ids, session_ids=[session_id])
        session = Session(**dict(row)) if row else None
    return Content(
        names=await _names(db, events),
        messages=await messages_at(db, session_id, posted, staff) if posted else {},
        visits=await _visits(db, session_id, visited) if visited else {},
        comments=await _comments(db, session_id, rated) if rated and staff else {},
        session=session,
        labels=await labels_of(db, session_id) if kinds & (LABELLED | WHOLE) else {},
        deliveries=await _deliveries(db, session_id, events) if kinds & DELIVERED else (),
    )


async def _deliveries(db: Db, session_id: UUID, events: Sequence[Event]) -> list[dict[str, Any]]:
    told = {int(seq) for event in events if event.kind in DELIVERED for seq in event.body["message_seqs"]}
    rows = await db.all(DELIVERIES_SQL.deliveries_of, session_id=session_id, seqs=sorted(told))
    return [
        {"seq": row["seq"]} | delivery_out(row["state"], row["code"], row["detail"], row["reaction"], row["changed_at"])
        for row in rows
    ]


async def _visits(db: Db, session_id: UUID, seqs: Sequence[int | None]) -> dict[int, dict[str, Any]]:
    rows = await db.all(SQL.visits_of, session_id=session_id, seqs=list(seqs))
    return {row["seq"]: {"url": row["url"], "title": row["title"], "at": row["at"]} for row in rows}


async def _comments(db: Db, session_id: UUID, seqs: Sequence[int | None]) -> dict[int, str | None]:
    rows = await db.all(RATING_SQL.comments_at, session_id=session_id, seqs=list(seqs))
    return {row["seq"]: row["comment"] for row in rows}


async def _names(db: Db, events: Sequence[Event]) -> Mapping[UUID, str]:
    wanted = {event.actor_id for event in events if event.actor_id and event.carried is None}
    for event in events:
        wanted |= {UUID(str(event.body[key])) for key in NAMED if event.body.get(key)}
        wanted |= {UUID(str(id_)) for key in LISTED for id_ in event.body.get(key, ())}
    if not wanted:
        return {}
    return {row["id"]: row["name"] or "" for row in await db.all(SQL.names_of, ids=list(wanted))}


def _frame(event: Event, content: Content, staff: bool) -> dict[str, Any]:
    if event.carried is not None:
        return frame_out(event, event.carried["by"], event.carried["data"], staff)
    by = {"kind": event.actor_kind, "id": event.actor_id, "name": content.names.get(event.actor_id or NOBODY, "")}
    return frame_out(event, by, _data(event, content), staff)


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


def _data(event: Event, content: Content) -> dict[str, Any]:
    session = content.session
    match event.kind:
        case "message_posted":
            return {"message": content.messages.get(event.seq or 0), "session": _after_message(session)}
        case "note_posted":
            return {"message": content.messages.get(event.seq or 0), "session": {}}
        case "message_edited" | "message_deleted":
            return {
                "message": content.messages.get(int(event.body["message_seq"])),
                "session": _after_retouch(session) if event.audience == "all" else {},
            }
        case "message_resent":
            return {**event.body, "session": {}}
        case "delivery_marked":
            told = set(event.body["message_seqs"])
            return {"deliveries": [one for one in content.deliveries if one["seq"] in told], "session": {}}
        case "session_shared":
            patch = _patch(event.body, content.names)
            seq = patch.pop("message_seq")
            return {"people": patch.pop("person_ids"), "message_seq": seq, "session": patch}
        case "session_transferred":
            patch = _patch(event.body, content.names)
            chat = patch.pop("live_chat", None)
            to = {"live_chat": chat} if chat else {name: patch[name] for name in ("operator", "group") if patch[name]}
            return {"to": to, "session": patch | (_moved(session) if chat and session else {})}
        case "session_closed":
            return {"session": _patch(event.body, content.names) | {"joined": [], "shared_with": []}}
        case "session_rated":
            rated = {name: event.body[name] for name in ("rating", "rated_at")}
            return {"session": rated | {"rating_comment": content.comments.get(event.seq or 0)}}
        case "letters_moved":
            patch = dict(event.body)
            moved = {
                name: patch.pop(name) for name in ("deed", "other_id", "other_number", "message_seqs") if name in patch
            }
            emptied: dict[str, Any] = {"joined": [], "shared_with": []} if moved["deed"] == "merged" else {}
            return {"moved": moved, "session": _patch(patch, content.names) | emptied}
        case "page_visited":
            return {"page": content.visits.get(event.seq or 0)}
        case "session_opened" | "account_bound":
            return {"session": detail_out(session) | dict(content.labels) if session else {}}
        case "tags_changed":
            return {"session": {"tags": content.labels["tags"]}}
        case "parameters_changed":
            return {"session": {"parameters": content.labels["parameters"]}}
        case "session_renamed":
            return {"session": {"name": session.label if session else ""}}
        case "client_renamed" | "client_merged" | "client_parted":
            client = reference(session.client_id, session.client_label) if session else None
            patch = {"client": client, "name": session.label if session else ""}
            return {"session": patch | ({"account": detail_out(session)["account"]} if session else {})}
        case "card_bound" | "card_unbound":
            return {"session": {}, **event.body}
        case "session_marked_spam":
            patch = dict(event.body)
            return {"entry_id": patch.pop("entry_id"), "session": patch}
        case _:
            return {"session": _patch(event.body, content.names)}


def _after_message(session: Session | None) -> dict[str, Any]:
    if session is None:
        return {}
    names = ("last_message_at", "preview", "preview_author", "client_count", "message_count")
    return {name: getattr(session, name) for name in names}


def _after_retouch(session: Session | None) -> dict[str, Any]:
    """The last message may be the one that changed."""
    return {"preview": session.preview} if session else {}


def _moved(session: Session) -> dict[str, Any]:
    """What another live chat changes of a session: its limits and the template of its name."""
    detail = detail_out(session)
    return {name: detail[name] for name in ("live_chat_id", "live_chat", "name")}


def _patch(body: Mapping[str, Any], names: Mapping[UUID, str]) -> dict[str, Any]:
    """The fields of SessionDetail that the event changed: ids become `{id, name}`, the rest stays."""
    patch = dict(body)
    for name in NAMED:
        if name in patch:
            id_ = patch.pop(name)
            patch[name.removesuffix("_id")] = reference(UUID(str(id_)), names.get(UUID(str(id_)))) if id_ else None
    for name in LISTED:
        if name in patch:
            patch[name] = [reference(UUID(str(id_)), names.get(UUID(str(id_)))) for id_ in patch[name]]
    return patch


def nameless(author: dict[str, Any]) -> dict[str, Any]:
    """Staff as clients know them: by name, without an id."""
    return author if author["kind"] == "account" else author | {"id": None}


def for_client(data: dict[str, Any]) -> dict[str, Any]:
    """Cut to what the client may know of his own session."""
    cut: dict[str, Any] = {}
    message = data.get("message")
    if message:
        kept = {name: value for name, value in message.items() if name not in STAFFS}
        cut["message"] = kept | {"author": nameless(message["author"])}
    patch = data.get("session") or {}
    told = {name: patch[name] for name in CLIENT_FIELDS if name in patch}
    if "state" in told:
        told["state"] = client_state(told["state"], patch.get("operator"), patch.get("closed_at"))
    if "live_chat" in patch:
        told["ask_rating"] = patch["live_chat"]["ask_rating"]
    if "operator" in patch:
        told["operator"] = {"name": patch["operator"]["name"]} if patch["operator"] else None
    cut["session"] = told
    return cut
