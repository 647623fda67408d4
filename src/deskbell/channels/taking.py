"""What a stored event does to the house: a message is posted, an edit follows, a receipt marks, a state is kept.

Run by the worker, one event of an account after the other. Everything here may be done twice: a message has its send
key from the provider's own id, so that a second run finds what the first stored.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

import httpx

from deskbell.base import clock
from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.base.words import say
from deskbell.channels import accounts, media, rereading
from deskbell.channels.contract import Link, Outside
from deskbell.channels.courtesies import typed_outside
from deskbell.channels.events import (
    AccountState,
    Attachment,
    ButtonPress,
    Delete,
    Edit,
    ExternalAccount,
    InboundEvent,
    Message,
    Reaction,
    ReadUpTo,
    Status,
)
from deskbell.channels.intake import take_in
from deskbell.channels.messages import SendError
from deskbell.clients.model import Account
from deskbell.files import service as files
from deskbell.files.store import Store
from deskbell.live_chats.model import Channel, LiveChat
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.sessions import deliveries, editing, merging, outgoing
from deskbell.sessions.drafts import FILES_MOST, Draft

SQL = statements(__package__, "delivery.sql")

QUOTE_MOST = 200
NOWHERE = UUID(int=0)
TYPING_SECONDS = 10.0
"""So old may be what a provider says of somebody's typing."""
LAST_SECONDS = 8.0
"""So long a file may take at the last try: all of a message within the time of one event."""

INTRODUCE_SECONDS = 5.0
"""So long a message waits to learn its writer's name."""


class NotYet(Exception):
    """What it speaks of is not here: a receipt before our own result, an edit before its message. It may come."""


Typed = Callable[[UUID, UUID, str | None], None]
"""Told that a client writes: the session, the account, its name."""


def nobody(_session_id: UUID, _account_id: UUID, _name: str | None) -> None:
    """Where no desk is attached."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event is taken in: its channel, whose clients are at a provider, and the way there. `language`: of words
    that operators read. `last`: no try comes after this one, so that a file that fails must not take the rest along."""

    db: Database
    store: Store
    channel: Channel
    live_chat: LiveChat
    outside: Outside
    link: Link[Any]
    language: str = "en"
    last: bool = False
    typed: Typed = nobody
    abroad: Callable[[], AbstractAsyncContextManager[None]] = nullcontext


async def take(place: Place, event: InboundEvent, album: Sequence[InboundEvent] = ()) -> str | None:
    """Do what the event says; what was passed over, as a word for administrators, or None. Raises NotYet, Refusal,
    SendError, httpx.HTTPError."""
    match event.payload:
        case Message():
            return await _message(place, event, [one.payload for one in album if isinstance(one.payload, Message)])
        case Edit() | Delete():
            return await _change(place, event, event.payload)
        case Status():
            return await _status(place, event.payload)
        case ReadUpTo():
            return await _read_upto(place, event, event.payload)
        case Reaction():
            return await _reaction(place, event.payload)
        case ButtonPress():
            return await _button(place, event, event.payload)
        case AccountState():
            return await _state(place, event, event.payload)
        case _:
            unread = rereading.of(event)
            if unread is not None:
                return await rereading.reread(place.db, place.outside, place.link, unread)
            if event.kind != "typing":
                return "not_understood"
            await _typing(place, event)
            return None


async def _typing(place: Place, event: InboundEvent) -> None:
    """Shown while it is true; kept nowhere."""
    if abs((clock.now() - event.occurred_at).total_seconds()) > TYPING_SECONDS:
        return
    row = await typed_outside(place.db, place.channel.id, event.account.external_user_id)
    if row is not None:
        place.typed(row["session_id"], row["account_id"], row["name"])


async def _message(place: Place, event: InboundEvent, album: Sequence[Message]) -> str | None:
    message = event.payload
    assert isinstance(message, Message)
    if message.direction == "echo":
        return "echo"
    together = [message, *album]
    external = await _introduced(place, event.account)
    async with place.db.transaction() as tx:
        account = await accounts.meet(tx, place.outside, place.channel, external)
    actor = accounts.actor_of(account, place.channel)
    key = post_key(place.channel.id, account.id, message.external_id)
    stored = await outgoing.stored_under(place.db, account.id, key)
    if stored is None:
        if place.channel.state == "paused":
            # Before its files are fetched: it will be asked for again and again.
            raise Refusal("channel_paused")
        stored = await _post(place, event, account, actor, key, together)
    await _name(place, stored, [one.external_id for one in together])
    return None


def post_key(channel_id: UUID, account_id: UUID, external_id: str) -> UUID:
    """Our name for a provider's message: the same at every try."""
    return uuid5(channel_id, f"{account_id} {external_id}")


