"""The desk's door to letters: reading them, putting them apart, merging sessions, and who takes part."""

from datetime import datetime
from typing import Annotated, Any, TypedDict, cast
from uuid import UUID

from litestar import delete, get, post

from deskbell.base.db import Database
from deskbell.base.errors import invalid
from deskbell.base.http import Body, Injected, Out
from deskbell.base.secrets import Keeper
from deskbell.channels.email import letters
from deskbell.channels.email.addresses import plain_address
from deskbell.files.store import Store
from deskbell.rights.actor import Actor
from deskbell.sessions import merging, placing
from deskbell.sessions.reading import seen
from deskbell.settings import Settings

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class Written(TypedDict):
    """Somebody as a letter names him."""

    name: str
    address: str


class Named(TypedDict):
    """Another session; `id` is null where one may not see it."""

    id: UUID | None
    number: int


class Origin(TypedDict):
    id: UUID
    number: int
    seq: int


LetterLine = TypedDict(
    "LetterLine",
    {
        "seq": int,
        "subject": str,
        "from": Written,
        "to": list[Written],
        "cc": list[Written],
        "joined_by": str,
        "said": Named | None,
        "automatic": bool,
        "cut": bool,
        "has_html": bool,
        "has_original": bool,
        "authentication": str,
        "parted_to": Named | None,
        "parted_from": Origin | None,
    },
)
"""A letter beside its message. `joined_by`: new, signed_address, known_letter, split. `said`: the session it says it
belongs to without proof. `cut`: the thread shows less than the letter. `has_original`: it can be had as it came.
`authentication`: pass, fail, unknown."""


class Letter(LetterLine):
    """A letter, whole. `html` is cleaned, for a sandbox; `remote_images`: so many from elsewhere are held back."""

    message_id: str
    written_at: datetime | None
    reply_to: str | None
    text: str
    html: str | None
    remote_images: int
    spf: str
    dkim: str
    dmarc: str


class LetterList(Out):
    """`merged_into`: what this session is a part of; `parts`: what is a part of it."""

    items: list[LetterLine]
    more: bool
    merged_into: Named | None
    parts: list[Named]


class Parting(Body):
    """Letters by the numbers of their messages, all of one sender."""

    seqs: list[int]


class Merging(Body):
    session_id: UUID


class Parted(Out):
    session: UUID
    number: int


class Participant(TypedDict):
    id: UUID
    name: str | None
    address: str
    added_at: datetime
    refused_at: datetime | None
    refused: str | None


class ParticipantList(Out):
    items: list[Participant]


class Invitation(Body):
    address: str


@get("/sessions/{session_id:uuid}/letters")
async def list_letters(db: Db, actor: Asking, session_id: UUID, after: int = 0, limit: int = 100) -> LetterList:
    items, more = await letters.lines(db, actor, session_id, after, limit)
    into, parts = await merging.parts_of(db, session_id)
    shown = cast(list[LetterLine], items)
    return LetterList(items=shown, more=more, merged_into=cast(Any, into), parts=cast(Any, parts))


@get("/sessions/{session_id:uuid}/letters/{seq:int}")
async def read_letter(
    db: Db,
    actor: Asking,
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    session_id: UUID,
    seq: int,
    images: bool = False,
) -> Letter:
    origin = settings.files_origin or ""
    return cast(Letter, await letters.letter(db, keeper, actor, session_id, seq, images, origin))


@post("/sessions/{session_id:uuid}/part")
async def part(db: Db, actor: Asking, store: Annotated[Store, Injected], session_id: UUID, data: Parting) -> Parted:
    new_id = await letters.part(db, store, actor, session_id, data.seqs)
    return Parted(session=new_id, number=await letters.number_of(db, new_id))


@post("/sessions/{session_id:uuid}/merge", status_code=200)
async def merge(db: Db, actor: Asking, session_id: UUID, data: Merging) -> Parted:
    session = await merging.merge(db, actor, session_id, data.session_id)
    return Parted(session=session.id, number=session.number)


@post("/sessions/{session_id:uuid}/unmerge", status_code=200)
async def unmerge(db: Db, actor: Asking, session_id: UUID) -> Parted:
    session = await merging.unmerge(db, actor, session_id)
    return Parted(session=session.id, number=session.number)


@get("/sessions/{session_id:uuid}/participants")
async def list_participants(db: Db, actor: Asking, session_id: UUID) -> ParticipantList:
    await seen(db, actor, session_id)
    return ParticipantList(items=cast(list[Participant], await placing.participants(db, session_id)))


@post("/sessions/{session_id:uuid}/participants")
async def add_participant(db: Db, actor: Asking, session_id: UUID, data: Invitation) -> ParticipantList:
    address = plain_address(data.address)
    if not address:
        raise invalid(address="email")
    await merging.add_participant(db, actor, session_id, address)
    return ParticipantList(items=cast(list[Participant], await placing.participants(db, session_id)))


@delete("/sessions/{session_id:uuid}/participants/{account_id:uuid}")
async def drop_participant(db: Db, actor: Asking, session_id: UUID, account_id: UUID) -> None:
    await merging.drop_participant(db, actor, session_id, account_id)


ROUTES = [list_letters, read_letter, part, merge, unmerge, list_participants, add_participant, drop_participant]
