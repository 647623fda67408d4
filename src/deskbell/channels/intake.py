"""What comes in from a client: account → client, session opened or resumed, then the one door of posting.

The same for every channel. A channel that answers its own socket calls it directly: its acknowledgement is the commit.
"""

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.clients.model import Account
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor
from deskbell.sessions.opening import Conversation, Page, write
from deskbell.sessions.post import Draft, Posted, repeat_of


def conversation_of(channel: Channel, account: Account) -> Conversation:
    """Between whom a message of this account in this channel goes."""
    return Conversation(channel.live_chat_id, channel.id, account.id, account.client_id)


async def take_in(
    db: Database, channel: Channel, account: Account, actor: Actor, draft: Draft, page: Page | None = None
) -> tuple[Posted, bool]:
    """Post a client's message; True when a session opened or re-opened for it. channel_paused refuses what is new."""
    if channel.state == "paused":
        known = await repeat_of(db, actor, draft)
        if known:
            return known, False
        raise Refusal("channel_paused")
    return await write(db, actor, conversation_of(channel, account), draft, page)
