"""A system behind an API channel, by hand."""

import itertools
import json
from collections.abc import Sequence
from typing import Any

from tests.fakes.phone import Bubble, Deed, Phone
from tests.fakes.web import Answer, Asked
from tests.fakes.webhook import WebhookPeer


class PeerByHand(WebhookPeer):
    """The other system, and its page."""

    name = "A system of one's own"
    can: Sequence[str] = ("quote", "edit", "seen")
    asks: Sequence[str] = ("Signing secret", "Address for your system")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._hook = ""
        self._numbers = itertools.count(1)
        self._own: dict[str, list[tuple[int, Bubble]]] = {"Eva": [], "Fred": []}
        self._at: dict[str, int] = {}
        self._said = 0
        self._phone = Phone(self)

    async def _answer(self, asked: Asked) -> Answer:
        answer = self._phone.answer(asked) or await super()._answer(asked)
        for body in self.told[len(self._at) :]:
            self._at[str(len(self._at))] = next(self._numbers)
            assert body
        return answer

    def people(self) -> Sequence[str]:
        return list(self._own)

    def note(self) -> str:
        if not self.secret or not self._hook:
            return "Enter the secret and the address that the desk showed when the channel was made, then Connect."
        return f"The desk answered {self._said}." if self._said else "Ready."

    def file(self, key: str) -> tuple[str, bytes] | None:
        found = self.files.get(f"/files/{key}")
        return (key, found[1]) if found else None

    def bubbles(self, who: str) -> Sequence[Bubble]:
        shown = {one.id: (at, one) for at, one in self._own[who]}
        for number, body in enumerate(self.told):
            message = body["message"]
            if body["account"]["id"] != who.lower():
                continue
            if body["type"] == "message":
                files = [(one["name"], one["url"]) for one in message["files"]]
                id_ = "their-" + message["id"]
                quoted = shown.get(message["reply_to"] or "")
                quote = quoted[1].text if quoted else ""
                shown[id_] = (self._at[str(number)], Bubble(id_, False, message["text"], files, quote))
            elif body["type"] == "edit" and message["ids"][0] in shown:
                at, old = shown[message["ids"][0]]
                shown[old.id] = (at, Bubble(old.id, False, message["text"], old.files, old.quote, "edited"))
            elif body["type"] == "delete":
                for id_ in message["ids"]:
                    shown.pop(id_, None)
        return [one for _, one in sorted(shown.values(), key=lambda pair: pair[0])]

    async def does(self, deed: Deed) -> None:
        if deed.deed == "set":
            told = json.loads(deed.text)
            self.secret, self._hook = told["Signing secret"], told["Address for your system"]
            return
        who = {"id": deed.who.lower(), "name": deed.who}
        number = next(self._numbers)
        if deed.deed == "seen":
            await self._say({"type": "status", "account": who, "state": "read", "message": {"id": deed.about}}, number)
            return
        if deed.deed == "edit":
            message = {"id": deed.about, "text": deed.text}
            await self._say({"type": "edit", "account": who, "message": message}, number)
            own = self._own[deed.who]
            self._own[deed.who] = [
                (at, Bubble(one.id, True, deed.text, one.files, one.quote, "edited") if one.id == deed.about else one)
                for at, one in own
            ]
            return
        said: dict[str, Any] = {"id": f"h{number}", "text": deed.text}
        shown: list[tuple[str, str]] = []
        if deed.file:
            name = deed.file.filename or "file"
            self.files[f"/files/{number}-{name}"] = (deed.file.content_type, deed.file.value)
            url = f"{self.base}/files/{number}-{name}"
            about = {"url": url, "name": name, "type": deed.file.content_type, "size": len(deed.file.value)}
            said["files"], shown = [about], [(name, url)]
        quote = ""
        if deed.deed == "quote":
            said["reply_to"] = deed.about
            quote = next((one.text for one in self.bubbles(deed.who) if one.id == deed.about), "")
        self._own[deed.who].append((number, Bubble(f"h{number}", True, deed.text, shown, quote)))
        await self._say({"type": "message", "source_id": f"h{number}", "account": who, "message": said}, number)

    async def _say(self, told: dict[str, Any], number: int) -> None:
        self._said = await self.tell(self._hook, told, f"msg_{number}")
