"""Letters from a record to the thread, without a mail server: locks, machines, and what is said by itself."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from deskbell.auth.gate import actor_for
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.channels.contract import ExternalAccount, OutboundMessage, SendError, Thread
from deskbell.channels.email.belonging import Signer
from deskbell.channels.email.events import event_of
from deskbell.channels.email.inbound import read_letter
from deskbell.channels.email.model import Settings
from deskbell.channels.email.outbound import letter
from deskbell.channels.email.placing import place, prepare
from deskbell.clients import service as clients
from deskbell.clients.model import Identity
from deskbell.demo.town import Town
from deskbell.live_chats.channel_rows import add_channel
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import SYSTEM
from deskbell.sessions.drafts import Draft
from deskbell.sessions.post import Posted, post_in

BOX = Settings(address="support@shop.example", reply_key="k", trusted_server="mx.shop.example")


@pytest.fixture
async def channel(db: Database, town: Town) -> Channel:
    dmitri: Any = await actor_for(db, town.people["dmitri"])
    return await add_channel(db, dmitri, town.live_chats["Sales"], "email", "Mail", {"address": BOX.address})


async def comes(
    db: Database, channel: Channel, text: str, head: str = "", sender: str = "eva@client.example"
) -> Posted:
    """A letter of Eva's is read and placed, as intake does it."""
    sender = "eva@client.example"
    data = f"{head}From: {sender}\nTo: {BOX.address}\nSubject: Order\nMessage-ID: <{new_id()}@x.example>\n\n{text}\n"
    event = event_of(read_letter(io.BytesIO(data.encode()), set(), BOX.trusted), BOX, [], None, False)
    async with db.transaction() as tx:
        account = await clients.meet(tx, "email", None, Identity(sender, email=sender))
    key = uuid5(channel.id, event.dedupe_key)
    draft = Draft(account.id, key, text)
    first = await place(db, channel, account, event, draft)
    again = await place(db, channel, account, event, draft)
    assert again == replace(first, fresh=False)
    return first


async def said_by_itself(db: Database, posted: Posted) -> OutboundMessage:
    """The live chat says something to whoever wrote."""
    key = new_id()
    async with db.transaction() as tx:
        said = await post_in(tx, SYSTEM, Draft(posted.session_id, key, "We answer soon."))
        assert said is not None
        await tx.connection.execute(
            "insert into automatic_message (session_id, occasion, cause, seq) values ($1, 'waiting', $2, $3)",
            posted.session_id,
            str(key),
            said.seq,
        )
    return written(posted, key)


def written(posted: Posted, key: UUID | None = None) -> OutboundMessage:
    """An answer in the session, as delivery hands it over; the account was last heard of at another address."""
    account = ExternalAccount("eva@client.example", "elsewhere@client.example")
    return OutboundMessage(key or new_id(), account, "We answer soon.", thread=Thread(posted.session_id, 1, ""))


async def test_each_letter_without_proof_is_a_session_of_its_own(db: Database, channel: Channel) -> None:
    sessions = {(await comes(db, channel, f"letter {number}")).session_id for number in range(3)}
    assert len(sessions) == 3


async def test_an_answering_machine_is_never_answered_by_ours(db: Database, channel: Channel) -> None:
    machine = await comes(db, channel, "I am away.", "Auto-Submitted: auto-replied\n")
    with pytest.raises(SendError) as refused:
        await prepare(db, channel, await said_by_itself(db, machine))
    assert (refused.value.kind, refused.value.code) == ("permanent", "automatic_not_sent")


async def test_what_nobody_wrote_says_so_and_goes_twice_an_hour_at_most(db: Database, channel: Channel) -> None:
    outcomes: list[str] = []
    for number in range(3):
        eva = await comes(db, channel, f"letter {number}")
        try:
            ready = await prepare(db, channel, await said_by_itself(db, eva))
            made = letter(ready, new_id(), BOX, datetime(2026, 11, 2, tzinfo=UTC))
            outcomes.append(made["Auto-Submitted"])
        except SendError as refused:
            outcomes.append(refused.code)
    assert outcomes == ["auto-replied", "auto-replied", "automatic_not_sent"]


async def test_an_answer_goes_where_this_sessions_proven_letter_asks_and_nowhere_else(
    db: Database, channel: Channel
) -> None:
    proven = "Authentication-Results: mx.shop.example; dmarc=pass\n"
    asked = await comes(db, channel, "Write to my office.", f"{proven}Reply-To: office@client.example\n")
    forged = await comes(db, channel, "Write to me.", "Reply-To: thief@evil.example\n")
    assert forged.session_id != asked.session_id
    to = [(await prepare(db, channel, written(posted))).account.external_chat_id for posted in (asked, forged)]
    assert to == ["office@client.example", "eva@client.example"]


async def test_a_letter_of_ours_that_comes_round_is_nobodys() -> None:
    ours = Signer(BOX.reply_key).message_id(BOX.mailbox, 42, new_id())
    data = f"From: {BOX.address}\nMessage-ID: {ours}\n\nHello.".encode()
    assert event_of(read_letter(io.BytesIO(data)), BOX, [], None, False).kind == "system"
