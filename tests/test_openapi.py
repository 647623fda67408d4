"""What the API says of itself is whole, can be read by tools, and is what the routes do."""

import re
import typing
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from deskbell.app import Doors
from deskbell.base.ids import new_id
from deskbell.channels.widget.api import WIDGET_ROUTES
from deskbell.demo.town import Town
from deskbell.embed.api_embedded import EMBED_ROUTES
from deskbell.files.api import ROOT_ROUTES as FILE_ROUTES
from deskbell.openapi.describe import PROBLEM, route_of
from deskbell.openapi.doors import API_ROUTES
from deskbell.openapi.examples import ANSWERS, BODIES
from deskbell.openapi.refusals import MEANINGS, PARAMS
from deskbell.openapi.routes import TAGGED
from tests.surfaces import at_work, desk_of
from tests.test_docs import page

HANDLERS = [
    *((handler, "") for handler in API_ROUTES),
    *((handler, "/w/{key}") for handler in WIDGET_ROUTES),
    *((handler, "/embed/v1") for handler in EMBED_ROUTES),
    *((handler, "") for handler in FILE_ROUTES),
]


@pytest.fixture
async def document(client: httpx.AsyncClient) -> dict[str, Any]:
    """The document as anybody gets it."""
    answer = await client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    schema: dict[str, Any] = answer.json()
    return schema


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def documented(operation: dict[str, Any]) -> dict[str, int]:
    """Code → status of the refusals an operation lists."""
    return {
        code: int(status)
        for status, answer in operation["responses"].items()
        for code in answer.get("content", {}).get(PROBLEM, {}).get("examples", {})
    }


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    routes = {route_of(handler, prefix) for handler, prefix in HANDLERS}
    assert routes == {route for rows in TAGGED.values() for route in rows}


async def test_the_document_is_one_that_tools_can_read(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for reference in references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for _, path, operation in operations(document):
        named = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), path


async def test_every_operation_says_in_words_what_it_does(document: dict[str, Any]) -> None:
    headings = [tag["name"] for tag in document["tags"]]
    for method, path, operation in operations(document):
        assert operation["tags"][0] in headings, path
        assert " " in operation["summary"], f"{method} {path}: {operation['summary']}"
        assert operation["description"].startswith(operation["summary"])
        done = [status for status in operation["responses"] if status.startswith("2")]
        assert done, f"{method} {path} succeeds in no way"


async def test_every_operation_lists_what_it_refuses(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        codes, place = documented(operation), f"{method} {path}"
        assert "400" not in operation["responses"], place
        assert ("not_signed_in" in codes) == ("security" in operation), place
        by_program = operation.get("security") == [{"program": []}]
        assert ("wrong_origin" in codes) == (method != "GET" and not by_program), place
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            assert {"validation_failed", "body_too_large"} <= set(codes), place
        for code, status in codes.items():
            assert MEANINGS[code][0] == status, f"{place}: {code}"


def test_every_refusal_has_the_status_of_the_page_on_the_protocol() -> None:
    table = page("protocol.md").partition("## 2. Refusals")[2].partition("\n## ")[0]
    statuses: dict[str, int] = {}
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3 and cells[2].isdigit():
            statuses |= dict.fromkeys(re.findall(r"`(\w+)`", cells[1]), int(cells[2]))
    assert {code: status for code, (status, _) in MEANINGS.items()}.items() <= statuses.items()
    assert set(PARAMS) <= set(MEANINGS)


async def test_every_refusal_in_the_table_is_given_by_some_route(document: dict[str, Any]) -> None:
    given = {code for _, _, operation in operations(document) for code in documented(operation)}
    assert given | {"storage_unavailable"} == set(MEANINGS)


def test_every_example_fits_its_shape() -> None:
    bodies: set[str] = set()
    answers: set[str] = set()
    for handler, _ in HANDLERS:
        hints = typing.get_type_hints(handler.fn)
        answer = (typing.get_args(hints.get("return")) or (hints.get("return"),))[0]
        for hint, examples, seen in ((hints.get("data"), BODIES, bodies), (answer, ANSWERS, answers)):
            name = getattr(hint, "__name__", "")
            if name in examples:
                assert hint
                msgspec.convert(msgspec.to_builtins(examples[name]), hint)
                seen.add(name)
    assert (bodies, answers) == (set(BODIES), set(ANSWERS))


async def test_whatever_is_refused_is_refused_as_documented(
    app: Doors, town: Town, client: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    ids = {name: str(id_) for name, id_ in town.people.items()}
    holes = {
        "seq": "1",
        "number": "1",
        "direction": "out",
        "key": town.channels["Sales"].key,
        "variant": "original",
        "token": "never",
        "person_id": ids["rita"],
    }

    async def ask(somebody: httpx.AsyncClient) -> None:
        for method, path, operation in operations(document):
            if path.endswith(("/sign-ins/current", "/me/status", "/socket-tickets")) and somebody is not client:
                continue
            address = re.sub(r"{(\w+)}", lambda hole: holes.get(hole.group(1), str(new_id())), path)
            body: dict[str, Any] | None = {} if "requestBody" in operation else None
            answer = await somebody.request(method, address, json=body)
            if answer.status_code >= 400:
                told = answer.json()
                assert documented(operation).get(told["code"]) == answer.status_code, f"{method} {path}: {told}"
                if somebody is client and "security" in operation:
                    assert told["code"] in ("not_signed_in", "validation_failed"), f"{method} {path}: {told}"

    await ask(client)
    for name in ("boris", "dmitri"):
        async with desk_of(app, town, name) as desk:
            await ask(await at_work(desk))


async def test_a_deed_offline_is_refused_as_documented(app: Doors, town: Town, document: dict[str, Any]) -> None:
    take_next: UUID = town.live_chats["Sales"]
    async with desk_of(app, town, "boris") as desk:
        answer = await (await at_work(desk, "offline")).post(f"/api/v1/live-chats/{take_next}/take-next")
    listed = documented(document["paths"]["/api/v1/live-chats/{live_chat_id}/take-next"]["post"])
    assert listed[answer.json()["code"]] == answer.status_code == 409
