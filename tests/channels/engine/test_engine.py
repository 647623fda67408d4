"""The engine at its edges: workers that die or wake late, events that cannot be worked, receipts before their message,
stopped and paused channels, addresses that must not be fetched. The API channel stands for all kinds."""

from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from tests.channels.contract.harness import File, Request, Says
from tests.channels.contract.stage import Stage
from tests.channels.webhook.harness import WebhookHarness
from tests.fakes.web import Answer, in_json
from tests.fakes.webhook import WebhookPeer, sign

from deskbell.base import clock
from deskbell.base.db import unavailable
from deskbell.channels.contract import SendError
from deskbell.channels.delivery import Way, deliver, wait_before
from deskbell.channels.links import outside_of
from deskbell.channels.registry import KINDS
from deskbell.channels.stowing import Stower
from deskbell.sessions import outgoing


def peer_of(stage: Stage) -> WebhookPeer:
    assert isinstance(stage.harness, WebhookHarness)
    return stage.harness.peer


async def sql(stage: Stage, statement: str, *values: Any) -> None:
    owner = await asyncpg.connect(stage.dsn)
    await owner.execute(statement, *values)
    await owner.close()


async def webhook(stage: Stage, told: dict[str, Any], id_: str = "msg_x") -> int:
    headers, body = peer_of(stage).webhook(told, id_)
    return (await stage.post(Request(body, headers))).status_code


async def claimed(stage: Stage) -> tuple[Way, outgoing.Outgoing]:
    """What a worker holds that is about to send."""
    channel = await stage.row()
    outside = outside_of(channel)
    assert outside is not None
    (one,) = await outgoing.claim(stage.app.house.db, channel.id, 5)
    return Way(channel, outside, stage.app.house.links.to(channel)), one


async def begun(stage: Stage, text: str = "Hello.") -> tuple[str, int]:
    await stage.happens(Says("eva", "1", "Hello?"))
    session = await stage.taken()
    return session, await stage.reply(session, text)


# ── workers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_worker_that_wakes_after_its_lease_sends_nothing(stage: Stage) -> None:
    session, seq = await begun(stage)
    way, one = await claimed(stage)
    await deliver(stage.app.house.db, way, one, clock.ticks() - outgoing.LEASE_SECONDS)
    assert stage.harness.arrived() == []
    await sql(stage, "update outgoing set lease_until = clock_timestamp() - interval '1 second'")
    await stage.settle()
    assert len(stage.harness.arrived()) == 1
    assert (await stage.delivery(session, seq))["state"] == "sent"


async def test_whom_another_overtook_writes_nothing_down(stage: Stage) -> None:
    _session, _seq = await begun(stage)
    way, one = await claimed(stage)
    await sql(stage, "update outgoing set fence = fence + 1, dead_at = clock_timestamp()")
    await deliver(stage.app.house.db, way, one, clock.ticks())
    assert await stage.count("outgoing") == 1


@pytest.mark.usefixtures("unsure")
async def test_after_a_worker_died_over_a_call_nobody_knows_and_nothing_is_sent_twice(stage: Stage) -> None:
    session, seq = await begun(stage, "Perhaps twice?")
    await claimed(stage)
    await sql(stage, "update outgoing set lease_until = clock_timestamp() - interval '1 second'")
    await stage.settle()
    assert stage.harness.arrived() == []
    assert (await stage.delivery(session, seq)) | {"at": 0} == {
        "state": "uncertain",
        "code": "worker_died",
        "detail": None,
        "reaction": None,
        "at": 0,
    }
    again = await stage.boris.post(f"/api/v1/sessions/{session}/messages/{seq}/resend")
    assert again.status_code == 202
    await stage.settle()
    assert [one.text for one in stage.harness.arrived()] == ["Perhaps twice?"]


async def test_where_a_repeat_is_known_it_is_sent_again_under_its_key(stage: Stage) -> None:
    _session, _seq = await begun(stage)
    way, one = await claimed(stage)
    await deliver(stage.app.house.db, way, one, clock.ticks())
    # As one who died before he wrote down that it was taken.
    await sql(stage, "update message_delivery set state = 'queued'")
    await sql(stage, "delete from channel_message where outbound")
    await sql(
        stage,
        "insert into outgoing (deed, session_id, seq, channel_id, account_id, calling, lease_until) "
        "select 'send', session_id, seq, channel_id, account_id, true, clock_timestamp() - interval '1 second' "
        "from message_delivery",
    )
    await stage.settle()
    assert len(stage.harness.arrived()) == 1
    assert peer_of(stage).repeats == 1


