"""A strict Viber: the REST API of one bot, and people who write to it.

    viber = Viber(); base_url = await viber.start()
    eva = viber.person("Eva")
    await eva.says("Where is my order?")           # a callback, signed over its raw bytes
    await eva.gets(eva.heard()[-1]["token"], "delivered")

Every call is checked against the published shapes; files are fetched from the addresses we give, whose path has to end
as their type asks. `set_webhook` calls back while it is being answered, as Viber does.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.shapes import Check, fields, is_bool, is_int, is_str, is_strings, many
from tests.fakes.web import Answer, Asked, Web, fetch, in_json, is_open, post

TOKEN = "445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9"
MOST = {"picture": 2**20, "video": 26 * 2**20, "file": 50 * 2**20}
REQUEST_MOST = 30 * 1024
ENDS = {"picture": (".jpeg", ".png", ".gif"), "video": (".mp4",)}
EVENTS = ("delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started", "message", "webhook")

_sender = fields({"name": is_str}, {"avatar": is_str})
_location = fields(
    {"lat": lambda one: isinstance(one, int | float), "lon": lambda one: isinstance(one, int | float)}, {}
)
_contact = fields({"name": is_str, "phone_number": is_str}, {})
_ABOUT: dict[str, Check] = {"receiver": is_str, "sender": _sender, "type": is_str}
_MORE: dict[str, Check] = {
    "min_api_version": is_int,
    "tracking_data": is_str,
    "keyboard": lambda one: isinstance(one, dict),
}
TYPES: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "text": ({"text": is_str}, {}),
    "picture": ({"text": is_str, "media": is_str}, {"thumbnail": is_str}),
    "video": ({"media": is_str, "size": is_int}, {"duration": is_int, "thumbnail": is_str}),
    "file": ({"media": is_str, "size": is_int, "file_name": is_str}, {}),
    "contact": ({"contact": _contact}, {}),
    "location": ({"location": _location}, {}),
    "url": ({"media": is_str}, {}),
    "sticker": ({"sticker_id": is_int}, {}),
}
METHODS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "set_webhook": ({"url": is_str}, {"event_types": is_strings, "send_name": is_bool, "send_photo": is_bool}),
    "get_account_info": ({}, {}),
    "get_user_details": ({"id": is_str}, {}),
    "get_online": ({"ids": many(is_str, 1, 100)}, {}),
}


class Refused(Exception):
    """An answer whose status is not 0."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class Person:
    """Somebody with Viber. `shown`: his thread, oldest first; `seen`: what the bot was told of."""

    viber: "Viber"
    id: str
    name: str
    subscribed: bool = True
    shown: list[dict[str, Any]] = field(default_factory=list)

    def about(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "avatar": "", "country": "NO", "language": "en", "api_version": 10}

    def heard(self) -> list[dict[str, Any]]:
        """What the bot said, with the files that Viber fetched."""
        return [one for one in self.shown if not one["own"]]

    async def says(self, text: str, times: int = 1) -> dict[str, Any]:
        return await self._writes({"type": "text", "text": text}, times)

    async def sends(self, kind: str, content: bytes, name: str, text: str = "") -> dict[str, Any]:
        """A picture, video or file; its bytes lie at an address of Viber's."""
        url = self.viber.host(name, content)
        message = {"type": kind, "media": url, "file_name": name, "size": len(content)} | (
            {"text": text} if text else {}
        )
        return await self._writes(message, 1, [(name, content)])

    async def shows_place(self, latitude: float, longitude: float) -> dict[str, Any]:
        return await self._writes({"type": "location", "location": {"lat": latitude, "lon": longitude}}, 1)

    async def _writes(self, message: Mapping[str, Any], times: int, files: Any = ()) -> dict[str, Any]:
        self.subscribed = True
        callback = {"event": "message", "sender": self.about(), "message": dict(message), "silent": False}
        token = await self.viber.tell(callback, times)
        said = {"token": token, "own": True, "text": message.get("text", ""), "files": list(files)}
        self.shown.append(said)
        return said

    async def gets(self, token: int, event: str) -> None:
        """His telephone got a message, or he saw it."""
        about = {"event": event, "user_id": self.id, "message_token": token}
        await self.viber.tell(about | ({"desc": "failed to get"} if event == "failed" else {}))

    async def opens(self) -> None:
        """He opens the chat for the first time: what the bot answers is shown to him."""
        self.subscribed = False
        callback = {"event": "conversation_started", "type": "open", "user": self.about(), "subscribed": False}
        await self.viber.tell(callback, whose=self)

    async def blocks(self) -> None:
        self.subscribed = False
        await self.viber.tell({"event": "unsubscribed", "user_id": self.id})

    async def unblocks(self) -> None:
        self.subscribed = True
        await self.viber.tell({"event": "subscribed", "user": self.about()})


