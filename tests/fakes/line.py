"""A strict LINE: the Messaging API of one official account, and people, or a group, who write to it.

    line = Line(); base_url = await line.start()
    eva = line.person("Eva")
    await eva.says("Where is my order?")           # a webhook, signed over its raw bytes
    eva.heard()[-1]["text"]

Every call is checked against the published OpenAPI description; pictures are fetched from the addresses we give. A push
under a retry key that was taken before is answered by 409 and the same ids. Who blocked the account is not told of by
any answer: LINE takes the message, and shows it to nobody. Held against LINE's own SDK for Python, 3.27: it reads every
webhook of this fake, and speaks with it.
"""

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.shapes import Check, fields, is_bool, is_str, is_strings, many
from tests.fakes.web import Answer, Asked, Web, fetch, in_json, is_open, post

TOKEN = "t0wn/LINE+access/token="
SECRET = "0123456789abcdef0123456789abcdef"
PICTURES_MOST = {"originalContentUrl": 10 * 2**20, "previewImageUrl": 2**20}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ENDPOINT = "/v2/bot/channel/webhook/endpoint"

_sender = fields({}, {"name": is_str, "iconUrl": is_str})
_any = fields({"type": is_str}, {"sender": _sender, "quickReply": lambda one: isinstance(one, dict)})
TYPES: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "text": ({"text": is_str}, {"quoteToken": is_str, "emojis": lambda one: isinstance(one, list)}),
    "image": ({"originalContentUrl": is_str, "previewImageUrl": is_str}, {}),
    "video": ({"originalContentUrl": is_str, "previewImageUrl": is_str}, {"trackingId": is_str}),
    "audio": ({"originalContentUrl": is_str, "duration": lambda one: isinstance(one, int) and one > 0}, {}),
    "sticker": ({"packageId": is_str, "stickerId": is_str}, {"quoteToken": is_str}),
    "location": (
        {"title": is_str, "address": is_str}
        | dict.fromkeys(("latitude", "longitude"), lambda one: isinstance(one, int | float)),
        {},
    ),
}
_push = fields(
    {"to": is_str, "messages": many(lambda one: isinstance(one, dict), 1, 5)},
    {"notificationDisabled": is_bool, "customAggregationUnits": is_strings},
)
_endpoint = fields({"endpoint": is_str}, {})


