"""The engine's own loops, as a process runs them: who is slow, refused, paused or stopped holds up nobody else."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest
from tests.channels.contract.harness import Says
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import begun, peer_of, sql, webhook
from tests.fakes.web import Answer

from deskbell.channels import inbox, media
from deskbell.channels.contract import SendError
from deskbell.channels.engine import Engine
from deskbell.channels.inwards import TOGETHER_SECONDS, WORK_SECONDS
from deskbell.channels.registry import KINDS
from deskbell.sessions import deliveries

# ── the loops themselves ────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def working(stage: Stage) -> AsyncIterator[Engine]:
    """The engine as a process runs it."""
    engine = stage.app.house.engine
    engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def until(found: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what the loops do."""
    async with asyncio.timeout(10):
        while not await found():  # noqa: ASYNC110 - what is stored tells nobody
            await asyncio.sleep(0.02)


async def held(stage: Stage, table: str) -> int:
    return await stage.count(f"{table} where lease_until is not null")


async def queued_for(stage: Stage, names: list[str]) -> None:
    for name in names:
        await stage.happens(Says(name, f"{name}-1", "Hello?"))
    for session in await stage.sessions():
        await stage.boris.post(f"/api/v1/sessions/{session['id']}/take")
        await stage.reply(session["id"], "One.")


async def test_a_channel_that_its_provider_refuses_is_asked_once_and_its_messages_wait(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def refuses(*_: Any) -> Any:
        asked.append(1)
        raise SendError("channel_broken", "token_revoked")

    outside = KINDS["webhook"].outside
    assert outside is not None
    await queued_for(stage, ["eva", "fred"])
    with monkeypatch.context() as patched:
        patched.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=replace(outside, send=refuses)))
        async with working(stage) as engine:
            await until(lambda: done_sending(engine, asked))
    assert len(asked) == 2
    assert await stage.count("channel_attempt") == 2
    assert await stage.count("outgoing") == 2
    assert (await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/connect")).status_code == 200
    async with working(stage):
        await until(lambda: arrived(stage, 2))


async def done_sending(engine: Engine, asked: list[int]) -> bool:
    return bool(asked) and all(task.done() for task in engine._sending.values())


async def arrived(stage: Stage, count: int) -> bool:
    return len(stage.harness.arrived()) == count


async def test_a_pause_holds_with_a_backlog(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = KINDS["webhook"].outside
    assert outside is not None
    send, pauses = outside.send, f"/api/v1/channels/{stage.channel['id']}/pause"

    async def pausing(*given: Any) -> Any:
        assert (await stage.dmitri.post(pauses)).status_code in (200, 409)
        return await send(*given)

    monkeypatch.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=replace(outside, send=pausing)))
    await begun(stage, "The first.")
    session = await stage.taken()
    await stage.reply(session, "The second.")
    async with working(stage) as engine:
        await until(lambda: arrived(stage, 1))
        await until(lambda: done_sending(engine, [1]))
    assert [one.text for one in stage.harness.arrived()] == ["The first."]
    assert await stage.count("outgoing") == 1


async def test_who_waits_for_a_slow_provider_holds_up_no_other_client(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, gate = KINDS["webhook"].outside, asyncio.Event()
    assert outside is not None
    send = outside.send

    async def slow(link: Any, message: Any, attempt: Any) -> Any:
        if message.text == "Slow.":
            await gate.wait()
        return await send(link, message, attempt)

    monkeypatch.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=replace(outside, send=slow)))
    await begun(stage, "Slow.")
    async with working(stage) as engine:
        await until(lambda: calling(stage))
        told = {"type": "message", "account": {"id": "user-fred"}, "message": {"id": "b", "text": "Me too."}}
        assert await webhook(stage, told, "2") == 204
        engine.came_in()
        await until(lambda: waits(stage))
        (fred,) = [one for one in await stage.sessions() if one["state"] == "waiting"]
        await stage.boris.post(f"/api/v1/sessions/{fred['id']}/take")
        await stage.reply(fred["id"], "Quick.")
        engine.has_to_leave()
        await until(lambda: arrived(stage, 1))
        assert [one.text for one in stage.harness.arrived()] == ["Quick."]
        gate.set()
        await until(lambda: arrived(stage, 2))


async def waits(stage: Stage) -> bool:
    return any(one["state"] == "waiting" for one in await stage.sessions())


async def calling(stage: Stage) -> bool:
    return await held(stage, "outgoing") > 0


