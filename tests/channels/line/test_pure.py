"""What LINE sends is read for what it means, and what it is sent is as it published; each refusal has its meaning."""

import base64
import hashlib
import hmac
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.fakes.line import Line, Refused

from deskbell.channels.events import AccountState, BadSignature, Delete, Edit, ExternalAccount, Message, RawRequest
from deskbell.channels.line import inbound
from deskbell.channels.line.model import Settings, limits_of
from deskbell.channels.line.outbound import classify, ids_of, request
from deskbell.channels.line.settings import CAPABILITIES
from deskbell.channels.messages import OutboundFile, OutboundMessage
from deskbell.channels.planning import plan

SETTINGS = Settings(channel_secret="town-secret", access_token="town-token")
EVA = {"type": "user", "userId": "U" + "e" * 32}
GROUP = {"type": "group", "groupId": "C" + "a" * 32, "userId": "U" + "e" * 32}
HERE = ExternalAccount("U" + "e" * 32, "U" + "e" * 32)


def raw(*events: Any) -> RawRequest:
    line = Line("town-token", "town-secret")
    body = line.body_of(*events)
    return RawRequest(
        "POST", "https://desk.example/hooks/x", {"x-line-signature": line.sign(body)}, {}, body, "192.0.2.7"
    )


def event(type_: str, source: Any = EVA, **more: Any) -> dict[str, Any]:
    about = {
        "mode": "active",
        "timestamp": 1795410000123,
        "source": source,
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
    }
    return {"type": type_, "deliveryContext": {"isRedelivery": False}} | about | more


def message(source: Any = EVA, **content: Any) -> Message:
    said = inbound.read(event("message", source, message={"id": "468789577898262530"} | content)).payload
    assert isinstance(said, Message)
    return said


def test_a_message_says_who_wrote_where_and_when() -> None:
    read = inbound.read(
        event("message", message={"id": "46", "type": "text", "text": "Привет 😀", "quotedMessageId": "45"})
    )
    assert isinstance(read.payload, Message)
    assert (read.payload.external_id, read.payload.text) == ("46", "Привет 😀")
    assert read.payload.reply_to_external_id == "45"
    assert read.account == HERE
    assert read.occurred_at.isoformat() == "2026-11-23T05:00:00.123000+00:00"
    assert (read.dedupe_key, read.position) == ("01FZ74A0TDDPYRVKNK77XKC3ZR", 46)


def test_one_request_tells_of_several_things_or_of_none() -> None:
    two = raw(
        event("message", message={"id": "1", "type": "text", "text": "a"}), event("unsend", unsend={"messageId": "1"})
    )
    assert [one.kind for one in inbound.receive(two, SETTINGS).events] == ["message", "delete"]
    asked = inbound.receive(raw(), SETTINGS)
    assert (asked.status, list(asked.events)) == (200, [])


def test_files_are_fetched_by_their_number_and_an_album_is_one_message() -> None:
    line = {"contentProvider": {"type": "line"}}
    picture = message(
        type="image",
        **line,
        imageSet={"id": "E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855", "index": 2, "total": 3},
    )
    assert (picture.attachments[0].kind, picture.attachments[0].remote.file_id) == ("image", "468789577898262530")
    assert (
        picture.group_id == f"{HERE.external_chat_id}:E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855"
    )
    second = event("message", message={"id": "2", "type": "image", **line, "imageSet": {"id": "E0", "index": 2}})
    assert inbound.read(second).position == 2
    film = message(type="video", duration=60000, **line).attachments[0]
    assert (film.kind, film.duration, film.filename) == ("video", 60.0, "video.mp4")
    assert message(type="audio", duration=1500, **line).attachments[0].filename == "voice.m4a"
    file = message(type="file", fileName="offer.pdf", fileSize=2138).attachments[0]
    assert (file.kind, file.filename, file.size, file.remote.file_id) == (
        "file",
        "offer.pdf",
        2138,
        "468789577898262530",
    )


def test_a_picture_that_lies_elsewhere_is_not_fetched_but_linked() -> None:
    elsewhere = {"type": "external", "originalContentUrl": "https://pictures.example/p.jpg"}
    said = message(type="image", contentProvider=elsewhere)
    assert (said.text, said.attachments) == ("https://pictures.example/p.jpg", ())


