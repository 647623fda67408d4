"""`python -m bench.mail`: a full mailbox is caught up, and one heavy letter read, beside a real Postfix and Dovecot.

A process of its own fetches and reads, so that its memory is its own; what it would keep is counted and let go. Needs
what tools/mail.py installs, and root.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from tests.mail.outside import Outside
from tests.mail.running import Running
from tests.mail.stack import MailStack, new_folder

from deskbell.base.egress import Egress
from deskbell.channels.contract import Link
from deskbell.channels.email import wire
from deskbell.channels.email.model import Settings

TEXT = (
    "Where is my order? I paid on Monday.\n\nOn Mon, 2 Nov 2026, Shop <shop@shop.example> wrote:\n"
    + "> a line of it\n" * 30
)
HEAVY_BYTES = 25_000_000


class Counted:
    """Files that are counted and let go."""

    def __init__(self) -> None:
        self.bytes = 0

    async def keep(self, _name: str, _media_type: str, chunks: AsyncIterator[bytes]) -> UUID:
        async for chunk in chunks:
            self.bytes += len(chunk)
        return uuid4()


def memory() -> tuple[int, int]:
    """What this process holds now, and the most it ever held, in KiB."""
    with open("/proc/self/status") as status:
        found = dict(line.split(":", 1) for line in status)
    return int(found["VmRSS"].split()[0]), int(found["VmHWM"].split()[0])


async def catch_up(entered: dict[str, Any]) -> None:
    """Fetch and read all there is; what it cost, as JSON."""
    files: Any = Counted()
    nothing: Any = None
    link = Link(uuid4(), Settings(**entered, reply_key="bench"), nothing, Egress(["127.0.0.0/8"]), files, "")
    wire.WAIT_SECONDS = 0.2
    before, started = memory()[0], time.monotonic()
    cursor: dict[str, Any] = {}
    seen: set[str] = set()
    while True:
        polled = await wire.poll(link, cursor)
        if not polled.events and polled.cursor == cursor:
            break
        seen.update(event.dedupe_key[-12:] for event in polled.events)
        cursor = dict(polled.cursor)
    took = time.monotonic() - started - wire.WAIT_SECONDS
    wire.close_all()
    most = memory()[1]
    told = {"letters": len(seen), "seconds": round(took, 1), "per_second": round(len(seen) / took)}
    told |= {"mb_before": before // 1024, "mb_most": most // 1024, "mb_kept": files.bytes // 1_000_000}
    print(json.dumps(told))


def small(address: str, number: int) -> bytes:
    head = f"From: c{number % 997}@client.example\nTo: {address}\nSubject: Order {number}\n"
    return f"{head}Message-ID: <{number}@client.example>\n\n{number}\n{TEXT}\n".encode()


def heavy(address: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "eva@client.example", address, "<heavy@client.example>"
    made.set_content("A film of it.")
    made.add_attachment(b"\0" * HEAVY_BYTES, maintype="application", subtype="octet-stream", filename="film.bin")
    return made.as_bytes()


async def measure(letters: int) -> None:
    """Both mailboxes, each by a process of its own."""
    outside = Outside()
    stack = MailStack(new_folder(), await outside.start())
    await stack.start("support1", "support2")
    mail = Running(stack, outside)
    try:
        for begin in range(0, letters, 5_000):
            stack.put(
                f"support1@{_DOMAIN}", [small("s", one) for one in range(begin, min(letters, begin + 5_000))], at=begin
            )
        stack.put(f"support2@{_DOMAIN}", [heavy("s")])
        for name in ("support1", "support2"):
            entered = mail.settings(f"{name}@{_DOMAIN}") | {"size_most": 60}
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.mail", "--catch-up", json.dumps(entered)
            )
            assert await process.wait() == 0
    finally:
        stack.stop()
        await outside.stop()


_DOMAIN = "shop.example"


if __name__ == "__main__":
    parser = argparse.ArgumentParser("bench.mail", description=__doc__)
    parser.add_argument("--letters", type=int, default=50_000)
    parser.add_argument("--catch-up", help=argparse.SUPPRESS)
    plan = parser.parse_args()
    asyncio.run(catch_up(json.loads(plan.catch_up)) if plan.catch_up else measure(plan.letters))
