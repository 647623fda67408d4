"""Letters that tests write, and a channel's way to the mail system without a house around it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any
from uuid import UUID, uuid4

import httpx

from deskbell.base.egress import Egress
from deskbell.channels.contract import Attempt, ExternalAccount, Link, OutboundMessage, SendResult, Thread
from deskbell.channels.email import wire
from deskbell.channels.email.model import Settings
from tests.mail.running import Running

EVA = "eva@client.example"
PROVED = "mx.shop.example; dmarc=pass header.from=client.example"


def letter(to: str, text: str = "Where is my order?", sender: str = EVA, **headers: str) -> bytes:
    """A letter of a client's; headers by name, `_` for `-`."""
    made = EmailMessage()
    given = {
        "From": f"Eva <{sender}>",
        "To": to,
        "Subject": "The grey bicycle",
        "Message-ID": make_msgid(domain="x.example"),
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


@dataclass
class KeptFiles:
    """What a poll kept: sizes by id; the bytes are let go as they come."""

    sizes: dict[UUID, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    async def keep(self, name: str, _media_type: str, chunks: AsyncIterator[bytes]) -> UUID:
        size = 0
        async for chunk in chunks:
            size += len(chunk)
        id_ = uuid4()
        self.sizes[id_] = size
        self.names.append(name)
        return id_


def way(mail: Running, address: str, http: httpx.AsyncClient | None = None, **more: Any) -> Link[Settings]:
    """A channel's way to its mailbox."""
    entered: dict[str, Any] = {**mail.settings(address), "reply_key": "a key of this test"}
    nothing: Any = None
    files: Any = KeptFiles()
    settings = Settings(**{**entered, **more})
    return Link(uuid4(), settings, http or nothing, Egress(["127.0.0.0/8"]), files, "")


def with_settings(link: Link[Settings], **more: Any) -> Link[Settings]:
    return replace(link, settings=replace(link.settings, **more))


def answer(to: str, key: UUID, text: str = "It is on its way.", cc: str = "") -> OutboundMessage:
    """A message of ours in session 42."""
    account = ExternalAccount(to, to, {"cc": cc} if cc else {}, name="Eva")
    thread = Thread(UUID(int=42), 42, "The grey bicycle", ("<first@client.example>",), "<first@client.example>")
    return OutboundMessage(key, account, text, author="Boris", thread=thread)


async def sent(link: Link[Settings], message: OutboundMessage, number: int = 1) -> SendResult:
    return await wire.send(link, message, Attempt(number, message.send_key))