def test_stickers_and_places_are_put_into_words() -> None:
    sticker = {"type": "sticker", "packageId": "1", "stickerId": "2", "stickerResourceType": "STATIC"}
    assert message(**sticker, keywords=["happy", "love", "smile", "more"]).text == "🏷 happy, love, smile"
    assert message(**sticker, text="Thank you").text == "🏷 Thank you"
    assert message(**sticker).flags == {"unsupported"}
    place = message(type="location", title="Town shop", address="High street 1", latitude=59.93, longitude=30.31).text
    assert place.startswith(
        "📍 Town shop\nHigh street 1\n59.930000, 30.310000\nhttps://www.openstreetmap.org/?mlat=59.93"
    )
    assert message(type="hologram").flags == {"unsupported"}


def test_what_is_no_message_is_a_change_a_state_or_nothing() -> None:
    assert inbound.read(event("unsend", unsend={"messageId": "4"})).payload == Delete("4")
    edited = event("messageEdited", GROUP, message={"id": "4", "type": "text", "text": "At ten.", "quoteToken": "q"})
    assert inbound.read(edited).payload == Edit("4", "At ten.")
    assert inbound.read(event("unfollow")).payload == AccountState("blocked")
    assert inbound.read(event("follow", follow={"isUnblocked": True})).payload == AccountState("reachable")
    assert inbound.read(event("leave", GROUP)).payload == AccountState("blocked")
    for name in ("postback", "botSuspended", "accountLink", "memberJoined", "purpleElephant"):
        assert inbound.read(event(name)).kind == "system"


def test_a_group_is_one_account_whoever_writes_in_it() -> None:
    one = inbound.read(event("message", GROUP, message={"id": "1", "type": "text", "text": "a"})).account
    other = inbound.read(
        event("message", GROUP | {"userId": "U2"}, message={"id": "2", "type": "text", "text": "b"})
    ).account
    room = inbound.read(event("message", {"type": "room", "roomId": "R1"}, message={"id": "3", "type": "text"})).account
    assert one == other == ExternalAccount("C" + "a" * 32, "C" + "a" * 32)
    assert room.external_chat_id == "R1"


def test_in_standby_another_program_answers() -> None:
    told = event("message", message={"id": "1", "type": "text", "text": "a"}) | {"mode": "standby"}
    assert inbound.read(told).kind == "system"


def test_the_signature_is_over_the_raw_bytes() -> None:
    genuine = raw(event("message", message={"id": "1", "type": "text", "text": "Привет 😀"}))
    inbound.verify(genuine, SETTINGS)
    told = genuine.headers["x-line-signature"]
    rewritten = json.dumps(json.loads(genuine.body)).encode()
    hexadecimal = hmac.new(b"town-secret", genuine.body, hashlib.sha256).hexdigest()
    for body, signature in (
        (rewritten, told),
        (genuine.body + b" ", told),
        (genuine.body, ""),
        (genuine.body, "я"),
        (genuine.body, hexadecimal),
        (genuine.body, told.lower()),
    ):
        with pytest.raises(BadSignature):
            inbound.verify(RawRequest("POST", "", {"x-line-signature": signature}, {}, body, ""), SETTINGS)
    empty = base64.b64encode(hmac.digest(b"", genuine.body, "sha256")).decode()
    nothing = RawRequest("POST", "", {"x-line-signature": empty}, {}, genuine.body, "")
    with pytest.raises(BadSignature):
        inbound.verify(nothing, Settings("", "town-token"))


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
NAMES = ["type", "mode", "timestamp", "source", "webhookEventId", "message", "unsend", "follow", "postback"]
TYPES = ["message", "messageEdited", "unsend", "follow", "unfollow", "join", "leave", "postback", "x"]
CONTENT = [
    "type",
    "text",
    "contentProvider",
    "imageSet",
    "duration",
    "fileName",
    "fileSize",
    "latitude",
    "longitude",
    "keywords",
]
SORTS = ["text", "image", "video", "audio", "file", "location", "sticker"]


@given(
    some.dictionaries(some.sampled_from(NAMES), JSON),
    some.sampled_from(TYPES),
    some.dictionaries(some.sampled_from(CONTENT), JSON),
    some.sampled_from(SORTS),
    JSON,
)
def test_whatever_comes_is_read_as_one_event(
    told: dict[str, Any], type_: str, content: dict[str, Any], sort: str, other: Any
) -> None:
    assert inbound.read({**told, "type": type_}).dedupe_key
    assert inbound.read(event("message", message={**content, "type": sort, "id": "5"})).kind == "message"
    assert [one.dedupe_key for one in inbound.events({"events": [other]})]
    assert inbound.events(other)[0].kind == "system" or inbound.events(other)


