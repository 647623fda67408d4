"""The door in: sign-ins, one's password, socket tickets. `ROUTES` gathers the other doors of this room."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post

from deskbell.auth import api_importing, api_links, api_me, api_people, sign_ins, tickets
from deskbell.auth.answers import signed_in
from deskbell.auth.gate import cookie_of, token_of, visit_of
from deskbell.auth.me import Me
from deskbell.auth.passwords import LONGEST
from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.http import Body, Injected, Out
from deskbell.base.rates import Buckets
from deskbell.rights.actor import Actor
from deskbell.settings import Settings

Password = Annotated[str, msgspec.Meta(max_length=LONGEST)]

_TICKETS = Buckets(30, 1)


class Credentials(Body):
    """What one signs in with."""

    email: Annotated[str, msgspec.Meta(max_length=400)]
    password: Password


class PasswordChange(Body):
    """The password of before and the one from now on."""

    current: Password
    new: Password


class SignInPage(Out):
    """One of one's own sign-ins; `current`: the one that asks."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    address: str | None
    user_agent: str | None
    current: bool


class SignInList(Out):
    """One's living sign-ins, latest use first."""

    items: list[SignInPage]
    next: str | None = None


class TicketPage(Out):
    """Good for one socket, until `expires_at`."""

    ticket: str
    expires_at: datetime


@post("/sign-ins")
async def create_sign_in(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    settings: Annotated[Settings, Injected],
    data: Credentials,
) -> Response[Me]:
    """Sign in with e-mail and password. 401 wrong_credentials, 429 too_many_tries, 503 overloaded."""
    begun = await sign_ins.sign_in(
        db, settings, data.email, data.password, visit_of(request), token_of(request, settings)
    )
    return await signed_in(db, settings, begun)


@get("/sign-ins")
async def list_sign_ins(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> SignInList:
    """One's own living sign-ins."""
    found = await sign_ins.sign_ins_of(db, actor.id)
    return SignInList(
        items=[
            SignInPage(
                id=one.id,
                created_at=one.created_at,
                last_seen_at=one.last_seen_at,
                address=one.address,
                user_agent=one.user_agent,
                current=one.id == actor.sign_in_id,
            )
            for one in found
        ]
    )


@delete("/sign-ins/current", status_code=204)
async def sign_out(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], settings: Annotated[Settings, Injected]
) -> Response[None]:
    """Sign out: ends this sign-in and its sockets, and takes the cookie back."""
    if actor.sign_in_id is None:
        raise Refusal("not_signed_in", 401)
    await sign_ins.end_sign_in(db, actor, actor.sign_in_id)
    return Response(None, status_code=204, cookies=[cookie_of(settings, "")])


@delete("/sign-ins/{sign_in_id:uuid}", status_code=204)
async def end_sign_in(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], sign_in_id: UUID) -> None:
    """End one of one's own sign-ins. 404 not_found."""
    await sign_ins.end_sign_in(db, actor, sign_in_id)


@post("/password", status_code=204)
async def change_password(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    settings: Annotated[Settings, Injected],
    data: PasswordChange,
) -> Response[None]:
    """Change one's own password; all other sign-ins end. 401 wrong_credentials, 422 password_too_weak."""
    token = await sign_ins.change_password(db, actor, data.current, data.new, visit_of(request))
    return Response(None, status_code=204, cookies=[cookie_of(settings, token)])


@post("/socket-tickets")
async def create_socket_ticket(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> TicketPage:
    """A ticket for one socket, good for 60 seconds. 429 too_many_requests."""
    if actor.sign_in_id is None:
        raise Refusal("not_signed_in", 401)
    _TICKETS.take(str(actor.id))
    ticket = await tickets.issue_ticket_for_sign_in(db, actor.sign_in_id)
    return TicketPage(ticket=ticket.token, expires_at=ticket.expires_at)


ROUTES = [
    create_sign_in,
    list_sign_ins,
    sign_out,
    end_sign_in,
    change_password,
    create_socket_ticket,
    *api_links.ROUTES,
    *api_me.ROUTES,
    *api_people.ROUTES,
    *api_importing.ROUTES,
]
