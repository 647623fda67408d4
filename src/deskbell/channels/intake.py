"""What comes in from a client: account → client, session opened or resumed, then the one door of posting.

The same for every channel. A channel that answers its own socket calls it directly: its acknowledgement is the commit.
"""

from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.blocklist.locks import Where, locks_of
from deskbell.clients.model import Account
from deskbell.live_chats.channel_rows import get_channel
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor
from deskbell.sessions.locked import write_locked
from deskbell.sessions.opening import Conversation, Page, place_of_next, write
from deskbell.sessions.post import Draft, Posted, repeat_of


def conversation_of(channel: Channel, account: Account) -> Conversation:
    """Between whom a message of this account in this channel goes."""
    return Conversation(channel.live_chat_id, channel.id, account.id, account.client_id)


def standing(db: Database, channel_id: UUID, account_id: UUID) -> Where:
    """In which live chat the account's next message by this channel will stand: a session may have been transferred."""

    async def where() -> UUID:
        channel = await get_channel(db, channel_id)
        assert channel is not None
        return await place_of_next(db, channel.live_chat_id, channel_id, account_id)

    return where


async def take_in(
    db: Database,
    channel: Channel,
    account: Account,
    actor: Actor,
    draft: Draft,
    page: Page | None = None,
    address: str | None = None,
    *,
    spoken_to: bool = True,
) -> tuple[Posted, bool]:
    """Post a client's message; True when a session opened or re-opened for it. channel_paused refuses what is new.

    A locked account's goes into a spam session. `address`: from where it was sent, None where a channel doesn't know.
    `spoken_to`: False where a machine wrote, which is told no automatic words.
    """
    if channel.state == "paused":
        known = await repeat_of(db, actor, draft)
        if known:
            return known, False
        raise Refusal("channel_paused")
    locks = locks_of(db)
    await locks.note_address(account.id, address)
    entry_id = await locks.lock_of(account, channel.id, standing(db, channel.id, account.id), address)
    if entry_id is not None:
        return await write_locked(db, actor, conversation_of(channel, account), draft, entry_id)
    return await write(db, actor, conversation_of(channel, account), draft, page, spoken_to=spoken_to)
