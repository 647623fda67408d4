"""Telegram by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.phone import Bubble, Deed
from tests.fakes.telegram import Telegram
from tests.fakes.telegram_people import Person

FILES = ("photo", "document", "video", "audio", "voice", "animation", "sticker")


class TelegramByHand:
    """Eva and Fred with a Telegram each."""

    name = "Telegram"
    can: Sequence[str] = ("quote", "edit", "react", "block")
    asks: Sequence[str] = ()

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._people: dict[str, Person] = {name: telegram.person(name) for name in ("Eva", "Fred")}

    def people(self) -> Sequence[str]:
        return list(self._people)

    def note(self) -> str:
        hook = self._telegram.hook
        if not hook.url:
            return "No webhook is set: connect the channel, or let it poll."
        return f"Webhook set. {hook.fault}" if hook.fault else "Webhook set."

    def file(self, key: str) -> tuple[str, bytes] | None:
        found = self._telegram.files.get(key.partition("/")[0])
        return (found.name, found.content) if found else None

    def bubbles(self, who: str) -> Sequence[Bubble]:
        return [self._bubble(one) for one in self._people[who].sees()]

    def _bubble(self, message: Mapping[str, Any]) -> Bubble:
        held = [message[kind] for kind in FILES if kind in message]
        ids = [(one[-1] if isinstance(one, list) else one)["file_id"] for one in held]
        files = [(self._telegram.files[one].name or "picture.jpg", f"/phone/file/{one}") for one in ids]
        answered = message.get("reply_to_message", {})
        return Bubble(
            str(message["message_id"]),
            message["from"]["id"] != self._telegram.bot["id"],
            message.get("text") or message.get("caption") or "",
            files,
            answered.get("text") or answered.get("caption") or "",
            "edited" if "edit_date" in message else "",
        )

    async def does(self, deed: Deed) -> None:
        person, about = self._people[deed.who], int(deed.about or 0)
        match deed.deed:
            case "edit":
                await person.edits(about, deed.text)
            case "react":
                await person.reacts(about, deed.text)
            case "block":
                await person.blocks()
            case "unblock":
                await person.unblocks()
            case _ if deed.file:
                kind = "photo" if deed.file.content_type in ("image/jpeg", "image/png") else "document"
                name, media_type = deed.file.filename or "file", deed.file.content_type
                await person.sends(kind, deed.file.value, name, media_type, deed.text, reply_to=about or None)
            case _:
                await person.says(deed.text, about or None)
