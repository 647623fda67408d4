"""Letters as the desk reads them: beside their messages, whole, with why they stand where they stand."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from deskbell.base import clock
from deskbell.base.db import Database, Db, record, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.channels.accounts import actor_of
from deskbell.channels.email.html import cleaned, content_id
from deskbell.channels.email.model import KeptLetter
from deskbell.clients import service as clients
from deskbell.files import service as files
from deskbell.files.addresses import addresses_of as signed_addresses
from deskbell.files.model import File
from deskbell.files.store import Store
from deskbell.live_chats import channel_rows
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.sessions import merging, placing
from deskbell.sessions.messages import messages_at
from deskbell.sessions.model import Session
from deskbell.sessions.opening import Conversation
from deskbell.sessions.post import Draft, post_in, repeat_of, why_refused
from deskbell.sessions.reading import seen

SQL = statements(__package__)

PAGE_MOST = 100
PARTED_MOST = 20
COPIED_MOST = 64 * 1024 * 1024


async def lines(db: Db, actor: Actor, session_id: UUID, after: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """A session's letters in order, and whether there are more. Raises not_found."""
    session = await seen(db, actor, session_id)
    limit = max(1, min(limit, PAGE_MOST))
    rows = await db.all(SQL.letters_of, session_id=session_id, after=after, most=limit + 1)
    kept = records(KeptLetter, rows[:limit])
    return [await _line(db, actor, session, one) for one in kept], len(rows) > limit


async def _line(db: Db, actor: Actor, session: Session, one: KeptLetter) -> dict[str, Any]:
    said = None
    if one.said_number is not None and one.said_number != session.number:
        found = await placing.candidates(db, one.channel_id, one.account_id, [one.said_number])
        named = found.get(one.said_number)
        if named is not None and named.id != session.id:
            said = {"id": await _if_seen(db, actor, named.id), "number": one.said_number}
    origin = await db.first(SQL.number_of, session_id=one.from_session_id) if one.from_session_id else None
    gone = await db.first(SQL.parted_to, session_id=one.session_id, seq=one.seq)
    return {
        "seq": one.seq,
        "subject": one.subject,
        "from": {"name": one.from_name, "address": one.from_address},
        "to": one.to_addresses,
        "cc": one.cc_addresses,
        "joined_by": one.joined_by,
        "said": said,
        "automatic": bool(one.automatic),
        "cut": one.cut,
        "has_html": one.html is not None,
        "has_original": one.raw_id is not None,
        "authentication": one.verdict,
        "parted_to": dict(gone) if gone else None,
        "parted_from": {"id": origin["id"], "number": origin["number"], "seq": one.from_seq} if origin else None,
    }


async def _if_seen(db: Db, actor: Actor, session_id: UUID) -> UUID | None:
    try:
        return (await seen(db, actor, session_id)).id
    except Refusal:
        return None


async def letter(
    db: Db, keeper: Keeper, actor: Actor, session_id: UUID, seq: int, images: bool, origin: str
) -> dict[str, Any]:
    """One letter, whole. `images`: let pictures from elsewhere in. Raises not_found."""
    session = await seen(db, actor, session_id)
    one = record(KeptLetter, await db.first(SQL.letter_at, session_id=session_id, seq=seq))
    if one is None:
        raise not_found()
    viewer = actor.sign_in_id or actor.id
    shown = {UUID(file_id): id_ for id_, file_id in one.images.items()}
    found = await files.files_by_ids(db, list(shown))
    urls = {id_: signed_addresses(keeper, file, viewer, clock.now(), origin).url for id_, file in found.items()}
    pictures = {shown[id_]: url for id_, url in urls.items()}
    html, held_back = _shown(one.html, pictures, images)
    return await _line(db, actor, session, one) | {
        "message_id": one.message_id,
        "written_at": one.written_at,
        "reply_to": one.reply_to,
        "text": one.whole,
        "html": html,
        "remote_images": held_back,
        "spf": one.spf,
        "dkim": one.dkim,
        "dmarc": one.dmarc,
    }


