"""The trail: entries commit with their deeds, and no row changes afterwards without its showing."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from deskbell.audit import chain
from deskbell.audit.model import Row
from deskbell.audit.service import entries, write
from deskbell.base.db import Database, Transaction, open_database
from deskbell.base.errors import Refusal
from deskbell.base.sql import Statement
from deskbell.demo.town import Town
from deskbell.rights.actor import SYSTEM, Actor

ANNA = Actor("person", UUID("00000000-0000-7000-8000-000000000001"), "Anna")


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def write_some(db: Database, count: int) -> None:
    async with db.transaction() as tx:
        for number in range(count):
            await write(tx, ANNA, "tried", "thing", str(number), {"b": [number], "a": {"ж": None}}, "10.0.0.1")


@pytest.fixture
async def owner(dsn: str) -> AsyncIterator[Database]:
    """The database as its owner, who alone may rewrite history."""
    opened = await open_database(dsn, size=2, sends=1, role=None)
    try:
        yield opened
    finally:
        await opened.close()


async def test_an_entry_commits_with_its_deed_or_not_at_all(db: Database) -> None:
    async def refused(tx: Transaction) -> None:
        await write(tx, ANNA, "tried", "thing", "1")
        raise Refusal("not_writable")

    with pytest.raises(Refusal):
        async with db.transaction() as tx:
            await refused(tx)
    assert await entries(db, SYSTEM) == []
    async with db.transaction() as tx:
        await write(tx, ANNA, "tried", "thing", "1", {"n": 1})
    (entry,) = await entries(db, SYSTEM)
    assert (entry.actor_kind, entry.actor_id, entry.deed, entry.object_id) == ("person", ANNA.id, "tried", "1")
    assert entry.detail == {"n": 1}


async def test_only_administrators_read_it(db: Database, town: Town) -> None:
    assert await entries(db, await town.actor(db, "dmitri"))
    for name in ("anna", "boris", "rita", "emil"):
        with pytest.raises(Refusal) as refused:
            await entries(db, await town.actor(db, name))
        assert refused.value.code == "not_allowed"


async def test_the_application_may_add_to_the_trail_and_never_change_it(db: Database) -> None:
    await write_some(db, 2)
    await chain.link(db, settled_seconds=0)
    for text in (
        "update audit_entry set deed = 'nothing'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_link set hash = ''",
        "delete from audit_link",
        "update event set kind = 'nothing'",
        "delete from event",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.run(statement(text))
    assert len(await entries(db, SYSTEM)) == 2


async def test_the_chain_grows_with_the_trail_and_holds(db: Database) -> None:
    assert await chain.link(db, settled_seconds=0) == 0
    assert (await chain.verify(db)).whole
    await write_some(db, 3)
    assert await chain.link(db, settled_seconds=0) == 3
    await write_some(db, 2)
    assert await chain.link(db, settled_seconds=0) == 2
    assert await chain.link(db, settled_seconds=0) == 0
    verdict = await chain.verify(db)
    assert (verdict.whole, verdict.entries, verdict.links) == (True, 5, 2)


async def test_a_long_trail_is_linked_in_batches(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 4)
    await write_some(db, 10)
    assert await chain.link(db, settled_seconds=0) == 10
    verdict = await chain.verify(db)
    assert (verdict.whole, verdict.entries, verdict.links) == (True, 10, 3)


async def test_rows_that_have_not_settled_wait(db: Database) -> None:
    await write_some(db, 2)
    assert await chain.link(db) == 0
    assert await chain.link(db, settled_seconds=0) == 2


async def test_two_workers_link_each_row_once(db: Database) -> None:
    await write_some(db, 20)
    counts = await asyncio.gather(*(chain.link(db, settled_seconds=0) for _ in range(6)))
    assert sum(counts) == 20
    assert (await chain.verify(db)).whole


TAMPERING = [
    "update audit_entry set deed = 'nothing' where id = 3",
    "update audit_entry set at = at + interval '1 microsecond' where id = 3",
    "update audit_entry set actor_id = null where id = 3",
    "update audit_entry set object_id = null where id = 3",
    "update audit_entry set address = '10.0.0.2' where id = 3",
    """update audit_entry set detail = '{"a": 1}' where id = 3""",
    "delete from audit_entry where id = 3",
    "delete from audit_entry where id = 4",
    "insert into audit_entry overriding system value"
    " select 5, at, actor_id, actor_kind, deed, object_kind, object_id, address, detail"
    " from audit_entry where id = 2",
    "update audit_link set hash = sha256(hash) where upto_id = 2",
    "delete from audit_link where upto_id = 2",
]


class Undone(Exception):
    """Takes back what was tried."""


async def test_history_rewritten_by_the_databases_owner_shows(db: Database, owner: Database) -> None:
    await write_some(db, 2)
    await chain.link(db, settled_seconds=0)
    await write_some(db, 2)
    await db.run(statement("select nextval('audit_entry_id_seq')"))
    await write_some(db, 2)
    await chain.link(db, settled_seconds=0)
    for tampering in TAMPERING:
        assert (await chain.verify(db)).whole
        with contextlib.suppress(Undone):
            async with owner.transaction() as tx:
                await tx.run(statement(tampering))
                verdict = await chain.verify(tx)
                raise Undone
        assert verdict.broken_upto in (2, 7), tampering


def test_the_hash_is_what_it_says_it_is() -> None:
    row = Row(1, 2, "person", ANNA.id, "tried", "thing", None, None, {"b": 1, "a": "ж"})
    text = b'[1,2,"person","00000000-0000-7000-8000-000000000001","tried","thing",null,null,{"a":"\xd0\xb6","b":1}]\n'
    assert chain.hash_of(bytes(32), [row]) == hashlib.sha256(bytes(32) + text).digest()
