"""Finding, making and naming clients."""

from uuid import UUID

from deskbell.base.db import Db, Transaction, record
from deskbell.base.errors import invalid
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.clients.model import Account, Identity

SQL = statements(__package__)

NAME_MOST = 200


async def account(db: Db, account_id: UUID) -> Account | None:
    """The account with its client's name."""
    return record(Account, await db.first(SQL.account_by_id, account_id=account_id))


async def account_by_identity(db: Db, channel_kind: str, channel_id: UUID | None, external_id: str) -> Account | None:
    """The account a provider's id stands for, or None when it never wrote."""
    row = await db.first(
        SQL.account_by_identity, channel_kind=channel_kind, channel_id=channel_id, external_id=external_id
    )
    return record(Account, row)


async def meet(
    tx: Transaction, channel_kind: str, channel_id: UUID | None, identity: Identity, client_id: UUID | None = None
) -> Account:
    """The account of an identity, refreshed when it is known; made when it is new, for the client who is named or
    with one of its own."""
    known = await account_by_identity(tx, channel_kind, channel_id, identity.external_id)
    if known is None:
        known = await _introduce(tx, channel_kind, channel_id, identity, client_id)
    else:
        await refresh(tx, known.id, identity)
    fresh = await account(tx, known.id)
    assert fresh is not None
    return fresh


async def _introduce(
    tx: Transaction, channel_kind: str, channel_id: UUID | None, identity: Identity, of_client: UUID | None
) -> Account:
    client_id = of_client or new_id()
    if of_client is None:
        await tx.run(SQL.add_client, client_id=client_id, name=None)
    added = await tx.first(
        SQL.add_account,
        account_id=new_id(),
        client_id=client_id,
        channel_kind=channel_kind,
        channel_id=channel_id,
        external_id=identity.external_id,
        name=identity.name,
        email=identity.email,
        phone=identity.phone,
        verified=identity.verified,
        language=identity.language,
        details=identity.details or {},
    )
    if added is None and of_client is None:
        await tx.run(SQL.drop_client, client_id=client_id)
    found = await account_by_identity(tx, channel_kind, channel_id, identity.external_id)
    assert found is not None
    return found


async def tie(tx: Transaction, account_id: UUID, person_id: UUID) -> None:
    """Say that an account is an employee's. He has one."""
    await tx.run(SQL.tie_account, account_id=account_id, person_id=person_id)


async def refresh(tx: Db, account_id: UUID, identity: Identity) -> None:
    """Take in what an account says of itself; claims never replace what was proved."""
    await tx.run(
        SQL.refresh_account,
        account_id=account_id,
        name=identity.name,
        email=identity.email,
        phone=identity.phone,
        verified=identity.verified,
        language=identity.language,
        details=identity.details or {},
    )


async def rename(tx: Transaction, client_id: UUID, name: str) -> None:
    """Give a client the name operators use. The session's log is the caller's."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise invalid(name="empty")
    if len(cleaned) > NAME_MOST:
        raise invalid(name="too_long")
    await tx.run(SQL.rename_client, client_id=client_id, name=cleaned)


async def forget(tx: Transaction, account_id: UUID) -> None:
    """Drop an account, and its client when it was the only one. What hangs on either fails the transaction."""
    row = await tx.first(SQL.drop_account, account_id=account_id)
    if row:
        await tx.run(SQL.drop_client, client_id=row["client_id"])
