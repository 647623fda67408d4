"""The notification door: a program tells a client something, by his session or by his account in a channel."""

from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.errors import Refusal, invalid, not_allowed, not_found
from deskbell.blocklist.locks import locks_of
from deskbell.channels.accounts import scope_of
from deskbell.channels.intake import conversation_of, standing
from deskbell.channels.outreach import why_not
from deskbell.channels.registry import KINDS
from deskbell.clients import service as clients
from deskbell.clients.model import Account
from deskbell.live_chats.channel_rows import get_channel
from deskbell.live_chats.model import Channel
from deskbell.live_chats.service import get_live_chat
from deskbell.rights.program import Program
from deskbell.sessions import notifying
from deskbell.sessions.drafts import Draft, Posted

NOWHERE = UUID(int=0)
SCOPE = "notify"


async def notify_session(db: Database, program: Program, session_id: UUID, key: UUID, text: str) -> Posted:
    """Into an open session. Raises not_allowed, not_found, session_closed, and what posting refuses."""
    _scoped(program)
    session = await notifying.session_to_tell(db, session_id)
    if session is None or session.state == "spam" or not program.may(SCOPE, session.live_chat_id):
        raise not_found()
    return await notifying.notify_session(db, program.actor(), Draft(session_id, key, text))


async def notify_account(
    db: Database, program: Program, channel_id: UUID, address: str, key: UUID, text: str
) -> Posted:
    """To an account by a channel. Somebody new only where the channel can begin. Raises not_allowed, not_found (no such
    channel, or nobody of that address), cannot_begin with `reason`, and what posting refuses."""
    _scoped(program)
    channel = await get_channel(db, channel_id)
    if channel is None or channel.archived_at is not None or not program.may(SCOPE, channel.live_chat_id):
        raise not_found()
    await _fits(db, channel.live_chat_id, text)
    account = await _account(db, channel, address)
    if await locks_of(db).lock_of(account, channel.id, standing(db, channel.id, account.id), None):
        raise Refusal("cannot_begin", reason="locked")
    draft = Draft(NOWHERE, key, text)
    conversation = conversation_of(channel, account)
    return await notifying.notify_account(
        db, program.actor(), conversation, draft, lambda live_chat_id: program.may(SCOPE, live_chat_id)
    )


async def _fits(db: Database, live_chat_id: UUID, text: str) -> None:
    live_chat = await get_live_chat(db, live_chat_id)
    if live_chat is not None and len(text) > live_chat.message_limit:
        raise Refusal("message_too_long", 422, limit=live_chat.message_limit)


def _scoped(program: Program) -> None:
    if SCOPE not in program.scopes:
        raise not_allowed()


async def _account(db: Database, channel: Channel, address: str) -> Account:
    kind = KINDS[channel.kind]
    external_id = address.strip()
    if not external_id or len(external_id) > 400:
        raise invalid(account="invalid")
    scope = scope_of(kind.outside, channel)
    identity = kind.identity_of(external_id) if kind.identity_of else None
    for id_ in dict.fromkeys((external_id, identity.external_id if identity else external_id)):
        known = await clients.account_by_identity(db, channel.kind, scope, id_)
        if known is not None:
            return known
    if identity is None:
        raise not_found()
    reason = why_not(channel, None)
    if reason:
        raise Refusal("cannot_begin", reason=reason)
    async with db.transaction() as tx:
        return await clients.meet(tx, channel.kind, scope, identity)
