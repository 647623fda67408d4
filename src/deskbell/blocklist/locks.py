"""Is this account locked where it writes? Asked before every message of a client, so the answer is kept at hand.

What is kept is what entries an account fits, not a yes or no: an entry that ends ends here too, at its second. The list
has a version; a process that has not asked for it within `FRESH_SECONDS` asks before it answers, and forgets all it
knew when it moved. So a change holds everywhere within a second, with no word between processes, and a busy process
asks twice a second however many messages come.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from deskbell.base import clock
from deskbell.base.db import Database, Db, records
from deskbell.base.sql import statements
from deskbell.blocklist.model import INTERNAL, Facts, Match
from deskbell.blocklist.values import address_from, facts_of
from deskbell.clients import service as clients
from deskbell.clients.model import Account

SQL = statements(__package__)

FRESH_SECONDS = 0.8
"""So old may the version be when somebody is let through: with the commit's way it makes the second."""

ASK_SECONDS = 0.3
KEPT_SECONDS = 60.0
"""What an account says of itself may change in another process."""

KEPT_MOST = 20_000
ADDRESS_SECONDS = 3_600.0

_Key = tuple[UUID, UUID, str | None]

Where = Callable[[], Awaitable[UUID]]
"""Says in which live chat the account's next message will stand; asked only where something fits the account at all."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found for an account in a channel, from an address."""

    facts: Facts
    matches: Sequence[Match]
    at: float


def lock_in(matches: Sequence[Match], live_chat_id: UUID, seconds_later: float = 0.0) -> UUID | None:
    """The entry that locks an account in a live chat: of the blocks in force one, unless there is an exception."""
    found: UUID | None = None
    for match in matches:
        over = match.seconds_left is not None and match.seconds_left <= seconds_later
        if over or not (match.everywhere or live_chat_id in match.live_chat_ids):
            continue
        if match.list == "allow":
            return None
        found = found or match.id
    return found


def blocked_anywhere(matches: Sequence[Match]) -> bool:
    """Whether some live chat may be closed to an account."""
    return any(match.list != "allow" for match in matches)


async def matching(db: Db, facts: Facts) -> list[Match]:
    """The entries in force that these facts fit: one statement."""
    if facts.channel_kind == INTERNAL:
        return []
    listed = sorted(facts.claimed)
    rows = await db.all(
        SQL.entries_matching,
        kinds=[kind for kind, _ in listed],
        values=[value for _, value in listed],
        proved=[one in facts.proved for one in listed],
        channel_kind=facts.channel_kind,
    )
    return records(Match, rows)


class Locks:
    """What one process knows of its accounts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: OrderedDict[_Key, _Known] = OrderedDict()
        self._version: int | None = None
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._addresses: OrderedDict[UUID, tuple[str, float]] = OrderedDict()

    def forget(self) -> None:
        """This process changed the list itself."""
        self._known.clear()
        self._asked_at = float("-inf")

    def surely_free(self, account_id: UUID, channel_id: UUID, address: str | None) -> bool:
        """Without a look at the database: False where the account is locked somewhere, and where one has to ask."""
        now = clock.ticks()
        if now - self._asked_at > ASK_SECONDS:
            _ = self._ask()
        known = self._known.get((account_id, channel_id, address))
        if known is None or now - self._asked_at > FRESH_SECONDS or now - known.at > KEPT_SECONDS:
            return False
        return not blocked_anywhere(known.matches)

    async def lock_of(self, account: Account, channel_id: UUID, where: Where, address: str | None) -> UUID | None:
        """The entry that locks the account there now, None when it is free."""
        if account.channel_kind == INTERNAL:
            return None
        await self._be_fresh()
        facts = facts_of(account, address or await self._last_address(account.id))
        key, now = (account.id, channel_id, address), clock.ticks()
        known = self._known.get(key)
        if known is None or known.facts != facts or now - known.at > KEPT_SECONDS:
            version = self._version
            known = _Known(facts, await matching(self._db, facts), now)
            if version == self._version:
                self._keep(key, known)
        return await _lock(known, where)

    async def lock_on(self, account_id: UUID, channel_id: UUID, where: Where, address: str | None) -> UUID | None:
        """The same, for whoever has not looked the account up."""
        await self._be_fresh()
        known, now = self._known.get((account_id, channel_id, address)), clock.ticks()
        if known and now - known.at <= KEPT_SECONDS:
            return await _lock(known, where)
        account = await clients.account(self._db, account_id)
        return await self.lock_of(account, channel_id, where, address) if account else None

    async def note_address(self, account_id: UUID, address: str | None) -> None:
        """From where an account writes, for blocks by address; kept for 30 days."""
        plain, now = address_from(address), clock.ticks()
        known = self._addresses.get(account_id)
        if plain is None or (known and known[0] == str(plain) and now - known[1] < ADDRESS_SECONDS):
            return
        await self._db.run(SQL.note_address, account_id=account_id, address=str(plain))
        self._addresses[account_id] = (str(plain), now)
        if len(self._addresses) > KEPT_MOST:
            self._addresses.popitem(last=False)

    async def _last_address(self, account_id: UUID) -> str | None:
        return await address_of(self._db, account_id)

    def _keep(self, key: _Key, known: _Known) -> None:
        self._known[key] = known
        self._known.move_to_end(key)
        if len(self._known) > KEPT_MOST:
            self._known.popitem(last=False)

    async def _be_fresh(self) -> None:
        if clock.ticks() - self._asked_at > FRESH_SECONDS:
            await asyncio.shield(self._ask())

    def _ask(self) -> "asyncio.Task[None]":
        if self._asking is None:
            self._asking = asyncio.create_task(self._look_at_version())
            self._asking.add_done_callback(self._asked)
        return self._asking

    def _asked(self, task: "asyncio.Task[None]") -> None:
        self._asking = None
        if not task.cancelled():
            # Whoever waited hears of it; who only nudged finds it stale and asks again.
            task.exception()

    async def _look_at_version(self) -> None:
        began = clock.ticks()
        row = await self._db.first(SQL.version)
        version = row["version"] if row else 0
        if version != self._version:
            self._known.clear()
            self._version = version
        self._asked_at = began


async def _lock(known: _Known, where: Where) -> UUID | None:
    if not blocked_anywhere(known.matches):
        return None
    live_chat_id = await where()
    return lock_in(known.matches, live_chat_id, clock.ticks() - known.at)


async def address_of(db: Db, account_id: UUID) -> str | None:
    """From where an account wrote last, within 30 days."""
    row = await db.first(SQL.address_of, account_id=account_id)
    return str(address_from(str(row["address"]))) if row else None


async def forget_addresses(db: Db) -> None:
    """Drop addresses older than 30 days; run by the worker."""
    await db.run(SQL.forget_addresses)


_locks: WeakKeyDictionary[Database, Locks] = WeakKeyDictionary()


def locks_of(db: Database) -> Locks:
    """What this process knows, by its database."""
    return _locks.get(db) or _locks.setdefault(db, Locks(db))
