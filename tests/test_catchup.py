"""Live equals reload: for every kind of event of a session, the page before it with the events applied is the page a
fresh look gives, for staff and for the client; and what the socket pushed is what the difference answers.

The same cases stand in tests/catchup/recorded.json, where the desk's own `apply` is tried against them.
"""

import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from deskbell import wiring
from deskbell.base.postgres import Embedded
from deskbell.rights.actor import SYSTEM
from deskbell.sessions import merging
from deskbell.sessions.deliveries import Mark, mark
from deskbell.sessions.escalating import escalate
from tests.catchup.apply import apply_all
from tests.catchup.normal import Normal
from tests.catchup.rating import ask_for_ratings, rated
from tests.houses import Standing, standing
from tests.surfaces import Frame, Socket, at_work, desk_of, frame_of, fresh_rates, key, socket_of

RECORDED = Path(__file__).parent / "catchup" / "recorded.json"
RENEW = "RECORD=1 .venv/bin/python -m pytest tests/test_catchup.py"

Case = dict[str, Any]
Deed = Callable[[], Awaitable[Any]]


class Story:
    """One session in Sales between Eva and Boris, with Anna looking on; a deed for every kind of event."""

    def __init__(self, house: Standing, desks: dict[str, httpx.AsyncClient], eva: Frame) -> None:
        self.house = house
        self.desks = desks
        self.eva = eva
        self.session = ""
        self.first = 0
        self.identity: dict[str, str] = {}
        self.kept: dict[str, Any] = {}
        self.cases: list[Case] = []
        self.client_cases: list[Case] = []

    def path(self, deed: str = "") -> str:
        return f"/api/v1/sessions/{self.session}" + (f"/{deed}" if deed else "")

    async def staff_page(self) -> dict[str, Any]:
        page: dict[str, Any] = (await self.desks["anna"].get(self.path())).json()
        return {name: page[name] for name in ("session", "messages", "log", "cursor")}

    async def client_page(self) -> dict[str, Any]:
        kept = self.kept
        if kept and not self.identity:
            # A frame may be opened only so often; where nothing happened since, it would show the same.
            path = f"/sessions/{self.session}/events"
            since = await self.eva.call("GET", path, params={"after": kept["cursor"]})
            if since.json() == {"events": [], "too_long": False}:
                return kept
        page = await self.eva.start(**self.identity)
        # The place in the queue is told by frames of its own, at most once a second.
        session = {name: value for name, value in page["session"].items() if name != "queue_position"}
        self.kept = {"session": session, "messages": page["messages"], "cursor": page["cursor"]}
        return self.kept

    async def tell(self, kind: str, deed: Deed, last: str = "") -> None:
        """Do a deed between two looks of each side, with a socket of each side joined meanwhile.

        `last` is a kind of event that follows by itself and is waited for.
        """
        # One person goes through the whole story at once: no rate is what is tried here.
        fresh_rates()
        client_before = await self.client_page()
        staff_before = await self.staff_page()
        anna, eva, epoch = self.desks["anna"], self.eva, self.eva.started["epoch"]
        async with (
            socket_of(self.house.app, anna, epoch=epoch, sessions={self.session: staff_before["cursor"]}) as desk,
            socket_of(self.house.app, eva, epoch=epoch, sessions={self.session: client_before["cursor"]}) as widget,
        ):
            await deed()
            if last:
                await desk.until("event", kind=last)
            await self.keep(kind, staff_before, client_before, desk, widget)

    async def keep(
        self, kind: str, staff_before: dict[str, Any], client_before: dict[str, Any], desk: Socket, widget: Socket
    ) -> None:
        """Read both differences and both fresh pages."""
        staff = await self.desks["anna"].get(self.path("events"), params={"after": staff_before["cursor"]})
        client = await self.eva.call(
            "GET", f"/sessions/{self.session}/events", params={"after": client_before["cursor"]}
        )
        events, client_events = staff.json()["events"], client.json()["events"]
        assert kind in {frame["kind"] for frame in events}, f"{kind} did not happen"
        staff_after = await self.staff_page()
        client_after = await self.client_page()
        self.cases.append({"kind": kind, "before": staff_before, "events": events, "after": staff_after})
        self.client_cases.append(
            {"kind": kind, "before": client_before, "events": client_events, "after": client_after}
        )
        for heard, told in ((desk, events), (widget, client_events)):
            assert await pushed(heard, told) == told, f"{kind}: pushed otherwise than answered"


