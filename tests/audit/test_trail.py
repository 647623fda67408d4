"""The trail: entries commit with their deeds, and no row changes afterwards without its showing."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests.surfaces import desk_of

from deskbell.app import Doors
from deskbell.audit import api as audit_api
from deskbell.audit import chain
from deskbell.audit.model import Row
from deskbell.audit.service import entries, guard, write
from deskbell.base.db import Database, Transaction, open_database
from deskbell.base.errors import Refusal
from deskbell.base.postgres import Embedded
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


REWRITING = (
    "update audit_entry set deed = 'nothing'",
    "delete from audit_entry",
    "truncate audit_entry",
    "truncate audit_entry cascade",
    "alter table audit_entry disable trigger all",
    "alter table audit_entry enable row level security",
    "alter table audit_entry owner to current_user",
    "alter table audit_entry alter column deed type int using 0",
    "alter table audit_entry add column more text",
    "drop table audit_entry",
    "create rule quiet as on insert to audit_entry do instead nothing",
    "create trigger quiet before insert on audit_entry execute function suppress_redundant_updates_trigger()",
    "grant update on audit_entry to current_user",
    "alter sequence audit_entry_id_seq restart",
    "update audit_link set hash = ''",
    "delete from audit_link",
    "truncate audit_link",
)


@pytest.fixture
async def signed_in_apart(cluster: Embedded, dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The two-role set-up: the application signs in as a user that is a member of deskbell_app and of nothing else."""
    owner = await asyncpg.connect(dsn)
    await owner.execute("create role desk_login login in role deskbell_app")
    apart = None
    try:
        apart = await asyncpg.connect(dsn, user="desk_login")
        yield apart
    finally:
        if apart is not None:
            await apart.close()
        await owner.execute("drop role desk_login")
        await owner.close()


@pytest.mark.parametrize("text", REWRITING)
async def test_the_role_of_the_application_has_no_way_round(db: Database, text: str) -> None:
    await write_some(db, 1)
    # Granting what one does not hold is answered by a warning, and gives nothing.
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await db.run(statement(text))
        assert text.startswith("grant")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.run(statement("update audit_entry set deed = 'nothing'"))
    assert [entry.deed for entry in await entries(db, SYSTEM)] == ["tried"]


async def test_who_signs_in_apart_cannot_become_the_owner_either(
    db: Database, signed_in_apart: asyncpg.Connection
) -> None:
    await write_some(db, 1)
    owner = await signed_in_apart.fetchval("select tableowner from pg_tables where tablename = 'audit_entry'")
    for text in (*REWRITING, f'set role "{owner}"', f'set session authorization "{owner}"'):
        with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
            await signed_in_apart.execute(text)
            assert text.startswith("grant"), text
    for text in ("set role none", "reset role", "reset session authorization"):
        await signed_in_apart.execute(text)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await signed_in_apart.execute("delete from audit_entry")
    assert len(await entries(db, SYSTEM)) == 1


# ── at the desk ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_trail_is_read_by_person_deed_and_period_and_taken_along_as_a_file(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        await dmitri.post("/api/v1/tags", json={"name": "=1+1"})
        await dmitri.patch("/api/v1/workspace", json={"name": "Fjordline"})

        async def deeds(**query: Any) -> list[str]:
            answer = await dmitri.get("/api/v1/audit", params=query)
            assert answer.status_code == 200, answer.text
            return [one["deed"] for one in answer.json()["items"]]

        his = str(town.people["dmitri"])
        assert (await deeds(by=his))[:2] == ["workspace_changed", "tag_created"]
        assert await deeds(by=str(town.people["anna"])) == []
        assert await deeds(by=his, deed=["tag_created", "group_created"]) == ["tag_created"]
        assert "group_created" in await deeds(deed="group_created")
        assert await deeds(until="2020-01-01T00:00:00Z") == []
        assert await deeds(since="2020-01-01T00:00:00Z", deed="tag_created") == ["tag_created"]
        answer = await dmitri.get("/api/v1/audit/export", params={"deed": "tag_created"})
        head, row = answer.content.decode("utf-8-sig").splitlines()
        assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
        assert head == "Time,Who,Who (id),Deed,What,What (id),Address,Details"
        assert row.split(",")[1:4] == ["Dmitri", his, "tag_created"]


async def test_a_long_trail_is_exported_whole_in_pieces(
    app: Doors, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_api, "EXPORTED_AT_ONCE", 7)
    await write_some(app.house.db, 30)
    async with desk_of(app, town, "dmitri") as dmitri:
        answer = await dmitri.get("/api/v1/audit/export", params={"deed": "tried"})
        assert len(answer.text.splitlines()) == 31


async def test_the_chain_is_proven_at_the_desk_and_a_break_in_it_is_shown(
    app: Doors, town: Town, owner: Database
) -> None:
    db = app.house.db
    await write_some(db, 3)
    await chain.link(db, settled_seconds=0)
    await write_some(db, 2)
    async with desk_of(app, town, "dmitri") as dmitri:
        assert (await dmitri.get("/api/v1/audit/guard")).json() == {"tamper_proof": True, "sign_in_apart": False}
        good = (await dmitri.post("/api/v1/audit/verify")).json()
        assert (good["broken_upto"], good["links"], good["waiting"], len(good["hash"])) == (None, 1, 2, 64)
        await owner.run(statement("delete from audit_entry where deed = 'tried' and object_id = '1'"))
        bad = (await dmitri.post("/api/v1/audit/verify")).json()
        assert (bad["broken_upto"] is not None, bad["entries"]) == (True, 0)


async def test_with_one_role_the_trail_is_said_to_be_not_tamper_proof(
    db: Database, owner: Database, town: Town
) -> None:
    dmitri = await town.actor(db, "dmitri")
    assert (await guard(db, dmitri)).by_us is False
    assert (await guard(owner, dmitri)).by_us is True
