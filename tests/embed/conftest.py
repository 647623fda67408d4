"""Eva's session in Sales, registered with a request and she bound to a contact; Rita reads in Sales, Emil nowhere."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.surfaces import Frame, at_work, desk_of, frame_of, key

from deskbell.app import Doors
from deskbell.base import clock
from deskbell.base.ids import new_id
from deskbell.demo.town import Town, email_of

BOOKS = "https://books.example"


@dataclass
class Reading:
    """Desks, Eva's frame, the session, the cards and an application called Books."""

    app: Doors
    town: Town
    desks: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    eva: Frame | None = None
    session: str = ""
    account: str = ""
    contact: str = ""
    request: str = ""
    site: dict[str, Any] = field(default_factory=dict)
    secret: str = ""

    async def read(self, name: str, path: str = "", card: str | None = None, **query: Any) -> httpx.Response:
        """What a person gets of the messages on a card."""
        return await self.desks[name].get(f"/api/v1/cards/{card or self.contact}/messages{path}", params=query)

    def token(self, secret: str | None = None, **claims: Any) -> str:
        """A token as the other application's server signs it; None takes a claim out."""
        now = int(clock.now().timestamp())
        said = {
            "aud": self.site["key"],
            "iat": now,
            "exp": now + 120,
            "jti": str(new_id()),
            "origin": BOOKS,
            "sub": email_of("rita"),
            "account": self.account,
        } | claims
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({"alg": "HS256"}, kept, OctKey.import_key(secret or self.secret))

    async def enter(self, token: str, origin: str = BOOKS) -> httpx.Response:
        body = {"site": self.site["key"], "token": token, "origin": origin}
        return await self.desks["nobody"].post("/embed/v1/entries", json=body)

    async def key(self, **claims: Any) -> str:
        answer = await self.enter(self.token(**claims))
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["key"]
        return found

    async def ask(self, key: str, path: str = "", method: str = "GET", **more: Any) -> httpx.Response:
        """A request of the embedded page."""
        headers = {"Authorization": f"Bearer {key}"}
        return await self.desks["nobody"].request(method, f"/embed/v1/messages{path}", headers=headers, **more)


@pytest.fixture
async def reading(app: Doors, town: Town) -> AsyncIterator[Reading]:
    async with AsyncExitStack() as stack:
        here = Reading(app, town)
        for name in ("rita", "emil", "boris", "clara", "anna", "dmitri"):
            here.desks[name] = await stack.enter_async_context(desk_of(app, town, name))
        for name in ("boris", "clara", "anna"):
            await at_work(here.desks[name])
        boris, dmitri = here.desks["boris"], here.desks["dmitri"]
        here.eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        here.desks["nobody"] = here.eva.http
        await here.eva.start()
        here.account = here.eva.started["account"]["id"]
        here.session = (await here.eva.write("Do you ship to Norway?"))["session"]["id"]
        await boris.post(f"/api/v1/sessions/{here.session}/take")
        body = {"send_key": key(), "text": "We do"}
        assert (await boris.post(f"/api/v1/sessions/{here.session}/messages", json=body)).status_code == 201
        apps = {one["key"]: one["id"] for one in (await boris.get("/api/v1/apps")).json()["items"]}
        for app_key, values in (("contacts", {"name": "Eva"}), ("requests", {"subject": "Norway"})):
            made = await boris.post("/api/v1/cards", json={"app_id": apps[app_key], "values": values})
            setattr(here, app_key.rstrip("s"), made.json()["card"]["id"])
        client = f"/api/v1/sessions/{here.session}/client-cards/{apps['contacts']}"
        bound = await boris.put(client, json={"card_id": here.contact})
        assert bound.status_code == 200, bound.text
        assert (await boris.put(f"/api/v1/sessions/{here.session}/cards/{here.request}", json={})).status_code == 200
        await readers(here, "Readers")
        made = await dmitri.post("/api/v1/embed-sites", json={"name": "Books", "origins": [BOOKS]})
        assert made.status_code == 201, made.text
        here.site, here.secret = made.json()["site"], made.json()["secret"]
        yield here


async def readers(here: Reading, *groups: str, live_chat: str = "Sales") -> None:
    """Let these groups read in a live chat, and no others."""
    change = {"reader_group_ids": [str(here.town.groups[one]) for one in groups]}
    path = f"/api/v1/live-chats/{here.town.live_chats[live_chat]}"
    answer = await here.desks["dmitri"].patch(path, json=change)
    assert answer.status_code == 200, answer.text
    assert [one["name"] for one in answer.json()["reader_groups"]] == list(groups)
