"""Who may what at every door: each route and each socket command × each of the town's people.

A route or a command without a row fails. What is hidden and what is not there are answered by the same bytes, and a
word planted in somebody's session is in no answer to anybody who does not see it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from deskbell.base.ids import new_id
from deskbell.base.postgres import Embedded
from tests.authorisation.answers import OFFLINE, PEOPLE
from tests.authorisation.cast import API, CANARY, Cast, lost, plant
from tests.authorisation.rows import (
    DESK_COMMANDS,
    ENDING,
    SILENT,
    WIDGET,
    WIDGET_COMMANDS,
    filled,
)
from tests.authorisation.rows_messages import EMBEDDED
from tests.authorisation.rows_public import PUBLIC
from tests.houses import standing
from tests.surfaces import Frame, at_work, browser, desk_of, frame_of, socket_of


@pytest.fixture(scope="module")
async def cast(cluster: Embedded, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    """Everybody signed in; Clara at work elsewhere only, Rita a reader of Sales."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(standing(cluster, tmp_path_factory.mktemp("authorisation")))
        app, town = house.app, house.town
        desks = {
            name: await stack.enter_async_context(desk_of(app, town, name))
            for name in ("emil", "rita", "clara", "boris", "anna", "dmitri")
        }
        sales, support = str(town.live_chats["Sales"]), str(town.live_chats["Support"])
        dmitri, groups = desks["dmitri"], {name: str(id_) for name, id_ in town.groups.items()}
        change = {"member_ids": [str(town.people["boris"])]}
        assert (await dmitri.patch(f"/api/v1/groups/{groups['Sales operators']}", json=change)).status_code == 200
        change = {"supervisor_group_ids": [groups["Support operators"]]}
        assert (await dmitri.patch(f"/api/v1/live-chats/{support}", json=change)).status_code == 200
        owner = await asyncpg.connect(house.dsn)
        add = "insert into live_chat_group (live_chat_id, group_id, role) values ($1, $2, 'reader')"
        await owner.execute(add, UUID(sales), UUID(groups["Readers"]))
        await owner.close()
        for name in desks:
            await at_work(desks[name])
        eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        fred = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        made = Cast(house, desks, eva, fred)
        await plant(made, sales)
        yield made


# ── the tables are whole ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_route_has_a_row(cast: Cast) -> None:
    routes = {
        f"{method} {route.path_format}"
        for route in cast.house.app.http.routes
        for method in getattr(route, "methods", ())
        if method != "OPTIONS"
    }
    rows = {f"{method} /api/v1{path}" for method, path in (row.split(" ") for row in API)}
    rows |= {f"{method} /w/{{key}}{path}" for method, path in (row.split(" ") for row in WIDGET)}
    assert routes == rows | set(PUBLIC) | set(EMBEDDED)


def test_every_socket_command_has_a_row(cast: Cast) -> None:
    commands = cast.house.app.house.desk.commands
    assert set(commands) == {"person", "account"}
    assert set(commands["person"]) == set(DESK_COMMANDS)
    assert set(commands["account"]) == set(WIDGET_COMMANDS)


# ── the desk's doors ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_nobody_passes_without_signing_in_or_from_another_origin(cast: Cast) -> None:
    async with browser(cast.house.app) as stranger:
        for route, row in API.items():
            answer = await cast.ask(stranger, route, row, cast.ids)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), route
            assert CANARY not in answer.text
    dmitri = cast.desks["dmitri"]
    for route, row in API.items():
        if not route.startswith("GET"):
            dmitri.headers["Origin"] = "http://shop.example"
            answer = await cast.ask(dmitri, route, row, cast.ids)
            dmitri.headers["Origin"] = str(dmitri.base_url)
            assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin"), route


async def with_status(cast: Cast, name: str) -> httpx.AsyncClient:
    """A person's desk in the status the matrix means."""
    desk = cast.desks[name.partition(",")[0]]
    status = "offline" if name == OFFLINE else "online"
    if name.startswith("boris") and status != cast.status:
        await at_work(desk, status)
        cast.status = status
    return desk


