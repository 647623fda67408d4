"""How many sockets there may be: of an address, of a person, of a visitor, and before their hello. Who is over it is
told to wait; whoever comes from elsewhere is let in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import Socket, SocketClosed, key, socket_of

from deskbell.realtime import doorkeeper
from deskbell.realtime import socket as sockets
from deskbell.realtime.doorkeeper import Doorkeeper

TOO_MANY = 4029


@asynccontextmanager
async def silent(desks: Desks, address: str) -> AsyncIterator[Socket]:
    """A socket from an address that says nothing yet."""
    socket = Socket(desks.house.app, address=address)
    await socket.open()
    try:
        yield socket
    finally:
        await socket.close()


async def welcomed(desks: Desks, socket: Socket) -> str:
    ticket = (await desks.boris.post("/api/v1/socket-tickets", json={})).json()["ticket"]
    try:
        return str((await socket.hello(ticket))["type"])
    except SocketClosed as closed:
        return str(closed.code)


async def test_sockets_that_say_nothing_shut_out_their_own_address_and_only_for_a_while(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks.house.app.house.desk, "doorkeeper", Doorkeeper(1000, 100))
    monkeypatch.setattr(sockets, "HELLO_SECONDS", 0.5)
    async with AsyncExitStack() as stack:
        mute = [await stack.enter_async_context(silent(desks, "203.0.113.7")) for _ in range(10)]
        async with silent(desks, "203.0.113.7") as eleventh:
            assert await eleventh.closed() == TOO_MANY
        async with silent(desks, "203.0.113.8") as elsewhere:
            assert await welcomed(desks, elsewhere) == "welcome"
        assert {await one.closed() for one in mute} == {4009}
        async with silent(desks, "203.0.113.7") as later:
            assert await welcomed(desks, later) == "welcome"


async def test_an_address_has_so_many_sockets_and_the_neighbours_in_a_64_are_one_address(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks.house.app.house.desk, "doorkeeper", Doorkeeper(1000, 2))
    async with (
        silent(desks, "2001:db8:1:1::1") as first,
        silent(desks, "2001:db8:1:1::2") as second,
        silent(desks, "2001:db8:1:1::3") as third,
        silent(desks, "2001:db8:1:2::3") as elsewhere,
    ):
        assert await third.closed() == TOO_MANY
        assert [await welcomed(desks, one) for one in (first, second, elsewhere)] == ["welcome"] * 3
        await first.close()
        async with silent(desks, "2001:db8:1:1::4") as fourth:
            assert await welcomed(desks, fourth) == "welcome"


async def test_a_person_and_a_visitor_have_so_many_each(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorkeeper, "PERSON_MOST", 2)
    monkeypatch.setattr(doorkeeper, "ACCOUNT_MOST", 1)
    async with desks.scene() as scene:
        for source, most in ((desks.boris, 2), (scene.frame, 1)):
            async with AsyncExitStack() as stack:
                for _ in range(most):
                    await stack.enter_async_context(socket_of(desks.house.app, source))
                with pytest.raises(SocketClosed, match=str(TOO_MANY)):
                    await stack.enter_async_context(socket_of(desks.house.app, source))
                async with socket_of(desks.house.app, desks.clara) as another:
                    assert another.heard[0]["type"] == "welcome"
            async with socket_of(desks.house.app, source) as again:
                assert again.heard[0]["type"] == "welcome"


async def test_what_an_ended_socket_held_is_free_again(desks: Desks) -> None:
    keeper = desks.house.app.house.desk.doorkeeper
    before = keeper.open
    async with socket_of(desks.house.app, desks.boris), silent(desks, "203.0.113.9"):
        assert keeper.open == before + 2
    await asyncio.sleep(0)
    assert keeper.open == before


@pytest.mark.usefixtures("rates_stand_still")
async def test_an_operator_writes_at_one_rate_by_whichever_door(desks: Desks) -> None:
    posting = desks.house.app.house.posting
    async with desks.scene() as scene:
        posting.take(str(desks.house.town.people["boris"]), posting.burst)
        for door in ("messages", "notes"):
            answer = await desks.boris.post(f"{scene.path}/{door}", json={"send_key": key(), "text": "A word"})
            assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests"), door


@pytest.mark.usefixtures("rates_stand_still")
async def test_a_visitors_tickets_are_given_out_at_a_rate(desks: Desks) -> None:
    async with desks.scene() as scene, desks.scene() as other:
        answers = [await scene.frame.call("POST", "/tickets", json={}) for _ in range(40)]
        assert answers[0].status_code == 201
        assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_many_requests")
        assert (await other.frame.call("POST", "/tickets", json={})).status_code == 201
        # Without a secret too: whoever asks from one address shares its rate.
        path = f"{other.frame.base}/tickets"
        codes = [(await desks.boris.post(path, json={})).status_code for _ in range(130)]
        assert set(codes) == {401, 429}
