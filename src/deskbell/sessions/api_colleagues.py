"""The HTTP door to what colleagues do together in a session: notes, calling, joining, transferring; drafts."""

from typing import Annotated, cast
from uuid import UUID

from litestar import Response, delete, get, patch, post, put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.base.rates import Buckets
from deskbell.realtime.hub import Hub
from deskbell.rights.actor import Actor
from deskbell.sessions import editing, joining, mentions, notes, shapes, shapes_colleagues, transferring, unsent
from deskbell.sessions.api import acknowledge
from deskbell.sessions.labels import described
from deskbell.sessions.post import Draft

_drafts = Buckets(burst=60, per_second=2.0)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]
Rules = Annotated[editing.RulesOf, Injected]


class NewNote(Body):
    """A note to post. `send_key` is the sender's own name for it; `mentions` are called to it."""

    send_key: UUID
    text: str = ""
    quote_seq: int | None = None
    file_ids: list[UUID] = []
    mentions: list[UUID] = []


class Forwarding(Body):
    """To whom, with what words, and which message; without one, the session as a whole."""

    send_key: UUID
    person_ids: list[UUID]
    text: str
    seq: int | None = None


class Transfer(Body):
    """To one of the three; `note` is for who gets it, `send_key` names it."""

    send_key: UUID
    operator_id: UUID | None = None
    group_id: UUID | None = None
    live_chat_id: UUID | None = None
    note: str = ""


class OtherWords(Body):
    text: str


class DraftChange(Body):
    """Empty words forget the draft."""

    text: str
    note: bool = False


@post("/sessions/{session_id:uuid}/notes")
async def post_note(
    db: Db, actor: Asking, posting: Annotated[Buckets, Injected], session_id: UUID, data: NewNote
) -> Response[shapes.Acknowledged]:
    posting.take(str(actor.id))
    draft = Draft(session_id, data.send_key, data.text, data.quote_seq, tuple(data.file_ids), "staff")
    return acknowledge(await notes.write_note(db, actor, draft, data.mentions))


@post("/sessions/{session_id:uuid}/forward")
async def forward(db: Db, actor: Asking, session_id: UUID, data: Forwarding) -> Response[shapes.Acknowledged]:
    return acknowledge(await notes.forward(db, actor, session_id, data.send_key, data.person_ids, data.text, data.seq))


@get("/sessions/{session_id:uuid}/colleagues")
async def read_colleagues(db: Db, actor: Asking, session_id: UUID) -> shapes_colleagues.Colleagues:
    items = await notes.people_to_call(db, actor, session_id)
    return cast(shapes_colleagues.Colleagues, {"items": items})


@get("/mentions")
async def list_mentions(
    db: Db, actor: Asking, cursor: str | None = None, limit: int = 50
) -> shapes_colleagues.Mentions:
    return cast(shapes_colleagues.Mentions, await mentions.mentions(db, actor, cursor, limit))


@put("/sessions/{session_id:uuid}/mentions-seen", status_code=204)
async def mark_mentions_seen(db: Db, actor: Asking, session_id: UUID) -> None:
    await mentions.mark_seen(db, actor, session_id)


@post("/sessions/{session_id:uuid}/join", status_code=200)
async def join(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionDetail:
    return cast(shapes.SessionDetail, await described(db, await joining.join(db, actor, session_id)))


@post("/sessions/{session_id:uuid}/leave", status_code=200)
async def leave(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionDetail:
    return cast(shapes.SessionDetail, await described(db, await joining.leave(db, actor, session_id)))


@post("/sessions/{session_id:uuid}/transfer", status_code=204)
async def transfer(db: Db, actor: Asking, session_id: UUID, data: Transfer) -> None:
    target = transferring.Target(data.operator_id, data.group_id, data.live_chat_id)
    await transferring.transfer(db, actor, session_id, target, data.send_key, data.note)


@patch("/sessions/{session_id:uuid}/messages/{seq:int}", status_code=204)
async def edit_message(
    db: Db, actor: Asking, message_rules: Rules, session_id: UUID, seq: int, data: OtherWords
) -> None:
    await editing.edit(db, actor, message_rules, session_id, seq, data.text)


@delete("/sessions/{session_id:uuid}/messages/{seq:int}")
async def delete_message(db: Db, actor: Asking, message_rules: Rules, session_id: UUID, seq: int) -> None:
    await editing.delete(db, actor, message_rules, session_id, seq)


@get("/sessions/{session_id:uuid}/messages/{seq:int}/versions")
async def read_versions(db: Db, actor: Asking, session_id: UUID, seq: int) -> shapes_colleagues.Versions:
    return cast(shapes_colleagues.Versions, {"items": await editing.versions(db, actor, session_id, seq)})


@get("/drafts")
async def list_drafts(db: Db, actor: Asking) -> shapes_colleagues.Drafts:
    return cast(shapes_colleagues.Drafts, {"items": await unsent.drafts(db, actor)})


@put("/sessions/{session_id:uuid}/draft", status_code=204)
async def keep_draft(db: Db, actor: Asking, hub: Annotated[Hub, Injected], session_id: UUID, data: DraftChange) -> None:
    _drafts.take(str(actor.id))
    await unsent.keep_draft(db, actor, session_id, data.text, data.note)
    for one in hub.of_actor(actor.id):
        one.push({"type": "draft", "session": session_id, "text": data.text, "note": data.note})


ROUTES = [
    post_note,
    forward,
    read_colleagues,
    list_mentions,
    mark_mentions_seen,
    join,
    leave,
    transfer,
    edit_message,
    delete_message,
    read_versions,
    list_drafts,
    keep_draft,
]
