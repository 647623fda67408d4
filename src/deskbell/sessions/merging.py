"""Two sessions that are one: the second closes and stands before the first as an earlier part; no message moves.

For mail, whose letters do not always prove where they belong. Who may change a session may merge it into another one of
its channel that he may change as well, and take that back; letters that name the closed one then go on in the other.
What is merged into a part of a session goes on in the session itself; each merging is taken back by itself.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.sql import statements
from deskbell.clients import service as clients
from deskbell.clients.model import Identity
from deskbell.log import service as log
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.rights.table import Deed
from deskbell.sessions.changeable import changeable
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "placing.sql")
NUMBERS = statements(__package__)

KIND = "email"
REFUSED_MOST = 500


async def mail_to_sort(db: Db, actor: Actor, session_id: UUID) -> Session:
    """A session of mail whose letters this person may put elsewhere; not_found where there are no letters."""
    session = await changeable(db, actor, Deed.TRANSFER, session_id)
    if session.channel_kind != KIND:
        raise not_found()
    return session


async def merge(db: Database, actor: Actor, session_id: UUID, into_id: UUID) -> Session:
    """Close a session as a part of another; the other one. Again is once. Refuses, for either session: not_found (for
    the other validation_failed at `session_id`: `unknown`), not_allowed, not_yours, offline_may_only_look; and
    session_closed (merged elsewhere, or spam), validation_failed at `session_id`: `same`, `of_another_channel`."""
    source = await mail_to_sort(db, actor, session_id)
    try:
        target = await seen(db, actor, into_id)
    except Refusal:
        raise invalid(session_id="unknown") from None
    if target.id == source.id:
        raise invalid(session_id="same")
    if target.channel_id != source.channel_id:
        raise invalid(session_id="of_another_channel")
    # Who may not add anybody to a session, may not bring him in by a merging either.
    await changeable(db, actor, Deed.TRANSFER, into_id)
    async with db.transaction() as tx:
        await tx.all(SQL.hold_sessions, session_ids=[source.id, target.id])
        known = await tx.first(SQL.merged_into, session_id=source.id)
        if known is not None and known["id"] == target.id:
            return target
        if target.state == "spam" or await tx.first(SQL.merged_into, session_id=target.id):
            raise Refusal("session_closed")
        row = await tx.first(
            SQL.merge_session, session_id=source.id, into_id=target.id, operator_id=target.operator_id or actor.id
        )
        if row is None:
            raise Refusal("session_closed")
        await tx.run(SQL.bring_participants, session_id=source.id, into_id=target.id, added_by=actor.id)
        body = {"state": "closed", "closed_at": row["closed_at"], "queued_at": None, "operator_id": row["operator_id"]}
        told = _moved("merged", target)
        await log.append(tx, actor, "letters_moved", source.id, row["seq"], row["prev_all"], "all", body | told)
        await _tell(tx, actor, target.id, _moved("merged_in", source))
    return await seen(db, actor, target.id)


async def unmerge(db: Database, actor: Actor, session_id: UUID) -> Session:
    """Take a merging back: the session stands for itself again, closed as it is, with whoever takes part in it. Where
    it was not merged nothing changes. Refuses as `merge`."""
    source = await mail_to_sort(db, actor, session_id)
    async with db.transaction() as tx:
        await stand_for_itself(tx, actor, source)
    return await seen(db, actor, session_id)


async def stand_for_itself(tx: Transaction, actor: Actor, source: Session) -> None:
    """Take a merging back where there is one; for who may change the session, also for who opens it again."""
    ways = await tx.all(SQL.merged_ways, session_id=source.id)
    if not ways:
        return
    await tx.all(SQL.hold_sessions, session_ids=[source.id, *(one["id"] for one in ways)])
    if await tx.first(SQL.unmerge_session, session_id=source.id):
        part = source.id
        for one in ways:
            await tx.run(SQL.take_back_participants, session_id=part, into_id=one["id"])
            await _tell(tx, actor, one["id"], _moved("unmerged", source))
            part = one["id"]
        await _tell(tx, actor, source.id, _about("unmerged", ways[0]["id"], ways[0]["number"]))


async def parts_of(db: Db, session_id: UUID) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Where a session goes on that was merged, and what goes on in it: `{id, number}`."""
    ways = await db.all(SQL.merged_ways, session_id=session_id)
    parts = await db.all(SQL.merged_of, session_id=session_id)
    return (dict(ways[-1]) if ways else None), [{"id": row["id"], "number": row["number"]} for row in parts]


async def tell_parted(
    tx: Transaction, actor: Actor, session_id: UUID, to_id: UUID, number: int, seqs: list[int]
) -> None:
    """Leave a pointer where letters were put apart from."""
    await _tell(tx, actor, session_id, _about("parted", to_id, number) | {"message_seqs": seqs})


async def _tell(tx: Transaction, actor: Actor, session_id: UUID, body: dict[str, Any]) -> None:
    row = await tx.first(NUMBERS.number_staff_change, session_id=session_id)
    assert row is not None
    await log.append(tx, actor, "letters_moved", session_id, row["seq"], row["prev_all"], "staff", body)


def _moved(deed: str, other: Session) -> dict[str, Any]:
    return _about(deed, other.id, other.number)


def _about(deed: str, other_id: UUID, number: int) -> dict[str, Any]:
    return {"deed": deed, "other_id": other_id, "other_number": number}


async def add_participant(db: Database, actor: Actor, session_id: UUID, address: str) -> None:
    """Let somebody take part by an address that was checked: he gets copies, his answers join. Refuses as `merge`."""
    session = await mail_to_sort(db, actor, session_id)
    async with db.transaction() as tx:
        account = await clients.meet(tx, KIND, None, Identity(address, email=address))
        await tx.run(SQL.add_participant, session_id=session.id, account_id=account.id, added_by=actor.id)


async def copies_refused(db: Database, session_id: UUID, refused: Sequence[tuple[str, str]]) -> bool:
    """Note at participants that their addresses did not take a copy, with why; whether all of these are participants',
    so that the message itself arrived."""
    told = {address.lower(): why.replace("\0", "")[:REFUSED_MOST] for address, why in refused}
    async with db.transaction() as tx:
        rows = await tx.all(
            SQL.refuse_participants, session_id=session_id, addresses=list(told), whys=list(told.values())
        )
        if any(row["is_new"] for row in rows):
            await _tell(tx, SYSTEM, session_id, {"deed": "copy_refused"})
    return bool(told) and {row["address"] for row in rows} == set(told)


async def drop_participant(db: Database, actor: Actor, session_id: UUID, account_id: UUID) -> None:
    """He takes part no more; whoever did not, does not."""
    session = await mail_to_sort(db, actor, session_id)
    async with db.transaction() as tx:
        await tx.first(SQL.drop_participant, session_id=session.id, account_id=account_id)
