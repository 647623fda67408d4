"""The doors of one-time links: set-up, invitation, reset. Public: whoever holds the link may use it, once."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post

from deskbell.auth import links, setup
from deskbell.auth.answers import signed_in
from deskbell.auth.gate import token_of, visit_of
from deskbell.auth.me import Me
from deskbell.auth.model import PersonalPurpose
from deskbell.auth.passwords import LONGEST
from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.people.model import Language
from deskbell.settings import Settings

Password = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class SetUpWorkspace(Out):
    """What the set-up page begins with."""

    name: str
    language: Language


class SetUpPage(Out):
    """The workspace as it is before its set-up."""

    workspace: SetUpWorkspace


class SetUpBody(Body):
    """The first administrator's words; `time_zone` is an IANA name."""

    token: str
    workspace_name: str
    language: Language
    time_zone: str
    name: str
    email: str
    password: Password


class LinkPage(Out):
    """What a link that still works is for, and whose it is."""

    purpose: PersonalPurpose
    name: str
    email: str


class NewPassword(Body):
    """The password to sign in with from now on."""

    password: Password


@get("/set-up/{token:str}")
async def look_at_set_up(request: Request[Any, Any, Any], db: Annotated[Database, Injected], token: str) -> SetUpPage:
    """What the set-up begins with. 404 not_found: no such link, or the workspace is set up."""
    workspace = await setup.look_at_set_up(db, token, visit_of(request))
    return SetUpPage(workspace=SetUpWorkspace(name=workspace.name, language=workspace.language))


@post("/set-up")
async def set_up(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    settings: Annotated[Settings, Injected],
    data: SetUpBody,
) -> Response[Me]:
    """Make the first administrator and sign him in, once. 404 not_found, 422 password_too_weak."""
    given = setup.SetUp(data.workspace_name, data.language, data.time_zone, data.name, data.email, data.password)
    begun = await setup.set_up(db, settings, data.token, given, visit_of(request), token_of(request, settings))
    return await signed_in(db, settings, begun)


@get("/links/{token:str}")
async def look_at_link(request: Request[Any, Any, Any], db: Annotated[Database, Injected], token: str) -> LinkPage:
    """What an invitation or reset link is for. 404 link_used_up."""
    found = await links.look_at_link(db, token, visit_of(request))
    return msgspec.convert(found, LinkPage, from_attributes=True)


@post("/links/{token:str}")
async def use_link(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    settings: Annotated[Settings, Injected],
    token: str,
    data: NewPassword,
) -> Response[Me]:
    """Set the password and sign in, once. 404 link_used_up, 422 password_too_weak."""
    begun = await links.use_link(db, settings, token, data.password, visit_of(request), token_of(request, settings))
    return await signed_in(db, settings, begun)


ROUTES = [look_at_set_up, set_up, look_at_link, use_link]
