"""A letter as we read it: pure, from a file of bytes to a record. It never raises, whatever the bytes are.

What hangs on it stays in the file: an attachment is a part, read again in pieces when it is kept.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from deskbell.channels.email.addresses import Address, addresses_of, first_address, plain_address
from deskbell.channels.email.automatic import automatic
from deskbell.channels.email.belonging import Authentication, authenticated
from deskbell.channels.email.bodies import Body, read_body
from deskbell.channels.email.bounces import Bounce, read_bounce
from deskbell.channels.email.charsets import storable
from deskbell.channels.email.headers import Headers, date_of, ids_of
from deskbell.channels.email.html import content_id, same_id, tokens
from deskbell.channels.email.mime import Part, read_parts

SUBJECT_MOST = 300
ATTACHED_MOST = 100
FIELDS_SHOWN = 50

_REPLY = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|res|enc|antw|odp|ynt|на|отв|ответ|пересл|вид|відп|відповідь|жауап|қайта)"
    r"(?:\s*\[\d{1,3}\]|\s*\(\d{1,3}\)|\s*\*\d{1,3})?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"^\s*(?:(?:re|отв|на)\s*:\s*)?(?:fwd?|wg|tr|enc|пересл|пер)\s*:", re.IGNORECASE)
_OWN_TOKEN = re.compile(r"\s*\[#\d{1,18}\]")


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that came with the letter. `inline`: the HTML shows it by `content_id`."""

    part: Part
    filename: str
    media_type: str
    content_id: str
    inline: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `message_id` is made of its bytes where it has none. `arrived_by`: every address by which it
    may have come to us. `said_by`: From, which is a claim; `verdict`s of it are in `authentication`."""

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    said_by: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    arrived_by: tuple[str, ...]
    written_at: datetime | None
    automatic: frozenset[str]
    authentication: Authentication
    bounce: Bounce | None
    body: Body
    attached: tuple[Attached, ...]
    language: str | None

    @property
    def is_automatic(self) -> bool:
        """Nobody may answer it by machine. A mailing service's `List-Unsubscribe` alone counts too."""
        return bool(self.automatic)


def read_letter(file: BinaryIO, own: Collection[str] = (), trusted: Collection[str] = ()) -> Letter:
    """Read a letter from its file. `own`: addresses of our mailboxes; `trusted`: names of the receiving server, whose
    Authentication-Results count."""
    root = read_parts(file)
    headers = root.headers
    said_by = first_address(headers.raw("from"))
    if not said_by.address:
        sender = first_address(headers.raw("sender"))
        said_by = replace(said_by, address=sender.address) if sender.address else said_by
    why = automatic(headers, own)
    subject = _subject(headers.first("subject"))
    body = read_body(file, root, bool(_FORWARD.match(subject)))
    found = ids_of(headers.raw("message-id"))
    return Letter(
        message_id=found[0] if found else _made_id(file),
        in_reply_to=tuple(ids_of(headers.raw("in-reply-to"))),
        references=tuple(ids_of(headers.raw("references"))),
        subject=subject,
        said_by=said_by,
        reply_to=tuple(addresses_of(headers.raw("reply-to"))),
        to=tuple(addresses_of(headers.raw("to"))),
        cc=tuple(addresses_of(headers.raw("cc"))),
        arrived_by=_arrived_by(root),
        written_at=date_of(headers.first("date")),
        automatic=why,
        authentication=_authentication(headers, trusted, said_by),
        bounce=read_bounce(file, root, why),
        body=body,
        attached=tuple(_attached(root, body)),
        language=_language(headers.first("content-language") or headers.first("accept-language")),
    )


def _authentication(headers: Headers, trusted: Collection[str], said_by: Address) -> Authentication:
    """What the receiving server found; a letter with two senders is nobody's."""
    found = authenticated(list(headers.raw("authentication-results")), trusted, said_by.domain)
    return found if len(list(headers.raw("from"))) == 1 else replace(found, verdict="fail")


def _made_id(file: BinaryIO) -> str:
    """A name for a letter without one: of its bytes, so that the same letter has the same."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 18):
        digest.update(piece)
    return f"<sha256-{digest.hexdigest()}@letter.invalid>"


def _subject(text: str) -> str:
    return " ".join(storable(text).split())[:SUBJECT_MOST]


def bare_subject(subject: str) -> str:
    """A subject without what programs and we put before it and into it."""
    bare = _OWN_TOKEN.sub("", _REPLY.sub("", subject)).strip()
    return _REPLY.sub("", bare).strip()


def _arrived_by(root: Part) -> tuple[str, ...]:
    headers = root.headers
    found: dict[str, None] = {}
    for name in ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to", "to", "cc"):
        for one in addresses_of(headers.raw(name)):
            found[one.address] = None
        for value in headers.raw(name):
            bare = plain_address(value)
            if bare:
                found[bare] = None
    return tuple(list(found)[:FIELDS_SHOWN])


def _language(value: str) -> str | None:
    found = re.match(r"\s*([a-zA-Z]{2,3})(?:-[a-zA-Z0-9]{1,8})*\s*(?:[,;]|$)", value)
    return found.group(1).lower() if found else None


def _attached(root: Part, body: Body) -> Iterable[Attached]:
    """Whatever is not the letter's words: files, letters within, and pictures that nobody shows."""
    words = {id(part) for part in body.parts}
    shown = _shown_ids(body.html or "")
    number = 0
    for part in root.leaves():
        if id(part) in words or part.size == 0:
            continue
        if part.content_type in ("message/delivery-status", "text/rfc822-headers") and not part.headers.filename:
            continue
        number += 1
        if number > ATTACHED_MOST:
            return
        id_ = same_id(next(part.headers.raw("content-id"), ""))
        yield Attached(part, _filename(part, number), part.content_type, id_, bool(id_) and id_ in shown)


def _shown_ids(html: str) -> set[str]:
    if "cid:" not in html.lower():
        return set()
    sources = (
        token.attributes.get("src", "") for token in tokens(html) if not isinstance(token, str) and token.name == "img"
    )
    return {found for source in sources if (found := content_id(source))}


_EXTENSIONS = {
    "message/rfc822": "eml",
    "text/html": "html",
    "text/plain": "txt",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/ms-tnef": "dat",
}


def _filename(part: Part, number: int) -> str:
    name = part.headers.filename.strip()
    if name:
        return f"{name}.eml" if part.content_type == "message/rfc822" and "." not in name else name
    if part.content_type == "application/ms-tnef":
        return "winmail.dat"
    extension = _EXTENSIONS.get(part.content_type, "bin")
    return f"{'letter' if extension == 'eml' else 'file'}-{number}.{extension}"