@pytest.mark.parametrize("name", PEOPLE)
async def test_each_person_is_answered_as_the_matrix_says(cast: Cast, name: str) -> None:
    desk = await with_status(cast, name)
    wrong = []
    for route, row in API.items():
        if route == "DELETE /sign-ins/current":
            continue
        ids = dict(cast.ids)
        if row.state in ("waiting", "closed") or (row.fresh and isinstance(row.answers[name], int)):
            await with_status(cast, "boris")
            ids["session_id"] = await cast.new_session(row.state)
        if route.endswith(("/take-next", "/now", "/ways-to-begin", "{live_chat_id}/sessions")):
            ids["live_chat_id"] = ids["sales"]
        if route == "GET /channels/{channel_id}/health":
            ids["channel_id"] = ids["sales_channel_id"]
        if "/cards/{card_id}/messages" in route:
            ids["card_id"] = ids["registered"]
        await with_status(cast, name)
        answer = await cast.ask(desk, route, row, ids)
        if route == "PUT /me/status":
            cast.status = "away" if name.startswith("boris") else cast.status
        wanted = row.answers[name]
        got = answer.status_code if isinstance(wanted, int) else answer.json().get("code")
        if got != wanted:
            wrong.append(f"{route}: {got} instead of {wanted}")
        sees = name in ("boris", OFFLINE, "anna", "dmitri") or (name == "rita" and "/cards/{card_id}/messages" in route)
        if not sees and CANARY in answer.text:
            wrong.append(f"{route}: tells what is hidden")
        if not isinstance(wanted, int) and row.missing_alike and not (sees and row.state):
            missing = await cast.ask(desk, route, row, lost(ids) | {"file_id": ids["file_id"]})
            if (missing.status_code, missing.content) != (answer.status_code, answer.content):
                wrong.append(f"{route}: hidden and missing are answered differently")
    await with_status(cast, "boris")
    assert wrong == []


async def test_what_was_refused_changed_nothing(cast: Cast) -> None:
    session = await cast.new_session("mine")
    ids = cast.ids | {"session_id": session}
    before = (await cast.desks["dmitri"].get(f"/api/v1/sessions/{session}")).json()
    for name in PEOPLE:
        desk = await with_status(cast, name)
        for route, row in API.items():
            if row.state == "mine" and not isinstance(row.answers[name], int):
                assert (await cast.ask(desk, route, row, ids)).status_code >= 400
    await with_status(cast, "boris")
    assert (await cast.desks["dmitri"].get(f"/api/v1/sessions/{session}")).json() == before


async def test_lists_and_counters_of_others_hold_no_word_of_the_session(cast: Cast) -> None:
    for name in ("emil", "rita", "clara"):
        for group in ("queue", "mine", "active", "closed"):
            for params in ({"group": group}, {"group": group, "live_chat": cast.ids["sales"]}):
                answer = await cast.desks[name].get("/api/v1/sessions", params=params)
                assert answer.json() == {"items": [], "next": None}, (name, group)
        assert CANARY not in (await cast.desks[name].get("/api/v1/counters")).text
    shown = await cast.desks["boris"].get("/api/v1/sessions", params={"group": "mine"})
    assert CANARY in shown.text


# ── the widget's doors ──────────────────────────────────────────────────────────────────────────────────────────────


async def ask_as(cast: Cast, frame: Frame, route: str, ids: dict[str, str]) -> httpx.Response:
    _, body, query = WIDGET[route]
    method, path = route.split(" ")
    content = {"json": filled(body, ids)} if body is not None else {"content": b"boots"}
    return await frame.call(method, path.format(**ids), params=query, **({} if method == "GET" else content))