async def _introduced(place: Place, external: ExternalAccount) -> ExternalAccount:
    """Who it is, asked of a provider whose events tell an id alone, as long as we know no name."""
    if place.outside.introduce is None or external.name:
        return external
    known = await accounts.known(place.db, place.outside, place.channel, external)
    if known is not None and known.name:
        return external
    try:
        async with place.abroad(), asyncio.timeout(INTRODUCE_SECONDS):
            return await place.outside.introduce(place.link, external)
    except (SendError, TimeoutError):
        return external


async def _post(
    place: Place, event: InboundEvent, account: Account, actor: Actor, key: UUID, together: Sequence[Message]
) -> tuple[UUID, int]:
    """Post what came in; the session and number under which it stands."""
    message = together[0]
    quoted = await _quoted(place, message)
    texts = [one.text.strip("\r\n") for one in together if one.text.strip()]
    if quoted is None and message.quote_text:
        words = " ".join(message.quote_text.split())
        texts.insert(0, f"> {words if len(words) <= QUOTE_MOST else words[: QUOTE_MOST - 1] + '…'}\n")
    language = place.language
    file_ids: list[UUID] = []
    for attachment in [one for message in together for one in message.attachments]:
        try:
            if len(file_ids) >= FILES_MOST:
                raise media.CannotFetch("too_many")
            file_ids.append(await _fetched(place, actor, attachment))
        except media.CannotFetch as fault:
            name = attachment.filename or say(language, f"channel.a_{attachment.kind}")
            texts.append(say(language, f"channel.file_{fault.code}", name=name))
    text = "\n".join(texts).replace("\r\n", "\n").replace("\0", "").encode("utf-8", "replace").decode()
    if not text.strip() and not file_ids:
        text = say(language, "channel.unsupported")
    if len(text) > place.live_chat.message_limit:
        text, file_id = await _cut(place, language, text)
        file_ids = [*file_ids[: FILES_MOST - 1], file_id]
    # Ours until all of them are here: a try that fails takes up nothing of what a client may have unsent.
    if file_ids:
        await files.hand_over(place.db, file_ids, actor)
    draft = Draft(quoted[0] if quoted else NOWHERE, key, text, quoted[1] if quoted else None, tuple(file_ids))
    by_hand = "auto" not in message.flags
    try:
        if place.outside.place is not None:
            posted = await place.outside.place(place.db, place.channel, account, event, draft)
        else:
            posted, _ = await take_in(place.db, place.channel, account, actor, draft, spoken_to=by_hand)
    except Refusal as refusal:
        if refusal.code == "quote_unknown":
            unquoted = replace(draft, quote_seq=None)
            posted, _ = await take_in(place.db, place.channel, account, actor, unquoted, spoken_to=by_hand)
        else:
            raise
    return posted.session_id, posted.seq


async def _quoted(place: Place, message: Message) -> tuple[UUID, int] | None:
    if not message.reply_to_external_id:
        return None
    row = await _known(place, message.reply_to_external_id)
    return (row["session_id"], row["seq"]) if row else None


async def _cut(place: Place, language: str, text: str) -> tuple[str, UUID]:
    """What is longer than the live chat takes: its beginning in the thread, the whole as a file beside it."""
    more = say(language, "channel.cut")
    whole = await files.receive(
        place.db, place.store, SYSTEM, say(language, "channel.whole") + ".txt", _once(text.encode()), media.KEPT_MOST
    )
    return text[: place.live_chat.message_limit - len(more) - 2].rstrip() + "\n\n" + more, whole.id


async def _once(chunk: bytes) -> AsyncIterator[bytes]:
    yield chunk


async def _fetched(place: Place, actor: Actor, attachment: Attachment) -> UUID:
    """Take a file in, in a stream, within the live chat's limit. Raises CannotFetch for one that will not come."""
    limit, remote = place.live_chat.file_limit, attachment.remote
    if remote.kept_id is not None:
        kept = await files.hand_over(place.db, [remote.kept_id], actor)
        if not kept:
            raise media.CannotFetch("gone")
        return kept[0]
    if attachment.size is not None and attachment.size > limit:
        raise media.CannotFetch("too_large")
    name = attachment.filename or default_name(attachment)
    try:
        async with asyncio.timeout(LAST_SECONDS if place.last else None):
            taken = await files.receive(place.db, place.store, SYSTEM, name, _bytes(place, attachment), limit)
    except Refusal as refusal:
        words = {"file_too_large": "too_large", "file_type_refused": "refused", "validation_failed": "empty"}
        if refusal.code not in words:
            raise
        raise media.CannotFetch(words[refusal.code]) from None
    except SendError as error:
        if error.kind in ("retry", "rate_limited", "uncertain") and not place.last:
            raise
        raise media.CannotFetch("gone") from None
    except (httpx.HTTPError, TimeoutError) as error:
        refused = isinstance(error, httpx.HTTPStatusError) and not error.response.is_server_error
        if not refused and not place.last:
            raise
        raise media.CannotFetch("gone") from None
    return taken.id


