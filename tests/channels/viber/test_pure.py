"""What Viber sends is read for what it means, and what it is sent is as it published; each refusal has its meaning."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.fakes.viber import Viber

from deskbell.channels.events import AccountState, BadSignature, ExternalAccount, Message, RawRequest, Status
from deskbell.channels.messages import OutboundFile, OutboundMessage
from deskbell.channels.planning import plan
from deskbell.channels.viber import inbound
from deskbell.channels.viber.model import Settings, limits_of
from deskbell.channels.viber.outbound import classify, name_of, request
from deskbell.channels.viber.settings import CAPABILITIES, media_hosts

SETTINGS = Settings(token="town-token", sender_name="Town shop", welcome="Hello! Ask us anything.")
EVA = {"id": "01234567890A=", "name": "Eva", "avatar": "https://media.viber.com/e", "country": "NO", "language": "ru"}
TOKEN = 4912661846655238145


def raw(callback: Any) -> RawRequest:
    """A callback as it stands on the wire: emoji and slashes escaped."""
    viber = Viber("town-token")
    body = viber.body_of(callback)
    headers = {inbound.SIGNATURE_HEADER: viber.sign(body)}
    return RawRequest("POST", "https://desk.example/hooks/x", headers, {}, body, "192.0.2.7")


def message(**content: Any) -> Message:
    told = {"event": "message", "timestamp": 1795410000123, "message_token": TOKEN, "sender": EVA, "message": content}
    said = inbound.read(told).payload
    assert isinstance(said, Message)
    return said


def test_a_message_keeps_its_number_whole_and_says_who_wrote_it() -> None:
    event = inbound.read(
        {
            "event": "message",
            "timestamp": 1795410000123,
            "message_token": TOKEN,
            "sender": EVA,
            "message": {"type": "text", "text": "Привет 😀"},
        }
    )
    assert isinstance(event.payload, Message)
    assert (event.payload.external_id, event.payload.text) == (str(TOKEN), "Привет 😀")
    assert event.account == ExternalAccount(
        "01234567890A=", "01234567890A=", {"country": "NO"}, "Eva", "https://media.viber.com/e", "ru"
    )
    assert event.dedupe_key == f"message:{TOKEN}"


def test_files_places_contacts_and_links_are_read() -> None:
    picture = message(type="picture", text="Look", media="https://dl.viber.com/a.jpg", file_name="a.jpg", size=100)
    assert (picture.text, picture.attachments[0].kind, picture.attachments[0].filename) == ("Look", "image", "a.jpg")
    assert picture.attachments[0].remote.url == "https://dl.viber.com/a.jpg"
    assert message(type="video", media="https://x/v.mp4", duration=9).attachments[0].duration == 9.0
    assert message(type="file", media="https://x/f", file_name="f.pdf", size=7).attachments[0].size == 7
    assert message(type="sticker", sticker_id=40100).flags == {"unsupported"}
    assert message(type="sticker", sticker_id=40100, media="https://x/s.png").attachments[0].kind == "sticker"
    assert message(type="location", location={"lat": 59.93, "lon": 30.31}).text.startswith("📍 59.930000, 30.310000\n")
    assert message(type="contact", contact={"name": "Fred", "phone_number": "+4711"}).text == "👤 Fred +4711"
    assert message(type="url", media="https://shop.example", text="See").text == "See\nhttps://shop.example"
    assert message(type="hologram").flags == {"unsupported"}


def test_receipts_are_told_for_each_reader_and_states_for_each_account() -> None:
    for name, state in (("delivered", "delivered"), ("seen", "read"), ("failed", "failed")):
        event = inbound.read({"event": name, "message_token": TOKEN, "user_id": "e=", "desc": "no", "timestamp": 5})
        assert isinstance(event.payload, Status)
        assert (event.payload.state, event.payload.external_id) == (state, str(TOKEN))
        assert event.dedupe_key == f"{name}:{TOKEN}:e="
    gone = inbound.read({"event": "unsubscribed", "user_id": "e=", "message_token": 1})
    back = inbound.read({"event": "subscribed", "user": EVA, "message_token": 2})
    assert (gone.payload, back.payload) == (AccountState("blocked"), AccountState("reachable"))
    for name in ("webhook", "client_status", "purple_elephant"):
        assert inbound.read({"event": name, "message_token": 3}).kind == "system"


def test_who_opens_the_chat_is_greeted_in_the_answer_and_who_knows_us_is_not() -> None:
    opened = {"event": "conversation_started", "user": EVA, "subscribed": False, "message_token": 4}
    reply = inbound.receive(raw(opened), SETTINGS)
    told = json.loads(reply.body)
    assert (told["text"], told["sender"]) == ("Hello! Ask us anything.", {"name": "Town shop"})
    assert reply.content_type == "application/json"
    assert [event.kind for event in reply.events] == ["system"]
    assert inbound.receive(raw(opened | {"subscribed": True}), SETTINGS).body == b""
    assert inbound.receive(raw(opened), Settings(token="town-token")).body == b""


def test_the_signature_is_over_the_raw_bytes() -> None:
    genuine = raw({"event": "message", "message": {"text": "Привет 😀 a/b"}, "sender": EVA, "message_token": TOKEN})
    inbound.verify(genuine, SETTINGS)
    rewritten = json.dumps(json.loads(genuine.body)).encode()
    headers = dict(genuine.headers)
    told = headers[inbound.SIGNATURE_HEADER]
    for body, signature in ((rewritten, told), (genuine.body + b" ", told), (genuine.body, ""), (genuine.body, "я")):
        with pytest.raises(BadSignature):
            inbound.verify(RawRequest("POST", "", {inbound.SIGNATURE_HEADER: signature}, {}, body, ""), SETTINGS)
    with pytest.raises(BadSignature):
        inbound.verify(genuine, Settings(token="another"))


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
NAMES = ["event", "sender", "message", "user", "user_id", "message_token", "timestamp", "desc", "subscribed"]
EVENTS = ["message", "delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started", "x"]


@given(some.dictionaries(some.sampled_from(NAMES), JSON), some.sampled_from(EVENTS), JSON)
def test_whatever_comes_is_read_as_one_event(told: dict[str, Any], event: str, content: Any) -> None:
    assert inbound.read({**told, "event": event}).dedupe_key
    assert inbound.read({"event": "message", "message_token": 5, "sender": EVA, "message": content}).kind == "message"
    assert inbound.read(content).dedupe_key


def planned(text: str, *files: OutboundFile, **more: Any) -> list[dict[str, Any]]:
    """The bodies that a message becomes, each one that Viber takes."""
    whole = OutboundMessage(UUID(int=1), ExternalAccount("e=", "e="), text, attachments=files, **more)
    parts = plan(whole, limits_of(SETTINGS), CAPABILITIES).parts
    bodies = [request(part, SETTINGS, lambda file: f"https://desk.example/f/{file.name}") for part in parts]
    for body in bodies:
        assert Viber()._wrong_message(body) == []
    return bodies


def file(kind: Any, media_type: str, name: str, size: int = 1000) -> OutboundFile:
    return OutboundFile(uuid4(), kind, name, media_type, size)


def test_each_file_goes_as_what_viber_takes_by_an_address_that_ends_right() -> None:
    (picture,) = planned("Look", file("image", "image/jpeg", "bike.JPG"))
    assert (picture["type"], picture["text"], picture["media"][-5:]) == ("picture", "Look", ".jpeg")
    large = planned("Look", file("image", "image/png", "bike.png", 2 * 1024 * 1024))
    assert [one["type"] for one in large] == ["text", "file"]
    film = planned("", file("video", "video/mp4", "film", 5000))
    assert (film[0]["type"], film[0]["size"], film[0]["media"][-4:]) == ("video", 5000, ".mp4")
    assert [one["type"] for one in planned("", file("audio", "audio/ogg", "voice.ogg"))] == ["file"]
    two = planned("Both", file("file", "application/pdf", "a.pdf"), file("image", "image/png", "b.png"))
    assert [one["type"] for one in two] == ["text", "file", "picture"]
    names = {
        "notes": "notes.txt",
        ".profile": ".profile.txt",
        "a.b c": "a.b c.txt",
        "x" * 300 + ".txt": "x" * 252 + ".txt",
    }
    assert {name: name_of(file("file", "text/plain", name)) for name in names} == names


def test_a_quote_goes_in_words_and_a_long_text_in_parts() -> None:
    (body,) = planned("Until six.", reply_to="5", quote="Are you open?")
    assert body["text"] == "> Are you open?\n\nUntil six."
    assert len(planned("слово " * 2000)) == 2
    assert all(len(json.dumps(one, ensure_ascii=False).encode()) < 30 * 1024 for one in planned("😀" * 9000))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(6, "blocked"), (12, "rate_limited"), (16, "retry"), (77, "retry")]
    + [(one, "permanent") for one in (3, 4, 5, 11, 13, 14)]
    + [(one, "channel_broken") for one in (1, 2, 7, 8, 9, 10, 15, 23, 24)],
)
def test_a_status_means_what_the_table_says(status: int, kind: str) -> None:
    error = classify(200, {"status": status, "status_message": "because"})
    assert (error.kind, error.detail) == (kind, "because")


def test_an_answer_that_is_none_of_vibers_goes_by_https_own() -> None:
    kinds = {500: "retry", 429: "rate_limited", 401: "channel_broken", 413: "permanent"}
    assert {status: classify(status, {}).kind for status in kinds} == kinds


def test_files_are_fetched_from_named_hosts_and_the_api_s_own() -> None:
    told = Settings(token="", media_hosts="*.viber.com, cdn.example", base_url="http://127.0.0.1:9000")
    assert media_hosts(told) == ["*.viber.com", "cdn.example", "127.0.0.1"]
