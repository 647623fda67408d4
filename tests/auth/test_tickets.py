"""Socket tickets: used once, within a minute, for whom they were issued."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx

from deskbell.auth.gate import recheck
from deskbell.auth.model import TicketHolder
from deskbell.auth.tickets import issue_ticket_for_account, issue_ticket_for_sign_in, redeem_ticket
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.base.sql import Statement

NewBrowser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Staff = dict[str, UUID]


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def test_a_ticket_opens_one_socket_for_its_sign_in(
    db: Database, new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    one = await signed_in("anna")
    issued = await one.post("/socket-tickets")
    assert issued.status_code == 201
    holder = await redeem_ticket(db, issued.json()["ticket"])
    assert holder is not None
    assert (holder.account_id, holder.channel_id) == (None, None)
    assert holder.sign_in_id is not None
    anna = await recheck(db, holder.sign_in_id)
    assert anna is not None
    assert anna.id == staff["anna"]
    assert await redeem_ticket(db, issued.json()["ticket"]) is None
    assert (await new_browser().post("/socket-tickets")).status_code == 401


async def test_of_twenty_sockets_with_one_ticket_exactly_one_opens(
    db: Database, staff: Staff, signed_in: SignedIn
) -> None:
    ticket = (await (await signed_in("anna")).post("/socket-tickets")).json()["ticket"]
    holders = await asyncio.gather(*(redeem_ticket(db, ticket) for _ in range(20)))
    assert sum(holder is not None for holder in holders) == 1


async def test_a_ticket_is_good_for_a_minute(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    age = statement("update socket_ticket set expires_at = expires_at - make_interval(secs => $1)", "seconds")
    ticket = (await one.post("/socket-tickets")).json()["ticket"]
    await db.run(age, seconds=50.0)
    assert await redeem_ticket(db, ticket) is not None
    ticket = (await one.post("/socket-tickets")).json()["ticket"]
    await db.run(age, seconds=60.0)
    assert await redeem_ticket(db, ticket) is None


async def test_what_is_no_ticket_opens_nothing(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    await one.post("/socket-tickets")
    for token in ("", "x", one.cookies["deskbell"], "x" * 70_000, "\x00", "\ud800"):
        assert await redeem_ticket(db, token) is None


async def test_the_ticket_of_a_sign_in_that_ended_finds_nobody(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    sign_in_id = UUID((await one.get("/sign-ins")).json()["items"][0]["id"])
    ticket = await issue_ticket_for_sign_in(db, sign_in_id)
    await one.delete("/sign-ins/current")
    assert await redeem_ticket(db, ticket.token) == TicketHolder(sign_in_id, None, None)
    assert await recheck(db, sign_in_id) is None


async def test_a_clients_ticket_names_the_account_the_channel_and_the_secret(db: Database) -> None:
    live_chat, channel, client, account = new_id(), new_id(), new_id(), new_id()
    await db.run(statement("insert into live_chat (id, name) values ($1, 'Sales')", "id"), id=live_chat)
    add_channel = "insert into channel (id, live_chat_id, kind, name, key) values ($1, $2, 'widget', 'Shop', 'key')"
    await db.run(statement(add_channel, "id", "live_chat"), id=channel, live_chat=live_chat)
    await db.run(statement("insert into client (id) values ($1)", "id"), id=client)
    add_account = "insert into account (id, client_id, channel_kind, external_id) values ($1, $2, 'widget', 'eva')"
    await db.run(statement(add_account, "id", "client"), id=account, client=client)
    token = new_id()
    ticket = await issue_ticket_for_account(db, account, channel, token)
    assert await redeem_ticket(db, ticket.token) == TicketHolder(None, account, channel, token)
    assert await redeem_ticket(db, ticket.token) is None


async def test_tickets_are_given_out_at_a_rate(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    answers = [await one.post("/socket-tickets") for _ in range(40)]
    assert answers[0].status_code == 201
    assert answers[-1].json()["code"] == "too_many_requests"
    assert (await (await signed_in("boris")).post("/socket-tickets")).status_code == 201
