"""What is posted and what is answered: a draft as its sender sends it, and the acknowledgement of what is stored."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from deskbell.base.errors import Refusal

TEXT_MOST = 20_000
FILES_MOST = 10
SEQ_MOST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be posted. `send_key` is the sender's own name for it, the same at every try. `staff`: a note."""

    session_id: UUID
    send_key: UUID
    text: str
    quote_seq: int | None = None
    file_ids: tuple[UUID, ...] = ()
    audience: Literal["all", "staff"] = "all"

    @property
    def digest(self) -> bytes:
        """Tells a repeat from another body under the same key. Session and quote are not part of it: a retry may find
        the session closed and another opened since, where the quote has no place."""
        body = "\0".join((self.text, *map(str, self.file_ids), *(("note",) if self.audience == "staff" else ())))
        return hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()[:16]


@dataclass(frozen=True, slots=True)
class Posted:
    """What the acknowledgement says; `fresh` is False for a repeat."""

    session_id: UUID
    seq: int
    message_id: UUID
    posted_at: datetime
    fresh: bool


def check_draft(draft: Draft) -> None:
    """What can be refused without looking at the session."""
    if not draft.text.strip() and not draft.file_ids:
        raise Refusal("message_empty", 422)
    if len(draft.text) > TEXT_MOST:
        raise Refusal("message_too_long", 422, limit=TEXT_MOST)
    if "\0" in draft.text or not _is_text(draft.text):
        raise Refusal("validation_failed", 422, fields={"text": "unreadable"})
    if len(draft.file_ids) > FILES_MOST or len(set(draft.file_ids)) != len(draft.file_ids):
        raise Refusal("validation_failed", 422, fields={"file_ids": "too_many"})
    if draft.quote_seq is not None and not 0 < draft.quote_seq <= SEQ_MOST:
        raise Refusal("quote_unknown", 422)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
