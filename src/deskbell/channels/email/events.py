"""A letter that was read, as what happened: a message for its session, or how another of ours fared. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from deskbell.channels.email.belonging import Signer, answered_ids, clues, is_of_mailbox
from deskbell.channels.email.inbound import Attached, Letter, bare_subject
from deskbell.channels.email.model import Settings
from deskbell.channels.events import (
    Attachment,
    EmailHints,
    EventKind,
    ExternalAccount,
    FileKind,
    InboundEvent,
    Message,
    RemoteRef,
    Status,
)

NOBODY = "nobody@letter.invalid"
TEXT_MOST = 100_000
CLOCK_MOST = 600.0


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that came with a letter, and the file of ours it became; None: one that we do not take."""

    attached: Attached
    file_id: UUID | None


def event_of(read: Letter, settings: Settings, kept: Sequence[Kept], raw_id: UUID | None, cut: bool) -> InboundEvent:
    """What a letter means. A report about a letter of ours is its status, all else a message."""
    signer = Signer(settings.reply_key)
    digest = digest_of(read)
    if signer.our_letter(read.message_id):
        # A letter of ours that came round: no client's.
        return InboundEvent(f"ours:{digest}", "system", datetime.now(UTC), _account(read), {"ours": read.message_id})
    if read.bounce is not None:
        # Late, not ours, or not to be believed: kept for who looks for it, and nobody's session.
        status = _bounced(read, settings)
        told = {"bounce": [[one.address, one.action, one.status, one.detail] for one in read.bounce.recipients]}
        kind: EventKind = "status" if status else "system"
        return InboundEvent(f"bounce:{digest}", kind, datetime.now(UTC), _account(read), told, status)
    answered = answered_ids(list(read.in_reply_to), list(read.references))
    known = {one: found[0] for one in answered if (found := signer.our_letter(one))}
    pointed = clues(signer, settings.mailbox, read.arrived_by, answered, known, read.subject)
    raw: dict[str, Any] = {
        "digest": digest,
        "from_name": read.said_by.name,
        "from_address": read.said_by.address,
        "to": [{"name": one.name, "address": one.address} for one in read.to],
        "cc": [{"name": one.name, "address": one.address} for one in read.cc],
        "reply_to": read.reply_to[0].address if read.reply_to else None,
        "written_at": read.written_at.isoformat() if read.written_at else None,
        "automatic": sorted(read.automatic),
        "verdict": read.authentication.verdict,
        "spf": read.authentication.spf[:40],
        "dkim": read.authentication.dkim[:40],
        "dmarc": read.authentication.dmarc[:40],
        "html": read.body.html,
        "cut": read.body.cut or cut,
        "clues": [[one.way, one.number] for one in pointed],
        "answered": answered,
        "images": {one.attached.content_id: str(one.file_id) for one in kept if one.attached.inline and one.file_id},
        "too_large": cut,
    }
    hints = EmailHints(
        message_id=read.message_id,
        in_reply_to=read.in_reply_to,
        references=read.references,
        subject=bare_subject(read.subject) or read.subject,
        sender=read.said_by.address,
        recipients=tuple(one.address for one in read.to),
        cc=tuple(one.address for one in read.cc if not is_of_mailbox(settings.mailbox, one.address)),
        authenticated=read.authentication.verdict,
        raw_id=raw_id,
        full_text=read.body.whole[:TEXT_MOST],
    )
    message = Message(
        external_id=f"letter:{digest}",
        text=read.body.text[:TEXT_MOST] + (f"\n\n[… > {settings.size_most} MB]" if cut else ""),
        attachments=tuple(_attachment(one) for one in kept),
        thread_hints=hints,
        flags=frozenset({"auto"}) if read.is_automatic else frozenset(),
    )
    return InboundEvent(f"letter:{digest}", "message", _moment(read), _account(read), raw, message)


def digest_of(read: Letter) -> str:
    """What a letter is, however often and by whatever way it came: its name and what it says. Another one under the
    same name is another letter."""
    files = [f"{one.filename} {one.part.size}" for one in read.attached]
    said = "\0".join((read.message_id, read.said_by.address, read.subject, read.body.whole, *files))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:40]


def _moment(read: Letter) -> datetime:
    """When it was written, as far as that can be: no letter comes from tomorrow."""
    now = datetime.now(UTC)
    if read.written_at is None or (read.written_at - now).total_seconds() > CLOCK_MOST:
        return now
    return max(read.written_at, datetime(1990, 1, 1, tzinfo=UTC))


def _account(read: Letter) -> ExternalAccount:
    address = read.said_by.address or NOBODY
    name = read.said_by.name or None
    return ExternalAccount(address, address, {"email": address}, name=name, locale=read.language)


def _attachment(one: Kept) -> Attachment:
    kinds: dict[str, FileKind] = {"image": "image", "audio": "audio", "video": "video"}
    kind: FileKind = kinds.get(one.attached.media_type.partition("/")[0], "file")
    return Attachment(
        kind,
        RemoteRef(kept_id=one.file_id),
        mime=one.attached.media_type,
        filename=one.attached.filename,
        content_id=one.attached.content_id or None,
    )


def _bounced(read: Letter, settings: Settings) -> Status | None:
    """How a letter of ours fared, by a report that names it or came back to its own address; None for another letter.

    Only what is signed counts: anybody can write that a letter did not arrive.
    """
    if read.bounce is None:
        return None
    signer = Signer(settings.reply_key)
    ours = next((one for one in read.bounce.message_ids if signer.our_letter(one)), None)
    ours = ours or signer.bounced_id(settings.mailbox, read.arrived_by)
    if ours is None or not read.bounce.failed:
        return None
    failed = read.bounce.failed[0]
    refused = tuple((one.address, f"{one.status} {one.detail}".strip()[:500]) for one in read.bounce.failed)
    code = {"dead": "address_dead", "soft": "mailbox_refuses_now", "policy": "refused_by_policy"}.get(failed.verdict)
    detail = f"{failed.address} {failed.status} {failed.detail}".strip()
    return Status(ours, "failed", code or "bounced", detail[:500], refused)
