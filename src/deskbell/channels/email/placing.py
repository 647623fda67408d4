"""Where a letter goes: the session it proves to belong to, or a new one that says where it says it belongs.

Called by intake in place of the account's open session (contract: `Outside.place`), and before a letter of ours leaves
(`Outside.prepare`). Both may run twice.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.blocklist.locks import locks_of
from deskbell.channels.accounts import actor_of
from deskbell.channels.email.belonging import Belonging, Clue, decide
from deskbell.channels.email.outbound import BY_ITSELF
from deskbell.channels.events import EmailHints, InboundEvent, Message
from deskbell.channels.intake import conversation_of, standing
from deskbell.channels.messages import OutboundMessage, SendError, Thread
from deskbell.clients.model import Account
from deskbell.files import service as files
from deskbell.live_chats.model import Channel
from deskbell.sessions import placing
from deskbell.sessions.locked import write_locked
from deskbell.sessions.post import Draft, Posted, repeat_of

SQL = statements(__package__)

SUBJECT_MOST = 200
AUTOMATIC_AN_HOUR = 2
"""So many letters that nobody wrote go to one account in an hour: two machines must not talk to each other."""


async def place(db: Database, channel: Channel, account: Account, event: InboundEvent, draft: Draft) -> Posted:
    """Post a letter where it belongs, and keep what it says. Refuses: channel_paused, and what `post` refuses."""
    actor = actor_of(account, channel)
    known = await repeat_of(db, actor, draft)
    if known:
        return known
    if channel.state == "paused":
        raise Refusal("channel_paused")
    message = event.payload
    assert isinstance(message, Message)
    hints = message.thread_hints or EmailHints()
    entry_id = await locks_of(db).lock_of(account, channel.id, standing(db, channel.id, account.id), None)
    if entry_id is not None:
        posted, _ = await write_locked(db, actor, conversation_of(channel, account), draft, entry_id)
        async with db.transaction() as tx:
            await _keep(tx, channel, account, event, hints, posted, Belonging("new"))
        return posted
    async with db.transaction(sending=True) as tx:
        found = await _clues(tx, channel, event.raw)
        named = await placing.candidates(tx, channel.id, account.id, {one.number for one in found})
        open_to = {said for said, one in named.items() if one.takes_part and one.state != "spam"}
        belonging = decide([one for one in found if one.number in named], open_to, hints.authenticated)
        if belonging.way == "known_letter" and belonging.number is not None:
            into = named[belonging.number]
            if await _is_of_another(tx, account, into.id, event.raw):
                belonging = Belonging("new", said=belonging.number)
        if belonging.number is not None:
            posted = await placing.post_into(tx, actor, channel.id, named[belonging.number], draft)
        else:
            subject = " ".join(hints.subject.split())[:SUBJECT_MOST] or None
            answered = hints.authenticated == "pass" and "auto" not in message.flags
            posted, _ = await placing.post_anew(
                tx, actor, conversation_of(channel, account), draft, subject, spoken_to=answered
            )
        await _keep(tx, channel, account, event, hints, posted, belonging)
    return posted


async def _clues(db: Db, channel: Channel, raw: Any) -> list[Clue]:
    """What the letter itself proved or said, and which letters it answers that stand in our rows."""
    given = [Clue(way, int(number)) for way, number in raw.get("clues", ())]
    answered = [str(one) for one in raw.get("answered", ())]
    known = await _numbers(db, channel, answered)
    found = [one for one in given if one.way == "signed_address"]
    found += [Clue("known_letter", known[one]) for one in answered if one in known]
    found += [one for one in given if one.way != "signed_address"]
    return list(dict.fromkeys(found))


async def _is_of_another(db: Db, account: Account, session_id: UUID, raw: Any) -> bool:
    """Whether a letter asks for answers elsewhere than every letter of its sender in this session: a contact form
    writes under one address for whoever fills it in, and may refer to what it wrote for somebody else. A signed address
    only the one has who got our letter."""
    asks = str(raw.get("reply_to") or "").lower()
    if not asks or asks == account.external_id.lower():
        return False
    row = await db.first(SQL.asks_elsewhere, session_id=session_id, account_id=account.id, asks=asks)
    return bool(row and row["elsewhere"])


async def _numbers(db: Db, channel: Channel, ids: Sequence[str]) -> dict[str, int]:
    if not ids:
        return {}
    hashes = [hashlib.md5(one.encode(), usedforsecurity=False).hexdigest() for one in ids]
    rows = await db.all(SQL.numbers_of_ids, channel_id=channel.id, ids=list(ids), hashes=hashes)
    return {row["message_id"]: row["number"] for row in rows}


async def _keep(
    tx: Transaction,
    channel: Channel,
    account: Account,
    event: InboundEvent,
    hints: EmailHints,
    posted: Posted,
    belonging: Belonging,
) -> None:
    raw = event.raw
    # The letter stands also where the bytes it came in are not kept any more.
    raw_id = hints.raw_id if hints.raw_id and await files.get_file(tx, hints.raw_id) else None
    written = raw.get("written_at")
    await tx.run(
        SQL.keep_letter,
        session_id=posted.session_id,
        seq=posted.seq,
        channel_id=channel.id,
        account_id=account.id,
        digest=str(raw.get("digest", "")),
        message_id=hints.message_id[:1400],
        subject=hints.subject[:400],
        from_name=str(raw.get("from_name", ""))[:400],
        from_address=str(raw.get("from_address", ""))[:400],
        to_addresses=raw.get("to", []),
        cc_addresses=raw.get("cc", []),
        reply_to=raw.get("reply_to"),
        written_at=datetime.fromisoformat(written) if written else None,
        joined_by=belonging.way if belonging.number is not None else "new",
        said_number=belonging.said,
        automatic=list(raw.get("automatic", ())),
        verdict=hints.authenticated,
        spf=str(raw.get("spf", "")),
        dkim=str(raw.get("dkim", "")),
        dmarc=str(raw.get("dmarc", "")),
        whole=hints.full_text,
        html=raw.get("html"),
        cut=bool(raw.get("cut")),
        images=raw.get("images", {}),
        raw_id=raw_id,
        from_session_id=None,
        from_seq=None,
    )
    if raw_id is not None:
        await files.mark_attached(tx, [raw_id])


async def prepare(db: Database, channel: Channel, message: OutboundMessage) -> OutboundMessage:
    """Give a letter of ours its subject, the letters it answers, and the participants it is copied to."""
    thread = message.thread
    if thread is None:
        return message
    chain = await db.all(SQL.chain_of, session_id=thread.session_id, channel_id=channel.id)
    theirs = [row["id"] for row in chain if not row["ours"]]
    row = await db.first(SQL.subject_of, session_id=thread.session_id)
    subject = (row and (row["subject"] or row["first_subject"])) or ""
    others = [str(one["address"]) for one in await placing.participants(db, thread.session_id)]
    filled = Thread(
        thread.session_id,
        thread.number,
        subject,
        tuple(row["id"] for row in chain),
        theirs[-1] if theirs else None,
    )
    aliases = {**message.account.aliases, "cc": ",".join(others)} if others else dict(message.account.aliases)
    said = await db.first(SQL.said_by_itself, session_id=thread.session_id, send_key=message.send_key)
    if said is not None:
        if said["to_machine"] or said["before"] >= AUTOMATIC_AN_HOUR:
            raise SendError("permanent", "automatic_not_sent")
        aliases[BY_ITSELF] = "1"
    asked = await db.first(SQL.answers_to, session_id=thread.session_id)
    to = (asked and asked["reply_to"]) or message.account.external_user_id
    return replace(message, thread=filled, account=replace(message.account, external_chat_id=to, aliases=aliases))