class Viber:
    """The REST API, for one bot."""

    def __init__(self, token: str = TOKEN, pace: float = 0.02) -> None:
        self.token, self.pace = token, pace
        self.delivers = True
        self.via: str | None = None
        self.handshake = True
        self.webhook = ""
        self.event_types: list[str] = list(EVENTS)
        self.people: dict[str, Person] = {}
        self.mistakes: list[str] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.waiting: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.planned: list[Refused | Answer] = []
        self.tokens = itertools.count(4912661846655238145, 1000003)
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

    def person(self, name: str) -> Person:
        id_ = f"0123456789{len(self.people)}/{name}=="
        self.people[id_] = Person(self, id_, name)
        return self.people[id_]

    def host(self, name: str, content: bytes) -> str:
        key = f"{len(self.files) + 1}{PurePosixPath(name).suffix}"
        self.files[key] = (name, content)
        return f"{self.base_url}/media/{key}"

    def fail(self, status: int, message: str) -> None:
        """The next message is refused so."""
        self.planned.append(Refused(status, message))

    def answer_with(self, answer: Answer) -> None:
        """The next message gets this answer; one with status 200 is for a message that was taken."""
        self.planned.append(answer)

    # ── Callbacks ───────────────────────────────────────────────────────────────────────────────────────────────────

    def sign(self, body: bytes) -> str:
        return hmac.new(self.token.encode(), body, hashlib.sha256).hexdigest()

    def body_of(self, callback: Mapping[str, Any]) -> bytes:
        """As it goes over the wire: a parsed and rewritten body would have another signature."""
        return json.dumps(callback, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()

    async def tell(self, callback: Mapping[str, Any], times: int = 1, whose: Person | None = None) -> int:
        """A callback to the bot. Returns its message_token."""
        about = {"timestamp": int(time.time() * 1000), "message_token": next(self.tokens), "chat_hostname": "SN-1"}
        whole: dict[str, Any] = about | dict(callback)
        if callback["event"] in (*self.event_types, "message"):
            self.waiting.append(whole)
            for _ in range(times if self.delivers and self.webhook else 0):
                task = asyncio.create_task(self._redeliver(whole, whose))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(0)
        return int(whole["message_token"])

    async def _redeliver(self, callback: dict[str, Any], whose: Person | None) -> None:
        delay = 5.0
        while self.webhook:
            status, body = await self._post(callback)
            self.statuses.append(status)
            if status == 200:
                if callback in self.waiting:
                    self.waiting.remove(callback)
                if whose is not None and body:
                    self._welcome(whose, json.loads(body))
                return
            await asyncio.sleep(delay * self.pace)
            delay = min(delay * 2, 900.0)

    async def _post(self, callback: Mapping[str, Any]) -> tuple[int, bytes]:
        body = self.body_of(callback)
        headers = {"content-type": "application/json", "X-Viber-Content-Signature": self.sign(body)}
        url = self.via + urlsplit(self.webhook).path if self.via else self.webhook
        try:
            return await post(url, body, headers)
        except (OSError, TimeoutError, ValueError):
            return 599, b""

    def _welcome(self, whose: Person, told: Any) -> None:
        wrong = self._wrong_message({"receiver": whose.id, **told} if isinstance(told, dict) else {})
        self.mistakes += [f"welcome: {one}" for one in wrong]
        if not wrong:
            whose.shown.append({"token": next(self.tokens), "own": False, "text": told.get("text", ""), "files": []})

    # ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _answer(self, asked: Asked) -> Answer:
        other = self.more(asked)
        if other is not None:
            return other
        if asked.path.startswith("/media/"):
            found = self.files.get(asked.path.removeprefix("/media/"))
            return Answer(200, found[1], "application/octet-stream") if found else Answer(404)
        try:
            return await self._called(asked, asked.path.removeprefix("/pa/"))
        except Refused as refusal:
            return in_json({"status": refusal.status, "status_message": refusal.message})

    async def _called(self, asked: Asked, method: str) -> Answer:
        if asked.headers.get("x-viber-auth-token") != self.token:
            raise Refused(2, "invalidAuthToken")
        try:
            call = json.loads(asked.body)
        except ValueError:
            raise Refused(3, "badData") from None
        planned = self.planned.pop(0) if method == "send_message" and self.planned else None
        if isinstance(planned, Refused):
            raise planned
        if isinstance(planned, Answer) and planned.status != 200:
            return planned
        if len(asked.body) > REQUEST_MOST:
            raise self._noted(3, f"{method}: more than 30 KB")
        result = await self._send(call) if method == "send_message" else await self._other(method, call)
        self.calls.append((method, call))
        return planned or in_json({"status": 0, "status_message": "ok"} | result)

    def _noted(self, status: int, mistake: str) -> Refused:
        self.mistakes.append(mistake)
        return Refused(status, mistake)

    async def _other(self, method: str, call: Any) -> dict[str, Any]:
        if method not in METHODS:
            raise self._noted(3, f"{method}: there is no such method")
        if not fields(*METHODS[method])(call):
            raise self._noted(3, f"{method}: not as published: {sorted(call)}")
        if method == "set_webhook":
            return await self._set_webhook(call)
        if method == "get_account_info":
            about = {"id": "pa:75346594275468546724", "name": "Shop", "uri": "townshop", "subscribers_count": 2}
            hook = {"webhook": self.webhook, "event_types": self.event_types} if self.webhook else {}
            return about | hook
        return {}

    async def _set_webhook(self, call: Any) -> dict[str, Any]:
        if call["url"] and not is_open(call["url"]):
            raise self._noted(1, "set_webhook: the address is not one of https")
        if not set(call.get("event_types", [])) <= set(EVENTS):
            raise self._noted(3, "set_webhook: unknown event_types")
        was, self.webhook = self.webhook, call["url"]
        self.event_types = [*call.get("event_types", EVENTS), "message", "webhook"]
        if self.webhook and self.handshake:
            about = {"event": "webhook", "timestamp": int(time.time() * 1000), "message_token": next(self.tokens)}
            status, _ = await self._post(about)
            if status != 200:
                self.webhook = was
                raise Refused(1, f"invalidUrl: the webhook answered {status}")
        return {"event_types": self.event_types}

    def _wrong_message(self, call: dict[str, Any]) -> list[str]:
        kind = call.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            return [f"send_message: no type {kind}"]
        required, optional = TYPES[kind]
        known = {**_ABOUT, **required}, {**_MORE, **optional}
        if not fields(*known)(call):
            return [f"send_message: a {kind} is not as published: {sorted(call)}"]
        limits = [("text", 7000 if kind == "text" else 768), ("file_name", 256), ("tracking_data", 4000)]
        wrong = [f"send_message: {name} is too long" for name, most in limits if len(str(call.get(name, ""))) > most]
        if not 0 < len(call["sender"]["name"]) <= 28:
            wrong.append("send_message: the sender has no name of 1 to 28 letters")
        if kind == "text" and not call["text"].strip():
            wrong.append("send_message: no text")
        if kind == "file" and not PurePosixPath(call["file_name"]).suffix:
            wrong.append("send_message: file_name without an extension")
        end = PurePosixPath(urlsplit(str(call.get("media", ""))).path).suffix.lower()
        if kind in ENDS and end not in ENDS[kind]:
            wrong.append(f"send_message: the address of a {kind} ends in {end!r}")
        return wrong

    async def _send(self, call: dict[str, Any]) -> dict[str, Any]:
        wrong = self._wrong_message(call)
        if wrong:
            raise self._noted(3, wrong[0])
        person = self.people.get(call["receiver"])
        if person is None:
            raise Refused(5, "receiverNotRegistered")
        if not person.subscribed:
            raise Refused(6, "receiverNotSubscribed")
        token = next(self.tokens)
        said = {"token": token, "own": False, "text": call.get("text", ""), "files": await self._files(call)}
        person.shown.append(said)
        return {"message_token": token, "chat_hostname": "SN-CHAT-05_"}

    async def _files(self, call: dict[str, Any]) -> list[tuple[str, bytes]]:
        if "media" not in call or call["type"] == "url":
            return []
        name = call.get("file_name") or PurePosixPath(urlsplit(call["media"]).path).name
        if self.via is not None or self.delivers:
            url = self.via + urlsplit(call["media"]).path if self.via else call["media"]
            status, _, body = await fetch(url)
            if len(body) > MOST[call["type"]]:
                raise self._noted(3, f"send_message: a {call['type']} of {len(body)} bytes")
            if status != 200 or ("size" in call and len(body) != call["size"]):
                raise self._noted(3, f"send_message: the file at its address: {status}, {len(body)} bytes")
            return [(name, body)]
        return [(name, b"")]
