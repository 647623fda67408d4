"""Who is meant by a provider's id, where to write to him, and whether he can be reached."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Db, Row, Transaction
from deskbell.base.sql import statements
from deskbell.base.words import LANGUAGES
from deskbell.channels.contract import Outside
from deskbell.channels.events import ExternalAccount
from deskbell.clients import service as clients
from deskbell.clients.model import Account, Identity
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor

SQL = statements(__package__, "delivery.sql")

NAME_MOST, EMAIL_MOST, PHONE_MOST = 200, 320, 40


def scope_of(outside: Outside | None, channel: Channel) -> UUID | None:
    """Where an external id means somebody: in this channel, or in all of its kind."""
    return None if outside and outside.ids == "kind" else channel.id


async def known(db: Db, outside: Outside, channel: Channel, external: ExternalAccount) -> Account | None:
    """The account a provider's id means, None for one who never wrote."""
    row = await db.first(SQL.account_at, channel_id=channel.id, external_user_id=external.external_user_id)
    if row is not None:
        return await clients.account(db, row["account_id"])
    scope = scope_of(outside, channel)
    return await clients.account_by_identity(db, channel.kind, scope, external.external_user_id)


async def meet(
    tx: Transaction, outside: Outside, channel: Channel, external: ExternalAccount, *, wrote: bool = True
) -> Account:
    """The same, made when it is new; what he says of himself is taken in. Who `wrote` can be reached."""
    identity = identity_of(external)
    row = await tx.first(SQL.account_at, channel_id=channel.id, external_user_id=external.external_user_id)
    account = None
    if row is not None:
        await clients.refresh(tx, row["account_id"], identity)
        account = await clients.account(tx, row["account_id"])
    if account is None:
        account = await clients.meet(tx, channel.kind, scope_of(outside, channel), identity)
    await keep(tx, channel.id, account.id, external, wrote=wrote)
    return account


async def keep(db: Db, channel_id: UUID, account_id: UUID, external: ExternalAccount, *, wrote: bool = False) -> None:
    """Where to write to him from now on."""
    await db.run(
        SQL.keep_account,
        channel_id=channel_id,
        external_user_id=external.external_user_id,
        account_id=account_id,
        chat_id=external.external_chat_id,
        aliases=dict(external.aliases),
        wrote=wrote,
    )


def identity_of(external: ExternalAccount) -> Identity:
    """What an account says of itself, as far as it can be kept. Nothing of it is proved."""
    known_apart = ("email", "phone")
    name = " ".join((external.name or "").split())[:NAME_MOST] or None
    language = (external.locale or "").replace("_", "-").partition("-")[0].lower()
    return Identity(
        external.external_user_id,
        name=name,
        email=external.aliases.get("email", "")[:EMAIL_MOST] or None,
        phone=external.aliases.get("phone", "")[:PHONE_MOST] or None,
        language=language if language in LANGUAGES else None,
        details={key: value[:200] for key, value in external.aliases.items() if key not in known_apart and value},
    )


def actor_of(account: Account, channel: Channel) -> Actor:
    """The account as the one who acts."""
    name, language = account.name or "", account.language or "en"
    return Actor("account", account.id, name, channel_id=channel.id, language=language)


async def reach(db: Db, channel_id: UUID, account_id: UUID, external_id: str) -> tuple[ExternalAccount, Any]:
    """Where to write to an account, by the id it used last, and the row of how it can be reached; None where it never
    wrote here."""
    row = await db.first(SQL.reach_of, channel_id=channel_id, account_id=account_id)
    return reached_at(row, external_id), row


async def reaches(db: Db, accounts: Sequence[tuple[UUID, UUID]]) -> list[Row | None]:
    """The rows of how accounts, by channel and id, can be reached."""
    rows = await db.all(
        SQL.reach_of_many,
        channel_ids=[channel_id for channel_id, _ in accounts],
        account_ids=[account_id for _, account_id in accounts],
    )
    found = {row["ord"]: row for row in rows}
    return [found.get(number) for number in range(1, len(accounts) + 1)]


def reached_at(row: Row | None, external_id: str) -> ExternalAccount:
    """Where to write to; `external_id` counts where he never wrote."""
    if row is None:
        return ExternalAccount(external_id, external_id)
    return ExternalAccount(row["external_user_id"], row["chat_id"], row["aliases"])


async def set_unreachable(db: Db, channel_id: UUID, account_id: UUID, external: ExternalAccount, code: str) -> None:
    """He does not take our messages, until he writes."""
    await db.run(
        SQL.set_unreachable,
        channel_id=channel_id,
        external_user_id=external.external_user_id,
        account_id=account_id,
        chat_id=external.external_chat_id,
        code=code[:100],
    )


async def set_reachable(db: Db, channel_id: UUID, account_id: UUID) -> None:
    await db.run(SQL.set_reachable, channel_id=channel_id, account_id=account_id)


async def move(db: Db, channel_id: UUID, account_id: UUID, to: ExternalAccount) -> None:
    """The provider gave a new address of his."""
    await db.run(
        SQL.move_account,
        channel_id=channel_id,
        external_user_id=to.external_user_id,
        account_id=account_id,
        chat_id=to.external_chat_id,
        aliases=dict(to.aliases),
    )
