"""Two clients who are one person: their accounts come together, both ids stay, and all of it can be undone.

The merged one's accounts point to the kept one from then on, so that whatever asks for the client of an account finds
the kept one; no message is touched. Of the cards the kept one's own win; what lost is remembered. A merge is undone
from the outside in: while the kept one is himself merged into a third, that merge is undone first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Db, Row, Transaction, record, records
from deskbell.base.errors import Refusal, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor

SQL = statements(__package__, "merging.sql")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge with what it moved: account ids, and the merged one's cards, `moved` or not."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    accounts: Sequence[UUID]
    cards: Sequence[Mapping[str, Any]]
    named: str | None
    merged_at: datetime
    undone_at: datetime | None


async def kept_client(db: Db, client_id: UUID) -> UUID | None:
    """Whom a client has become: himself, or the end of a chain of merges; None for no client."""
    row = await db.first(SQL.kept_client, client_id=client_id)
    return row["id"] if row else None


async def is_internal(db: Db, client_id: UUID) -> bool:
    """Whether the client is an employee who writes inside the company."""
    row = await db.first(SQL.is_internal, client_id=client_id)
    return bool(row and row["internal"])


async def merge(tx: Transaction, actor: Actor, kept_id: UUID, merged_id: UUID, merged_name: str | None) -> list[UUID]:
    """Merge one client into another; the ids of the accounts that came over. The sessions are the caller's to move.

    `merged_name` is what a kept one without a name is called from now on. Raises merge_refused with `reason`: `same`,
    `internal` (an employee is nobody else), `changed` (merged by somebody else meanwhile).
    """
    if kept_id == merged_id:
        raise Refusal("merge_refused", reason="same")
    held = {row["id"]: row for row in await tx.all(SQL.hold_clients, client_ids=[kept_id, merged_id])}
    if len(held) < 2:
        raise not_found()
    if any(row["merged_into"] is not None for row in held.values()):
        raise Refusal("merge_refused", reason="changed")
    if await is_internal(tx, kept_id) or await is_internal(tx, merged_id):
        raise Refusal("merge_refused", reason="internal")
    moved = [row["id"] for row in await tx.all(SQL.move_accounts, kept_id=kept_id, merged_id=merged_id)]
    cards = await _move_cards(tx, kept_id, merged_id)
    named = merged_name if held[kept_id]["name"] is None else None
    if named:
        await tx.first(SQL.name_if_nameless, client_id=kept_id, name=named)
    await tx.run(SQL.set_merged, kept_id=kept_id, merged_id=merged_id)
    await tx.run(
        SQL.add_merge,
        merge_id=new_id(),
        kept_id=kept_id,
        merged_id=merged_id,
        accounts=moved,
        cards=cards,
        named=named,
        person_id=actor.id if actor.kind == "person" else None,
    )
    await audit.write(tx, actor, "clients_merged", "client", kept_id, {"merged_id": str(merged_id)})
    return moved


async def _move_cards(tx: Transaction, kept_id: UUID, merged_id: UUID) -> list[dict[str, Any]]:
    """The merged one's cards go over where the kept one has none of that app; all are remembered."""
    cards: list[dict[str, Any]] = []
    for row in await tx.all(SQL.client_cards, client_id=merged_id):
        moved = await tx.first(SQL.put_client_card, client_id=kept_id, **dict(row)) is not None
        cards.append({**dict(row), "moved": moved})
    await tx.run(SQL.drop_client_cards, client_id=merged_id)
    return cards


async def undo(tx: Transaction, actor: Actor, kept_id: UUID, merge_id: UUID) -> tuple[UUID, list[UUID]]:
    """Part them again: the merged client's id and the accounts that go back to him, the sessions being the caller's.

    What came to the kept one since stays with him. Raises not_found, merge_refused with `reason`: `undone` already, or
    `merged_on`, where the kept one was merged into a third.
    """
    named = record(Merge, await tx.first(SQL.merge_known, merge_id=merge_id))
    if named is None or named.kept_id != kept_id:
        raise not_found()
    held = {row["id"]: row for row in await tx.all(SQL.hold_clients, client_ids=[kept_id, named.merged_id])}
    known = record(Merge, await tx.first(SQL.merge_to_undo, merge_id=merge_id))
    assert known is not None
    if known.undone_at is not None:
        raise Refusal("merge_refused", reason="undone")
    if held[kept_id]["merged_into"] is not None:
        raise Refusal("merge_refused", reason="merged_on")
    await tx.run(SQL.set_merged, kept_id=None, merged_id=known.merged_id)
    back = [
        row["id"]
        for row in await tx.all(
            SQL.return_accounts, kept_id=kept_id, merged_id=known.merged_id, account_ids=list(known.accounts)
        )
    ]
    if known.named:
        await tx.run(SQL.unname, client_id=kept_id, name=known.named)
    await _return_cards(tx, known)
    await tx.run(SQL.set_undone, merge_id=merge_id, person_id=actor.id if actor.kind == "person" else None)
    await audit.write(tx, actor, "clients_parted", "client", kept_id, {"merged_id": str(known.merged_id)})
    return known.merged_id, back


async def _return_cards(tx: Transaction, known: Merge) -> None:
    """Every card goes back where it was; the place it leaves goes to the next merged one who had a card for it."""
    vacated: set[UUID] = set()
    for card in known.cards:
        app_id, card_id = UUID(str(card["app_id"])), UUID(str(card["card_id"]))
        if card["moved"] and await tx.first(
            SQL.take_client_card, client_id=known.kept_id, app_id=app_id, card_id=card_id
        ):
            vacated.add(app_id)
        await tx.first(SQL.put_client_card, client_id=known.merged_id, **_binding(card))
    for other in records(Merge, await tx.all(SQL.standing_merges, kept_id=known.kept_id)):
        if other.id != known.id and vacated:
            await _fill(tx, other, vacated)


async def _fill(tx: Transaction, other: Merge, vacated: set[UUID]) -> None:
    cards = [dict(card) for card in other.cards]
    for card in cards:
        app_id = UUID(str(card["app_id"]))
        if app_id in vacated and await tx.first(SQL.put_client_card, client_id=other.kept_id, **_binding(card)):
            card["moved"] = True
            vacated.discard(app_id)
    await tx.run(SQL.set_merge_cards, merge_id=other.id, cards=cards)


def _binding(card: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "app_id": UUID(str(card["app_id"])),
        "card_id": UUID(str(card["card_id"])),
        "bound_by": UUID(str(card["bound_by"])) if card["bound_by"] else None,
        "bound_at": datetime.fromisoformat(str(card["bound_at"])),
    }


async def merges_of(db: Db, kept_id: UUID) -> list[Row]:
    """The merges into a client that stand, the last first: `id, merged_at, merged_id, merged_name, person_id, …`."""
    return await db.all(SQL.merges_shown, kept_id=kept_id)
