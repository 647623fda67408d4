"""What Telegram is asked, for a part of a message: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deskbell.channels.messages import Button, OutboundFile, OutboundMessage
from deskbell.channels.telegram.model import number_in

BUTTON_BYTES = 64


@dataclass(frozen=True, slots=True)
class Request:
    """A call of the Bot API. `files`: by the name under which each is attached."""

    method: str
    fields: Mapping[str, Any]
    files: Mapping[str, OutboundFile] = field(default_factory=dict)


_BY_KIND = {"image": ("sendPhoto", "photo"), "video": ("sendVideo", "video"), "audio": ("sendAudio", "audio")}
_IN_ALBUM = {"image": "photo", "video": "video"}


def request(part: OutboundMessage) -> Request:
    """The call that sends this part: a text, one file with its caption, or an album."""
    about = _about(part)
    if not part.attachments:
        return Request("sendMessage", about | {"text": part.text})
    if len(part.attachments) == 1:
        return _single(part, part.attachments[0], about)
    media: list[dict[str, Any]] = []
    files: dict[str, OutboundFile] = {}
    for number, file in enumerate(part.attachments):
        files[f"file{number}"] = file
        shown = {"type": _IN_ALBUM.get(file.kind, "document"), "media": f"attach://file{number}"}
        media.append(shown | ({"caption": part.text} if part.text and not number else {}))
    about.pop("reply_markup", None)
    return Request("sendMediaGroup", about | {"media": media}, files)


def as_document(part: OutboundMessage) -> Request:
    """The same file without being shown as a picture: for pictures whose form Telegram does not take."""
    return Request("sendDocument", _about(part) | _caption(part), {"document": part.attachments[0]})


def _single(part: OutboundMessage, file: OutboundFile, about: dict[str, Any]) -> Request:
    method, name = _BY_KIND.get(file.kind, ("sendDocument", "document"))
    if file.media_type == "audio/ogg" and file.kind == "audio":
        method, name = "sendVoice", "voice"
    return Request(method, about | _caption(part), {name: file})


def _caption(part: OutboundMessage) -> dict[str, Any]:
    return {"caption": part.text} if part.text else {}


def _about(part: OutboundMessage) -> dict[str, Any]:
    """Where to, what it answers, and its buttons."""
    chat_id = part.account.external_chat_id
    about: dict[str, Any] = {"chat_id": chat(chat_id)}
    answered = number_in(part.reply_to, chat_id) if part.reply_to else None
    if answered is not None:
        about["reply_parameters"] = {"message_id": answered, "allow_sending_without_reply": True}
    if part.buttons:
        about["reply_markup"] = {"inline_keyboard": [[_button(one)] for one in part.buttons]}
    return about


def chat(chat_id: str) -> int | str:
    """A chat's id as the Bot API has it: a number. What is none is sent as it stands, and refused there."""
    return int(chat_id) if chat_id.lstrip("-").isascii() and chat_id.lstrip("-").isdigit() else chat_id


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.title, "url": button.url}
    data = (button.data or button.title).encode()[:BUTTON_BYTES].decode("utf-8", "ignore")
    return {"text": button.title, "callback_data": data}


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit asks for: new words by message, messages that are left over, words for which there is no place."""

    texts: Mapping[int, str]
    gone: Sequence[int]
    left: Sequence[str]


def changes(numbers: Sequence[int], pieces: Sequence[str]) -> Changes:
    """The pieces of a new text over the messages of the old one."""
    return Changes(dict(zip(numbers, pieces, strict=False)), numbers[len(pieces) :], pieces[len(numbers) :])