async def pushed(socket: Socket, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The event frames a socket heard, up to the last that the difference tells of."""
    last = told[-1]["seq"] if told else 0
    if told and not any(frame["type"] == "event" and frame["seq"] == last for frame in socket.heard):
        await socket.until("event", seq=last)
    return [frame for frame in socket.heard if frame["type"] == "event" and frame["seq"] <= last]


@pytest.fixture(scope="module")
async def story(cluster: Embedded, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    """The whole story, told once."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(standing(cluster, tmp_path_factory.mktemp("catchup")))
        desks = {
            name: await stack.enter_async_context(desk_of(house.app, house.town, name))
            for name in ("anna", "boris", "clara", "dmitri")
        }
        for name in ("anna", "boris", "clara"):
            await at_work(desks[name])
        eva = await stack.enter_async_context(frame_of(house.app, house.town.channels["Sales"]))
        eva.http.headers["User-Agent"] = "A browser"
        told = Story(house, desks, eva)
        await tell_all(told)
        yield told


async def tell_all(story: Story) -> None:
    """Every kind of event, in the order of a dialogue's life."""
    boris, anna, clara, eva = (*(story.desks[name] for name in ("boris", "anna", "clara")), story.eva)
    await opening(story)
    await story.tell("page_visited", lambda: eva.call("POST", "/pages", json={"url": "http://shop.example/fjell"}))
    await story.tell("session_assigned", lambda: anna.post(story.path("assign"), json={"group_id": group(story)}))
    await story.tell("session_taken", lambda: boris.post(story.path("take")))
    await story.tell("read_marked", lambda: boris.put(story.path("read"), json={"client_no": 1}))
    await story.tell("message_posted", lambda: say(story, "Yes, we do.", quote_seq=story.first), "receipt_marked")
    await story.tell("message_posted", lambda: eva.write("Thank you!"))
    await story.tell("message_posted", lambda: send_file(story))
    await colleagues(story)
    await story.tell("receipt_marked", lambda: receipt(story))
    await delivering(story)
    await story.tell("letters_moved", lambda: parted(story))
    await story.tell("priority_changed", lambda: boris.put(story.path("priority"), json={"priority": "high"}))
    await story.tell("session_renamed", lambda: boris.put(story.path("name"), json={"name": "Norway"}))
    await story.tell("client_renamed", lambda: boris.put(story.path("client-name"), json={"name": "Eva Fjell"}))
    await story.tell("session_renamed", lambda: boris.put(story.path("name"), json={"name": None}))
    await cards_and_clients(story)
    await story.tell("tags_changed", lambda: tag(story))
    await story.tell("parameters_changed", lambda: answer_parameter(story))
    to_clara = {"operator_id": str(story.house.town.people["clara"])}
    await story.tell("session_assigned", lambda: anna.post(story.path("assign"), json=to_clara))
    await story.tell("session_closed", lambda: clara.post(story.path("close")))
    await ask_for_ratings(story)
    await story.tell("session_rated", lambda: rated(story, 4, "Quick and friendly"))
    await story.tell("session_rated", lambda: rated(story, 5))
    await story.tell("session_reopened", lambda: clara.post(story.path("reopen")))
    await story.tell("session_marked_spam", lambda: clara.post(story.path("spam")))
    await story.tell("session_restored", lambda: clara.post(story.path("restore")))
    await clara.post(story.path("close"))
    await story.tell("session_reopened", lambda: eva.write("One more thing"))
    await anna.post(story.path("assign"), json={"group_id": group(story)})
    await nobody_takes(story)
    await story.tell("session_escalated", lambda: escalate(story.house.db))
    await anna.post(story.path("assign"), json=to_clara)
    await binding(story)


async def opening(story: Story) -> None:
    """A session's first event, seen by a desk and a widget that had nothing of it before."""
    eva = story.eva
    await eva.start(language="en")
    async with socket_of(story.house.app, eva) as widget, socket_of(story.house.app, story.desks["anna"]) as desk:
        page = {"url": "http://shop.example/", "title": "Fjell"}
        wrote = await eva.write("Do you ship to Norway?", page=page)
        story.session, story.first = wrote["session"]["id"], wrote["seq"]
        current = (await widget.until("current"))["session"]
        del current["queue_position"]
        for socket in (widget, desk):
            assert (await socket.ask("join", session=story.session, cursor=0))["outcome"] == "replay"
        nothing: dict[str, Any] = {"session": {"id": story.session}, "messages": [], "log": [], "cursor": 0}
        before = {"session": current | {"last_seq": 0}, "messages": [], "cursor": 0}
        await story.keep("session_opened", nothing, before, desk, widget)


async def nobody_takes(story: Story) -> None:
    """Sales calls out after ten seconds, and Eva has waited for longer."""
    owner = await asyncpg.connect(story.house.dsn)
    await owner.execute("update live_chat set escalate_after = 10")
    await owner.execute("update session set queued_at = queued_at - interval '1 minute' where state = 'waiting'")
    await owner.close()


async def tag(story: Story) -> httpx.Response:
    """A tag that Dmitri defines and Boris puts to the session."""
    labels = (await story.desks["dmitri"].post("/api/v1/tags", json={"name": "Delivery"})).json()
    return await story.desks["boris"].put(story.path("tags"), json={"tag_ids": [labels["tags"][0]["id"]]})


async def answer_parameter(story: Story) -> httpx.Response:
    """A field that Dmitri switches on in Sales and Boris fills in."""
    dmitri, sales = story.desks["dmitri"], story.house.town.live_chats["Sales"]
    defined = {"key": "order", "kind": "text", "names": {"en": "Order"}}
    parameter = (await dmitri.post("/api/v1/parameters", json=defined)).json()["parameters"][0]["id"]
    on = {"parameters": [{"parameter_id": parameter}]}
    assert (await dmitri.put(f"/api/v1/live-chats/{sales}/parameters", json=on)).status_code == 200
    return await story.desks["boris"].put(story.path("parameters"), json={"values": {"order": "A-17"}})


def group(story: Story) -> str:
    return str(story.house.town.groups["Sales operators"])


async def say(story: Story, text: str, **more: Any) -> None:
    body = {"send_key": key(), "text": text} | more
    answer = await story.desks["boris"].post(story.path("messages"), json=body)
    assert answer.status_code == 201, answer.text


async def cards_and_clients(story: Story) -> None:
    """A request is registered and taken off; Eva turns out to be Fred, and not to be."""
    anna = story.desks["anna"]
    requests = next(one for one in (await anna.get("/api/v1/apps")).json()["items"] if one["binds"] == "session")
    body = {"app_id": requests["id"], "values": {"subject": "Norway"}}
    card = (await anna.post("/api/v1/cards", json=body)).json()["card"]["id"]
    await story.tell("card_bound", lambda: anna.put(story.path(f"cards/{card}")))
    await story.tell("card_unbound", lambda: anna.delete(story.path(f"cards/{card}")))
    async with frame_of(story.house.app, story.house.town.channels["Sales"]) as fred:
        await fred.start()
        other = (await fred.write("Hello"))["session"]["id"]
    eva, fred_id = [
        (await anna.get(f"/api/v1/sessions/{id_}")).json()["session"]["client"]["id"] for id_ in (story.session, other)
    ]
    await anna.patch(f"/api/v1/clients/{fred_id}", json={"name": "Fred"})
    path = f"/api/v1/clients/{fred_id}"
    await story.tell("client_merged", lambda: anna.post(f"{path}/merge", json={"client_id": eva}))
    merged = (await anna.get(path)).json()["merges"][0]["id"]
    await story.tell("client_parted", lambda: anna.post(f"{path}/merges/{merged}/undo"))


async def colleagues(story: Story) -> None:
    """Anna whispers and joins, Boris mends and takes back what he said, and Clara is called and given the session."""
    boris, anna = story.desks["boris"], story.desks["anna"]
    people = {name: str(id_) for name, id_ in story.house.town.people.items()}
    quiet = {"send_key": key(), "text": "Ask where to.", "quote_seq": story.first}
    await story.tell("note_posted", lambda: anna.post(story.path("notes"), json=quiet))
    call = {"send_key": key(), "text": "Clara knows the tents.", "mentions": [people["clara"]]}
    await story.tell("session_shared", lambda: anna.post(story.path("notes"), json=call))
    await story.tell("session_joined", lambda: anna.post(story.path("join")))
    await story.tell("session_left", lambda: anna.post(story.path("leave")))
    said = {"send_key": key(), "text": "It is waterprof."}
    seq = (await boris.post(story.path("messages"), json=said)).json()["seq"]
    await say(story, "As I said.", quote_seq=seq)
    other = {"text": "It is waterproof."}
    await story.tell("message_edited", lambda: boris.patch(story.path(f"messages/{seq}"), json=other))
    await story.tell("message_deleted", lambda: boris.delete(story.path(f"messages/{seq}")))
    note = (await anna.post(story.path("notes"), json={"send_key": key(), "text": "Wel done"})).json()["seq"]
    await story.tell("message_edited", lambda: anna.patch(story.path(f"messages/{note}"), json={"text": "Well done"}))
    for target in ({"operator_id": people["clara"]}, {"operator_id": people["boris"]}):
        body = {"send_key": key(), "note": "She knows the tents"} | target
        await story.tell("session_transferred", partial(anna.post, story.path("transfer"), json=body))
    chats = {name: str(id_) for name, id_ in story.house.town.live_chats.items()}
    there = {"send_key": key(), "live_chat_id": chats["Support"], "note": "It broke"}
    await story.tell("session_transferred", lambda: boris.post(story.path("transfer"), json=there))
    back = {"send_key": key(), "live_chat_id": chats["Sales"]}
    moved = await anna.post(story.path("transfer"), json=back)
    assert moved.status_code == 204, moved.text
    assert (await boris.post(story.path("take"))).status_code == 200


async def send_file(story: Story) -> None:
    taken = await story.eva.call("POST", "/files", params={"name": "list.txt"}, content=b"boots, rope, map\n")
    assert taken.status_code == 201, taken.text
    await story.eva.write("", file_ids=[taken.json()["id"]])


async def delivering(story: Story) -> None:
    """A message of Boris's as if it had to leave by a channel: it fails, and is sent once more."""
    pages = (await story.staff_page())["messages"]
    seq = [one["seq"] for one in pages if one["author"]["kind"] == "person" and one["audience"] == "all"][-1]
    owner = await asyncpg.connect(story.house.dsn)
    await owner.execute(
        "insert into message_delivery (session_id, seq, channel_id, account_id) "
        "select id, $2, channel_id, account_id from session where id = $1",
        UUID(story.session),
        seq,
    )
    await owner.close()
    failed = Mark(UUID(story.session), seq, "failed", "http_422", "no such number")
    await story.tell("delivery_marked", lambda: mark(story.house.db, [failed]))
    await story.tell("message_resent", lambda: story.desks["boris"].post(story.path(f"messages/{seq}/resend")))


async def parted(story: Story) -> None:
    """A pointer to where letters went, as if the session were one of mail."""
    session_id = UUID(story.session)
    async with story.house.db.transaction() as tx:
        await merging.tell_parted(tx, SYSTEM, session_id, session_id, 17, [story.first])


async def receipt(story: Story) -> None:
    """The client's side reads; what is read is written down a few times a second, all together."""
    last = (await story.staff_page())["messages"][-1]["seq"]
    async with (
        socket_of(story.house.app, story.eva) as widget,
        socket_of(story.house.app, story.desks["anna"]) as desk,
    ):
        assert (await desk.ask("join", session=story.session, cursor=None))["outcome"] == "ok"
        assert (await widget.ask("read", session=story.session, seq=last))["type"] == "ok"
        await desk.until("event", kind="receipt_marked")


async def binding(story: Story) -> None:
    """The visitor signs in to the site while he writes: the session goes on under the identity that was proved."""
    channel = story.house.town.channels["Sales"]
    answer = await story.desks["dmitri"].post(f"/api/v1/channels/{channel.id}/identity-secret")
    secret = answer.json()["secret"]
    now = int(time.time())
    claims = {"sub": "eva-17", "jti": key(), "aud": channel.key, "iat": now, "exp": now + 600, "name": "Eva Fjell"}
    signed = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
    staff_before = await story.staff_page()
    async with socket_of(story.house.app, story.desks["anna"]) as desk:
        await desk.ask("join", session=story.session, cursor=staff_before["cursor"])
        story.identity = {"identity": signed}
        client_before = await story.client_page()
        async with socket_of(
            story.house.app,
            story.eva,
            epoch=story.eva.started["epoch"],
            sessions={story.session: client_before["cursor"]},
        ) as widget:
            await story.keep("account_bound", staff_before, client_before, desk, widget)


# ── the promises ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_event_of_a_session_is_tried(story: Story) -> None:
    kinds = {kind for kind, heard in wiring.NOW.items() if heard == wiring.THREAD}
    assert {case["kind"] for case in story.cases} == kinds


def test_for_staff_live_equals_reload(story: Story) -> None:
    for case in story.cases:
        assert apply_all(case["before"], case["events"], staff=True) == case["after"], case["kind"]


def test_for_the_client_live_equals_reload(story: Story) -> None:
    for case in story.client_cases:
        assert apply_all(case["before"], case["events"], staff=False) == case["after"], case["kind"]


def test_clients_learn_no_id_of_staff_and_nothing_that_is_staffs(story: Story) -> None:
    told = json.dumps(story.client_cases)
    people = {str(id_) for name, id_ in story.house.town.people.items()}
    assert not [id_ for id_ in people if id_ in told]
    staff_only = {
        "priority_changed",
        "session_renamed",
        "client_renamed",
        "client_merged",
        "client_parted",
        "card_bound",
        "card_unbound",
        "page_visited",
        "account_bound",
        "session_escalated",
    }
    kinds = {frame["kind"] for case in story.client_cases for frame in case["events"]}
    assert not kinds & staff_only
    assert {"message_posted", "session_taken", "read_marked"} <= kinds


def test_the_recorded_cases_are_fresh(story: Story) -> None:
    normal = Normal()
    kept = normal.of({"cases": story.cases, "client_cases": story.client_cases})
    if os.environ.get("RECORD"):
        lists = (
            f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in kept.items()
        )
        RECORDED.write_text("{" + ",\n".join(lists) + "}\n", "utf-8")
    assert json.loads(RECORDED.read_text("utf-8")) == kept, f"recorded.json is stale: {RENEW}"
