"""What is done to clients: named, merged, parted. Their open sessions hear of it, so that open desks show it."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Row, Transaction
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.clients import merging
from deskbell.clients import service as clients
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed
from deskbell.sessions.clients_seen import client_seen, refusal_for_client
from deskbell.sessions.clients_shown import tell_client_changed

SQL = statements(__package__, "clients.sql")


async def rename_client(db: Database, actor: Actor, client_id: UUID, name: str) -> None:
    """The name operators use for him, in every session. Raises not_found, not_allowed, offline_may_only_look,
    validation_failed."""
    client = await _changeable(db, actor, Deed.RENAME, client_id)
    if name.strip() == client["name"]:
        return
    async with db.transaction() as tx:
        await clients.rename(tx, client["id"], name)
        await tell_client_changed(tx, actor, client["id"])


async def merge_clients(db: Database, actor: Actor, kept_id: UUID, merged_id: UUID) -> None:
    """Make one of two clients: the first is kept. Both must be seen, and the right held about both. Repeating it
    changes nothing. Raises not_found, not_allowed, offline_may_only_look, merge_refused with `reason`."""
    kept = await _changeable(db, actor, Deed.MERGE_CLIENTS, kept_id)
    other = await _changeable(db, actor, Deed.MERGE_CLIENTS, merged_id)
    if kept["id"] == other["id"]:
        raise Refusal("merge_refused", reason="same")
    async with db.transaction() as tx:
        named = kept["account_name"] or other["name"]
        moved = await merging.merge(tx, actor, kept["id"], other["id"], named)
        await tx.all(SQL.hold_sessions_of_merging, account_ids=moved, client_id=kept["id"])
        if kept["name"] is None and named:
            await tell_client_changed(tx, actor, kept["id"])
        body = {"kept_id": kept["id"], "merged_id": other["id"]}
        await _log(tx, actor, "client_merged", kept["id"], moved, body)


async def undo_merge(db: Database, actor: Actor, client_id: UUID, merge_id: UUID) -> UUID:
    """Part two clients as they were; the id of the one who stands for himself again. Raises as `merge_clients`."""
    kept = await _changeable(db, actor, Deed.MERGE_CLIENTS, client_id)
    async with db.transaction() as tx:
        parted_id, back = await merging.undo(tx, actor, kept["id"], merge_id)
        body = {"kept_id": kept["id"], "merged_id": parted_id}
        await _log(tx, actor, "client_parted", parted_id, back, body)
    return parted_id


async def client_of_account(tx: Transaction, account_id: UUID) -> UUID:
    """The client of an account, held until this transaction ends: a merging waits, or was before."""
    row = await tx.first(SQL.lock_account_client, account_id=account_id)
    assert row is not None
    return UUID(str(row["client_id"]))


async def _changeable(db: Database, actor: Actor, deed: Deed, client_id: UUID) -> Row:
    client = await client_seen(db, actor, client_id)
    refused = await refusal_for_client(db, actor, deed, client["id"])
    if refused:
        raise refused
    return client


async def _log(
    tx: Transaction, actor: Actor, kind: str, client_id: UUID, account_ids: list[UUID], body: dict[str, Any]
) -> None:
    """A session's client is always that of its account; open ones get an event."""
    for row in await tx.all(SQL.follow_accounts, account_ids=account_ids, client_id=client_id):
        if row["open"]:
            await log.append(tx, actor, kind, row["id"], row["seq"], row["prev_all"], "staff", body)