def test_tries_follow_the_kinds_rule_and_end(stage: Stage) -> None:
    outside = KINDS["webhook"].outside
    assert outside is not None
    failed = SendError("retry", "http_500")
    waits = [wait_before(outside, attempt, 0.0, failed) for attempt in range(1, 8)]
    assert waits[6] is None
    for wait, rule in zip(waits[:6], outside.retries, strict=True):
        assert wait is not None
        assert 0.9 * rule <= wait <= 1.1 * rule
    ours = replace(outside, retries=())
    assert wait_before(ours, 40, 23 * 3600.0, failed) is not None
    assert wait_before(ours, 40, 25 * 3600.0, failed) is None
    asked = wait_before(ours, 1, 0.0, SendError("retry", "http_503", retry_after=77.0))
    assert asked is not None
    assert asked >= 77.0


async def test_after_the_last_try_it_is_a_dead_letter_and_the_endpoint_is_off(stage: Stage) -> None:
    session, seq = await begun(stage)
    peer_of(stage).answers += [Answer(500)] * 7
    for _ in range(7):
        await stage.hurry()
    failed = await stage.delivery(session, seq)
    assert (failed["state"], failed["code"]) == ("failed", "given_up")
    path = f"/api/v1/channels/{stage.channel['id']}"
    (letter,) = (await stage.dmitri.get(f"{path}/dead-letters")).json()["items"]
    assert (letter["seq"], letter["attempts"], letter["direction"]) == (seq, 7, "out")
    tries = (await stage.dmitri.get(f"{path}/attempts")).json()["items"]
    assert [one["outcome"] for one in tries] == ["retry"] * 7
    assert tries[0]["number"] == 7
    await stage.hurry()
    assert stage.harness.arrived() == []
    assert (await stage.dmitri.post(f"{path}/connect")).json()["channel"]["state"] == "on"
    replayed = await stage.dmitri.post(f"{path}/dead-letters/out/{letter['id']}/replay")
    assert replayed.status_code == 202
    await stage.settle()
    assert len(stage.harness.arrived()) == 1
    assert (await stage.delivery(session, seq))["state"] == "sent"


# ── what comes in ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_event_that_cannot_be_worked_is_dead_at_last_and_holds_up_nobody_for_ever(stage: Stage) -> None:
    who = {"id": "user-eva"}
    assert await webhook(stage, {"type": "message", "account": who, "message": {"id": "a", "text": "one"}}, "1") == 204
    await sql(stage, """update inbound_event set event = jsonb_set(event, '{payload}', '"broken"')""")
    await webhook(stage, {"type": "message", "account": who, "message": {"id": "b", "text": "two"}}, "2")
    other = {"id": "user-fred"}
    await webhook(stage, {"type": "message", "account": other, "message": {"id": "c", "text": "three"}}, "3")
    await stage.settle()
    assert [one["preview"] for one in await stage.sessions()] == ["three"]
    for _ in range(8):
        await stage.hurry()
    assert sorted(str(one["preview"]) for one in await stage.sessions()) == ["three", "two"]
    path = f"/api/v1/channels/{stage.channel['id']}/dead-letters"
    (letter,) = (await stage.dmitri.get(path, params={"direction": "in"})).json()["items"]
    assert letter["kind"] == "message"
    assert letter["detail"]
    await sql(
        stage, """update inbound_event set event = jsonb_set(event, '{payload}', '{"external_id": "a", "text": "x"}')"""
    )
    assert (await stage.dmitri.post(f"{path}/in/{letter['id']}/replay")).status_code == 202
    await stage.settle()
    assert (await stage.dmitri.get(path, params={"direction": "in"})).json()["items"] == []


