"""Bad input over HTTP, alike at the desk's door and at the widget's: a refusal, and beside it what is taken."""

import json
from typing import Any

import httpx
import pytest
from tests.realtime.conftest import Desks, Scene
from tests.surfaces import key

from deskbell.base.ids import new_id

SIDES = ["desk", "widget"]


async def send(desks: Desks, scene: Scene, side: str, content: bytes, **headers: str) -> httpx.Response:
    """The body as it is to the door where messages are posted."""
    told = {"Content-Type": "application/json"} | headers
    if side == "desk":
        return await desks.boris.post(f"{scene.path}/messages", content=content, headers=told)
    return await scene.frame.http.post(
        f"{scene.frame.base}/messages", content=content, headers=told | scene.frame.headers
    )


def body(**fields: Any) -> bytes:
    """A message's body with some fields put otherwise; `None` leaves one out."""
    whole = {"send_key": key(), "text": "A word"} | fields
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


BAD: list[tuple[bytes, int, str]] = [
    (b"", 422, "validation_failed"),
    (b"{", 422, "validation_failed"),
    (b"null", 422, "validation_failed"),
    (b"[]", 422, "validation_failed"),
    (b"\xff\xfe\x00", 422, "validation_failed"),
    (b'{"send_key":"\xff","text":"x"}', 422, "validation_failed"),
    (b'{"text":' + b"[" * 5_000 + b"]" * 5_000 + b"}", 422, "validation_failed"),
    (body(send_key=None), 422, "validation_failed"),
    (body(send_key="not-an-id"), 422, "validation_failed"),
    (body(send_key=17), 422, "validation_failed"),
    (body(text=17), 422, "validation_failed"),
    (body(text=["A word"]), 422, "validation_failed"),
    (body(text="a\0b"), 422, "validation_failed"),
    (body(text="\ud800"), 422, "validation_failed"),
    (body(quote_seq="2"), 422, "validation_failed"),
    (body(file_ids="x"), 422, "validation_failed"),
    (body(file_ids=[str(new_id())] * 11), 422, "validation_failed"),
    (body(file_ids=[str(new_id())]), 422, "file_unknown"),
    (body(administrator=True), 422, "validation_failed"),
    (body(text=""), 422, "message_empty"),
    (body(text=" \n\u2003 "), 422, "message_empty"),
    (body(text="x" * 10_001), 422, "message_too_long"),
    (body(text="x" * 20_001), 422, "message_too_long"),
    (body(text="x" * 600_000), 413, "body_too_large"),
]


@pytest.mark.parametrize("side", SIDES)
async def test_a_body_that_cannot_be_a_message_is_refused_and_the_next_one_taken(desks: Desks, side: str) -> None:
    async with desks.scene() as scene:
        for content, status, code in BAD:
            answer = await send(desks, scene, side, content)
            told = answer.json()
            assert (answer.status_code, told.get("code")) == (status, code), (content[:80], told)
            assert answer.headers["content-type"].startswith("application/problem+json")
        named = {"session": scene.session} if side == "widget" else {}
        for quote in (999, -1, 1 << 70):
            answer = await send(desks, scene, side, body(quote_seq=quote, **named))
            assert (answer.status_code, answer.json()["code"]) == (422, "quote_unknown"), quote
        good = await send(desks, scene, side, body(text="A word"))
        assert good.status_code == 201, good.text
        page = (await desks.boris.get(scene.path)).json()
        assert [message["text"] for message in page["messages"]] == ["Hello", "A word"]


@pytest.mark.parametrize("side", SIDES)
async def test_a_body_of_another_kind_is_not_read_as_json(desks: Desks, side: str) -> None:
    async with desks.scene() as scene:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            answer = await send(desks, scene, side, b"text=A+word", **{"Content-Type": kind})
            assert 400 <= answer.status_code < 500, kind
        assert (await send(desks, scene, side, body())).status_code == 201


@pytest.mark.parametrize("side", SIDES)
async def test_ids_and_numbers_in_addresses_are_what_they_must_be(desks: Desks, side: str) -> None:
    async with desks.scene() as scene:

        async def look(path: str) -> httpx.Response:
            if side == "desk":
                return await desks.boris.get(f"/api/v1/sessions/{path}")
            return await scene.frame.call("GET", f"/sessions/{path}")

        for path in ("17/messages", "not-an-id/messages", "%00/messages", f"{scene.session}x/messages"):
            assert (await look(path)).status_code == 404, path
        for query in ("after=x", "after=1.5", "after=" + "9" * 40, ""):
            answer = await look(f"{scene.session}/events?{query}")
            assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), query
        for query in ("before=x", "limit=x"):
            assert (await look(f"{scene.session}/messages?{query}")).status_code == 422, query
        for query in ("limit=0", "limit=-5", "limit=100000", "before=-1", "before=0"):
            answer = await look(f"{scene.session}/messages?{query}")
            assert answer.status_code == 200, query
            assert len(answer.json()["items"]) <= 100
        assert [one["text"] for one in (await look(f"{scene.session}/messages")).json()["items"]] == ["Hello"]


@pytest.mark.parametrize("side", SIDES)
async def test_pages_of_a_thread_join_without_a_gap_or_a_repeat(desks: Desks, side: str) -> None:
    async with desks.scene() as scene:
        for number in range(7):
            await desks.say(scene, f"Answer {number}")
        shown: list[int] = []
        before, older = 1 << 40, True
        while older:
            path = f"{scene.session}/messages?limit=3&before={before}"
            if side == "desk":
                answer = await desks.boris.get(f"/api/v1/sessions/{path}")
            else:
                answer = await scene.frame.call("GET", f"/sessions/{path}")
            page = answer.json()
            shown = [message["seq"] for message in page["items"]] + shown
            before, older = page["items"][0]["seq"], page["has_older"]
        assert len(shown) == 8
        assert shown == sorted(set(shown))


async def test_lists_refuse_groups_and_cursors_that_are_none(desks: Desks) -> None:
    async with desks.scene() as scene:
        for params in (
            {"group": "everything"},
            {},
            {"group": "mine", "cursor": "x"},
            {"group": "mine", "cursor": "\0"},
            {"group": "mine", "live_chat": "x"},
        ):
            answer = await desks.boris.get("/api/v1/sessions", params=params)
            assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), params
        seen: list[str] = []
        cursor: str | None = None
        while True:
            params = {"group": "mine", "limit": "2"} | ({"cursor": cursor} if cursor else {})
            page = (await desks.boris.get("/api/v1/sessions", params=params)).json()
            seen += [row["id"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert len(seen) == len(set(seen))
        assert scene.session in seen


async def test_addresses_nobody_has_are_not_found_in_our_own_words(desks: Desks) -> None:
    for path in ("/api/v1/nothing", "/api/v2/me", "/w/no-such-key/start", "/hooks/x"):
        answer = await desks.boris.get(path)
        assert answer.status_code in (404, 405), path
        assert answer.json()["code"] in ("not_found", "method_not_allowed"), path
    answer = await desks.boris.delete("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