def planned(text: str, *files: OutboundFile, **more: Any) -> list[dict[str, Any]]:
    """The messages that one becomes, each one that LINE takes."""
    whole = OutboundMessage(UUID(int=1), HERE, text, attachments=files, **more)
    parts = plan(whole, limits_of(SETTINGS), CAPABILITIES).parts
    bodies = [request(part, lambda file: f"https://desk.example/f/{file.name.rpartition('.')[2]}") for part in parts]
    for body in bodies:
        assert body["to"] == HERE.external_chat_id
        (said,) = body["messages"]
        Line()._check(said, "messages[0]")
    return [body["messages"][0] for body in bodies]


def file(kind: Any, media_type: str, name: str, size: int = 1000) -> OutboundFile:
    return OutboundFile(uuid4(), kind, name, media_type, size)


def test_a_picture_goes_as_one_and_every_other_file_as_a_link() -> None:
    look = planned("Look", file("image", "image/jpeg", "bike.JPG"))
    assert [one["type"] for one in look] == ["text", "image"]
    assert look[1]["originalContentUrl"] == look[1]["previewImageUrl"] == "https://desk.example/f/jpg"
    (large,) = planned("", file("image", "image/png", "bike.png", 2 * 1024 * 1024))
    assert large == {"type": "text", "text": "📎 bike.png\nhttps://desk.example/f/png"}
    for kind, media_type, name in (
        ("video", "video/mp4", "film.mp4"),
        ("audio", "audio/mpeg", "song.mp3"),
        ("image", "image/webp", "a.webp"),
    ):
        assert [one["text"].splitlines()[0] for one in planned("", file(kind, media_type, name))] == [f"📎 {name}"]


def test_a_quote_goes_in_words_and_a_long_text_in_parts() -> None:
    (body,) = planned("Until six.", reply_to="5", quote="Are you open?")
    assert body["text"] == "> Are you open?\n\nUntil six."
    assert len(planned("слово " * 1600)) == 2
    assert len(planned("😀" * 2500)) == 1
    assert len(planned("😀" * 2501)) == 2


@pytest.mark.parametrize(
    ("status", "told", "kind", "code"),
    [
        (400, {"message": "The property, 'to', in the request body is invalid"}, "permanent", "http_400"),
        (401, {"message": "Authentication failed"}, "channel_broken", "token"),
        (403, {"message": "Access to this API is not available for your account"}, "channel_broken", "not_allowed"),
        (404, {"message": "Not found"}, "permanent", "http_404"),
        (413, {}, "permanent", "http_413"),
        (429, {"message": "The API rate limit has been exceeded. Try again later."}, "rate_limited", "http_429"),
        (429, {"message": "You have reached your monthly limit."}, "permanent", "monthly_limit"),
        (500, {"message": "Internal server error"}, "retry", "http_500"),
        (503, {}, "retry", "http_503"),
    ],
)
def test_an_answer_means_what_the_table_says(status: int, told: dict[str, Any], kind: str, code: str) -> None:
    error = classify(status, told)
    assert (error.kind, error.code) == (kind, code)
    assert error.detail == told.get("message", f"HTTP {status}")


def test_line_says_what_of_a_call_was_wrong() -> None:
    told = {
        "message": "The request body has 1 error(s)",
        "details": [{"message": "May not be empty", "property": "messages[0].text"}, 7],
    }
    assert classify(400, told).detail == "The request body has 1 error(s); messages[0].text; May not be empty"
    assert ids_of({"sentMessages": [{"id": "46", "quoteToken": "q"}, {"id": 7}, None]}) == ("46",)
    assert ids_of({"sentMessages": "46"}) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "text", "text": ""},
        {"type": "text", "text": "a" * 5001},
        {"type": "text", "text": "a", "colour": "red"},
        {"type": "image", "originalContentUrl": "https://a.example/p.png"},
        {"type": "image", "originalContentUrl": "http://a.example/p.png", "previewImageUrl": "https://a.example/p.png"},
        {"type": "file", "originalContentUrl": "https://a.example/offer.pdf"},
        {"text": "a"},
    ],
)
def test_the_fake_takes_nothing_that_line_would_refuse(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Line()._check(wrong, "messages[0]")