async def test_an_event_that_cannot_be_worked_may_be_let_go_for_good(stage: Stage) -> None:
    told = {"type": "message", "account": {"id": "user-eva"}, "message": {"id": "a", "text": "one"}}
    assert await webhook(stage, told, "1") == 204
    await sql(stage, """update inbound_event set event = jsonb_set(event, '{payload}', '"broken"')""")
    for _ in range(8):
        await stage.hurry()
    path = f"/api/v1/channels/{stage.channel['id']}"
    (letter,) = (await stage.dmitri.get(f"{path}/dead-letters", params={"direction": "in"})).json()["items"]
    let_go = f"{path}/dead-letters/in/{letter['id']}/discard"
    assert (await stage.dmitri.post(let_go)).status_code == 204
    assert (await stage.dmitri.get(f"{path}/dead-letters", params={"direction": "in"})).json()["items"] == []
    assert (await stage.dmitri.get(f"{path}/health")).json()["incoming"]["dead"] == 0
    trail = (await stage.dmitri.get("/api/v1/audit")).json()["items"]
    assert next(one["deed"] for one in trail) == "dead_letter_discarded"
    # Gone is gone: it is not let go twice, nor tried again, nor taken when it is told once more.
    assert (await stage.dmitri.post(let_go)).status_code == 404
    assert (await stage.dmitri.post(let_go.replace("discard", "replay"))).status_code == 404
    assert await webhook(stage, told, "1") == 204
    await stage.settle()
    assert await stage.sessions() == []


async def test_a_genuine_body_that_nobody_can_read_is_kept_and_answered(stage: Stage) -> None:
    peer = peer_of(stage)
    headers, _ = peer.webhook({}, "msg_1")
    body = b'{"type": "message", '
    headers["webhook-signature"] = sign(peer.secret, "msg_1", int(headers["webhook-timestamp"]), body)
    answer = await stage.post(Request(body, headers))
    assert answer.status_code == 200
    path = f"/api/v1/channels/{stage.channel['id']}/dead-letters"
    (letter,) = (await stage.dmitri.get(path, params={"direction": "in"})).json()["items"]
    assert letter["kind"] == "system"


async def test_what_cannot_be_stored_is_not_acknowledged(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any, **__: Any) -> int:
        raise unavailable()

    (request,) = await stage.harness.tell(Says("eva", "1", "Are you there?"))
    with monkeypatch.context() as patched:
        patched.setattr(Stower, "stow", away)
        answer = await stage.post(request)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert (await stage.post(request)).status_code == 204
    await stage.settle()
    assert len(await stage.sessions()) == 1


async def test_a_hook_that_is_none_and_a_body_that_is_too_long_are_refused(stage: Stage) -> None:
    assert (await stage.provider.post("/hooks/nobody-knows-this", content=b"{}")).status_code == 404
    (request,) = await stage.harness.tell(Says("eva", "1", "x" * 1_100_000))
    assert (await stage.post(request)).status_code == 413
    widget = stage.town.channels["Sales"].key
    assert (await stage.provider.post(f"/hooks/{widget}", content=b"{}")).status_code == 404


async def test_a_receipt_that_comes_before_its_message_waits_for_it(stage: Stage) -> None:
    told = {"type": "status", "account": {"id": "user-eva"}, "state": "delivered", "message": {"id": "early-1"}}
    assert await webhook(stage, told, "early") == 204
    await stage.settle()
    peer_of(stage).answers.append(in_json({"id": "early-1"}))
    session, seq = await begun(stage)
    await stage.settle()
    await stage.hurry()
    assert (await stage.delivery(session, seq))["state"] == "delivered"


async def test_a_reaction_stands_at_our_message_and_goes_with_it(stage: Stage) -> None:
    session, seq = await begun(stage)
    await stage.settle()
    (arrived,) = stage.harness.arrived()
    for number, emoji in enumerate(("👍", None)):
        told = {"type": "reaction", "account": {"id": "user-eva"}, "message": {"id": arrived.id}, "emoji": emoji}
        await webhook(stage, told, f"r{number}")
        await stage.settle()
        assert (await stage.delivery(session, seq))["reaction"] == emoji


