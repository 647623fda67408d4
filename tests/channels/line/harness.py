"""LINE for the contract: what happens at the fake is handed over as the webhooks it would send."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.channels.contract.harness import Arrived, Deletes, Failure, File, Happening, Request, Says
from tests.fakes.line import Line, Person
from tests.fakes.web import Answer

LINKED = re.compile(r"📎 (.+)\n(https?://\S+)")
REFUSALS: Mapping[str, tuple[int, str]] = {
    "retry": (500, "Internal server error"),
    "rate_limited": (429, "The API rate limit has been exceeded. Try again later."),
    "permanent": (400, "The property, 'to', in the request body is invalid"),
    "channel_broken": (401, "Authentication failed. Confirm that the access token in the header is valid."),
}


class LineHarness:
    def __init__(self) -> None:
        self.line = Line()
        self.line.delivers = False
        self.people: dict[str, Person] = {name: self.line.person(name.title()) for name in ("eva", "fred")}
        self._ids: dict[str, str] = {}
        self._told = 0

    async def start(self) -> Mapping[str, Any]:
        base_url = await self.line.start()
        entered = {"channel_secret": self.line.secret, "access_token": self.line.token}
        return entered | {"base_url": base_url, "media_base_url": base_url}

    async def stop(self) -> None:
        await self.line.stop()

    def made(self, shown: Mapping[str, str], hook_url: str) -> None:
        assert hook_url

    async def tell(self, happening: Happening) -> Sequence[Request]:
        who = self.people[happening.account]
        if isinstance(happening, Deletes):
            await who.unsends(self._ids[happening.id])
        elif isinstance(happening, Says):
            for file in happening.files:
                kind = "image" if file.media_type.startswith("image/") else "file"
                self._ids[happening.id] = (await who.sends(kind, file.body, file.name))["id"]
            if happening.text:
                quotes = self._ids[happening.quotes] if happening.quotes else None
                self._ids[happening.id] = (await who.says(happening.text, quotes))["id"]
        fresh, self._told = self.line.waiting[self._told :], len(self.line.waiting)
        return [self.request(event) for event in fresh]

    def request(self, *events: Mapping[str, Any]) -> Request:
        body = self.line.body_of(*events)
        return Request(body, {"content-type": "application/json", "x-line-signature": self.line.sign(body)})

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body + b" ")

    def fail(self, how: Failure) -> None:
        if how == "cut":
            self.line.answer_with(Answer(cut=True))
        elif how == "blocked":
            # LINE tells it by no answer: he gets nothing, and we hear nothing.
            for person in self.people.values():
                person.friend = False
        else:
            self.line.fail(*REFUSALS[how])

    def arrived(self) -> Sequence[Arrived]:
        shown = [(one["id"], name, one) for name, person in self.people.items() for one in person.heard()]
        return [
            Arrived(id_, name, one["text"], [File(file, "", content) for file, content in _files(one)])
            for id_, name, one in sorted(shown, key=lambda each: int(each[0]))
        ]

    def misuses(self) -> Sequence[str]:
        return self.line.mistakes

    def spoil(self) -> None:
        self.line.token = "another"


def _files(message: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    linked = LINKED.fullmatch(message["text"])
    return [(linked.group(1), b"")] if linked else message["files"]


HARNESS = LineHarness
