"""What a visitor may hangs on his secret of now: at every door the same, and no longer than it lives."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.surfaces import Socket, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.base import clock
from deskbell.base.db import unavailable
from deskbell.base.http import address_of
from deskbell.channels.widget import api
from deskbell.demo.town import Town

SIGN_IN_ENDED = 4001


def signed_for(widget: str, subject: str, secret: str, **claims: object) -> str:
    """A signed identity of the site, good for ten minutes."""
    now = int(clock.now().timestamp())
    said = {"aud": widget, "sub": subject, "jti": key(), "iat": now, "exp": now + 600, **claims}
    return jwt.encode({"alg": "HS256"}, said, OctKey.import_key(secret))


async def test_sockets_of_before_close_when_the_visitor_proves_who_he_is(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await frame.start()
        session = (await frame.write("Hello"))["session"]
        async with socket_of(app, frame, sessions={session["id"]: 2}) as before:
            started = await frame.start(identity=signed_for(channel.key, "eva", secret))
            assert started["session"]["id"] == session["id"]
            assert await before.closed() == SIGN_IN_ENDED
        async with socket_of(app, frame) as after:
            assert (await after.ask("post", session=session["id"], send_key=key(), text="It is me"))["type"] == "ok"


@pytest.mark.parametrize("lost", [1, 2], ids=["one answer", "two answers"])
async def test_a_visitor_whose_signed_start_got_no_answer_goes_on_in_his_conversation(
    app: Doors, town: Town, lost: int
) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await frame.start()
        session = (await frame.write("Hello"))["session"]["id"]
        body = {"identity": signed_for(channel.key, "eva", secret), "start_key": key()}
        unheard = [(await frame.call("POST", "/start", json=body)).json()["token"] for _ in range(lost)]
        started = await frame.start(**body)
        assert (started["session"]["id"], started["account"]["verified"]) == (session, True)
        assert [message["text"] for message in started["messages"]] == ["Hello"]
        assert (await frame.write("Still me"))["session"]["id"] == session
        assert "token" not in await frame.start(**body)
        frame.token = unheard[-1]
        assert (await frame.call("POST", "/tickets", json={})).status_code == 401, "what nobody got opens nothing"


async def test_tries_of_one_signed_start_that_run_at_once_are_all_answered_and_one_secret_lives(
    app: Doors, town: Town
) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await frame.start()
        session = (await frame.write("Hello"))["session"]["id"]
        body = {"identity": signed_for(channel.key, "eva", secret), "start_key": key()}
        answers = await asyncio.gather(*(frame.call("POST", "/start", json=body) for _ in range(4)))
        assert {(one.status_code, one.json()["session"]["id"]) for one in answers} == {(200, session)}
        lives = []
        for one in answers:
            frame.token = one.json()["token"]
            lives.append((await frame.call("POST", "/tickets", json={})).status_code == 201)
        assert sorted(lives) == [False, False, False, True]


async def test_a_signed_start_whose_later_part_failed_may_be_tried_again(
    app: Doors, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await frame.start()
        session = (await frame.write("Hello"))["session"]["id"]
        body = {"identity": signed_for(channel.key, "eva", secret), "start_key": key()}

        async def away(*_: object) -> None:
            raise unavailable()

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(api, "issue_ticket_for_account", away)
            assert (await frame.call("POST", "/start", json=body)).status_code == 503
        assert (await frame.start(**body))["session"]["id"] == session


async def test_a_signed_identity_opens_nothing_to_another_browser_or_after_a_sign_out(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, channel) as eva,
        frame_of(app, channel) as thief,
    ):
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        hers = {"identity": signed_for(channel.key, "eva", secret), "start_key": key()}
        keyless = {"identity": signed_for(channel.key, "eva", secret)}

        async def refused(**body: object) -> None:
            answer = await thief.call("POST", "/start", json=body)
            assert (answer.status_code, answer.json()["params"]["reason"]) == (401, "used")

        await eva.start(**hers)
        await eva.start(**keyless)
        for body in ({}, {"start_key": None}, {"start_key": key()}):
            await refused(**{**hers, "start_key": None, **body})
            await refused(**keyless, **body)
        # A browser that another person has signed in to does not get it either.
        await thief.start(identity=signed_for(channel.key, "fred", secret))
        await refused(**{**hers, "start_key": key()})
        assert (await eva.write("It is me"))["opened"]
        assert (await eva.call("POST", "/sign-out", json={})).status_code == 204
        await refused(**hers)


async def test_the_form_before_the_first_message_is_asked_at_both_doors(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        form = {"enabled": True, "fields": [{"key": "email", "required": True}]}
        settings = {**channel.settings, "pre_chat": form}
        assert (await dmitri.patch(f"/api/v1/channels/{channel.id}", json={"settings": settings})).status_code == 200
        await frame.start()
        body = {"send_key": key(), "text": "Hello"}
        async with socket_of(app, frame) as socket:
            refused = await socket.ask("post", **body)
            assert refused["params"]["fields"] == {"pre_chat.email": "missing"}
            by_http = await frame.call("POST", "/messages", json=body)
            assert by_http.json()["params"] == refused["params"]
            await frame.write("Hello", pre_chat={"email": "eva@client.example"})
            assert (await socket.ask("post", send_key=key(), text="Again"))["type"] == "ok"


@pytest.mark.usefixtures("rates_stand_still")
async def test_visits_come_at_a_rate(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as frame:
        await frame.start()
        codes = []
        for number in range(40):
            page = {"url": f"https://shop.example/{number}"}
            codes.append((await frame.call("POST", "/pages", json=page)).status_code)
        assert set(codes[:30]) == {204}
        assert codes[-1] == 429


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:2", "2001:db8::/64"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_as_its_network(host: str, counted: str) -> None:
    assert address_of(SimpleNamespace(client=SimpleNamespace(host=host))) == counted


async def test_a_ticket_ends_with_the_secret_it_came_with_and_so_does_its_socket(app: Doors, town: Town) -> None:
    """Two browsers of one signed client: what ends in one leaves the other alone, and no ticket outlives its secret."""
    channel = town.channels["Sales"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, channel) as first,
        frame_of(app, channel) as second,
    ):
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        for frame in (first, second):
            await frame.start(identity=signed_for(channel.key, "eva", secret))
        assert first.started["account"]["id"] == second.started["account"]["id"]
        async with socket_of(app, first) as ending, socket_of(app, second) as staying:
            left = await first.ticket()
            assert (await first.call("POST", "/sign-out", json={})).status_code == 204
            assert await ending.closed() == SIGN_IN_ENDED
            late = Socket(app)
            await late.open()
            late.send({"type": "hello", "protocol": 1, "ticket": left})
            assert await late.closed() == SIGN_IN_ENDED
            await late.close()
            assert (await staying.ask("leave", session=key()))["type"] == "ok"
            async with socket_of(app, second) as again:
                assert again.heard[0]["type"] == "welcome"
        refused = await first.call("GET", f"/sessions/{key()}/messages")
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
        assert (await first.call("POST", "/sign-out", json={})).status_code == 401


async def test_a_paused_channel_says_so_when_the_frame_starts_and_lets_what_was_written_be_read(
    app: Doors, town: Town
) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        assert (await frame.start())["desk"]["paused"] is False
        await frame.write("Before the pause")
        assert (await dmitri.post(f"/api/v1/channels/{channel.id}/pause")).status_code == 200
        started = await frame.start()
        assert started["desk"]["paused"] is True
        assert [message["text"] for message in started["messages"]] == ["Before the pause"]
        refused = await frame.call("POST", "/messages", json={"send_key": key(), "text": "Now?"})
        assert refused.json()["code"] == "channel_paused"


async def test_what_a_client_says_of_himself_in_mid_session_is_an_event_of_it(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        desk_of(app, town, "anna") as anna,
        frame_of(app, channel) as frame,
    ):
        form = {"enabled": True, "fields": [{"key": "name", "required": False}]}
        settings = {**channel.settings, "pre_chat": form}
        assert (await dmitri.patch(f"/api/v1/channels/{channel.id}", json={"settings": settings})).status_code == 200
        await frame.start()
        session = (await frame.write("Hello"))["session"]["id"]
        async with socket_of(app, anna) as desk:
            await desk.ask("join", session=session, cursor=2)
            await frame.write("I am Eva", pre_chat={"name": "Eva", "email": "eva@client.example"})
            event = await desk.until("event", kind="client_renamed", session=session)
            assert event["data"]["session"]["client"]["name"] == "Eva"
            assert event["data"]["session"]["account"]["email"] == "eva@client.example"
            assert event["by"]["kind"] == "account"
            await frame.write("Still me", pre_chat={"name": "Eva"})
            await desk.until("event", kind="message_posted")
            detail = (await anna.get(f"/api/v1/sessions/{session}")).json()
            assert [line["kind"] for line in detail["log"]].count("client_renamed") == 1
        events = (await frame.call("GET", f"/sessions/{session}/events", params={"after": 0})).json()["events"]
        assert {event["kind"] for event in events} <= {"session_opened", "message_posted", "receipt_marked"}


async def test_a_signed_name_that_changed_is_an_event_of_the_open_session(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, channel) as first,
        frame_of(app, channel) as second,
    ):
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await first.start(identity=signed_for(channel.key, "eva", secret, name="Eva"))
        session = (await first.write("Hello"))["session"]["id"]
        page: dict[str, Any] = {}
        for frame, name in ((first, "Eva B."), (second, "Eva C."), (second, "Eva C.")):
            await frame.start(identity=signed_for(channel.key, "eva", secret, name=name))
            page = (await dmitri.get(f"/api/v1/sessions/{session}")).json()
            assert page["session"]["client"]["name"] == name
        assert [line["kind"] for line in page["log"]].count("client_renamed") == 2


async def test_two_open_sessions_that_turn_out_to_be_one_persons_become_one_with_a_history(
    app: Doors, town: Town
) -> None:
    channel = town.channels["Sales"]
    async with (
        desk_of(app, town, "dmitri") as dmitri,
        frame_of(app, channel) as phone,
        frame_of(app, channel) as laptop,
        socket_of(app, dmitri) as desk,
    ):
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await phone.start(identity=signed_for(channel.key, "eva", secret))
        known = (await phone.write("From my phone"))["session"]["id"]
        await laptop.start()
        anonymous = (await laptop.write("From my laptop, not signed in"))["session"]["id"]
        await desk.ask("join", session=known, cursor=2)
        started = await laptop.start(identity=signed_for(channel.key, "eva", secret))
        assert started["session"]["id"] == known
        assert [one["id"] for one in started["earlier"]] == [anonymous]
        older = await laptop.call("GET", f"/sessions/{anonymous}/messages")
        assert [message["text"] for message in older.json()["items"]] == ["From my laptop, not signed in"]
        await desk.until("event", kind="account_bound", session=known)
        earlier = (await dmitri.get(f"/api/v1/sessions/{known}/earlier")).json()["items"]
        assert anonymous in [one["id"] for one in earlier]
        page = (await dmitri.get(f"/api/v1/sessions/{anonymous}")).json()
        assert page["session"]["state"] == "closed"
        assert [line["kind"] for line in page["log"]] == ["session_opened", "session_closed", "account_bound"]
        running = (await dmitri.get(f"/api/v1/sessions/{known}")).json()
        assert running["session"]["state"] == "waiting"
        assert "account_bound" in [line["kind"] for line in running["log"]]
        again = (await laptop.write("One dialogue"))["session"]["id"]
        assert again == known
