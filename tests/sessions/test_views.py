"""Views of the Sessions app: one's own, and those that colleagues at the desk share."""

import httpx
from tests.surfaces import desk_of

from deskbell.app import Doors
from deskbell.demo.town import Town


async def names(desk: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await desk.get("/api/v1/saved-views")).json()["items"]]


async def test_a_shared_view_is_there_for_whoever_has_a_desk_and_for_nobody_else(app: Doors, town: Town) -> None:
    async with (
        desk_of(app, town, "anna") as anna,
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "rita") as rita,
        desk_of(app, town, "emil") as emil,
    ):
        shared = {"name": "Complaints about Fred", "shared": True, "settings": {}}
        made = await anna.post("/api/v1/saved-views", json=shared)
        assert made.status_code == 201, made.text
        assert await names(boris) == ["Complaints about Fred"]
        path = f"/api/v1/saved-views/{made.json()['id']}"
        assert (await boris.patch(path, json={"name": "Mine"})).json()["code"] == "not_allowed"
        for stranger in (rita, emil):
            assert await names(stranger) == []
            assert (await stranger.patch(path, json={"name": "Mine"})).json()["code"] == "not_found"
