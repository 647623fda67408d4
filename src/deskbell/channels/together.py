"""Plain messages of clients who are in a session already, taken in together: a few statements for all of them.

Most of what comes in is of that kind. Whatever is otherwise (somebody new, a file, a quote, a lock, another try) is
left to `taking`, one by one; so is what fails here, which does nothing that may not be done twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from deskbell.base.db import Database, Row
from deskbell.base.sql import statements
from deskbell.blocklist.locks import locks_of
from deskbell.channels import accounts, inbox
from deskbell.channels.events import InboundEvent, Message
from deskbell.channels.inbox import Claimed
from deskbell.channels.intake import standing
from deskbell.channels.registry import KINDS
from deskbell.channels.taking import post_key
from deskbell.clients.model import Account
from deskbell.rights.actor import Actor
from deskbell.sessions.drafts import Draft, Posted
from deskbell.sessions.post import begin_post

SQL = statements(__package__, "together.sql")

_ACCOUNT = [field.name for field in fields(Account)]


@dataclass(frozen=True, slots=True)
class _Plain:
    """A message of which nothing but its words is to be taken in."""

    claimed: Claimed
    event: InboundEvent
    message: Message
    text: str


async def take_together(db: Database, claimed: Sequence[Claimed]) -> list[Claimed]:
    """Take in what is plain of these, each at the head of its line; those that are left, in their order."""
    plain = [found for one in claimed if (found := _plain(one)) is not None]
    done = await _post(db, plain) if plain else set()
    return [one for one in claimed if one.id not in done]


def _plain(one: Claimed) -> _Plain | None:
    if one.kind != "message" or one.group_id or one.attempts > 1:
        return None
    try:
        event = inbox.read(one)
    except Exception:
        # Whoever takes it alone says what is wrong with it.
        return None
    message = event.payload
    if not isinstance(message, Message) or message.direction != "in" or not message.external_id:
        return None
    if message.attachments or message.reply_to_external_id or message.quote_text or message.thread_hints:
        return None
    text = message.text.strip("\r\n").replace("\r\n", "\n").replace("\0", "").encode("utf-8", "replace").decode()
    return _Plain(one, event, message, text) if text.strip() else None


async def _post(db: Database, plain: Sequence[_Plain]) -> set[int]:
    rows = await db.all(
        SQL.known_writers,
        channel_ids=[one.claimed.channel_id for one in plain],
        external_user_ids=[one.event.account.external_user_id for one in plain],
    )
    known = [(plain[row["ord"] - 1], row) for row in rows]
    begun = [one for one in known if _says_nothing_new(*one)]
    answers = await asyncio.gather(*(_posted(db, *one) for one in begun), return_exceptions=True)
    posted = [(one, found) for (one, _), found in zip(begun, answers, strict=True) if isinstance(found, Posted)]
    if posted:
        await db.all(
            SQL.settle_together,
            ids=[one.claimed.id for one, _ in posted],
            fences=[one.claimed.fence for one, _ in posted],
            channel_ids=[one.claimed.channel_id for one, _ in posted],
            external_user_ids=[one.event.account.external_user_id for one, _ in posted],
            external_ids=[one.message.external_id for one, _ in posted],
            session_ids=[found.session_id for _, found in posted],
            seqs=[found.seq for _, found in posted],
        )
    return {one.claimed.id for one, _ in posted}


def _says_nothing_new(one: _Plain, row: Row) -> bool:
    """Whether all that is said of who writes is known, his message fits, and his kind places messages as all do."""
    outside = KINDS[row["kind"]].outside if row["kind"] in KINDS else None
    if outside is None or outside.place is not None or not row["lately"] or len(one.text) > row["message_limit"]:
        return False
    if outside.introduce is not None and row["name"] is None:
        return False
    external = one.event.account
    said = accounts.identity_of(external)
    claims = ((said.name, row["name"]), (said.email, row["email"]), (said.phone, row["phone"]))
    if not row["verified"] and any(claim is not None and claim != kept for claim, kept in claims):
        return False
    return (
        said.language in (None, row["language"])
        and external.external_chat_id == row["chat_id"]
        and (said.details or {}).items() <= row["details"].items()
        and dict(external.aliases).items() <= row["aliases"].items()
    )


async def _posted(db: Database, one: _Plain, row: Row) -> Posted | None:
    """Post it with what else waits at this moment; None where it has to be taken in alone."""
    account = Account(**{name: row[name] for name in _ACCOUNT})
    channel_id = one.claimed.channel_id
    if await locks_of(db).lock_on(account.id, channel_id, standing(db, channel_id, account.id), None) is not None:
        return None
    actor = Actor("account", account.id, account.name or "", channel_id=channel_id, language=account.language or "en")
    key = post_key(channel_id, account.id, one.message.external_id)
    return await begin_post(db, actor, Draft(UUID(str(row["session_id"])), key, one.text))
