"""Keeping the list: who may see and change which entries, and changing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.cursors import PAGE_MOST
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_allowed, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.blocklist.locks import locks_of
from deskbell.blocklist.model import MESSENGERS, NAME_MOST, Entry, Kind, List
from deskbell.blocklist.values import check_lockable, value_of
from deskbell.clients import service as clients
from deskbell.log import service as log
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, authorise, may

SQL = statements(__package__)

STATES = ("in_force", "expired", "archived")
PLACES_MOST = 100
SEARCH_MOST = 200

_LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


@dataclass(frozen=True, slots=True)
class Wish:
    """An entry as somebody wants it. `live_chat_ids` None: for all of them."""

    list: List
    name: str
    kind: Kind
    value: str
    channel_kind: str | None = None
    live_chat_ids: Sequence[UUID] | None = None
    valid_until: datetime | None = None


def may_see_list(actor: Actor) -> bool:
    """Administrators, and whoever works in some live chat."""
    return actor.administrator or bool(places_of(actor))


def places_of(actor: Actor) -> list[UUID]:
    """The live chats an actor operates or supervises."""
    return list({*actor.live_chats_as(Role.OPERATOR), *actor.live_chats_as(Role.SUPERVISOR)})


def may_change(actor: Actor, entry: Entry) -> bool:
    """Whoever works in all of its live chats; one for all is the administrators'."""
    return may_keep(actor, None if entry.everywhere else [UUID(place["id"]) for place in entry.live_chats])


def may_keep(actor: Actor, live_chat_ids: Sequence[UUID] | None) -> bool:
    """Whether this actor keeps the entries of these live chats, None for those of all."""
    if actor.administrator:
        return may(actor, Deed.KEEP_BLOCKLIST)
    return bool(live_chat_ids) and all(may(actor, Deed.KEEP_BLOCKLIST, place) for place in live_chat_ids or ())


def check_places(actor: Actor, live_chat_ids: Sequence[UUID] | None) -> None:
    """Raises not_allowed for an entry this actor may not make: for all live chats, or for one he does not work in."""
    if not may_keep(actor, live_chat_ids):
        authorise(actor, Deed.KEEP_BLOCKLIST, live_chat_ids[0] if live_chat_ids else None)
        raise not_allowed()


def _scope(actor: Actor) -> dict[str, object]:
    return {"administrator": actor.administrator, "live_chats": places_of(actor)}


async def entries(
    db: Db,
    actor: Actor,
    state: str = "in_force",
    list_: str | None = None,
    kind: str | None = None,
    search: str | None = None,
    live_chat_id: UUID | None = None,
    before: tuple[datetime, UUID] | None = None,
    most: int = PAGE_MOST,
) -> list[Entry]:
    """Entries one may see, newest first, from before a time and id on. Raises not_allowed, validation_failed."""
    if not may_see_list(actor):
        raise not_allowed()
    if state not in STATES:
        raise invalid(state="unknown")
    words = " ".join((search or "").split())[:SEARCH_MOST]
    at, last = before or _LAST
    rows = await db.all(
        SQL.entries_page,
        state=state,
        list=list_,
        kind=kind,
        pattern=f"%{_literally(words)}%" if words else None,
        live_chat=live_chat_id,
        before_at=at,
        before_id=last,
        most=most,
        **_scope(actor),
    )
    return records(Entry, rows)


def _literally(words: str) -> str:
    for letter in "\\%_":
        words = words.replace(letter, "\\" + letter)
    return words


async def entry(db: Db, actor: Actor, entry_id: UUID) -> Entry:
    """One entry as this actor may see it; not_found alike for none and for another live chat's."""
    if not may_see_list(actor):
        raise not_allowed()
    found = record(Entry, await db.first(SQL.entry_seen, entry_id=entry_id, **_scope(actor)))
    if found is None:
        raise not_found()
    return found


async def add(db: Database, actor: Actor, wish: Wish) -> UUID:
    """A new entry. Raises not_allowed, validation_failed, entry_exists, internal_never_locked."""
    check_places(actor, wish.live_chat_ids)
    async with db.transaction() as tx:
        entry_id = await add_in(tx, actor, wish)
    locks_of(db).forget()
    return entry_id


async def add_in(tx: Transaction, actor: Actor, wish: Wish) -> UUID:
    """The adding itself; the caller has asked for the right and forgets what its process knew."""
    entry_id = new_id()
    checked = await _checked(tx, wish, entry_id)
    await tx.run(SQL.add_entry, entry_id=entry_id, person_id=actor.id, **_columns(checked))
    await _place(tx, entry_id, checked)
    await _tell(tx, actor, "blocklist_entry_created", entry_id, {"list": checked.list, "kind": checked.kind})
    return entry_id


