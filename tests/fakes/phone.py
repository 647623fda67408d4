"""A client's telephone in the browser: whoever tries the demo writes as Eva or Fred, and sees what we send them."""

import asyncio
import json
import mimetypes
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from tests.fakes.web import Answer, Asked, Part, form_of, in_json

PAGE = Path(__file__).parent / "phone.html"


@dataclass(frozen=True)
class Bubble:
    """A message as it is drawn. `files`: name and address; `own`: written on this telephone."""

    id: str
    own: bool
    text: str
    files: Sequence[tuple[str, str]] = ()
    quote: str = ""
    note: str = ""


@dataclass(frozen=True)
class Deed:
    """What somebody does on his telephone. `about`: the message that it is for."""

    who: str
    deed: str
    text: str = ""
    about: str = ""
    file: Part | None = field(default=None, repr=False)


class Messenger(Protocol):
    """What a fake gives to be played by hand. `can`: edit, quote, react, block, seen, unsend."""

    name: str
    can: Sequence[str]
    asks: Sequence[str]
    """What has to be entered here first, from the desk."""

    def people(self) -> Sequence[str]: ...

    def bubbles(self, who: str) -> Sequence[Bubble]: ...

    def note(self) -> str:
        """How it stands with the bot: connected, or not yet."""

    def file(self, key: str) -> tuple[str, bytes] | None: ...

    async def does(self, deed: Deed) -> None: ...


class Phone:
    """The pages of one messenger, under /phone."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, asked: Asked) -> Answer | None:
        """The answer for a page of ours, None for what is not."""
        if asked.path in ("/", "/phone"):
            return Answer(200, PAGE.read_bytes(), "text/html; charset=utf-8")
        if asked.path == "/phone/state":
            return in_json(self._state(asked.query.get("who", "")))
        if asked.path.startswith("/phone/file/"):
            found = self._messenger.file(asked.path.removeprefix("/phone/file/"))
            return Answer(200, found[1], _type_of(found[0])) if found else Answer(404)
        if asked.path == "/phone/do" and asked.method == "POST":
            told = form_of(asked)
            words = {name: part.value.decode() for name, part in told.items() if part.filename is None}
            file = told.get("file")
            deed = Deed(words["who"], words["deed"], words.get("text", ""), words.get("about", ""), file)
            task = asyncio.create_task(self._messenger.does(deed))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return Answer(204)
        return None

    def _state(self, who: str) -> object:
        people = list(self._messenger.people())
        who = who if who in people else people[0]
        shown = [asdict(one) for one in self._messenger.bubbles(who)]
        about = {"name": self._messenger.name, "note": self._messenger.note()}
        lists = {"can": list(self._messenger.can), "asks": list(self._messenger.asks)}
        return json.loads(json.dumps({"people": people, "who": who, "bubbles": shown, **about, **lists}))


def _type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