async def original(db: Db, actor: Actor, session_id: UUID, seq: int) -> tuple[File, str]:
    """The bytes in which a letter came, and a name for them. Raises not_found, also where they are not kept."""
    session = await seen(db, actor, session_id)
    one = record(KeptLetter, await db.first(SQL.letter_at, session_id=session_id, seq=seq))
    file = await files.get_file(db, one.raw_id) if one and one.raw_id else None
    if file is None:
        raise not_found()
    return file, f"letter-{session.number}-{seq}.eml"


def _shown(html: str | None, pictures: dict[str, str], images: bool) -> tuple[str | None, int]:
    """The HTML with our pictures at our addresses; those from elsewhere are counted and held back, unless let in."""
    held = 0

    def address(source: str) -> str | None:
        nonlocal held
        own = content_id(source)
        if own is not None:
            return pictures.get(own)
        if images and source.startswith("https://"):
            return source
        held += 1
        return None

    return (cleaned(html, address), held) if html else (None, 0)


async def part(db: Database, store: Store, actor: Actor, session_id: UUID, seqs: Sequence[int]) -> UUID:
    """Put letters apart into a new session of their sender, with their files, leaving a pointer; its id. Again with the
    same first letter is once. Refuses: not_found, not_allowed, not_yours, offline_may_only_look, session_closed, and
    validation_failed at `seqs`: `unknown`, `too_many`, `of_several`."""
    session = await merging.mail_to_sort(db, actor, session_id)
    wanted = sorted(set(seqs))
    if not 0 < len(wanted) <= PARTED_MOST:
        raise invalid(seqs="too_many")
    rows = [record(KeptLetter, await db.first(SQL.letter_at, session_id=session_id, seq=seq)) for seq in wanted]
    kept = [row for row in rows if row is not None]
    if len(kept) < len(wanted):
        raise invalid(seqs="unknown")
    if len({one.account_id for one in kept}) > 1:
        raise invalid(seqs="of_several")
    account = await clients.account(db, kept[0].account_id)
    channel = await channel_rows.get_channel(db, session.channel_id)
    assert account is not None
    assert channel is not None
    writer = actor_of(account, channel)
    messages = await messages_at(db, session_id, wanted, True)
    first = _draft(session_id, kept[0], messages)
    known = await db.first(SQL.parted_to, session_id=session_id, seq=kept[0].seq)
    if known is not None:
        return UUID(str(known["id"]))
    copies = {one.seq: await _copied(db, store, writer, messages[one.seq]["files"]) for one in kept}
    async with db.transaction(sending=True) as tx:
        if await repeat_of(tx, writer, first):
            raise Refusal("send_key_conflict")
        conversation = Conversation(session.live_chat_id, session.channel_id, account.id, account.client_id)
        new_id, number = await placing.open_anew(tx, writer, conversation, kept[0].subject[:200] or None)
        for one in kept:
            draft = _draft(session_id, one, messages, new_id, copies[one.seq])
            posted = await post_in(tx, writer, draft)
            if posted is None:
                raise await why_refused(tx, writer, draft)
            await tx.run(
                SQL.copy_letter, session_id=session_id, seq=one.seq, to_id=posted.session_id, to_seq=posted.seq
            )
        await merging.tell_parted(tx, actor, session_id, new_id, number, wanted)
    return new_id


def _draft(
    session_id: UUID, one: KeptLetter, messages: Any, to_id: UUID | None = None, copies: Sequence[UUID] = ()
) -> Draft:
    key = uuid5(session_id, f"part {one.seq}")
    return Draft(to_id or session_id, key, messages[one.seq]["text"], None, tuple(copies))


async def _copied(db: Database, store: Store, writer: Actor, hung: Sequence[Any]) -> list[UUID]:
    """The same bytes once more, as a message's file hangs on one message."""
    found = await files.files_by_ids(db, [one["id"] for one in hung])
    copies: list[UUID] = []
    for one in hung:
        file = found[one["id"]]
        copy = await files.receive(db, store, SYSTEM, file.name, _bytes(store, file.key), COPIED_MOST)
        copies += await files.hand_over(db, [copy.id], writer)
    return copies


async def _bytes(store: Store, key: str) -> AsyncIterator[bytes]:
    async for chunk in await store.open(key):
        yield chunk


async def number_of(db: Db, session_id: UUID) -> int:
    """A session's number, for who has just made it."""
    row = await db.first(SQL.number_of, session_id=session_id)
    return int(row["number"]) if row else 0
