"""Every update that Telegram sends is read for what it means, and no update makes reading it raise."""

import json
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from deskbell.channels.events import BadSignature, InboundEvent, RawRequest
from deskbell.channels.telegram import inbound
from deskbell.channels.telegram.model import ALLOWED_UPDATES, Settings
from deskbell.channels.telegram.reading import with_entities

FOLDER = Path(__file__).parent / "payloads"
PAYLOADS = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
SETTINGS = Settings(token="4242:AAH", webhook_secret="town-secret")


def meant(event: InboundEvent) -> dict[str, Any]:
    """An event as it is told in a payload file: what is said of it, without what says nothing."""
    told: dict[str, Any] = {"kind": event.kind, "account": _told(asdict(event.account))}
    if event.payload is not None:
        told |= {type(event.payload).__name__: _told(asdict(event.payload))}
    return told


def _told(fields: Any) -> Any:
    if isinstance(fields, dict):
        kept = {name: _told(value) for name, value in fields.items()}
        return {name: value for name, value in kept.items() if value not in (None, "", [], {}, "plain", "in")}
    return [_told(one) for one in fields] if isinstance(fields, list | tuple | set | frozenset) else fields


def raw(body: bytes, **headers: str) -> RawRequest:
    return RawRequest("POST", "https://desk.example/hooks/x", headers, {}, body, "192.0.2.7")


@pytest.mark.parametrize("name", PAYLOADS)
def test_an_update_means_what_its_file_says(name: str) -> None:
    (event,) = inbound.events([PAYLOADS[name]["update"]], "4242")
    assert meant(event) == PAYLOADS[name]["means"]
    assert event.dedupe_key == f"4242:{PAYLOADS[name]['update']['update_id']}"
    assert event.position == PAYLOADS[name]["update"]["update_id"]
    assert event.raw == PAYLOADS[name]["update"]
    assert event.occurred_at.tzinfo is UTC


def test_every_update_that_we_ask_for_has_a_file() -> None:
    told = {name for one in PAYLOADS.values() for name in one["update"]}
    assert set(ALLOWED_UPDATES) <= told


def test_the_secret_is_compared_whole_and_none_passes_without_one() -> None:
    name = inbound.SECRET_HEADER
    inbound.verify(raw(b"{}", **{name: "town-secret"}), SETTINGS)
    for wrong in ("", "town-secre", "town-secret ", "Town-secret", "тайна", "town-secret\udcff"):
        with pytest.raises(BadSignature):
            inbound.verify(raw(b"{}", **{name: wrong}), SETTINGS)
    with pytest.raises(BadSignature):
        inbound.verify(raw(b"{}"), SETTINGS)
    with pytest.raises(BadSignature):
        inbound.verify(raw(b"{}", **{name: ""}), Settings(token="1:a"))


def test_a_body_that_is_no_json_is_left_to_the_engine_which_keeps_it() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        inbound.receive(raw(b'{"update_id": 1, '), SETTINGS)
    reply = inbound.receive(raw(json.dumps(PAYLOADS["text"]["update"]).encode()), SETTINGS)
    assert (reply.status, len(reply.events)) == (200, 1)


def test_two_messages_with_one_number_in_two_chats_have_two_names() -> None:
    here = PAYLOADS["text"]["update"]
    there = {**here, "message": {**here["message"], "chat": {"id": 9, "type": "private"}}}
    names = {event.payload.external_id for event in inbound.events([here, there], "4242")}  # type: ignore[union-attr]
    assert len(names) == 2


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = sorted({name for one in PAYLOADS.values() for name in one["update"].get("message", {})})


@given(JSON)
def test_whatever_comes_is_read_as_one_event(update: Any) -> None:
    (event,) = inbound.events([update], "4242")
    assert event.dedupe_key
    assert event.kind == "system" or isinstance(update, dict)


@given(
    some.sampled_from(ALLOWED_UPDATES),
    some.dictionaries(some.sampled_from(NAMES), JSON, max_size=6),
    some.sampled_from(["private", "group", "channel", 5]),
)
def test_a_message_whose_parts_are_not_as_published_raises_nothing(kind: str, parts: Any, chat_type: Any) -> None:
    update = {"update_id": 5, kind: {"message_id": 4, "chat": {"id": 7, "type": chat_type}, **parts}}
    (event,) = inbound.events([update], "4242")
    assert (event.dedupe_key, event.position) == ("4242:5", 5)


@given(some.sampled_from(sorted(PAYLOADS)), some.data())
def test_any_part_of_an_update_may_be_something_else(name: str, data: some.DataObject) -> None:
    update = json.loads(json.dumps(PAYLOADS[name]["update"]))
    held = update
    while True:
        key = data.draw(some.sampled_from(sorted(held)))
        if isinstance(held[key], dict) and held[key] and data.draw(some.booleans()):
            held = held[key]
            continue
        held[key] = data.draw(JSON)
        break
    assert len(inbound.events([update], "4242")) == 1


@given(
    some.text(max_size=40),
    some.lists(
        some.fixed_dictionaries(
            {
                "offset": some.integers(-3, 50),
                "length": some.integers(-3, 50),
                "type": some.sampled_from(["text_link", "strikethrough", "blockquote", "bold", "x"]),
            },
            optional={"url": some.text(max_size=9)},
        ),
        max_size=5,
    ),
)
def test_formatting_adds_to_a_text_and_takes_nothing_from_it(text: str, entities: list[dict[str, Any]]) -> None:
    read = iter(with_entities(text, entities))
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if all(ord(one) < 0x10000 for one in whole):
        assert all(letter in read for letter in whole)
