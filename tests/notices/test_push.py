"""Web push: a push service of our own, which reads as a browser would and takes nothing that is not as the RFCs say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from tests.notices.service import Service, Subscriber
from tests.surfaces import Frame, at_work, browser, desk_of, frame_of, key, socket_of

from deskbell.app import Doors, build
from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.notices import pushing
from deskbell.notices.encryption import from_text, to_text
from deskbell.sessions import escalating
from deskbell.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, dsn: str) -> Settings:
    return Settings(data=tmp_path, database_url=dsn, worker=False, message_rate=100_000, egress_allow=("127.0.0.0/8",))


@dataclass
class House:
    """Boris, Clara and Anna at work, Eva in the shop, and a push service."""

    app: Doors
    town: Town
    db: Database
    desks: dict[str, httpx.AsyncClient]
    eva: Frame
    service: Service

    async def subscribe(self, name: str) -> Subscriber:
        endpoint, subscriber = self.service.subscriber()
        body = {"endpoint": endpoint, "p256dh": to_text(subscriber.point), "auth": to_text(subscriber.auth)}
        answer = await self.desks[name].post("/api/v1/push/browsers", json=body)
        assert answer.status_code == 200, answer.text
        return subscriber

    async def browsers(self, name: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = (await self.desks[name].get("/api/v1/push")).json()["browsers"]
        return listed

    async def work(self) -> None:
        """What the worker does: follow, then every job that is due."""
        await pushing.follow(self.db)
        while await self.app.house.worker.run_due():
            pass
        if self.service.faults:
            raise self.service.faults[0]

    async def waiting(self) -> str:
        session: str = (await self.eva.write("Do you ship to Norway?"))["session"]["id"]
        return session

    async def take(self, name: str, session: str) -> None:
        assert (await self.desks[name].post(f"/api/v1/sessions/{session}/take")).status_code == 200


@pytest.fixture
async def house(app: Doors, town: Town, db: Database) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        desks = {name: await stack.enter_async_context(desk_of(app, town, name)) for name in ("boris", "clara", "anna")}
        for desk in desks.values():
            await at_work(desk)
        eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        await eva.start(language="en")
        public_key = from_text((await desks["boris"].get("/api/v1/push")).json()["public_key"])
        service = await stack.enter_async_context(serving(Service(public_key)))
        yield House(app, town, db, desks, eva, service)


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[Service]:
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield service


def kinds(subscriber: Subscriber) -> list[str]:
    return [said["kind"] for said in subscriber.read]


async def test_a_waiting_client_is_pushed_to_those_who_may_take_him_without_a_word_of_his(house: House) -> None:
    boris, clara, anna = [await house.subscribe(name) for name in ("boris", "clara", "anna")]
    await house.work()
    session = await house.waiting()
    await house.work()
    (said,) = boris.read
    number = (await house.desks["anna"].get(f"/api/v1/sessions/{session}")).json()["session"]["number"]
    assert said == {
        "kind": "session_waiting",
        "language": "en",
        "live_chat": str(house.town.live_chats["Sales"]),
        "live_chat_name": "Sales",
        "session": session,
        "number": number,
    }
    assert (kinds(clara), kinds(anna)) == (["session_waiting"], [])
    assert {head["urgency"] for head in house.service.heads} == {"high"}
    await house.work()
    assert len(boris.read) == 1, "once"


async def test_the_responsible_operator_alone_hears_what_follows(house: House) -> None:
    boris, clara, anna = [await house.subscribe(name) for name in ("boris", "clara", "anna")]
    session = await house.waiting()
    await house.take("boris", session)
    await house.work()
    assert (kinds(boris), kinds(clara)) == ([], []), "taken before the push went out, and by himself"
    await house.eva.write("Are you there?")
    await house.work()
    to_clara = {"operator_id": str(house.town.people["clara"])}
    assert (await house.desks["anna"].post(f"/api/v1/sessions/{session}/assign", json=to_clara)).status_code == 200
    await house.work()
    assert (kinds(boris), kinds(clara), kinds(anna)) == (["client_wrote"], ["session_assigned"], [])


async def test_what_was_read_meanwhile_is_not_pushed(house: House) -> None:
    boris = await house.subscribe("boris")
    session = await house.waiting()
    await house.take("boris", session)
    await house.work()
    await house.eva.write("Are you there?")
    await pushing.follow(house.db)
    assert (
        await house.desks["boris"].put(f"/api/v1/sessions/{session}/read", json={"client_no": 2})
    ).status_code == 204
    await house.work()
    assert kinds(boris) == []


async def test_offline_hears_nothing_away_only_his_own_and_what_is_switched_off_is_silent(house: House) -> None:
    boris, clara = await house.subscribe("boris"), await house.subscribe("clara")
    await house.work()
    await at_work(house.desks["boris"], "away")
    await house.desks["clara"].patch("/api/v1/me", json={"settings": {"notices": {"session_waiting": {"push": False}}}})
    session = await house.waiting()
    await house.work()
    assert (kinds(boris), kinds(clara)) == ([], [])
    await house.take("boris", session)
    await house.eva.write("Are you there?")
    await house.work()
    assert kinds(boris) == ["client_wrote"]
    await at_work(house.desks["boris"], "offline")
    await house.eva.write("Hello?")
    await house.work()
    assert kinds(boris) == ["client_wrote"]


async def test_a_subscription_that_ended_is_dropped_and_a_service_that_fails_is_tried_again(
    house: House, dsn: str
) -> None:
    boris = await house.subscribe("boris")
    await house.work()
    house.service.status = 503
    await house.waiting()
    await house.work()
    assert len(boris.read) == 1
    assert (await house.browsers("boris"))[0]["failed_at"] is not None
    house.service.status = 201
    owner = await asyncpg.connect(dsn)
    await owner.execute("update job set run_at = clock_timestamp()")
    await owner.close()
    await house.work()
    (kept,) = await house.browsers("boris")
    assert (len(boris.read), kept["failed_at"]) == (2, None)
    house.service.status = 410
    assert (await house.desks["boris"].post("/api/v1/push/test", json={})).status_code == 202
    await house.work()
    assert (kinds(boris)[-1], await house.browsers("boris")) == ("test", [])


async def test_a_browser_that_signed_out_is_not_reached(house: House) -> None:
    boris = await house.subscribe("boris")
    await house.work()
    assert (await house.desks["boris"].delete("/api/v1/sign-ins/current")).status_code in (200, 204)
    await house.waiting()
    await house.work()
    assert kinds(boris) == []


async def test_one_ends_ones_own_browsers_and_nobody_elses(house: House) -> None:
    await house.subscribe("boris")
    (mine,) = await house.browsers("boris")
    others = await house.desks["clara"].delete(f"/api/v1/push/browsers/{mine['id']}")
    assert (others.status_code, len(await house.browsers("boris"))) == (404, 1)
    assert (await house.desks["boris"].delete(f"/api/v1/push/browsers/{mine['id']}")).status_code == 204
    assert await house.browsers("boris") == []
    assert await house.browsers("clara") == []


BAD = {
    "http://push.example.net/1": "not_an_address",
    "http://10.0.0.1/1": "not_an_address",
    "ftp://push.example.net/": "not_an_address",
    "https://": "not_an_address",
    "https://user@push.example.net/": "not_an_address",
    "https://push.example.net:99999/": "not_an_address",
    "https://push.example.net/" + "x" * 2_000: "too_long",
}


async def test_an_address_that_is_none_and_keys_that_are_none_are_refused(house: House) -> None:
    good = Subscriber()
    keys = {"p256dh": to_text(good.point), "auth": to_text(good.auth)}
    for endpoint, code in BAD.items():
        answer = await house.desks["boris"].post("/api/v1/push/browsers", json={"endpoint": endpoint} | keys)
        assert (answer.status_code, answer.json()["params"]["fields"]) == (422, {"endpoint": code}), endpoint
    for name, value in (("p256dh", "AAAA"), ("p256dh", "not base64!"), ("auth", "AAAA")):
        body = {"endpoint": "https://push.example.net/1"} | keys | {name: value}
        answer = await house.desks["boris"].post("/api/v1/push/browsers", json=body)
        assert (answer.status_code, answer.json()["params"]["fields"]) == (422, {name: "unreadable"})


async def test_no_push_goes_into_private_space(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    boris = await house.subscribe("boris")
    await house.work()
    monkeypatch.setattr(house.app.house.egress, "_allow", [])
    await house.waiting()
    await house.work()
    (kept,) = await house.browsers("boris")
    assert (kinds(boris), kept["sent_at"]) == ([], None)
    assert kept["failed_at"] is not None


async def test_the_keys_are_made_once_and_anew_when_the_master_key_is_lost(
    house: House, settings: Settings, db: Database
) -> None:
    first = (await house.desks["boris"].get("/api/v1/push")).json()["public_key"]
    assert (await house.desks["clara"].get("/api/v1/push")).json()["public_key"] == first
    await house.subscribe("boris")
    (settings.data / "secret.key").unlink()
    restored = build(settings, db)
    async with browser(restored) as opened:
        opened.cookies = house.desks["boris"].cookies
        push = (await opened.get("/api/v1/push")).json()
    assert push["public_key"] != first
    assert push["browsers"] == [], "they were made for the key before"


async def test_who_is_mentioned_hears_it_at_the_desk_and_by_push_and_nobody_else(house: House) -> None:
    clara, anna = await house.subscribe("clara"), await house.subscribe("anna")
    session = await house.waiting()
    await house.take("boris", session)
    await house.work()
    async with socket_of(house.app, house.desks["clara"]) as desk:
        note = {"send_key": key(), "text": "Do you know?", "mentions": [str(house.town.people["clara"])]}
        answer = await house.desks["boris"].post(f"/api/v1/sessions/{session}/notes", json=note)
        assert answer.status_code == 201, answer.text
        assert (await desk.until("notice"))["kind"] == "mentioned"
    await settled(house, clara)
    assert (kinds(clara)[-1:], kinds(anna)) == (["mentioned"], [])


async def settled(house: House, subscriber: Subscriber) -> None:
    """Mentions are pushed two seconds after they were committed."""
    ends = asyncio.get_running_loop().time() + 15
    before = len(subscriber.read)
    while len(subscriber.read) == before and asyncio.get_running_loop().time() < ends:
        await house.work()


# ── escalation ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def overdue(house: House, dsn: str, seconds: int = 60) -> str:
    """A client who waits longer than Sales lets him, in the queue of a group that is not Clara's."""
    session = await house.waiting()
    owner = await asyncpg.connect(dsn)
    await owner.execute("update live_chat set escalate_after = 30")
    await owner.execute("update session set queued_at = queued_at - make_interval(secs => $1)", seconds)
    await owner.close()
    return session


