"""A message of ours as a letter: plain text with a simple HTML beside it, and what hangs on it. Pure.

The same message makes the same letter at every try, to the last byte but the date: its Message-ID comes from its key.
"""

import html as entities
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from deskbell.channels.email.addresses import plain_address
from deskbell.channels.email.automatic import OURS
from deskbell.channels.email.belonging import Signer
from deskbell.channels.email.charsets import storable
from deskbell.channels.email.headers import ids_of, one_line
from deskbell.channels.email.inbound import bare_subject
from deskbell.channels.email.model import Settings
from deskbell.channels.messages import OutboundFile, OutboundMessage

SUBJECT_MOST = 200
REFERENCES_MOST = 20
TOGETHER_MOST = 18 * 1024 * 1024
"""Bytes of files in one letter, before they are packed."""
LOCAL_MOST = 64
BY_ITSELF = "automatic"
"""The alias that marks a message nobody wrote (RFC 3834)."""
POLICY = SMTP.clone(max_line_length=200)
"""Lines long enough that no Message-ID is folded: not every server unfolds it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a letter leaves: `sender` is where it comes back to if it does not arrive."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str


def plan(message: OutboundMessage) -> Sequence[OutboundMessage]:
    """One letter, or several where its files would not fit into one; the words go with the first."""
    groups: list[list[OutboundFile]] = [[]]
    for file in message.attachments:
        if groups[-1] and sum(one.size for one in groups[-1]) + file.size > TOGETHER_MOST:
            groups.append([])
        groups[-1].append(file)
    if len(groups) == 1:
        return [message]
    return [
        replace(
            message, text=message.text if place == 0 else "", attachments=tuple(group), part=place, parts=len(groups)
        )
        for place, group in enumerate(groups)
    ]


def envelope(message: OutboundMessage, key: UUID, settings: Settings) -> Envelope:
    """Whom the letter goes to, its name, and where a bounce of it comes to."""
    signer = Signer(settings.reply_key)
    to = plain_address(message.account.external_chat_id) or plain_address(message.account.external_user_id)
    others = [one for one in _copies(message) if one != to]
    number = message.thread.number if message.thread else 0
    back = signer.bounce_address(settings.mailbox, number, key)
    if not settings.plus_addresses or len(back.partition("@")[0]) > LOCAL_MOST:
        back = settings.mailbox
    return Envelope(back, (to, *others), signer.message_id(settings.mailbox, number, key))


def letter(message: OutboundMessage, key: UUID, settings: Settings, at: datetime) -> EmailMessage:
    """The letter without its files."""
    found = envelope(message, key, settings)
    made = EmailMessage(policy=POLICY)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = found.message_id
    made["From"] = _address(settings.sender_name or "", settings.address)
    made["To"] = [_address(message.account.name or "", found.recipients[0])]
    if found.recipients[1:]:
        made["Cc"] = [_address("", one) for one in found.recipients[1:]]
    made["Subject"] = subject_of(message)
    thread = message.thread
    if thread and settings.plus_addresses:
        made["Reply-To"] = Signer(settings.reply_key).reply_address(settings.mailbox, thread.number)
    if thread and thread.last_inbound:
        made["In-Reply-To"] = thread.last_inbound
    chain = references(thread.earlier if thread else ())
    if chain:
        made["References"] = " ".join(chain)
    made[OURS] = key.hex
    if message.account.aliases.get(BY_ITSELF):
        made["Auto-Submitted"] = "auto-replied"
        made["X-Auto-Response-Suppress"] = "All"
    signature = signature_of(settings, message.author)
    made.set_content(text_of(message, signature), cte="quoted-printable")
    made.add_alternative(html_of(message, signature), subtype="html", cte="quoted-printable")
    made.set_boundary(f"=_words_{key.hex}")
    return made


def subject_of(message: OutboundMessage) -> str:
    """The session's subject under its number; `Re:` once where the client wrote before."""
    thread = message.thread
    if thread is None:
        return "…"
    bare = one_line(bare_subject(thread.subject))[:SUBJECT_MOST].strip()
    answers = "Re: " if thread.last_inbound else ""
    return f"{answers}[#{thread.number}] {bare}".strip()


def references(earlier: Iterable[str]) -> list[str]:
    """The chain of letters before, capped in its middle: the first one and the last ones find the thread."""
    chain = ids_of(earlier)
    return chain if len(chain) <= REFERENCES_MOST else [chain[0], *chain[-(REFERENCES_MOST - 1) :]]


def signature_of(settings: Settings, author: str) -> str:
    """What stands under a letter; `{operator}` is who wrote it."""
    return storable((settings.signature or "").replace("{operator}", author)).strip()


def text_of(message: OutboundMessage, signature: str) -> str:
    """The words, what they answer above them, the signature below."""
    quote = "\n".join(f"> {line}" for line in (message.quote or "").strip().split("\n")) if message.quote else ""
    pieces = [quote, storable(message.text).strip(), f"-- \n{signature}" if signature else ""]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


_LINK = re.compile(r"https?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]]")


def html_of(message: OutboundMessage, signature: str) -> str:
    """The same for those who read HTML: paragraphs, line ends, links; everything else is text."""
    quote = f'<blockquote type="cite">{_marked_up(message.quote.strip())}</blockquote>' if message.quote else ""
    words = "".join(
        f"<p>{_marked_up(part)}</p>" for part in re.split(r"\n{2,}", storable(message.text).strip()) if part
    )
    below = f'<p style="color:#666">-- <br>{_marked_up(signature)}</p>' if signature else ""
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{quote}{words}{below}</body></html>\n'


def _marked_up(text: str) -> str:
    pieces: list[str] = []
    position = 0
    for found in _LINK.finditer(text):
        address = entities.escape(found.group())
        pieces += [_escaped(text[position : found.start()]), f'<a href="{address}">{address}</a>']
        position = found.end()
    return "".join([*pieces, _escaped(text[position:])])


def _escaped(text: str) -> str:
    return entities.escape(text).replace("\n", "<br>\n")


def _copies(message: OutboundMessage) -> Iterator[str]:
    """Participants besides the client, whom an operator let in."""
    for one in message.account.aliases.get("cc", "").split(","):
        found = plain_address(one)
        if found:
            yield found


def _address(name: str, address: str) -> HeaderAddress:
    return HeaderAddress(one_line(name), addr_spec=_ascii(address.strip()))


def _ascii(address: str) -> str:
    """An address whose domain is in another script goes by its ASCII form."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
    except UnicodeError:
        return address
