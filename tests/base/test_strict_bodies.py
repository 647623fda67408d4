"""A body has the declared types or is refused by field."""

from typing import Any

import pytest
from tests.surfaces import browser, desk_of

from deskbell.app import Doors
from deskbell.demo.town import Town


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": 1}, "status"),
        ({"status": "busy"}, "status"),
        ({"status": "online", "administrator": True}, "administrator"),
        ({}, "status"),
        ({"status": None}, "status"),
    ],
)
async def test_a_type_that_differs_is_refused_by_field(app: Doors, town: Town, body: Any, field: str) -> None:
    async with desk_of(app, town, "boris") as boris:
        refused = await boris.put("/api/v1/me/status", json=body)
        assert refused.status_code == 422
        assert refused.json()["params"]["fields"] == {field: "invalid"}
        # As RFC 9110 calls it, whatever Python calls it.
        assert refused.json()["title"] == "Unprocessable Content"
        assert (await boris.put("/api/v1/me/status", json={"status": "online"})).status_code == 200


async def test_a_stranger_learns_nothing_of_what_a_body_should_be(app: Doors) -> None:
    async with browser(app) as stranger:
        for body in (b"{", b'{"status": 1}', b'{"status": "online"}'):
            refused = await stranger.put("/api/v1/me/status", content=body)
            assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")


async def test_a_number_in_quotes_is_no_number(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        path = f"/api/v1/live-chats/{town.live_chats['Sales']}"
        refused = await dmitri.patch(path, json={"reopen_hours": "48"})
        assert (refused.status_code, refused.json()["params"]) == (422, {"fields": {"reopen_hours": "invalid"}})
        assert (await dmitri.patch(path, json={"reopen_hours": 48})).json()["reopen_hours"] == 48