class Refused(Exception):
    """An answer that is no 2xx."""

    def __init__(self, status: int, message: str, about: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.told: dict[str, Any] = {"message": message}
        if about:
            self.told["details"] = [{"message": message, "property": about}]


@dataclass
class Person:
    """Somebody with LINE, or a group. `shown`: the thread, oldest first."""

    line: "Line"
    id: str
    name: str
    friend: bool = True
    shown: list[dict[str, Any]] = field(default_factory=list)

    def source(self) -> dict[str, str]:
        kind = {"U": "user", "C": "group", "R": "room"}[self.id[0]]
        return {"type": kind, f"{kind}Id": self.id} | ({} if kind == "user" else {"userId": "U" + "9" * 32})

    def heard(self) -> list[dict[str, Any]]:
        """What the account said, with the pictures that were fetched."""
        return [one for one in self.shown if not one["own"]]

    async def says(self, text: str, quotes: str | None = None, times: int = 1) -> dict[str, Any]:
        about = {"quotedMessageId": quotes} if quotes else {}
        return await self.writes({"type": "text", "text": text, "quoteToken": "q1"} | about, times=times)

    async def sends(self, kind: str, content: bytes, name: str, **more: Any) -> dict[str, Any]:
        """An image, video, audio or file; its bytes lie at LINE."""
        id_ = str(next(self.line.numbers))
        self.line.contents[id_] = content
        about: dict[str, Any] = {"type": kind, "id": id_}
        if kind == "file":
            about |= {"fileName": name, "fileSize": len(content)}
        else:
            about |= {"contentProvider": {"type": "line"}}
            about |= {"quoteToken": "q2"} if kind != "audio" else {"duration": 2000}
        return await self.writes(about | more, [(name, content)])

    async def writes(self, message: Mapping[str, Any], files: Any = (), times: int = 1) -> dict[str, Any]:
        self.friend = True
        whole = {"id": str(next(self.line.numbers)), "markAsReadToken": "m1"} | dict(message)
        said = {"id": whole["id"], "own": True, "text": whole.get("text", ""), "files": list(files)}
        self.shown.append(said | {"quotes": whole.get("quotedMessageId")})
        await self.line.tell({"type": "message", "replyToken": "r1", "message": whole}, self, times)
        return said

    async def edits(self, id_: str, text: str) -> None:
        """Only groups can; LINE tells nobody's edits of a chat of two."""
        assert self.id[0] == "C"
        next(one for one in self.shown if one["id"] == id_)["text"] = text
        message = {"type": "text", "id": id_, "text": text, "quoteToken": "q1"}
        await self.line.tell({"type": "messageEdited", "replyToken": "r1", "message": message}, self)

    async def unsends(self, id_: str) -> None:
        self.shown = [one for one in self.shown if one["id"] != id_]
        await self.line.tell({"type": "unsend", "unsend": {"messageId": id_}}, self)

    async def blocks(self) -> None:
        self.friend = False
        await self.line.tell({"type": "unfollow"}, self)

    async def unblocks(self) -> None:
        self.friend = True
        await self.line.tell({"type": "follow", "replyToken": "r1", "follow": {"isUnblocked": True}}, self)


class Line:
    """The Messaging API, for one official account. `redelivers`: as the switch in LINE's console."""

    def __init__(self, token: str = TOKEN, secret: str = SECRET, pace: float = 0.02) -> None:
        self.token, self.secret, self.pace = token, secret, pace
        self.bot = {"userId": "U" + "b" * 32, "basicId": "@town", "displayName": "Town shop"}
        self.delivers = self.redelivers = self.active = True
        self.via: str | None = None
        self.webhook = ""
        self.people: dict[str, Person] = {}
        self.mistakes: list[str] = []
        self.calls: list[tuple[str, Any]] = []
        self.waiting: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.contents: dict[str, bytes] = {}
        self.preparing: set[str] = set()
        self.taken: dict[str, list[dict[str, str]]] = {}
        self.planned: list[Refused | Answer] = []
        self.numbers = itertools.count(461230966842064897, 13)
        self.more: Callable[[Asked], Answer | None] = lambda _asked: None
        self._tasks: set[asyncio.Task[None]] = set()
        self._web = Web(self._answer)

    async def start(self, port: int = 0) -> str:
        self.base_url = await self._web.start(port)
        return self.base_url

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._web.stop()

    def person(self, name: str, group: bool = False) -> Person:
        id_ = ("C" if group else "U") + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
        self.people[id_] = Person(self, id_, name)
        return self.people[id_]

    def fail(self, status: int, message: str) -> None:
        """The next push is refused so."""
        self.planned.append(Refused(status, message))

    def answer_with(self, answer: Answer) -> None:
        """The next push gets this answer; one with status 200 is for a message that was taken."""
        self.planned.append(answer)

    # ── Webhooks ────────────────────────────────────────────────────────────────────────────────────────────────────

    def sign(self, body: bytes) -> str:
        return base64.b64encode(hmac.new(self.secret.encode(), body, hashlib.sha256).digest()).decode()

    def body_of(self, *events: Mapping[str, Any]) -> bytes:
        """As it goes over the wire; no event at all is a question whether somebody is there."""
        told = {"destination": self.bot["userId"], "events": list(events)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    async def tell(self, event: Mapping[str, Any], whose: Person, times: int = 1) -> dict[str, Any]:
        """An event at the account; it has a ULID of its own."""
        number = next(self.numbers)
        ulid = "01" + "".join(LETTERS[number >> 5 * at & 31] for at in range(24))
        about = {"mode": "active", "timestamp": int(time.time() * 1000), "source": whose.source()}
        whole = {**event, **about, "webhookEventId": ulid, "deliveryContext": {"isRedelivery": False}}
        self.waiting.append(whole)
        for _ in range(times if self.delivers and self.webhook and self.active else 0):
            task = asyncio.create_task(self._deliver(whole))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(0)
        return whole

    async def _deliver(self, event: dict[str, Any]) -> None:
        delay = 5.0
        while self.webhook:
            status = await self._post(self.body_of(event))
            self.statuses.append(status)
            if status == 200 or not self.redelivers:
                return
            event = event | {"deliveryContext": {"isRedelivery": True}}
            await asyncio.sleep(delay * self.pace)
            delay = min(delay * 2, 900.0)

    async def _post(self, body: bytes) -> int:
        headers = {"content-type": "application/json; charset=utf-8", "x-line-signature": self.sign(body)}
        url = self.via + urlsplit(self.webhook).path if self.via else self.webhook
        try:
            status, _ = await post(url, body, headers)
        except (OSError, TimeoutError, ValueError):
            return 599
        return status

    # ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _answer(self, asked: Asked) -> Answer:
        other = self.more(asked)
        if other is not None:
            return other
        try:
            if asked.headers.get("authorization") != f"Bearer {self.token}":
                raise Refused(401, "Authentication failed. Confirm that the access token in the header is valid.")
            return await self._called(asked)
        except Refused as refusal:
            return in_json(refusal.told, refusal.status)

    async def _called(self, asked: Asked) -> Answer:
        call = self._read(asked) if asked.method in ("POST", "PUT") else None
        path = asked.path.split("/")[3:]
        self.calls.append((f"{asked.method} {asked.path}", call))
        match (asked.method, path):
            case ("POST", ["message", "push"]):
                return await self._push(asked, call)
            case ("GET", ["info"]):
                return in_json(self.bot | {"chatMode": "bot", "markAsReadMode": "auto"})
            case ("PUT", ["channel", "webhook", "endpoint"]):
                return await self._set_endpoint(call)
            case ("GET", ["channel", "webhook", "endpoint"]) if self.webhook:
                return in_json({"endpoint": self.webhook, "active": self.active})
            case ("GET", ["profile", id_]) if id_ in self.people and id_.startswith("U"):
                about = {"displayName": self.people[id_].name, "userId": id_, "language": "en"}
                return in_json(about | {"pictureUrl": f"https://profile.line-scdn.net/{id_}"})
            case ("GET", ["group", id_, "summary"]) if id_ in self.people and id_.startswith("C"):
                return in_json({"groupId": id_, "groupName": self.people[id_].name})
            case ("GET", ["message", id_, "content"]) if id_ in self.preparing:
                self.preparing.discard(id_)
                return Answer(202)
            case ("GET", ["message", id_, "content"]) if id_ in self.contents:
                return Answer(200, self.contents[id_], "application/octet-stream")
            case ("GET", ["channel" | "profile" | "group" | "message", *_]):
                raise Refused(404, "Not found")
            case _:
                raise self._noted(404, f"{asked.method} {asked.path}: there is no such call")

    def _read(self, asked: Asked) -> Any:
        if not asked.headers.get("content-type", "").startswith("application/json"):
            raise self._noted(415, f"{asked.path}: not said to be JSON")
        try:
            return json.loads(asked.body)
        except ValueError:
            raise self._noted(400, "The request body could not be parsed as JSON") from None

    def _noted(self, status: int, mistake: str, about: str = "") -> Refused:
        self.mistakes.append(f"{mistake} {about}".strip())
        return Refused(status, mistake, about)

    async def _set_endpoint(self, call: Any) -> Answer:
        if not _endpoint(call) or len(call["endpoint"]) > 500 or not is_open(call["endpoint"]):
            raise self._noted(400, "Invalid webhook endpoint URL")
        self.webhook = call["endpoint"]
        return in_json({})

    async def _push(self, asked: Asked, call: Any) -> Answer:
        key = asked.headers.get("x-line-retry-key")
        if key is not None and not UUID.fullmatch(key):
            raise self._noted(400, "Invalid retry key")
        if key in self.taken:
            return in_json({"message": "The retry key is already accepted", "sentMessages": self.taken[key]}, 409)
        planned = self.planned.pop(0) if self.planned else None
        if isinstance(planned, Refused):
            raise planned
        if isinstance(planned, Answer) and planned.status != 200:
            return planned
        if not _push(call):
            raise self._noted(400, "The request body has 1 error(s)", f"not as published: {sorted(call)}")
        for at, message in enumerate(call["messages"]):
            self._check(message, f"messages[{at}]")
        person = self.people.get(call["to"])
        if person is None:
            raise Refused(400, "The property, 'to', in the request body is invalid", "to")
        sent = [await self._take(person, message) for message in call["messages"]]
        if key is not None:
            self.taken[key] = sent
        return planned or in_json({"sentMessages": sent})

    def _check(self, message: dict[str, Any], at: str) -> None:
        kind = message.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            raise self._noted(400, "The request body has 1 error(s)", f"{at}.type")
        required, optional = TYPES[kind]
        general = {name: one for name, one in message.items() if name in ("type", "sender", "quickReply")}
        own = {name: one for name, one in message.items() if name not in general}
        if not _any(general) or not fields(required, optional)(own):
            raise self._noted(400, "The request body has 1 error(s)", f"{at}: a {kind} with {sorted(message)}")
        text = message.get("text", "")
        if kind == "text" and not 0 < len(text.encode("utf-16-le")) // 2 <= 5000:
            raise self._noted(400, "Length must be between 0 and 5000", f"{at}.text")
        for name in PICTURES_MOST:
            if name in message and (len(message[name]) > 2000 or not is_open(message[name])):
                raise self._noted(400, "Must be a valid HTTPS URL", f"{at}.{name}")

    async def _take(self, person: Person, message: dict[str, Any]) -> dict[str, str]:
        id_ = str(next(self.numbers))
        said = {"id": id_, "own": False, "text": message.get("text", ""), "files": await self._pictures(message)}
        if person.friend:
            person.shown.append(said)
        return {"id": id_} | ({"quoteToken": "q3"} if message["type"] in ("text", "sticker", "image", "video") else {})

    async def _pictures(self, message: dict[str, Any]) -> list[tuple[str, bytes]]:
        """What the client's telephone shows: LINE itself looks at the address when it is shown, and says nothing."""
        if message["type"] != "image":
            return []
        name, body = urlsplit(message["originalContentUrl"]).path.rpartition("/")[2], b""
        for which, most in PICTURES_MOST.items() if self.via is not None or self.delivers else ():
            url = message[which]
            status, headers, body = await fetch(self.via + urlsplit(url).path if self.via else url)
            if status != 200 or len(body) > most or headers.get("content-type") not in ("image/jpeg", "image/png"):
                self.mistakes.append(f"{which}: {status}, {len(body)} bytes, {headers.get('content-type')}")
        return [(name, body)]