async def test_who_waits_too_long_is_called_out_to_colleagues_and_supervisors_once(house: House, dsn: str) -> None:
    anna, clara = await house.subscribe("anna"), await house.subscribe("clara")
    await at_work(house.desks["clara"], "away")
    await house.work()
    session = await overdue(house, dsn)
    async with socket_of(house.app, house.desks["anna"]) as desk:
        assert await escalating.escalate(house.db) == 1
        assert await escalating.escalate(house.db) == 0
        assert (await desk.until("notice"))["kind"] == "session_escalated"
    await house.work()
    assert (kinds(anna), kinds(clara)) == (["session_escalated"], [])
    page = (await house.desks["anna"].get(f"/api/v1/sessions/{session}")).json()
    assert page["session"]["escalated_at"] is not None
    assert [line["kind"] for line in page["log"]] == ["session_opened", "session_escalated"]
    # The client is told nothing: it is staff's.
    told = await house.eva.call("GET", f"/sessions/{session}/events", params={"after": 0})
    assert "session_escalated" not in {frame["kind"] for frame in told.json()["events"]}


async def test_another_wait_is_called_for_again_and_a_taken_or_a_short_one_is_not(house: House, dsn: str) -> None:
    session = await overdue(house, dsn, 10)
    assert await escalating.escalate(house.db) == 0, "not yet"
    await house.take("boris", session)
    owner = await asyncpg.connect(dsn)
    await owner.execute(
        "update session set queued_at = clock_timestamp() - interval '1 hour' where queued_at is not null"
    )
    assert await escalating.escalate(house.db) == 0, "taken"
    group = {"group_id": str(house.town.groups["Sales operators"])}
    for _ in range(2):
        assert (await house.desks["anna"].post(f"/api/v1/sessions/{session}/assign", json=group)).status_code == 200
        assert await escalating.escalate(house.db) == 0
        await owner.execute(
            "update session set queued_at = queued_at - interval '40 seconds', escalated_at = "
            "escalated_at - interval '50 seconds'"
        )
        assert await escalating.escalate(house.db) == 1
        row = (await house.desks["boris"].get(f"/api/v1/sessions/{session}")).json()["session"]
        assert row["group"] is None, "in the common queue, where all may take it"
    await owner.execute("update live_chat set escalate_after = null")
    await owner.execute("update session set queued_at = queued_at - interval '1 hour', escalated_at = null")
    assert await escalating.escalate(house.db) == 0, "never"
    await owner.close()


async def test_an_archived_person_is_pushed_nothing_not_even_what_was_on_its_way(house: House) -> None:
    boris, clara = await house.subscribe("boris"), await house.subscribe("clara")
    await house.work()
    await house.waiting()
    await pushing.follow(house.db)
    async with desk_of(house.app, house.town, "dmitri") as dmitri:
        answer = await dmitri.post(f"/api/v1/people/{house.town.people['boris']}/archive")
        assert answer.status_code == 200, answer.text
    await house.work()
    assert (kinds(boris), kinds(clara)) == ([], ["session_waiting"])