async def change(db: Database, actor: Actor, entry_id: UUID, wish: Wish) -> None:
    """Set an entry whole. Besides what `add` refuses: not_found, not_writable for an archived one."""
    known = await entry(db, actor, entry_id)
    if not may_change(actor, known):
        raise not_allowed()
    check_places(actor, wish.live_chat_ids)
    if known.archived_at:
        raise Refusal("not_writable")
    async with db.transaction() as tx:
        checked = await _checked(tx, wish, entry_id, known.valid_until)
        await tx.run(SQL.change_entry, entry_id=entry_id, **_columns(checked))
        await tx.run(SQL.drop_places, entry_id=entry_id)
        await _place(tx, entry_id, checked)
        await _tell(tx, actor, "blocklist_entry_changed", entry_id, {"list": checked.list, "kind": checked.kind})
    locks_of(db).forget()


async def archive(db: Database, actor: Actor, entry_id: UUID, archived: bool) -> None:
    """Put an entry away, or bring it back; the same twice is the same. Raises not_found, not_allowed, entry_exists."""
    known = await entry(db, actor, entry_id)
    if not may_change(actor, known):
        raise not_allowed()
    async with db.transaction() as tx:
        await tx.run(SQL.raise_version)
        if not archived:
            await _not_twice(tx, _wish_of(known), entry_id)
        if await tx.first(SQL.archive_entry, entry_id=entry_id, archived=archived):
            deed = "blocklist_entry_archived" if archived else "blocklist_entry_restored"
            await _tell(tx, actor, deed, entry_id, {})
    locks_of(db).forget()


def _wish_of(entry: Entry) -> Wish:
    places = None if entry.everywhere else [UUID(place["id"]) for place in entry.live_chats]
    return Wish(entry.list, entry.name, entry.kind, entry.value, entry.channel_kind, places, entry.valid_until)


async def _checked(tx: Transaction, wish: Wish, entry_id: UUID, was_until: datetime | None = None) -> Wish:
    """The wish as it is kept. The version first: whoever says the same at the same moment waits, and then finds it."""
    await tx.run(SQL.raise_version)
    name = plain_name(wish.name, most=NAME_MOST)
    value = value_of(wish.kind, wish.value)
    if wish.channel_kind is not None and (wish.kind != "messenger_id" or wish.channel_kind not in MESSENGERS):
        raise invalid(channel_kind="unknown")
    if wish.kind == "account":
        await _check_account(tx, UUID(value))
    places = await _checked_places(tx, wish.live_chat_ids)
    await _check_until(tx, wish.valid_until, was_until)
    checked = Wish(wish.list, name, wish.kind, value, wish.channel_kind, places, wish.valid_until)
    await _not_twice(tx, checked, entry_id)
    return checked


async def _check_account(tx: Transaction, account_id: UUID) -> None:
    account = await clients.account(tx, account_id)
    if account is None:
        raise invalid(value="not_an_account")
    check_lockable(account.channel_kind)


async def _checked_places(tx: Transaction, live_chat_ids: Sequence[UUID] | None) -> list[UUID] | None:
    if live_chat_ids is None:
        return None
    wanted = sorted(set(live_chat_ids))
    if not 0 < len(wanted) <= PLACES_MOST:
        raise invalid(live_chat_ids="required" if not wanted else "too_many")
    if len(await tx.all(SQL.live_chats_in_use, live_chat_ids=wanted)) != len(wanted):
        raise invalid(live_chat_ids="unknown")
    return wanted


async def _check_until(tx: Transaction, until: datetime | None, was: datetime | None) -> None:
    if until is None or until == was:
        return
    if until.tzinfo is None:
        raise invalid(valid_until="invalid")
    row = await tx.first(SQL.is_past, at=until)
    if row and row["past"]:
        raise invalid(valid_until="in_the_past")


async def _not_twice(tx: Transaction, wish: Wish, entry_id: UUID) -> None:
    alike = await tx.first(
        SQL.entry_alike,
        entry_id=entry_id,
        list=wish.list,
        kind=wish.kind,
        value=wish.value,
        channel_kind=wish.channel_kind,
        everywhere=wish.live_chat_ids is None,
        live_chat_ids=list(wish.live_chat_ids or ()),
    )
    if alike:
        raise Refusal("entry_exists", entry=alike["id"])


def _columns(wish: Wish) -> dict[str, object]:
    return {
        "list": wish.list,
        "name": wish.name,
        "kind": wish.kind,
        "channel_kind": wish.channel_kind,
        "value": wish.value,
        "everywhere": wish.live_chat_ids is None,
        "valid_until": wish.valid_until,
    }


async def _place(tx: Transaction, entry_id: UUID, wish: Wish) -> None:
    if wish.live_chat_ids:
        await tx.run(SQL.add_places, entry_id=entry_id, live_chat_ids=list(wish.live_chat_ids))


async def _tell(tx: Transaction, actor: Actor, deed: str, entry_id: UUID, detail: dict[str, object]) -> None:
    await audit.write(tx, actor, deed, "blocklist_entry", entry_id, detail)
    await log.note(tx, actor, "blocklist_changed", {"id": entry_id})