async def test_a_frame_reaches_its_own_sessions_and_no_others(cast: Cast) -> None:
    for route, (status, _, _) in WIDGET.items():
        if route in ENDING:
            continue
        own = await ask_as(cast, cast.eva, route, cast.ids)
        assert own.status_code == status, (route, own.text)
        other = await ask_as(cast, cast.fred, route, cast.ids)
        assert CANARY not in other.text, route
        if "{session_id}" in route:
            missing = await ask_as(cast, cast.fred, route, lost(cast.ids))
            assert other.status_code == 404, route
            assert (other.status_code, other.content) == (missing.status_code, missing.content), route


async def test_a_secret_opens_its_own_widget_and_no_other_door(cast: Cast) -> None:
    async with frame_of(cast.house.app, cast.house.town.channels["Support"]) as elsewhere:
        for token in (cast.eva.token, "not-a-token", None):
            elsewhere.token = token
            for route in WIDGET:
                answer = await ask_as(cast, elsewhere, route, cast.ids)
                assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), route
    async with browser(cast.house.app) as stranger:
        stranger.headers["Authorization"] = f"Bearer {cast.eva.token}"
        assert (await stranger.get("/api/v1/me")).status_code == 401
    desk_cookie = cast.desks["boris"]
    answer = await desk_cookie.get(f"{cast.eva.base}/sessions/{cast.mine}/messages")
    assert answer.status_code == 401


# ── the socket's commands ───────────────────────────────────────────────────────────────────────────────────────────


async def test_socket_commands_reach_no_session_that_is_hidden(cast: Cast) -> None:
    sources = [(cast.desks[name], DESK_COMMANDS) for name in ("emil", "rita", "clara")]
    async with socket_of(cast.house.app, cast.desks["boris"], sessions={}) as boris:
        assert (await boris.ask("join", session=cast.mine, cursor=None))["type"] == "ok"
        for opened, commands in [*sources, (cast.fred, WIDGET_COMMANDS)]:
            async with socket_of(cast.house.app, opened) as socket:  # type: ignore[arg-type]
                for kind, fields in commands.items():
                    hidden, missing = await both(socket, kind, fields, cast)
                    assert hidden == missing, kind
                    if kind not in SILENT and not (kind == "post" and opened is cast.fred):
                        assert hidden == ("refused", "not_found"), kind
                assert CANARY not in str(socket.heard)
        await boris.ask("events", session=cast.mine, after=0)
        assert not [frame for frame in boris.heard if frame["type"] == "typing"]


async def both(socket: Any, kind: str, fields: dict[str, Any], cast: Cast) -> tuple[Any, Any]:
    """What a command is answered for Eva's session, and for one that is not there."""
    said = []
    for session in (cast.mine, str(new_id())):
        frame = {"session": session} | filled(fields, cast.ids)
        if kind in ("typing", "seen"):
            socket.send({"type": kind, "id": "silent"} | frame)
            answer = await socket.ask("events", session=session, after=0)
        else:
            answer = await socket.ask(kind, **frame)
        said.append((answer["type"], answer.get("code")))
    return said[0], said[1]


async def test_socket_commands_reach_the_session_of_who_may(cast: Cast) -> None:
    await with_status(cast, "boris")
    for opened, commands in ((cast.desks["boris"], DESK_COMMANDS), (cast.eva, WIDGET_COMMANDS)):
        async with socket_of(cast.house.app, opened) as socket:
            for kind, fields in commands.items():
                if kind not in ("typing", "seen"):
                    answer = await socket.ask(kind, session=cast.mine, **filled(fields, cast.ids))
                    assert answer["type"] == "ok", (kind, answer)


# ── at last ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_who_has_left_passes_no_door(cast: Cast) -> None:
    boris, dmitri = cast.desks["boris"], cast.desks["dmitri"]
    assert (await boris.get("/api/v1/me")).status_code == 200
    archived = await dmitri.post(f"/api/v1/people/{cast.ids['boris']}/archive", json={})
    assert archived.status_code == 200, archived.text
    answers = await asyncio.gather(*(cast.ask(boris, route, row, cast.ids) for route, row in API.items()))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "not_signed_in")}
    assert (await dmitri.delete("/api/v1/sign-ins/current")).status_code == 204
    assert (await dmitri.get("/api/v1/me")).status_code == 401
