"""What we ask of Telegram is what it published, and each of its refusals means what delivery needs to know."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.fakes.telegram_methods import mistakes
from tests.fakes.web import Part

from deskbell.channels.events import ExternalAccount
from deskbell.channels.messages import Button, OutboundFile, OutboundMessage, SendErrorKind
from deskbell.channels.planning import measure, plan
from deskbell.channels.telegram.errors import classify
from deskbell.channels.telegram.model import Settings, limits_of, number_in
from deskbell.channels.telegram.outbound import changes, request
from deskbell.channels.telegram.settings import CAPABILITIES

EVA = ExternalAccount("7001", "7001")
LIMITS = limits_of(Settings(token="4242:AAH"))
MB = 1024 * 1024


def message(text: str = "", *files: OutboundFile, **more: Any) -> OutboundMessage:
    return OutboundMessage(UUID(int=1), EVA, text, attachments=files, **more)


def file(kind: Any = "image", media_type: str = "image/png", size: int = 1000, name: str = "a.png") -> OutboundFile:
    return OutboundFile(uuid4(), kind, name, media_type, size)


def planned(whole: OutboundMessage) -> list[tuple[str, dict[str, Any]]]:
    """The calls that a message becomes, each one that the Bot API takes."""
    calls = []
    for part in plan(whole, LIMITS, CAPABILITIES).parts:
        made = request(part)
        call = {**made.fields, **{name: Part(b"x", one.name, one.media_type) for name, one in made.files.items()}}
        assert mistakes(made.method, call) == []
        calls.append((made.method, call))
    return calls


def test_a_text_goes_as_it_is_written_whatever_signs_are_in_it() -> None:
    text = "Cost *20*_$ <b>&amp; [x](y) `z` \\ 🚲"
    assert planned(message(text)) == [("sendMessage", {"chat_id": 7001, "text": text})]


def test_a_text_is_counted_in_utf16_units_and_split_without_loss() -> None:
    bicycles = "🚲" * 2048
    assert [name for name, _ in planned(message(bicycles))] == ["sendMessage"]
    calls = planned(message(bicycles + "🚲"))
    assert "".join(call["text"] for _, call in calls) == bicycles + "🚲"
    assert all(measure(call["text"], LIMITS) <= 4096 for _, call in calls)


def test_only_the_first_part_answers_and_only_within_its_own_chat() -> None:
    calls = planned(message("word " * 1700, reply_to="7001:44"))
    assert calls[0][1]["reply_parameters"] == {"message_id": 44, "allow_sending_without_reply": True}
    assert len(calls) > 1
    assert all("reply_parameters" not in call for _, call in calls[1:])
    ((_, moved),) = planned(message("Yes", reply_to="-5001:44"))
    assert "reply_parameters" not in moved
    assert [number_in(name, "7001") for name in ("7001:5", "7001:x", "5", "", "7001:²")] == [5, None, None, None, None]


def test_a_picture_carries_its_text_as_caption_and_a_large_one_goes_as_a_document() -> None:
    ((method, call),) = planned(message("Look", file()))
    assert (method, call["caption"]) == ("sendPhoto", "Look")
    assert [name for name, _ in planned(message("", file(size=10 * MB + 1)))] == ["sendDocument"]
    assert [name for name, _ in planned(message("", file(media_type="image/svg+xml")))] == ["sendDocument"]
    assert [name for name, _ in planned(message("x" * 1025, file()))] == ["sendMessage", "sendPhoto"]
    refused = plan(message("", file(size=50 * MB + 1, name="b.png")), LIMITS, CAPABILITIES).refused
    assert [one.name for one in refused] == ["b.png"]


def test_sounds_and_films_go_as_what_they_are() -> None:
    sounds = {"audio/ogg": "sendVoice", "audio/mpeg": "sendAudio", "audio/flac": "sendDocument"}
    for media_type, method in sounds.items():
        assert [name for name, _ in planned(message("", file("audio", media_type)))] == [method]
    films = {"video/mp4": "sendVideo", "video/webm": "sendDocument"}
    for media_type, method in films.items():
        assert [name for name, _ in planned(message("", file("video", media_type)))] == [method]


def test_an_album_holds_only_what_may_stand_together() -> None:
    pictures = [file() for _ in range(3)]
    film, paper, other = file("video", "video/mp4"), file("file", "application/pdf"), file("file", "text/plain")
    calls = planned(message("All of it", *pictures, film, paper, other))
    assert [name for name, _ in calls] == ["sendMessage", "sendMediaGroup", "sendMediaGroup"]
    assert [one["type"] for one in calls[1][1]["media"]] == ["photo", "photo", "photo", "video"]
    assert [one["type"] for one in calls[2][1]["media"]] == ["document", "document"]
    eleven = planned(message("", *[file() for _ in range(11)]))
    assert [name for name, _ in eleven] == ["sendMediaGroup", "sendPhoto"]


def test_buttons_come_back_with_their_data_or_open_an_address() -> None:
    buttons = (Button("Yes", "yes"), Button("Shop", url="https://shop.example"), Button("ж" * 40))
    ((_, call),) = planned(message("Did it help?", buttons=buttons))
    rows = call["reply_markup"]["inline_keyboard"]
    assert rows[:2] == [[{"text": "Yes", "callback_data": "yes"}], [{"text": "Shop", "url": "https://shop.example"}]]
    assert rows[2][0]["callback_data"] == "ж" * 32


def test_a_new_text_is_laid_over_the_messages_of_the_old_one() -> None:
    assert changes([1, 2], ["a"]).texts == {1: "a"}
    assert changes([1, 2], ["a"]).gone == [2]
    assert changes([1], ["a", "b"]).left == ["b"]


def refusal(status: int, description: str, **parameters: Any) -> bytes:
    return json.dumps(
        {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    ).encode()


TABLE: list[tuple[int, str, dict[str, Any], SendErrorKind, str]] = [
    (403, "Forbidden: bot was blocked by the user", {}, "blocked", "blocked_by_user"),
    (403, "Forbidden: user is deactivated", {}, "blocked", "user_deactivated"),
    (403, "Forbidden: bot was kicked from the supergroup chat", {}, "blocked", "kicked"),
    (403, "Forbidden: bot can't initiate conversation with a user", {}, "blocked", "never_wrote"),
    (403, "Forbidden: bots can't send messages to bots", {}, "permanent", "forbidden"),
    (400, "Bad Request: chat not found", {}, "permanent", "chat_not_found"),
    (400, "Bad Request: message is too long", {}, "permanent", "message_too_long"),
    (400, "Bad Request: something new", {}, "permanent", "http_400"),
    (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1001}, "retry", "moved"),
    (429, "Too Many Requests: retry after 17", {"retry_after": 17}, "rate_limited", "too_many"),
    (500, "Internal Server Error", {}, "retry", "http_500"),
    (502, "Bad Gateway", {}, "retry", "http_502"),
    (401, "Unauthorized", {}, "channel_broken", "token"),
    (404, "Not Found", {}, "channel_broken", "token"),
    (409, "Conflict: can't use getUpdates method while webhook is active", {}, "channel_broken", "conflict"),
    (413, "Request Entity Too Large", {}, "permanent", "file_too_large"),
]


@pytest.mark.parametrize(("status", "description", "parameters", "kind", "code"), TABLE)
def test_a_refusal_means_what_the_table_says(
    status: int, description: str, parameters: dict[str, Any], kind: str, code: str
) -> None:
    error = classify(status, {}, refusal(status, description, **parameters))
    assert (error.kind, error.code, error.detail) == (kind, code, description)
    if "retry_after" in parameters:
        assert error.retry_after == 17
    if "migrate_to_chat_id" in parameters:
        assert error.account_update == ExternalAccount("-1001", "-1001")


ODD = (b"", b"<html>502</html>", b"[]", b'{"ok":false,"parameters":7,"error_code":"x"}', b"\xff")


@pytest.mark.parametrize("body", ODD)
def test_an_answer_that_is_none_of_telegrams_goes_by_its_status(body: bytes) -> None:
    assert classify(502, {}, body).kind == "retry"
    assert classify(429, {"retry-after": "9"}, body).retry_after == 9
    assert classify(429, {"retry-after": "soon"}, body).retry_after == 5
    assert classify(418, {}, body).kind == "permanent"
