"""Files through both doors of the whole application: sent, seen by whom they are for, and by nobody else."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from tests.surfaces import ORIGIN, Frame, at_work, desk_of, frame_of, key

from deskbell.app import BODY_MOST, Doors
from deskbell.base.ids import new_id
from deskbell.channels.widget import api as widget_api
from deskbell.demo.town import Town

Picture = Callable[..., bytes]


async def sent_by(frame: Frame, body: bytes, name: str = "notes.txt") -> dict[str, Any]:
    answer = await frame.call("POST", "/files", params={"name": name}, content=body)
    assert answer.status_code == 201, answer.text
    file: dict[str, Any] = answer.json()
    return file


async def addresses(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    items: dict[str, Any] = answer.json()["items"]
    return items


async def test_a_client_and_an_operator_send_each_other_files(app: Doors, town: Town, picture: Picture) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva, desk_of(app, town, "boris") as boris:
        await at_work(boris)
        await eva.start()
        photo = picture("JPEG", (2000, 1000))
        file = await sent_by(eva, photo, "photo.jpg")
        assert (file["name"], file["media_type"], file["width"]) == ("photo.jpg", "image/jpeg", 2000)
        assert file["preview"] == {"width": 1024, "height": 512}
        wrote = await eva.write("", file_ids=[file["id"]])
        session = wrote["session"]["id"]
        page = (await boris.get(f"/api/v1/sessions/{session}")).json()
        assert page["messages"][0]["files"] == [file]
        given = await addresses(
            await boris.post(f"/api/v1/sessions/{session}/file-addresses", json={"file_ids": [file["id"]]})
        )
        shown = await boris.get(given[file["id"]]["preview_url"])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
        assert (await boris.get(given[file["id"]]["url"])).content == photo
        await boris.post(f"/api/v1/sessions/{session}/take")
        answer = await boris.post(
            "/api/v1/files", params={"session": session, "name": "Offer.pdf"}, content=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        )
        assert answer.status_code == 201, answer.text
        offer = answer.json()["id"]
        posted = await boris.post(
            f"/api/v1/sessions/{session}/messages",
            json={"send_key": key(), "text": "Our offer", "file_ids": [offer]},
        )
        assert posted.status_code == 201, posted.text
        given = await addresses(
            await eva.call("POST", f"/sessions/{session}/file-addresses", json={"file_ids": [offer, file["id"]]})
        )
        assert set(given) == {offer, file["id"]}
        assert (await eva.http.get(given[offer]["url"])).content.startswith(b"%PDF")


async def test_nobody_else_gets_an_address_or_attaches_what_is_not_his(app: Doors, town: Town) -> None:
    sales = town.channels["Sales"]
    async with frame_of(app, sales) as eva, frame_of(app, sales) as fred, desk_of(app, town, "boris") as boris:
        await at_work(boris)
        await eva.start()
        await fred.start()
        file = await sent_by(eva, b"canary")
        stolen = await fred.call("POST", "/messages", json={"send_key": key(), "text": "", "file_ids": [file["id"]]})
        assert (stolen.status_code, stolen.json()["code"]) == (422, "file_unknown")
        session = (await eva.write("", file_ids=[file["id"]]))["session"]["id"]
        twice = await eva.call("POST", "/messages", json={"send_key": key(), "text": "", "file_ids": [file["id"]]})
        assert (twice.status_code, twice.json()["code"]) == (422, "file_unknown")
        ask = {"file_ids": [file["id"]]}
        hidden = await fred.call("POST", f"/sessions/{session}/file-addresses", json=ask)
        unknown = await fred.call("POST", f"/sessions/{new_id()}/file-addresses", json=ask)
        assert (hidden.status_code, hidden.content) == (404, unknown.content)
        other = (await fred.write("Hello"))["session"]["id"]
        crossed = await fred.call("POST", f"/sessions/{other}/file-addresses", json=ask)
        assert crossed.json() == {"items": {}}
        own = await addresses(await eva.call("POST", f"/sessions/{session}/file-addresses", json=ask))
        address = own[file["id"]]["url"]
        assert (await eva.http.get(address)).content == b"canary"
        assert (await eva.http.get(address.replace("/original?", "/preview?"))).status_code == 404


async def test_an_address_ends_with_the_sign_in_it_was_given_to(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva, desk_of(app, town, "boris") as boris:
        await at_work(boris)
        await eva.start()
        file = await sent_by(eva, b"canary")
        session = (await eva.write("", file_ids=[file["id"]]))["session"]["id"]
        ask = {"file_ids": [file["id"]]}
        given = await addresses(await boris.post(f"/api/v1/sessions/{session}/file-addresses", json=ask))
        address = given[file["id"]]["url"]
        assert (await eva.http.get(address)).content == b"canary"
        await boris.delete("/api/v1/sign-ins/current")
        assert (await eva.http.get(address)).status_code == 404


async def test_an_address_ends_with_the_right_to_see(app: Doors, town: Town) -> None:
    async with (
        frame_of(app, town.channels["Sales"]) as eva,
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "clara") as clara,
    ):
        await at_work(boris)
        await at_work(clara)
        await eva.start()
        file = await sent_by(eva, b"canary")
        session = (await eva.write("", file_ids=[file["id"]]))["session"]["id"]
        ask = {"file_ids": [file["id"]]}
        given = await addresses(await clara.post(f"/api/v1/sessions/{session}/file-addresses", json=ask))
        address = given[file["id"]]["url"]
        assert (await clara.get(address)).content == b"canary"
        assert (await boris.post(f"/api/v1/sessions/{session}/take")).status_code == 200
        assert (await clara.get(address)).status_code == 404
        assert (await clara.post(f"/api/v1/sessions/{session}/file-addresses", json=ask)).status_code == 404


async def test_uploads_ask_for_the_right_to_write_there(app: Doors, town: Town) -> None:
    async with (
        frame_of(app, town.channels["Sales"]) as eva,
        desk_of(app, town, "boris") as boris,
        desk_of(app, town, "clara") as clara,
        desk_of(app, town, "dmitri") as dmitri,
    ):
        for desk in (boris, clara, dmitri):
            await at_work(desk)
        refused = await eva.call("POST", "/files", params={"name": "a.txt"}, content=b"x")
        assert refused.status_code == 401
        await eva.start()
        session = (await eva.write("Hello"))["session"]["id"]

        async def upload(desk: httpx.AsyncClient, to: object, **headers: str) -> httpx.Response:
            asked = {"session": str(to), "name": "a.txt"}
            return await desk.post("/api/v1/files", params=asked, content=b"x", headers=headers)

        assert (await upload(boris, session)).status_code == 201, "a note may carry it while nobody has the session"
        assert (await upload(dmitri, session)).json()["code"] == "not_allowed"
        await boris.post(f"/api/v1/sessions/{session}/take")
        assert (await upload(boris, session)).status_code == 201
        assert (await upload(boris, session, Origin="https://evil.example")).json()["code"] == "wrong_origin"
        hidden, unknown = await upload(clara, session), await upload(clara, new_id())
        assert (hidden.status_code, hidden.content) == (404, unknown.content)
        await at_work(boris, "offline")
        assert (await upload(boris, session)).json()["code"] == "offline_may_only_look"


async def test_an_upload_larger_than_its_live_chats_limit_is_cut_off(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva, desk_of(app, town, "dmitri") as dmitri:
        await eva.start()
        limit = {"file_limit": 2 * BODY_MOST}
        changed = await dmitri.patch(f"/api/v1/live-chats/{town.channels['Sales'].live_chat_id}", json=limit)
        assert changed.status_code == 200, changed.text
        assert (await sent_by(eva, b"x" * 2 * BODY_MOST))["size"] == 2 * BODY_MOST
        for body in (b"x" * (2 * BODY_MOST + 1), _chunked(2 * BODY_MOST + 1)):
            refused = await eva.call("POST", "/files", params={"name": "a.txt"}, content=body)
            assert refused.status_code == 413
            assert (refused.json()["code"], refused.json()["params"]) == (
                "file_too_large",
                {"limit": 2 * BODY_MOST},
            )


@pytest.mark.parametrize("path", ["/api/v1/sign-ins", "/w/{key}/start"])
async def test_bodies_that_are_no_files_are_cut_off_early(app: Doors, town: Town, path: str) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva:
        path = path.format(key=town.channels["Sales"].key)
        for body in (b"[" + b" " * BODY_MOST + b"]", _chunked(BODY_MOST + 1)):
            refused = await eva.http.post(path, content=body, headers={"Content-Type": "application/json"})
            assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


async def _chunked(size: int) -> AsyncIterator[bytes]:
    """Sent without a Content-Length."""
    for start in range(0, size, 65_536):
        yield b"x" * min(65_536, size - start)


@pytest.mark.usefixtures("rates_stand_still")
async def test_an_address_uploads_at_a_rate_whatever_secrets_it_comes_with(app: Doors, town: Town) -> None:
    """A new secret costs nothing: four visitors of one address share its rate, one from elsewhere does not."""
    codes = []
    for _ in range(4):
        async with frame_of(app, town.channels["Sales"]) as frame:
            await frame.start()
            for number in range(18):
                answer = await frame.call("POST", "/files", params={"name": f"{number}.txt"}, content=b"x")
                codes.append(answer.status_code)
    assert set(codes[:60]) == {201}
    assert codes[-1] == 429
    transport = httpx.ASGITransport(app, client=("203.0.113.9", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN}) as elsewhere:
        frame = Frame(app, elsewhere, town.channels["Sales"])
        await frame.start()
        assert await sent_by(frame, b"x")


async def test_so_many_uploads_of_one_visitor_are_open_at_a_time(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as frame:
        await frame.start()
        with widget_api._uploads_at_once.held("another"):
            for _ in range(widget_api._uploads_at_once.most):
                assert widget_api._uploads_at_once.take(frame.started["account"]["id"])
            refused = await frame.call("POST", "/files", params={"name": "a.txt"}, content=b"x")
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
            for _ in range(widget_api._uploads_at_once.most):
                widget_api._uploads_at_once.give_back(frame.started["account"]["id"])
        assert await sent_by(frame, b"x")
