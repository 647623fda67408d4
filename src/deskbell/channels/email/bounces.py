"""Letters that say another did not arrive: delivery status notifications (RFC 3464), and those of old servers."""

import contextlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from email import message_from_bytes
from typing import BinaryIO, Literal

from flufl.bounce import all_failures

from deskbell.channels.email.addresses import plain_address
from deskbell.channels.email.charsets import text_of
from deskbell.channels.email.headers import ids_of, one_line
from deskbell.channels.email.mime import Part, body_of

STATUS_BYTES = 64 * 1024
SCANNED_BYTES = 256 * 1024
RECIPIENTS_MOST = 100

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
Verdict = Literal["dead", "soft", "policy", "failed"]
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
DEAD = frozenset({"5.1.1", "5.1.10", "5.1.0", "5.1.2", "5.1.3", "5.1.6", "5.4.1", "5.4.4"})


@dataclass(frozen=True, slots=True)
class Failed:
    """What became of a letter for one recipient. `status` as in RFC 3463, empty where unknown; `detail` in the words of
    the server."""

    address: str
    action: Action
    status: str
    detail: str

    @property
    def verdict(self) -> Verdict:
        """`dead`: nobody is at this address · `soft`: full, or not now · `policy`: refused · `failed`: not said."""
        if self.status in DEAD:
            return "dead"
        if self.status.startswith("4.") or self.status in ("5.2.2", "5.2.3", "5.3.4"):
            return "soft"
        return "policy" if self.status.startswith("5.7.") else "failed"


@dataclass(frozen=True, slots=True)
class Bounce:
    """Whom a letter of ours did not reach, and which letter: `message_ids` it names, the original's first."""

    recipients: tuple[Failed, ...]
    message_ids: tuple[str, ...]

    @property
    def failed(self) -> tuple[Failed, ...]:
        """Without those that are only late, or arrived."""
        return tuple(one for one in self.recipients if one.action == "failed")


def read_bounce(file: BinaryIO, root: Part, automatic: frozenset[str]) -> Bounce | None:
    """What a report says; None for a letter that is none. A person's letter is never taken for one."""
    report = next((part for part in root.leaves() if part.content_type in _REPORTS), None)
    if report is not None:
        recipients = _recipients(text_of(body_of(file, report, STATUS_BYTES)))
        if recipients:
            return Bounce(recipients, _original(file, root))
    if automatic & {"machine", "no_return", "report"} or "x-failed-recipients" in root.headers.names():
        recipients = _old(file, root)
        if recipients:
            return Bounce(recipients, _original(file, root))
    return None


_REPORTS = ("message/delivery-status", "message/global-delivery-status")


def _recipients(text: str) -> tuple[Failed, ...]:
    found: list[Failed] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        fields = _fields(block)
        address = _address(fields.get("final-recipient") or fields.get("original-recipient") or "")
        action = fields.get("action", "").lower().strip()
        if not address or action not in ("failed", "delayed", "delivered", "relayed", "expanded"):
            continue
        detail = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
        status = _STATUS.search(fields.get("status", ""))
        if status is None or status.group(0).endswith(".0.0"):
            status = _STATUS.search(detail) or status
        found.append(Failed(address, action, status.group(0) if status else "", one_line(detail)[:500]))  # type: ignore[arg-type]
    return tuple(found[:RECIPIENTS_MOST])


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.split("\n"):
        if line[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {line.strip()}"[:2000]
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name not in fields:
            fields[name] = value.strip()
    return fields


def _address(value: str) -> str:
    return plain_address(value.partition(";")[2] or value)


def _original(file: BinaryIO, root: Part) -> tuple[str, ...]:
    """The Message-IDs in what came back of our letter, then those this one answers."""
    found: list[str] = []
    for part in root.leaves():
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            head = text_of(body_of(file, part, STATUS_BYTES)).replace("\r\n", "\n").partition("\n\n")[0]
            found += ids_of(re.findall(r"(?im)^message-id:\s*(.+)$", head))
    if not found and root.headers.content_type != "multipart/report":
        first = next(root.leaves(), root)
        text = text_of(body_of(file, first, STATUS_BYTES))
        found += ids_of(re.findall(r"(?im)^[ \t>]*message-id:\s*(.+)$", text))
    found += ids_of([*root.headers.raw("in-reply-to"), *root.headers.raw("references")])
    return tuple(dict.fromkeys(found))[:20]


def _old(file: BinaryIO, root: Part) -> tuple[Failed, ...]:
    """By the habits of servers that know no such report."""
    file.seek(0)
    data = file.read(SCANNED_BYTES)
    named = [plain_address(one) for one in root.headers.first("x-failed-recipients").split(",")]
    soft: Collection[bytes] = ()
    hard: Collection[bytes] = ()
    with contextlib.suppress(Exception):  # a detector that stumbles over a letter has nothing to say of it
        soft, hard = all_failures(message_from_bytes(data))
    status = _STATUS.search(text_of(data[-8192:]))
    code = status.group(0) if status else ""
    late = {plain_address(text_of(one)) for one in soft}
    dead = {plain_address(text_of(one)) for one in hard} | set(named)
    listed = [Failed(one, "failed", code, "") for one in sorted(dead) if one]
    listed += [Failed(one, "delayed", code, "") for one in sorted(late - dead) if one]
    return tuple(listed[:RECIPIENTS_MOST])
