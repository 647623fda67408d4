"""Telegram for the contract: what happens at the fake is handed over as the webhooks it would send."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.channels.contract.harness import Arrived, Edits, Failure, File, Happening, Request, Says
from tests.fakes.telegram import Telegram
from tests.fakes.telegram_people import Person

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
REFUSALS: Mapping[str, tuple[int, str, dict[str, Any]]] = {
    "retry": (502, "Bad Gateway", {}),
    "rate_limited": (429, "Too Many Requests: retry after 7", {"retry_after": 7}),
    "blocked": (403, "Forbidden: bot was blocked by the user", {}),
    "permanent": (400, "Bad Request: not enough rights to send text messages to the chat", {}),
    "channel_broken": (401, "Unauthorized", {}),
}


class TelegramHarness:
    def __init__(self) -> None:
        self.telegram = Telegram()
        self.telegram.delivers = False
        self.people: dict[str, Person] = {name: self.telegram.person(name.title()) for name in ("eva", "fred")}
        self._ids: dict[str, int] = {}
        self._told: set[int] = set()

    async def start(self) -> Mapping[str, Any]:
        base_url = await self.telegram.start()
        return {"token": self.telegram.token, "base_url": base_url, "media_base_url": base_url}

    async def stop(self) -> None:
        await self.telegram.stop()

    def made(self, shown: Mapping[str, str], hook_url: str) -> None:
        assert hook_url

    async def tell(self, happening: Happening) -> Sequence[Request]:
        who = self.people[happening.account]
        if isinstance(happening, Says):
            await self._says(who, happening)
        elif isinstance(happening, Edits):
            await who.edits(self._ids[happening.id], happening.text)
        fresh = [update for number, update in self.telegram.waiting.items() if number not in self._told]
        self._told |= {update["update_id"] for update in fresh}
        return [self._request(update) for update in fresh]

    async def _says(self, who: Person, said: Says) -> None:
        quoted = self._ids[said.quotes] if said.quotes else None
        for file in said.files:
            kind = "photo" if file.media_type.startswith("image/") else "document"
            sent = await who.sends(kind, file.body, file.name, file.media_type, said.text, reply_to=quoted)
            self._ids[said.id] = sent["message_id"]
        if not said.files:
            self._ids[said.id] = (await who.says(said.text, quoted))["message_id"]

    def _request(self, update: Mapping[str, Any]) -> Request:
        headers = {"content-type": "application/json", SECRET_HEADER: self.telegram.hook.secret}
        return Request(json.dumps(update).encode(), headers)

    def forged(self, request: Request) -> Request:
        return replace(request, headers={**request.headers, SECRET_HEADER: "x" * len(self.telegram.hook.secret)})

    def fail(self, how: Failure) -> None:
        if how == "cut":
            self.telegram.cut("sendMessage", after=True)
            return
        status, description, parameters = REFUSALS[how]
        self.telegram.fail("sendMessage", status, description, **parameters)

    def arrived(self) -> Sequence[Arrived]:
        shown = [(name, one) for name, person in self.people.items() for one in person.hears()]
        return [self._arrived(name, one) for name, one in sorted(shown, key=lambda pair: pair[1]["message_id"])]

    def _arrived(self, name: str, message: Mapping[str, Any]) -> Arrived:
        held = [message[kind] for kind in ("photo", "document", "video", "audio", "voice") if kind in message]
        known = [self.telegram.files[(one[-1] if isinstance(one, list) else one)["file_id"]] for one in held]
        files = [File(one.name, "", one.content) for one in known]
        text = message.get("text") or message.get("caption") or ""
        answered = message.get("reply_to_message", {}).get("message_id")
        chat = message["chat"]["id"]
        return Arrived(f"{chat}:{message['message_id']}", name, text, files, f"{chat}:{answered}" if answered else None)

    def misuses(self) -> Sequence[str]:
        return self.telegram.mistakes

    def spoil(self) -> None:
        self.telegram.token = "4242:another"


HARNESS = TelegramHarness
