"""Two processes at one line: whoever looked first and locks late takes nothing that is another's by then, and nothing
out of its order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import begun, claimed, sql, webhook
from tests.channels.engine.test_engine_loops import until, working

from deskbell.base import clock
from deskbell.base.sql import Statement
from deskbell.channels import inbox
from deskbell.channels.delivery import deliver
from deskbell.sessions import outgoing

DOOR = 7305


@dataclass
class Late:
    """What another process claimed in the end."""

    ids: list[int] = field(default_factory=list)


@asynccontextmanager
async def looked_already(stage: Stage, claim: Statement, **values: Any) -> AsyncIterator[Late]:
    """Another process has begun this claim, and sees the lines as they are now; it locks when the block is over."""
    text = claim.text.replace(
        "with heads as (", f"with door as materialized (select pg_advisory_xact_lock({DOOR})), heads as ("
    )
    text = text.replace("order by e.due_at limit", "and exists (select from door) order by e.due_at limit")
    text = text.replace("order by o.due_at limit", "and exists (select from door) order by o.due_at limit")
    assert text.count("door") == 2
    keeper, other = await asyncpg.connect(stage.dsn), await asyncpg.connect(stage.dsn)
    await keeper.execute("select pg_advisory_lock($1)", DOOR)
    claiming = asyncio.create_task(other.fetch(text, *(values[name] for name in claim.parameters)))
    waits = """select exists (
      select from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
      where l.locktype = 'advisory' and l.objid = $1 and not l.granted)"""

    async def stands_at_the_door() -> bool:
        return bool(await keeper.fetchval(waits, DOOR))

    late = Late()
    try:
        await until(stands_at_the_door)
        yield late
    finally:
        await keeper.close()
        late.ids = [row["id"] for row in await claiming]
        await other.close()


# ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def two_answers(stage: Stage) -> UUID:
    """Two that wait for Eva, in a channel."""
    session, _ = await begun(stage, "The first.")
    await stage.reply(session, "The second.")
    return UUID(stage.channel["id"])


@pytest.mark.parametrize("became", ["held", "finished", "finished and the next held", "put back", "buried"])
async def test_who_locks_late_sends_nothing_out_of_its_order(stage: Stage, became: str) -> None:
    db, channel_id = stage.app.house.db, await two_answers(stage)
    asked = {"channel_id": channel_id, "most": 5, "lease_seconds": 60}
    async with looked_already(stage, outgoing.SQL.claim_outgoing, **asked) as late:
        (first,) = await outgoing.claim(db, channel_id, 5)
        if became.startswith("finished"):
            assert await outgoing.finish(db, first)
        if became == "finished and the next held":
            assert len(await outgoing.claim(db, channel_id, 5)) == 1
        if became == "put back":
            assert await outgoing.put_back(db, first, 60.0, tried=True)
        if became == "buried":
            assert await outgoing.bury(db, first)
    assert late.ids == []
    left = [one.id for one in await outgoing.claim(db, channel_id, 5)]
    assert all(id_ > first.id for id_ in left)
    assert len(left) == (became in ("finished", "buried"))


async def test_of_two_who_find_a_lease_that_ran_out_one_has_it(stage: Stage) -> None:
    db, channel_id = stage.app.house.db, await two_answers(stage)
    (first,) = await outgoing.claim(db, channel_id, 5)
    await sql(
        stage, "update outgoing set lease_until = clock_timestamp() - interval '1 second' where id = $1", first.id
    )
    asked = {"channel_id": channel_id, "most": 5, "lease_seconds": 60}
    async with looked_already(stage, outgoing.SQL.claim_outgoing, **asked) as late:
        (again,) = await outgoing.claim(db, channel_id, 5)
    assert late.ids == []
    assert (again.id, again.was_calling) == (first.id, True)
    assert not await outgoing.finish(db, first)
    assert await outgoing.finish(db, again)


async def test_what_another_is_claiming_at_this_moment_is_passed_over_with_its_line(stage: Stage) -> None:
    db, channel_id = stage.app.house.db, await two_answers(stage)
    async with db.transaction() as tx:
        assert len(await outgoing.claim(tx, channel_id, 5)) == 1
        assert await outgoing.claim(db, channel_id, 5) == []
    assert await outgoing.claim(db, channel_id, 5) == []


@pytest.mark.usefixtures("unsure")
async def test_who_stops_does_not_forget_that_another_died_over_a_call(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = outgoing.claim
    stops: list[asyncio.Task[None]] = []
    session, seq = await begun(stage, "Perhaps twice?")
    await claimed(stage)
    await sql(stage, "update outgoing set lease_until = clock_timestamp() - interval '1 second'")

    async def stops_with_it(*given: Any) -> list[outgoing.Outgoing]:
        found = await claim(*given)
        if found and not stops:
            stops.append(asyncio.create_task(stage.app.house.engine.stop()))
            await asyncio.sleep(0)
        return found

    async def stopped() -> bool:
        return bool(stops) and stops[0].done()

    monkeypatch.setattr(outgoing, "claim", stops_with_it)
    async with working(stage):
        await until(stopped)
    await stage.settle()
    assert stage.harness.arrived() == []
    assert (await stage.delivery(session, seq))["code"] == "worker_died"


async def test_what_is_sent_again_while_its_rest_is_under_way_is_not_sent_by_two(stage: Stage) -> None:
    """The provider says that a part failed while another part is being sent, and Boris asks for another try."""
    session, seq = await begun(stage, "In parts.")
    way, one = await claimed(stage)
    await sql(stage, "update message_delivery set state = 'failed'")
    again = await stage.boris.post(f"/api/v1/sessions/{session}/messages/{seq}/resend")
    assert again.status_code == 202
    assert await outgoing.claim(stage.app.house.db, one.channel_id, 5) == []
    await deliver(stage.app.house.db, way, one, clock.ticks())
    await stage.settle()
    assert [said.text for said in stage.harness.arrived()] == ["In parts."]
    assert await stage.count("outgoing") == 0


@pytest.mark.parametrize("deed", ["taken", "refused", "tried again"])
async def test_nobody_holds_a_line_while_he_waits_for_its_session(stage: Stage, deed: str) -> None:
    """Who sends a message again holds its session and then its line: crosswise, two would wait for each other."""
    session, seq = await begun(stage, "Soon.")
    if deed != "taken":
        stage.harness.fail("permanent")
    if deed == "tried again":
        await stage.settle()
        letters = f"/api/v1/channels/{stage.channel['id']}/dead-letters"
        (dead,) = (await stage.dmitri.get(letters)).json()["items"]
        doing: Coroutine[Any, Any, Any] = stage.dmitri.post(f"{letters}/out/{dead['id']}/replay")
    else:
        way, one = await claimed(stage)
        doing = deliver(stage.app.house.db, way, one, clock.ticks())
    owner = await asyncpg.connect(stage.dsn)
    waits = """select exists (select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock')"""

    async def waits_for_the_session() -> bool:
        return bool(await owner.fetchval(waits))

    try:
        async with owner.transaction():
            await owner.execute("select from session where id = $1 for no key update", session)
            task = asyncio.create_task(doing)
            await until(waits_for_the_session)
            await owner.fetch("select from outgoing where session_id = $1 for update nowait", session)
        await task
    finally:
        await owner.close()
    state = (await stage.delivery(session, seq))["state"]
    assert state == {"taken": "sent", "refused": "failed", "tried again": "queued"}[deed]


# ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

EVENTS = {"most": 5, "lease_seconds": 120}


async def tells(stage: Stage, number: int) -> None:
    """Eva's message of a minute of that number, which nobody worked yet."""
    message = {"id": f"m{number}", "text": f"Message {number}."}
    told = {"type": "message", "account": {"id": "user-eva", "name": "Eva"}, "message": message}
    assert await webhook(stage, told | {"at": f"2026-01-01T10:{number:02}:00Z"}, f"id-{number}") == 204


@pytest.mark.parametrize("became", ["held", "finished", "finished and the next held", "put back", "dead"])
async def test_who_locks_late_takes_in_nothing_out_of_its_order(stage: Stage, became: str) -> None:
    db = stage.app.house.db
    await tells(stage, 1)
    await tells(stage, 2)
    async with looked_already(stage, inbox.SQL.claim_events, **EVENTS) as late:
        (first,) = await inbox.claim(db, 5)
        if became.startswith("finished"):
            await inbox.finish(db, [first])
        if became == "finished and the next held":
            assert len(await inbox.claim(db, 5)) == 1
        if became in ("put back", "dead"):
            await inbox.put_back(db, first, "later", 60.0, dead=became == "dead")
    assert late.ids == []
    left = [one.id for one in await inbox.claim(db, 5)]
    assert all(id_ > first.id for id_ in left)
    assert len(left) == (became in ("finished", "dead"))


async def test_a_line_that_is_worked_gives_nothing_else_though_something_earlier_comes(stage: Stage) -> None:
    db = stage.app.house.db
    await tells(stage, 2)
    (held,) = await inbox.claim(db, 5)
    await tells(stage, 1)
    await tells(stage, 3)
    assert await inbox.claim(db, 5) == []
    await inbox.finish(db, [held])
    for number in (1, 3):
        (one,) = await inbox.claim(db, 5)
        assert one.event["payload"]["text"] == f"Message {number}."
        await inbox.finish(db, [one])


async def test_of_two_who_find_an_event_whose_lease_ran_out_one_has_it(stage: Stage) -> None:
    db = stage.app.house.db
    await tells(stage, 1)
    await tells(stage, 2)
    (first,) = await inbox.claim(db, 5)
    await sql(
        stage, "update inbound_event set lease_until = clock_timestamp() - interval '1 second' where id = $1", first.id
    )
    async with looked_already(stage, inbox.SQL.claim_events, **EVENTS) as late:
        (again,) = await inbox.claim(db, 5)
    assert (late.ids, again.id) == ([], first.id)
    await inbox.finish(db, [first])
    assert await stage.count("inbound_event where done_at is not null") == 0
    await inbox.finish(db, [again])
    assert await stage.count("inbound_event where done_at is not null") == 1


async def test_what_comes_late_and_is_earlier_stands_once_though_two_work_the_line(stage: Stage) -> None:
    """Nobody can know of it while the later one is claimed; then both may be worked, and none is lost or doubled."""
    await tells(stage, 2)
    async with looked_already(stage, inbox.SQL.claim_events, **EVENTS) as late:
        await tells(stage, 1)
        assert await stage.app.house.engine.take_due()
    assert len(late.ids) <= 1
    await sql(
        stage, "update inbound_event set lease_until = clock_timestamp() - interval '1 second' where done_at is null"
    )
    await stage.settle()
    (session,) = await stage.sessions()
    assert sorted(one["text"] for one in await stage.thread(session["id"])) == ["Message 1.", "Message 2."]