async def test_a_paused_channel_loses_nothing(stage: Stage) -> None:
    path = f"/api/v1/channels/{stage.channel['id']}"
    assert (await stage.dmitri.post(f"{path}/pause")).status_code == 200
    (request,) = await stage.harness.tell(Says("eva", "1", "Closed?"))
    assert (await stage.post(request)).status_code == 204
    await stage.settle()
    assert await stage.sessions() == []
    assert (await stage.dmitri.post(f"{path}/resume")).status_code == 200
    await stage.hurry()
    assert len(await stage.sessions()) == 1


async def test_a_file_is_fetched_from_named_hosts_alone_and_named_when_it_does_not_come(stage: Stage) -> None:
    who, files = (
        {"id": "user-eva"},
        [
            {"url": "http://127.0.0.2:1/secret.txt", "name": "elsewhere.txt"},
            {"url": peer_of(stage).base + "/none.txt", "name": "gone.txt"},
            {"url": "file:///etc/passwd", "name": "own.txt"},
        ],
    )
    await webhook(stage, {"type": "message", "account": who, "message": {"id": "a", "text": "See", "files": files}})
    await stage.settle()
    (session,) = await stage.sessions()
    (message,) = await stage.thread(session["id"])
    assert message["files"] == []
    assert all(name in message["text"] for name in ("See", "elsewhere.txt", "gone.txt", "own.txt"))


async def test_a_message_that_is_too_long_is_cut_in_the_thread_and_whole_beside_it(stage: Stage) -> None:
    text = "word " * 5_000
    await stage.happens(Says("eva", "1", text, [File("a.txt", "text/plain", b"a")]))
    (session,) = await stage.sessions()
    (message,) = await stage.thread(session["id"])
    assert len(message["text"]) <= 10_000
    assert message["text"].startswith("word word")
    assert sorted(one["size"] for one in message["files"])[0] == 1
    assert len(message["files"]) == 2


async def test_while_a_secret_is_renewed_both_are_good(stage: Stage) -> None:
    path = f"/api/v1/channels/{stage.channel['id']}/secrets/secret"
    renewed = (await stage.dmitri.post(path)).json()["secret"]
    stage.app.house.engine._hooks.clear()
    await stage.happens(Says("eva", "1", "By the old one."))
    peer_of(stage).secret = renewed
    await stage.happens(Says("eva", "2", "By the new one."))
    session = await stage.taken()
    await stage.reply(session, "By both.")
    await stage.settle()
    assert [one.text for one in stage.harness.arrived()] == ["By both."]
    assert stage.harness.misuses() == []


async def test_an_operator_begins_with_somebody_of_the_other_system(stage: Stage) -> None:
    live_chat = stage.channel["live_chat_id"]
    body = {
        "channel_id": stage.channel["id"],
        "address": "user-fred",
        "begin_key": "0199aaaa-0000-7000-8000-000000000001",
    }
    body |= {"text": "Your bicycle is ready."}
    begun_ = await stage.boris.post(f"/api/v1/live-chats/{live_chat}/sessions", json=body)
    assert begun_.status_code == 201, begun_.text
    await stage.settle()
    assert [(one.account, one.text) for one in stage.harness.arrived()] == [("fred", "Your bicycle is ready.")]
    await stage.happens(Says("fred", "1", "Thank you!"))
    (session,) = await stage.sessions()
    assert [one["text"] for one in await stage.thread(session["id"])] == ["Your bicycle is ready.", "Thank you!"]


async def test_many_that_leave_at_once_are_written_down_together(stage: Stage) -> None:
    names = [f"c{number}" for number in range(6)]
    for name in names:
        await stage.happens(Says(name, f"{name}-1", "Hello?"))
    for session in await stage.sessions():
        assert (await stage.boris.post(f"/api/v1/sessions/{session['id']}/take")).status_code == 200
        for number in range(2):
            await stage.reply(session["id"], f"number {number}")
    await stage.settle()
    arrived = stage.harness.arrived()
    assert sorted(one.account for one in arrived) == sorted(names * 2)
    for name in names:
        assert [one.text for one in arrived if one.account == name] == ["number 0", "number 1"]
    assert peer_of(stage).repeats == 0
    assert await stage.count("outgoing") == 0
    tries = await stage.dmitri.get(f"/api/v1/channels/{stage.channel['id']}/attempts")
    assert [one["outcome"] for one in tries.json()["items"]] == ["sent"] * 12
