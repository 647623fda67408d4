"""Viber for the contract: what happens at the fake is handed over as the callbacks it would send."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.channels.contract.harness import Arrived, Failure, File, Gets, Happening, Request, Says
from tests.fakes.viber import Person, Viber
from tests.fakes.web import Answer

SIGNATURE_HEADER = "X-Viber-Content-Signature"
REFUSALS: Mapping[str, tuple[int, str]] = {
    "retry": (16, "requestFailed"),
    "rate_limited": (12, "tooManyRequests"),
    "blocked": (6, "receiverNotSubscribed"),
    "permanent": (11, "receiverNoSuitableDevice"),
    "channel_broken": (7, "publicAccountBlocked"),
}


class ViberHarness:
    def __init__(self) -> None:
        self.viber = Viber()
        self.viber.delivers = self.viber.handshake = False
        self.people: dict[str, Person] = {name: self.viber.person(name.title()) for name in ("eva", "fred")}
        self._told = 0

    async def start(self) -> Mapping[str, Any]:
        base_url = await self.viber.start()
        return {"token": self.viber.token, "sender_name": "Town shop", "base_url": base_url}

    async def stop(self) -> None:
        await self.viber.stop()

    def made(self, shown: Mapping[str, str], hook_url: str) -> None:
        assert hook_url

    async def tell(self, happening: Happening) -> Sequence[Request]:
        who = self.people[happening.account]
        if isinstance(happening, Gets):
            await who.gets(int(happening.arrived), "seen" if happening.state == "read" else happening.state)
        elif isinstance(happening, Says):
            for file in happening.files:
                kind = "picture" if file.media_type.startswith("image/") else "file"
                await who.sends(kind, file.body, file.name, happening.text)
            if not happening.files:
                await who.says(happening.text)
        fresh, self._told = self.viber.waiting[self._told :], len(self.viber.waiting)
        return [self.request(callback) for callback in fresh]

    def request(self, callback: Mapping[str, Any]) -> Request:
        body = self.viber.body_of(callback)
        return Request(body, {"content-type": "application/json", SIGNATURE_HEADER: self.viber.sign(body)})

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body + b" ")

    def fail(self, how: Failure) -> None:
        if how == "cut":
            self.viber.answer_with(Answer(cut=True))
        else:
            self.viber.fail(*REFUSALS[how])

    def arrived(self) -> Sequence[Arrived]:
        shown = [(one["token"], name, one) for name, person in self.people.items() for one in person.heard()]
        return [
            Arrived(str(token), name, one["text"], [File(file, "", content) for file, content in one["files"]])
            for token, name, one in sorted(shown, key=lambda each: int(each[0]))
        ]

    def misuses(self) -> Sequence[str]:
        return self.viber.mistakes

    def spoil(self) -> None:
        self.viber.token = "another"


HARNESS = ViberHarness