async def test_a_slow_file_holds_up_no_other_client(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = asyncio.Event()
    slow_files(monkeypatch, gate)
    files = [{"url": peer_of(stage).base + "/slow.txt", "name": "slow.txt"}]
    peer_of(stage).files["/slow.txt"] = ("text/plain", b"slow")
    async with working(stage) as engine:
        told = {"type": "message", "account": {"id": "user-eva"}, "message": {"id": "a", "text": "See", "files": files}}
        assert await webhook(stage, told, "1") == 204
        await until(lambda: taking(stage))
        told = {"type": "message", "account": {"id": "user-fred"}, "message": {"id": "b", "text": "Quick?"}}
        assert await webhook(stage, told, "2") == 204
        engine.came_in()
        await until(lambda: previews(stage, ["Quick?"]))
        gate.set()
        await until(lambda: previews(stage, ["Quick?", "See"]))


async def test_a_file_that_never_ends_gives_its_event_back_before_the_lease_ends(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert TOGETHER_SECONDS + WORK_SECONDS < inbox.LEASE_SECONDS
    monkeypatch.setattr("deskbell.channels.inwards.WORK_SECONDS", 0.05)
    slow_files(monkeypatch, asyncio.Event())
    files = [{"url": peer_of(stage).base + "/slow.txt", "name": "slow.txt"}]
    told = {"type": "message", "account": {"id": "user-eva"}, "message": {"id": "a", "text": "See", "files": files}}
    assert await webhook(stage, told, "1") == 204
    async with working(stage):
        await until(lambda: failed_once(stage))


async def failed_once(stage: Stage) -> bool:
    return await stage.count("inbound_event where last_error like '%timeout%' and lease_until is null") == 1


def slow_files(monkeypatch: pytest.MonkeyPatch, gate: asyncio.Event) -> None:
    fetch = media.fetch

    async def slowly(*given: Any) -> AsyncIterator[bytes]:
        await gate.wait()
        async for chunk in fetch(*given):
            yield chunk

    monkeypatch.setattr(media, "fetch", slowly)


async def taking(stage: Stage) -> bool:
    return await held(stage, "inbound_event") > 0


async def previews(stage: Stage, texts: list[str]) -> bool:
    return sorted(str(one["preview"]) for one in await stage.sessions()) == texts


@pytest.mark.usefixtures("unsure")
async def test_who_stops_lets_go_of_what_he_did_not_begin(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deskbell.channels.engine.STOP_SECONDS", 0.05)
    asked, gate = asyncio.Event(), asyncio.Event()
    slow_files(monkeypatch, gate)

    async def prepares(*_: Any) -> Any:
        asked.set()
        await gate.wait()

    kind = KINDS["webhook"]
    assert kind.outside is not None
    monkeypatch.setitem(KINDS, "webhook", replace(kind, outside=replace(kind.outside, prepare=prepares)))
    session, seq = await begun(stage)
    files = [{"url": peer_of(stage).base + "/slow.txt", "name": "slow.txt"}]
    peer_of(stage).files["/slow.txt"] = ("text/plain", b"slow")
    async with working(stage):
        await asyncio.wait_for(asked.wait(), 10)
        told = {"type": "message", "account": {"id": "user-eva"}, "message": {"id": "a", "text": "See", "files": files}}
        assert await webhook(stage, told, "1") == 204
        stage.app.house.engine.came_in()
        await until(lambda: taking(stage))
    assert (await held(stage, "outgoing"), await held(stage, "inbound_event")) == (0, 0)
    gate.set()
    monkeypatch.setitem(KINDS, "webhook", kind)
    async with working(stage):
        await until(lambda: arrived(stage, 1))
        await until(lambda: state_is(stage, session, seq, "sent"))
        await until(lambda: said_in(stage, session, 3))


async def said_in(stage: Stage, session: str, count: int) -> bool:
    return len(await stage.thread(session)) == count


async def state_is(stage: Stage, session: str, seq: int, state: str) -> bool:
    return bool((await stage.delivery(session, seq))["state"] == state)


# ── one client's line ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["edit", "delete", "reaction"])
async def test_what_speaks_of_a_message_nobody_knows_does_not_hold_up_the_next(stage: Stage, kind: str) -> None:
    who = {"id": "user-eva"}
    told = {"type": kind, "account": who, "message": {"id": "unknown", "text": "other"}, "emoji": "👍"}
    assert await webhook(stage, told, "1") == 204
    await sql(stage, "update inbound_event set stored_at = clock_timestamp() - interval '6 seconds'")
    await webhook(stage, {"type": "message", "account": who, "message": {"id": "b", "text": "Next."}}, "2")
    await stage.settle()
    assert [one["preview"] for one in await stage.sessions()] == ["Next."]


async def files_of(stage: Stage, names: list[str]) -> list[dict[str, str]]:
    for name in names:
        peer_of(stage).files[f"/{name}"] = ("text/plain", name.encode())
    return [{"url": f"{peer_of(stage).base}/{name}", "name": name} for name in names]


async def test_a_paused_channel_fetches_no_file_before_it_goes_on(stage: Stage) -> None:
    await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/pause")
    files = await files_of(stage, ["a.txt"])
    told = {"type": "message", "account": {"id": "user-eva"}, "message": {"id": "a", "text": "See", "files": files}}
    assert await webhook(stage, told) == 204
    before = await stage.count("file")
    for _ in range(3):
        await stage.hurry()
    assert await stage.count("file") == before
    await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/resume")
    await stage.hurry()
    (session,) = await stage.sessions()
    (message,) = await stage.thread(session["id"])
    assert [one["name"] for one in message["files"]] == ["a.txt"]


async def test_files_of_tries_that_failed_take_up_nothing_and_the_last_try_says_which_one_is_missing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number}.txt" for number in range(9)]
    files = [*await files_of(stage, names), {"url": peer_of(stage).base + "/tired.txt", "name": "tired.txt"}]
    fetch = media.fetch

    async def tired(http: Any, egress: Any, url: str, hosts: Any) -> AsyncIterator[bytes]:
        if url.endswith("tired.txt"):
            raise httpx.ReadTimeout("tired")
        async for chunk in fetch(http, egress, url, hosts):
            yield chunk

    monkeypatch.setattr(media, "fetch", tired)
    told = {"type": "message", "account": {"id": "user-eva"}, "message": {"id": "a", "text": "See", "files": files}}
    assert await webhook(stage, told) == 204
    for _ in range(8):
        assert await stage.sessions() == []
        await stage.hurry()
    (session,) = await stage.sessions()
    (message,) = await stage.thread(session["id"])
    assert [one["name"] for one in message["files"]] == names
    assert "See" in message["text"]
    assert "tired.txt" in message["text"]


# ── what arrived after all, and how much waits ──────────────────────────────────────────────────────────────────────


async def test_a_dead_letter_that_arrived_after_all_is_put_away_and_not_sent_again(stage: Stage) -> None:
    session, seq = await begun(stage)
    peer_of(stage).answers += [Answer(500)] * 7
    for _ in range(7):
        await stage.hurry()
    path = f"/api/v1/channels/{stage.channel['id']}"
    (letter,) = (await stage.dmitri.get(f"{path}/dead-letters")).json()["items"]
    assert (await stage.dmitri.post(f"{path}/connect")).status_code == 200
    await came_after_all(stage, session, seq)
    replayed = await stage.dmitri.post(f"{path}/dead-letters/out/{letter['id']}/replay")
    assert replayed.status_code == 202
    await stage.settle()
    assert stage.harness.arrived() == []
    assert (await stage.delivery(session, seq))["state"] == "delivered"
    assert (await stage.dmitri.get(f"{path}/dead-letters")).json()["items"] == []
    again = await stage.dmitri.post(f"{path}/dead-letters/out/{letter['id']}/replay")
    assert again.status_code == 404


async def test_a_receipt_between_two_tries_ends_them(stage: Stage) -> None:
    session, seq = await begun(stage)
    peer_of(stage).answers.append(Answer(500))
    await stage.settle()
    await came_after_all(stage, session, seq)
    await stage.hurry()
    assert stage.harness.arrived() == []
    assert await stage.count("outgoing") == 0
    assert (await stage.delivery(session, seq))["state"] == "delivered"


async def came_after_all(stage: Stage, session: str, seq: int) -> None:
    """The try whose answer was lost had an effect: its name is known by now, and its receipt comes."""
    await sql(
        stage,
        "insert into channel_message (channel_id, external_id, session_id, seq, part, parts, outbound) "
        "values ($1, 'late-1', $2, $3, 0, 1, true)",
        stage.channel["id"],
        session,
        seq,
    )
    told = {"type": "status", "account": {"id": "user-eva"}, "state": "delivered", "message": {"id": "late-1"}}
    assert await webhook(stage, told, "late") == 204
    await stage.settle()


async def test_how_much_waits_and_who_read_are_found_by_indexes(stage: Stage) -> None:
    owner = await asyncpg.connect(stage.dsn)
    await owner.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
    statements = {
        inbox.SQL.line_of_events: {"inbound_event_dead"},
        deliveries.SQL.delivered_upto: {"message_delivery_unread"},
    }
    for statement, wanted in statements.items():
        await owner.execute(f"prepare asked as {statement.text}")
        nothing = ", ".join(["null"] * len(set(re.findall(r"\$\d+", statement.text))))
        plan = "\n".join(row[0] for row in await owner.fetch(f"explain execute asked ({nothing})"))
        await owner.execute("deallocate asked")
        assert all(name in plan for name in wanted), plan
        assert "inbound_event_channel_id_dedupe_key_key" not in plan
    await owner.close()
