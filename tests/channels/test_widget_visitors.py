"""What a visitor may hangs on his secret of now: at every door the same, and no longer than it lives."""

from types import SimpleNamespace

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.surfaces import desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.base import clock
from deskbell.base.http import address_of
from deskbell.demo.town import Town

SIGN_IN_ENDED = 4001


async def test_sockets_of_before_close_when_the_visitor_proves_who_he_is(app: Doors, town: Town) -> None:
    channel = town.channels["Sales"]
    async with desk_of(app, town, "dmitri") as dmitri, frame_of(app, channel) as frame:
        secret = (await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
        await frame.start()
        session = (await frame.write("Hello"))["session"]
        async with socket_of(app, frame, sessions={session["id"]: 2}) as before:
            now = int(clock.now().timestamp())
            claims = {"aud": channel.key, "sub": "eva", "jti": key(), "iat": now, "exp": now + 600}
            signed = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
            started = await frame.start(identity=signed)
            assert started["session"]["id"] == session["id"]
            assert await before.closed() == SIGN_IN_ENDED
        async with socket_of(app, frame) as after:
            assert (await after.ask("post", session=session["id"], send_key=key(), text="It is me"))["type"] == "ok"


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
