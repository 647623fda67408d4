"""Where a message without a session finds one: the open session, the last one within its window, or a new one.

The same for every channel; a channel's own rule about resuming comes in as data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from deskbell.base import clock
from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.live_chats import hours as live_chat_hours
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.automatic import say_opened
from deskbell.sessions.client_deeds import client_of_account
from deskbell.sessions.lifecycle import reopen_in
from deskbell.sessions.model import Session
from deskbell.sessions.post import Draft, Posted, check_draft, post, post_in, repeat_of, why_refused
from deskbell.sessions.reading import seen

SQL = statements(__package__)
FEEDS_SQL = statements(__package__, "feeds.sql")
FOLDING_SQL = statements(__package__, "folding.sql")

URL_MOST, TITLE_MOST = 2_000, 300

Found = Literal["running", "reopened", "new"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Between whom: the live chat and channel, the client and the account that writes."""

    live_chat_id: UUID
    channel_id: UUID
    account_id: UUID
    client_id: UUID


@dataclass(frozen=True, slots=True)
class Page:
    """Where on the site the client is."""

    url: str
    title: str | None


async def write(
    db: Database,
    actor: Actor,
    conversation: Conversation,
    draft: Draft,
    page: Page | None = None,
    *,
    spoken_to: bool = True,
) -> tuple[Posted, bool]:
    """Post a client's message into his session, opening or re-opening one when needed; True when it did.

    The draft's session is only a hint: a retry finds its message wherever it was stored. `spoken_to`: False where a
    machine wrote (an automatic reply, a list): it is told no automatic words.
    """
    check_draft(draft)
    # A repeat is known by the posting itself, and where a session would open for it.
    row = await db.first(SQL.open_session_of, channel_id=conversation.channel_id, account_id=conversation.account_id)
    if row is not None:
        placed = _into(draft, row["id"])
        try:
            return await post(db, actor, placed), False
        except Exception as refusal:
            if getattr(refusal, "code", "") != "session_closed":
                raise
    return await _write_opening(db, actor, conversation, draft, page, spoken_to)


async def _write_opening(
    db: Database, actor: Actor, conversation: Conversation, draft: Draft, page: Page | None, spoken_to: bool
) -> tuple[Posted, bool]:
    async with db.transaction(sending=True) as tx:
        await tx.first(SQL.lock_conversation, channel_id=conversation.channel_id, account_id=conversation.account_id)
        known = await repeat_of(tx, actor, draft)
        if known:
            return known, False
        session_id, live_chat_id, found = await _open_session(tx, actor, conversation)
        opened = found != "running"
        if opened and page:
            await visit_in(tx, actor, session_id, page)
        placed = _into(draft, session_id)
        posted = await post_in(tx, actor, placed)
        if posted is None:
            raise await why_refused(tx, actor, placed)
        if opened and spoken_to:
            await say_opened(tx, session_id, live_chat_id, again=found == "reopened")
    return posted, opened


def _into(draft: Draft, session_id: UUID) -> Draft:
    """A quote belongs to the session it was made in; in another one it is dropped, the words stay."""
    quote = draft.quote_seq if draft.session_id == session_id else None
    return Draft(session_id, draft.send_key, draft.text, quote, draft.file_ids)


async def _open_session(tx: Transaction, actor: Actor, conversation: Conversation) -> tuple[UUID, UUID, Found]:
    """The session, the live chat it stands in (transferred, another than its channel's), and how it was found."""
    at = {"channel_id": conversation.channel_id, "account_id": conversation.account_id}
    running = await tx.first(SQL.open_session_of, **at)
    if running is not None:
        return running["id"], running["live_chat_id"], "running"
    last = await tx.first(SQL.last_closed_of, **at)
    if last is not None and last["within_window"]:
        keeper = last["operator_id"]
        if keeper and not await _is_answering(tx, keeper, last["live_chat_id"]):
            keeper = None
        await reopen_in(tx, actor, last["id"], keeper)
        return last["id"], last["live_chat_id"], "reopened"
    return await _add(tx, actor, conversation), conversation.live_chat_id, "new"


async def place_of_next(db: Db, live_chat_id: UUID, channel_id: UUID, account_id: UUID) -> UUID:
    """The live chat in which the next message of this account will stand: that of the session that takes it, else the
    channel's (`live_chat_id`)."""
    at = {"channel_id": channel_id, "account_id": account_id}
    running = await db.first(SQL.open_session_of, **at)
    if running is not None:
        return UUID(str(running["live_chat_id"]))
    last = await db.first(SQL.last_closed_of, **at)
    return UUID(str(last["live_chat_id"])) if last is not None and last["within_window"] else live_chat_id


async def _is_answering(tx: Db, person_id: UUID, live_chat_id: UUID) -> bool:
    row = await tx.first(SQL.is_answering, person_id=person_id, live_chat_id=live_chat_id)
    return bool(row and row["answering"])


