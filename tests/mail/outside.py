"""The outside world of the tests: an SMTP server that answers by the recipient's name, and keeps what it took.

dead* nobody here (550) · full* mailbox full (552) · policy* refused (554 5.7.1) · grey* later, twice (451) · later*
always later (451) · anybody else is taken. `cut` letters are taken and their connection is cut before the answer.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

REFUSALS = {
    "dead": "550 5.1.1 Nobody here by that name",
    "full": "552 5.2.2 The mailbox is full",
    "policy": "554 5.7.1 We do not want this",
}
LATER = "451 4.7.1 Greylisted, come again"


async def until(so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until it is so, or the time is over."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not so() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - other programs are waited for
        await asyncio.sleep(0.05)


@dataclass
class Taken:
    """A letter that arrived outside."""

    sender: str
    recipients: list[str]
    letter: EmailMessage
    data: bytes


@dataclass
class Outside:
    """The server and its letters. `cut`: so many of the next letters are cut off before their 250. `answers`: to the
    next recipients, whoever they are; empty is taken. `refuses`: what it says to MAIL, RCPT or DATA, once each."""

    taken: list[Taken] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    answers: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    port: int = 0
    _server: Any = None

    async def start(self) -> int:
        loop = asyncio.get_running_loop()
        make = lambda: SMTP(self, loop=loop, data_size_limit=60_000_000, enable_SMTPUTF8=True)  # noqa: E731
        self._server = await loop.create_server(make, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    def hang_up(self) -> None:
        """Take no further connection."""
        self._server.close()

    async def stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if "MAIL" in self.refuses:
            return self.refuses.pop("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        name = address.partition("@")[0]
        refused = self.refuses.pop("RCPT", "") or (self.answers.pop(0) if self.answers else "")
        if refused:
            return refused
        self.tries[name] += 1
        for start, refusal in REFUSALS.items():
            if name.startswith(start):
                return refusal
        if name.startswith("later") or (name.startswith("grey") and self.tries[name] < 3):
            return LATER
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.refuses:
            return self.refuses.pop("DATA")
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), letter, envelope.content))
        if self.cut:
            self.cut -= 1
            server.transport.abort()
        return "250 OK"

    async def until(self, count: int, seconds: float = 20.0) -> list[Taken]:
        """Wait until so many letters arrived."""
        await until(lambda: len(self.taken) >= count, seconds)
        assert len(self.taken) >= count, f"{len(self.taken)} of {count} letters"
        return self.taken
