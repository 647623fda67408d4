"""A strict Telegram: the Bot API for one bot, its chats, and people who write in them.

    telegram = Telegram(); base_url = await telegram.start()
    ... a channel with base_url and telegram.token is connected ...
    eva = telegram.person("Eva")
    await eva.says("Where is my order?")            # told to the bot: webhook or getUpdates
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    assert eva.sees()[-1]["text"] == "..." and telegram.mistakes == []

Every call is checked against the published shapes (telegram_methods); what doesn't fit is refused and noted in
`mistakes`. Updates are sent with the secret, again with doubling delay until a 2xx, for one chat as Telegram does: in
parallel. `pace` shortens every delay.
"""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram_calls import Calls, File, Hook, Refused
from tests.fakes.telegram_methods import mistakes
from tests.fakes.telegram_people import Group, Person
from tests.fakes.web import Answer, Asked, Part, Web, form_of, in_json, post


@dataclass
class Planned:
    """What happens to the next call of a method instead of an answer, or, `after`, when it was done."""

    refusal: Refused | None = None
    cut: bool = False
    after: bool = False
    stall: asyncio.Event | None = None
    raw: Answer | None = None


TOKEN = "4242:AAH-town-bot_0123456789abcdefghijkl"


class Telegram(Calls):
    """The Bot API, for one bot."""

    def __init__(self, token: str = TOKEN, pace: float = 0.02) -> None:
        self.token = token
        self.pace = pace
        self.delivers = True
        self.via: str | None = None
        self.bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Shop", "username": "shop_bot"}
        self.chats: dict[int, Person | Group] = {}
        self.moved: dict[int, int] = {}
        self.messages: dict[int, dict[int, dict[str, Any]]] = {}
        self.files: dict[str, File] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.mistakes: list[str] = []
        self.statuses: list[int] = []
        self.hook = Hook()
        self.waiting: dict[int, dict[str, Any]] = {}
        self.changed = asyncio.Event()
        self.numbers = itertools.count(1)
        self.updates = itertools.count(1000)
        self._planned: dict[str, list[Planned]] = {}
        self._queries: set[str] = set()
        self._poller: asyncio.Event | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._web = Web(self._answer)
        self.more: Callable[[Asked], Answer | None] = lambda _asked: None

    async def start(self, port: int = 0) -> str:
        self.base_url = await self._web.start(port)
        return self.base_url

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._web.stop()

    # ── People, and what shall fail ─────────────────────────────────────────────────────────────────────────────────

    def person(self, name: str, **about: Any) -> Person:
        """Somebody with a Telegram of his own, in a private chat with the bot."""
        person = Person(self, 7000 + len(self.chats), name, about)
        self.chats[person.id] = person
        self.messages[person.id] = {}
        return person

    def group(self, title: str) -> Group:
        group = Group(self, -5000 - len(self.chats), title)
        self.chats[group.id] = group
        self.messages[group.id] = {}
        return group

    def fail(self, method: str, status: int, description: str, times: int = 1, **parameters: Any) -> None:
        """The next calls of this method are refused so."""
        self._plan(method, Planned(Refused(status, description, **parameters)), times)

    def cut(self, method: str, *, after: bool) -> None:
        """The next call's connection ends without an answer: after it was done, or before."""
        self._plan(method, Planned(cut=True, after=after))

    def stall(self, method: str) -> asyncio.Event:
        """The next call is done, and answered only when the event is set."""
        held = asyncio.Event()
        self._plan(method, Planned(after=True, stall=held))
        return held

    def answer_with(self, method: str, answer: Answer) -> None:
        """The next call gets this instead of an answer of the Bot API."""
        self._plan(method, Planned(raw=answer))

    def _plan(self, method: str, planned: Planned, times: int = 1) -> None:
        self._planned.setdefault(method, []).extend([planned] * times)

    def called(self, method: str) -> list[dict[str, Any]]:
        """The good calls of a method."""
        return [call for name, call in self.calls if name == method]

    # ── Updates ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def tell(self, kind: str, content: Mapping[str, Any], times: int = 1) -> int:
        """An update to the bot; by webhook, it is told `times` times at once. Returns its number."""
        number = next(self.updates)
        update = {"update_id": number, kind: content}
        if kind in self.hook.allowed:
            self.waiting[number] = update
            self.changed.set()
            if self.hook.url and self.delivers:
                for _ in range(times):
                    self._start(self._redeliver(update))
        await asyncio.sleep(0)
        return number

    def tell_again(self, update: Mapping[str, Any]) -> None:
        """The same update once more, as after an answer that was lost."""
        self._start(self._redeliver(dict(update)))

    def _send_again(self, update: dict[str, Any]) -> None:
        if self.delivers:
            self._start(self._redeliver(update))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _redeliver(self, update: dict[str, Any]) -> None:
        delay = 1.0
        while self.hook.url:
            status = await self._post(update)
            self.statuses.append(status)
            if 200 <= status < 300:
                self.waiting.pop(update["update_id"], None)
                self.hook.fault = ""
                return
            self.hook.fault, self.hook.fault_at = f"Wrong response from the webhook: {status}", int(time.time())
            await asyncio.sleep(delay * self.pace)
            delay = min(delay * 2, 60.0)

    async def _post(self, update: dict[str, Any]) -> int:
        headers = {"content-type": "application/json"}
        if self.hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.hook.secret
        try:
            status, _ = await post(self._address(), json.dumps(update, ensure_ascii=True).encode(), headers)
        except (OSError, TimeoutError, ValueError):
            return 599
        return status

    def _address(self) -> str:
        """Where our address really is: a test's house has no port of its own."""
        parts = urlsplit(self.hook.url)
        return self.via + parts.path if self.via else self.hook.url

    async def until_told(self, seconds: float = 20.0) -> None:
        """Wait until the bot has taken every update."""
        async with asyncio.timeout(seconds):
            while self.waiting:  # noqa: ASYNC110 - a condition with a deadline
                await asyncio.sleep(0.01)

    # ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _answer(self, asked: Asked) -> Answer:
        other = self.more(asked)
        if other is not None:
            return other
        if asked.path.startswith("/file/bot"):
            return self._download(asked)
        token, _, method = asked.path.removeprefix("/bot").partition("/")
        try:
            return await self._called(asked, token, method)
        except Refused as refusal:
            told = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            return in_json(told | ({"parameters": refusal.parameters} if refusal.parameters else {}), refusal.status)

    async def _called(self, asked: Asked, token: str, method: str) -> Answer:
        if ":" not in token:
            raise Refused(404, "Not Found")
        if token != self.token:
            raise Refused(401, "Unauthorized")
        call = _read(asked)
        planned = self._planned[method].pop(0) if self._planned.get(method) else None
        if planned and planned.raw:
            return planned.raw
        if planned and planned.refusal:
            raise planned.refusal
        if planned and planned.cut and not planned.after:
            return Answer(cut=True)
        wrong = mistakes(method, call)
        if wrong:
            self.mistakes += wrong
            raise Refused(400, f"Bad Request: {wrong[0]}")
        result = await getattr(self, f"_{method}")(call)
        if method != "getUpdates":
            self.calls.append((method, call))
            self.changed.set()
        if planned and planned.cut:
            return Answer(cut=True)
        if planned and planned.stall:
            await planned.stall.wait()
        return in_json({"ok": True, "result": result})

    def query(self) -> str:
        """A press that waits for its answer."""
        name = f"query-{next(self.numbers)}"
        self._queries.add(name)
        return name


def _read(asked: Asked) -> dict[str, Any]:
    """The parameters of a call: JSON, or a form in which what is no text is written as JSON."""
    if asked.headers.get("content-type", "").startswith("multipart/form-data"):
        try:
            parts = form_of(asked)
        except (ValueError, IndexError):
            raise Refused(400, "Bad Request: the form cannot be read") from None
        return {name: part if part.filename is not None else _told(part) for name, part in parts.items()}
    if not asked.body:
        return {}
    try:
        told = json.loads(asked.body)
    except ValueError:
        raise Refused(400, "Bad Request: object expected as the body") from None
    if not isinstance(told, dict):
        raise Refused(400, "Bad Request: object expected as the body")
    return told


def _told(part: Part) -> Any:
    text = part.value.decode()
    with contextlib.suppress(ValueError):
        told = json.loads(text)
        if isinstance(told, dict | list | int | bool):
            return told
    return text