def _bytes(place: Place, attachment: Attachment) -> AsyncIterator[bytes]:
    if place.outside.open_media is not None:
        return place.outside.open_media(place.link, attachment)
    if attachment.remote.url is None:
        raise media.CannotFetch("gone")
    hosts = place.outside.media_hosts(place.link.settings) if place.outside.media_hosts else ()
    return media.fetch(place.link.http, place.link.egress, attachment.remote.url, hosts)


def default_name(attachment: Attachment) -> str:
    """A name for what came without one, by its kind and type."""
    endings = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "audio/ogg": "ogg"}
    endings |= {"audio/mpeg": "mp3", "video/mp4": "mp4", "application/pdf": "pdf", "text/plain": "txt"}
    ending = endings.get((attachment.mime or "").partition(";")[0].strip().lower())
    return f"{attachment.kind}.{ending}" if ending else attachment.kind


async def _name(place: Place, at: tuple[UUID, int], external_ids: Sequence[str]) -> None:
    """Keep under which ids the provider knows a message."""
    await place.db.run(
        SQL.add_messages,
        channel_id=place.channel.id,
        session_id=at[0],
        seq=at[1],
        external_ids=[one for one in external_ids if one],
        part_numbers=[number for number, one in enumerate(external_ids) if one],
        parts=len(external_ids),
        outbound=False,
    )


async def _known(place: Place, external_id: str) -> Any:
    return await place.db.first(SQL.message_of, channel_id=place.channel.id, external_id=external_id)


async def _change(place: Place, event: InboundEvent, change: Edit | Delete) -> str | None:
    row = await _known(place, change.external_id)
    if row is None:
        raise NotYet
    account = await accounts.known(place.db, place.outside, place.channel, event.account)
    if account is None:
        return "not_understood"
    actor = accounts.actor_of(account, place.channel)
    if isinstance(change, Delete):
        await editing.delete_as_client(place.db, actor, row["session_id"], row["seq"])
    else:
        text = change.text.replace("\0", "").encode("utf-8", "replace").decode()
        text = text[: place.live_chat.message_limit]
        await editing.edit_as_client(place.db, actor, row["session_id"], row["seq"], text)
    return None


async def _status(place: Place, status: Status) -> str | None:
    row = await _known(place, status.external_id)
    if row is None:
        raise NotYet
    if not row["outbound"]:
        return "not_understood"
    if status.state in ("delivered", "read") and row["part"] < row["parts"] - 1:
        return None
    if status.refused and await merging.copies_refused(place.db, row["session_id"], status.refused):
        return "copy_refused"
    mark = deliveries.Mark(row["session_id"], row["seq"], status.state)
    if status.state == "failed":
        mark = replace(mark, code=status.code or "failed", detail=status.detail)
    await deliveries.mark(place.db, [mark])
    return None


async def _read_upto(place: Place, event: InboundEvent, read: ReadUpTo) -> str | None:
    account = await accounts.known(place.db, place.outside, place.channel, event.account)
    row = await _known(place, read.external_id) if read.external_id else None
    if account is None or (read.external_id and row is None):
        raise NotYet
    session_id, seq = (row["session_id"], row["seq"]) if row else (None, None)
    found = await deliveries.delivered_before(
        place.db, place.channel.id, account.id, session_id, seq, read.moment if row is None else None
    )
    await deliveries.mark(place.db, [deliveries.Mark(session, number, "read") for session, number in found])
    return None


async def _reaction(place: Place, reaction: Reaction) -> str | None:
    row = await _known(place, reaction.external_id)
    if row is None:
        raise NotYet
    if not row["outbound"]:
        return "reaction_to_own"
    async with place.db.transaction() as tx:
        await deliveries.react(tx, row["session_id"], row["seq"], reaction.emoji)
    return None


async def _button(place: Place, event: InboundEvent, press: ButtonPress) -> str | None:
    """A press is what the client answers, in the button's own words."""
    said = Message(
        external_id=f"press:{event.dedupe_key}", text=press.title or press.data, reply_to_external_id=press.external_id
    )
    outcome = await _message(place, replace(event, payload=said), ())
    if place.outside.answer_button is not None:
        try:
            async with place.abroad():
                await place.outside.answer_button(place.link, press)
        except SendError:
            return "press_not_answered"
    return outcome


async def _state(place: Place, event: InboundEvent, state: AccountState) -> str | None:
    account = await accounts.known(place.db, place.outside, place.channel, event.account)
    if account is None:
        return "unknown_account"
    if state.state == "blocked":
        await accounts.set_unreachable(place.db, place.channel.id, account.id, event.account, "blocked")
    elif state.state == "reachable":
        await accounts.set_reachable(place.db, place.channel.id, account.id)
    elif state.moved_to is not None:
        await accounts.move(place.db, place.channel.id, account.id, state.moved_to)
    return None
