"""People with a Telegram of their own, and groups: what they do becomes updates for the bot."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram import Telegram


class Chat:
    """What a private chat and a group have in common."""

    def __init__(self, telegram: Telegram, chat_id: int) -> None:
        self.telegram = telegram
        self.id = chat_id
        self.has_blocked = False

    def about(self) -> dict[str, Any]:
        raise NotImplementedError

    def sees(self) -> list[dict[str, Any]]:
        """All messages of the chat, oldest first."""
        return [self.telegram.messages[self.id][number] for number in sorted(self.telegram.messages[self.id])]

    def hears(self) -> list[dict[str, Any]]:
        """What the bot said."""
        return [one for one in self.sees() if one.get("from", {}).get("id") == self.telegram.bot["id"]]

    async def _write(
        self, by: Mapping[str, Any], content: Mapping[str, Any], reply_to: int | None, times: int, **more: Any
    ) -> dict[str, Any]:
        about: dict[str, Any] = {"from": dict(by)} | more
        if reply_to is not None:
            about["reply_to_message"] = self.telegram.messages[self.id][reply_to]
        message = self.telegram.put(self, about | dict(content))  # type: ignore[arg-type]
        await self.telegram.tell("message", message, times)
        return message

    async def _member(self, by: Mapping[str, Any], status: str, was: str) -> None:
        bot = self.telegram.bot
        change = {"chat": self.about(), "from": dict(by), "date": int(time.time())}
        members = {"old_chat_member": {"user": bot, "status": was}, "new_chat_member": {"user": bot, "status": status}}
        await self.telegram.tell("my_chat_member", change | members)


class Person(Chat):
    """Somebody in a private chat with the bot."""

    def __init__(self, telegram: Telegram, chat_id: int, name: str, about: Mapping[str, Any]) -> None:
        super().__init__(telegram, chat_id)
        first, _, last = name.partition(" ")
        self.user = {"id": chat_id, "is_bot": False, "first_name": first, "language_code": "en"} | dict(about)
        if last:
            self.user["last_name"] = last

    def about(self) -> dict[str, Any]:
        known = ("first_name", "last_name", "username")
        return {"id": self.id, "type": "private", **{name: self.user[name] for name in known if name in self.user}}

    async def says(self, text: str, reply_to: int | None = None, times: int = 1, **more: Any) -> dict[str, Any]:
        return await self._write(self.user, {"text": text}, reply_to, times, **more)

    async def sends(
        self, kind: str, content: bytes, name: str, media_type: str, caption: str = "", times: int = 1, **more: Any
    ) -> dict[str, Any]:
        """A file: photo, document, voice, video, audio, sticker. `size` says another size than it has."""
        held = self.telegram.keep(kind, content, name, media_type, more.pop("size", None))
        about = {kind: held} | ({"caption": caption} if caption else {})
        return await self._write(self.user, about, more.pop("reply_to", None), times, **more)

    async def sends_album(self, pictures: Sequence[bytes], caption: str = "") -> list[dict[str, Any]]:
        group = f"album-{next(self.telegram.numbers)}"
        return [
            await self.sends(
                "photo", one, f"{number}.jpg", "image/jpeg", caption if not number else "", media_group_id=group
            )
            for number, one in enumerate(pictures)
        ]

    async def shows_place(self, latitude: float, longitude: float) -> dict[str, Any]:
        return await self._write(self.user, {"location": {"latitude": latitude, "longitude": longitude}}, None, 1)

    async def edits(self, message_id: int, text: str) -> None:
        message = self.telegram.messages[self.id][message_id]
        message |= {"text": text, "edit_date": int(time.time())}
        await self.telegram.tell("edited_message", message)

    async def reacts(self, message_id: int, emoji: str | None) -> None:
        now = [{"type": "emoji", "emoji": emoji}] if emoji else []
        about = {"chat": self.about(), "message_id": message_id, "user": self.user, "date": int(time.time())}
        await self.telegram.tell("message_reaction", about | {"old_reaction": [], "new_reaction": now})

    async def presses(self, message_id: int, data: str) -> None:
        message = self.telegram.messages[self.id][message_id]
        query = {"id": self.telegram.query(), "from": self.user, "message": message, "chat_instance": "1", "data": data}
        await self.telegram.tell("callback_query", query)

    async def blocks(self) -> None:
        self.has_blocked = True
        await self._member(self.user, "kicked", "member")

    async def unblocks(self) -> None:
        self.has_blocked = False
        await self._member(self.user, "member", "kicked")


class Group(Chat):
    """A group that the bot is in."""

    def __init__(self, telegram: Telegram, chat_id: int, title: str, kind: str = "group") -> None:
        super().__init__(telegram, chat_id)
        self.title, self.kind = title, kind

    def about(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.kind, "title": self.title}

    async def hears_from(self, person: Person, text: str) -> dict[str, Any]:
        """Somebody writes in the group."""
        return await self._write(person.user, {"text": text}, None, 1)

    async def becomes_supergroup(self, *, told: bool = True) -> Group:
        """The group gets another id; the bot is told of it in both, or finds out by the refusal of its next call."""
        new = Group(self.telegram, -1_000_000_000_000 + self.id, self.title, "supergroup")
        self.telegram.chats[new.id], self.telegram.messages[new.id] = new, {}
        self.telegram.moved[self.id] = new.id
        if told:
            by = {"id": 1087968824, "is_bot": False, "first_name": "Group"}
            await self._write(by, {"migrate_to_chat_id": new.id}, None, 1)
            await new._write(by, {"migrate_from_chat_id": self.id}, None, 1)
        return new