async def _add(tx: Transaction, actor: Actor, conversation: Conversation) -> UUID:
    session_id = new_id()
    client_id = await client_of_account(tx, conversation.account_id)
    await tx.first(
        SQL.add_session,
        session_id=session_id,
        live_chat_id=conversation.live_chat_id,
        channel_id=conversation.channel_id,
        account_id=conversation.account_id,
        client_id=client_id,
    )
    await log.append(tx, actor, "session_opened", session_id, 1, 0)
    return session_id


async def visit(db: Database, actor: Actor, session_id: UUID, page: Page) -> None:
    """The client is on another page of the site; the same page twice in a row is one visit."""
    async with db.transaction() as tx:
        await visit_in(tx, actor, session_id, page)


async def visit_in(tx: Transaction, actor: Actor, session_id: UUID, page: Page) -> None:
    """The visit itself, a change that only staff see."""
    url, title = page.url[:URL_MOST], (page.title or "")[:TITLE_MOST] or None
    last = await tx.first(SQL.last_page, session_id=session_id)
    if last is not None and last["url"] == url:
        return
    row = await tx.first(SQL.number_staff_change, session_id=session_id)
    if row is None:
        raise not_found()
    await tx.run(SQL.add_visit, session_id=session_id, seq=row["seq"], url=url, title=title)
    await log.append(tx, actor, "page_visited", session_id, row["seq"], row["prev_all"], "staff")


async def lock_conversations(tx: Transaction, channel_id: UUID, account_ids: Iterable[UUID]) -> None:
    """Nobody opens, re-opens or rebinds a session of these accounts meanwhile."""
    for account_id in sorted(account_ids):
        await tx.first(SQL.lock_conversation, channel_id=channel_id, account_id=account_id)


async def rebind(tx: Transaction, actor: Actor, from_account: UUID, to: Conversation) -> None:
    """The running session of an anonymous account goes over to the account its writer has just proved to be.

    Where that account has an open session of its own, that one goes on: an account has one open session, and the secret
    of the other is ending, so that nobody would read an answer there. The anonymous one is closed and bound, and stands
    in the history of both sides as an earlier session; the one that goes on says so in its log.
    """
    await lock_conversations(tx, to.channel_id, {from_account, to.account_id})
    running = await tx.first(SQL.open_session_of, channel_id=to.channel_id, account_id=from_account)
    other = await tx.first(SQL.open_session_of, channel_id=to.channel_id, account_id=to.account_id)
    if running is None:
        return
    bound = {"session_id": running["id"], "account_id": to.account_id, "client_id": to.client_id}
    if other is None:
        row = await tx.first(SQL.rebind_session, **bound)
        if row:
            await log.append(tx, actor, "account_bound", running["id"], row["seq"], row["prev_all"], "staff")
        return
    closed = await tx.first(FOLDING_SQL.close_and_bind, **bound)
    if closed is None:
        return
    body = {"state": "closed", "closed_at": closed["closed_at"], "queued_at": None}
    await log.append(tx, actor, "session_closed", running["id"], closed["seq"], closed["prev_all"], "all", body)
    for session_id in (running["id"], other["id"]):
        row = await tx.first(SQL.number_staff_change, session_id=session_id)
        assert row is not None
        await log.append(tx, actor, "account_bound", session_id, row["seq"], row["prev_all"], "staff")


async def current(db: Db, actor: Actor, conversation_channel: UUID) -> Session | None:
    """What the widget shows when it opens: the account's open session, else its last."""
    row = await db.first(SQL.current_of_account, channel_id=conversation_channel, account_id=actor.id)
    return await seen(db, actor, row["id"]) if row else None


async def earlier_of_account(
    db: Db, channel_id: UUID, account_id: UUID, except_id: UUID | None
) -> list[dict[str, object]]:
    """The account's closed sessions in this channel, newest first: `{id, opened_at, closed_at}`."""
    rows = await db.all(
        SQL.earlier_of_account, channel_id=channel_id, account_id=account_id, except_id=except_id or UUID(int=0)
    )
    return [dict(row) for row in rows]


async def queue_positions(db: Db, live_chat_id: UUID) -> dict[UUID, int]:
    """Where each waiting session of a live chat stands, from 1."""
    return {row["id"]: row["position"] for row in await db.all(SQL.queue_positions, live_chat_id=live_chat_id)}


async def desks_online(db: Db, live_chat_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """By live chat, whether its clients may be told that somebody answers: who could is Online and reachable, and the
    live chat does not tell them at this hour that it is closed."""
    rows = await db.all(FEEDS_SQL.desks_online, live_chat_ids=list(live_chat_ids))
    online = {row["live_chat_id"] for row in rows}
    if online:
        online -= (await live_chat_hours.closed_ones_that_tell(db, clock.now())).keys()
    return {id_: id_ in online for id_ in live_chat_ids}


async def desk_online(db: Db, live_chat_id: UUID) -> bool:
    """The same of one live chat."""
    return (await desks_online(db, [live_chat_id]))[live_chat_id]
