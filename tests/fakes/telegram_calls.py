"""What the Bot API answers to each method, over the chats and messages of the fake."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram_people import Group, Person
from tests.fakes.web import Answer, Asked, Part, in_json, is_open

DOWNLOAD_MOST, UPLOAD_MOST, PHOTO_MOST = 20 * 2**20, 50 * 2**20, 10 * 2**20
DELETABLE_SECONDS = 48 * 3600
ALL_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
PLAIN = {"sendPhoto": "photo", "sendVideo": "video", "sendAudio": "audio", "sendVoice": "voice"}


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Hook:
    """Where updates are sent."""

    url: str = ""
    secret: str = ""
    allowed: tuple[str, ...] = ALL_UPDATES
    fault: str = ""
    fault_at: int = 0


@dataclass
class File:
    content: bytes
    name: str
    size: int


class Calls:
    """The methods; their names are the provider's."""

    token: str
    pace: float
    bot: dict[str, Any]
    chats: dict[int, Person | Group]
    moved: dict[int, int]
    messages: dict[int, dict[int, dict[str, Any]]]
    files: dict[str, File]
    hook: Hook
    waiting: dict[int, dict[str, Any]]
    changed: asyncio.Event
    numbers: "itertools.count[int]"
    _queries: set[str]
    _poller: asyncio.Event | None

    def _send_again(self, update: dict[str, Any]) -> None:
        raise NotImplementedError

    async def _getMe(self, _call: Any) -> Any:  # noqa: N802 - methods have the provider's names
        return self.bot | {"can_join_groups": True, "can_read_all_group_messages": False}

    async def _setWebhook(self, call: Any) -> Any:  # noqa: N802
        secret = call.get("secret_token", "")
        if not all(one.isascii() and (one.isalnum() or one in "_-") for one in secret) or len(secret) > 256:
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        if call["url"] and not is_open(call["url"]):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.hook = Hook(call["url"], secret, tuple(call.get("allowed_updates") or self.hook.allowed))
        for update in list(self.waiting.values()) if self.hook.url else []:
            self._send_again(update)
        return True

    async def _deleteWebhook(self, _call: Any) -> Any:  # noqa: N802
        self.hook = Hook(allowed=self.hook.allowed)
        return True

    async def _getWebhookInfo(self, _call: Any) -> Any:  # noqa: N802
        told: dict[str, Any] = {
            "url": self.hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.waiting),
            "allowed_updates": list(self.hook.allowed),
        }
        if self.hook.fault:
            told |= {"last_error_message": self.hook.fault, "last_error_date": self.hook.fault_at}
        return told

    async def _getUpdates(self, call: Any) -> Any:  # noqa: N802
        if self.hook.url:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first",
            )
        if self._poller is not None:
            self._poller.set()
        ended = self._poller = asyncio.Event()
        if "allowed_updates" in call:
            self.hook.allowed = tuple(call["allowed_updates"])
        for number in [one for one in self.waiting if one < call.get("offset", 0)]:
            del self.waiting[number]
        deadline = asyncio.get_running_loop().time() + call.get("timeout", 0) * self.pace
        try:
            while not self.waiting and asyncio.get_running_loop().time() < deadline:
                self.changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.changed.wait(), 0.05)
                if ended.is_set():
                    raise Refused(409, "Conflict: terminated by other getUpdates request; make sure that only one runs")
        finally:
            if self._poller is ended:
                self._poller = None
        return [self.waiting[number] for number in sorted(self.waiting)][: call.get("limit", 100)]

    async def _getFile(self, call: Any) -> Any:  # noqa: N802
        file = self.files.get(call["file_id"])
        if file is None:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if file.size > DOWNLOAD_MOST:
            raise Refused(400, "Bad Request: file is too big")
        return {
            "file_id": call["file_id"],
            "file_unique_id": "u",
            "file_size": file.size,
            "file_path": f"f/{call['file_id']}",
        }

    def _download(self, asked: Asked) -> Answer:
        token, _, path = asked.path.removeprefix("/file/bot").partition("/")
        file = self.files.get(path.removeprefix("f/"))
        if token != self.token or file is None:
            return in_json({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Answer(200, file.content, "application/octet-stream")

    def _chat(self, call: Any) -> Person | Group:
        if call["chat_id"] in self.moved:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.moved[call["chat_id"]],
            )
        chat = self.chats.get(call["chat_id"])
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        if chat.has_blocked:
            private = isinstance(chat, Person)
            raise Refused(
                403, "Forbidden: bot was " + ("blocked by the user" if private else "kicked from the supergroup chat")
            )
        return chat

    def put(self, chat: Person | Group, content: Mapping[str, Any], call: Any = None) -> dict[str, Any]:
        """A message into a chat; by the bot where it was a call."""
        about: dict[str, Any] = {"message_id": next(self.numbers), "date": int(time.time()), "chat": chat.about()}
        if call is not None:
            about["from"] = self.bot
            reply = call.get("reply_parameters")
            if reply:
                answered = self.messages[chat.id].get(reply["message_id"])
                if answered is None and not reply.get("allow_sending_without_reply"):
                    raise Refused(400, "Bad Request: message to be replied not found")
                if answered is not None:
                    about["reply_to_message"] = answered
            if "reply_markup" in call:
                about["reply_markup"] = call["reply_markup"]
        message = about | dict(content)
        self.messages[chat.id][message["message_id"]] = message
        self.changed.set()
        return message

    async def _sendMessage(self, call: Any) -> Any:  # noqa: N802
        chat = self._chat(call)
        return self.put(chat, {"text": _fitting(call["text"], 4096, "message")}, call)

    async def _send_file(self, call: Any, method: str) -> Any:
        chat, name = self._chat(call), PLAIN.get(method, "document")
        part = _uploaded(call[name], name)
        content = {name: self.keep(name, part.value, part.filename or "", part.content_type)}
        if call.get("caption"):
            content["caption"] = _fitting(call["caption"], 1024, "message caption")
        return self.put(chat, content, call)

    def keep(self, name: str, value: bytes, filename: str, media_type: str, size: int | None = None) -> Any:
        """A file of a message, as Telegram describes it."""
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = File(value, filename, len(value) if size is None else size)
        about = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": self.files[file_id].size}
        if name == "photo":
            small = {**about, "file_id": "thumb", "width": 90, "height": 60}
            return [small, about | {"width": 900, "height": 600}]
        return about | {"file_name": filename, "mime_type": media_type}

    async def _sendPhoto(self, call: Any) -> Any:  # noqa: N802
        return await self._send_file(call, "sendPhoto")

    async def _sendVideo(self, call: Any) -> Any:  # noqa: N802
        return await self._send_file(call, "sendVideo")

    async def _sendAudio(self, call: Any) -> Any:  # noqa: N802
        return await self._send_file(call, "sendAudio")

    async def _sendVoice(self, call: Any) -> Any:  # noqa: N802
        return await self._send_file(call, "sendVoice")

    async def _sendDocument(self, call: Any) -> Any:  # noqa: N802
        return await self._send_file(call, "sendDocument")

    async def _sendMediaGroup(self, call: Any) -> Any:  # noqa: N802
        chat = self._chat(call)
        kinds = {one["type"] for one in call["media"]}
        if len(kinds) > 1 and not kinds <= {"photo", "video"}:
            raise Refused(400, "Bad Request: document can't be mixed with other media types")
        group, sent = f"g{next(self.numbers)}", []
        for one in call["media"]:
            part = _uploaded(call.get(one["media"].removeprefix("attach://"), one["media"]), one["type"])
            content = {one["type"]: self.keep(one["type"], part.value, part.filename or "", part.content_type)}
            if one.get("caption"):
                content["caption"] = _fitting(one["caption"], 1024, "message caption")
            sent.append(self.put(chat, content | {"media_group_id": group}, call))
        return sent

    def _own(self, call: Any) -> dict[str, Any]:
        chat = self._chat(call)
        message = self.messages[chat.id].get(call.get("message_id"))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.get("from", {}).get("id") != self.bot["id"]:
            raise Refused(400, "Bad Request: message can't be edited")
        return message

    async def _editMessageText(self, call: Any) -> Any:  # noqa: N802
        message = self._own(call)
        if "text" not in message:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        text = _fitting(call["text"], 4096, "message")
        if message["text"] == text:
            raise Refused(
                400, "Bad Request: message is not modified: specified new message content is exactly the same"
            )
        message |= {"text": text, "edit_date": int(time.time())}
        return message

    async def _editMessageCaption(self, call: Any) -> Any:  # noqa: N802
        message = self._own(call)
        if "text" in message:
            raise Refused(400, "Bad Request: there is no caption in the message to edit")
        caption = call.get("caption", "")
        if _units(caption) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        if message.get("caption", "") == caption:
            raise Refused(
                400, "Bad Request: message is not modified: specified new message content is exactly the same"
            )
        message |= {"caption": caption, "edit_date": int(time.time())}
        return message

    async def _deleteMessage(self, call: Any) -> Any:  # noqa: N802
        chat = self._chat(call)
        message = self.messages[chat.id].get(call["message_id"])
        if message is None:
            raise Refused(400, "Bad Request: message to delete not found")
        if message["date"] < time.time() - DELETABLE_SECONDS:
            raise Refused(400, "Bad Request: message can't be deleted for everyone")
        del self.messages[chat.id][call["message_id"]]
        return True

    async def _sendChatAction(self, call: Any) -> Any:  # noqa: N802
        self._chat(call)
        if call["action"] not in ("typing", "upload_photo", "upload_document"):
            raise Refused(400, "Bad Request: wrong parameter action in request")
        return True

    async def _answerCallbackQuery(self, call: Any) -> Any:  # noqa: N802
        if call["callback_query_id"] not in self._queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(call["callback_query_id"])
        return True


def _uploaded(part: Any, name: str) -> Part:
    """A file that is sent along, not too large for what it is sent as."""
    if isinstance(part, str):
        raise Refused(400, "Bad Request: wrong remote file identifier specified")
    assert isinstance(part, Part)
    if name == "photo" and len(part.value) > PHOTO_MOST:
        raise Refused(400, "Bad Request: file of size is too big for a photo; the maximum is 10485760 bytes")
    if len(part.value) > UPLOAD_MOST:
        raise Refused(413, "Request Entity Too Large")
    if not part.value:
        raise Refused(400, "Bad Request: file must be non-empty")
    return part


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(text: str, most: int, what: str) -> str:
    if not text.strip():
        raise Refused(400, f"Bad Request: {what} text is empty")
    if _units(text) > most:
        raise Refused(400, f"Bad Request: {what} is too long")
    return text
