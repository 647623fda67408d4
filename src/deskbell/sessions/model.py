"""Records of the session as rows give them, and the shapes in which they go out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.live_chats.names import DEFAULT_TEMPLATE, WITH_SUBJECT, session_name
from deskbell.rights.actor import Actor, Role

QUIET_KINDS = (
    "message_posted",
    "note_posted",
    "message_edited",
    "message_deleted",
    "read_marked",
    "receipt_marked",
    "delivery_marked",
    "page_visited",
)
"""Events that leave no line in the log of what happened."""


@dataclass(frozen=True, slots=True)
class Session:
    """A row of `session_full`; `my_read_no` is the asking operator's own mark."""

    id: UUID
    number: int
    live_chat_id: UUID
    channel_id: UUID
    account_id: UUID
    client_id: UUID
    state: str
    priority: str
    name: str | None
    operator_id: UUID | None
    group_id: UUID | None
    opened_at: datetime
    queued_at: datetime | None
    taken_at: datetime | None
    closed_at: datetime | None
    last_seq: int
    last_all_seq: int
    client_count: int
    message_count: int
    last_message_at: datetime | None
    preview: str | None
    preview_author: str | None
    staff_read_no: int
    client_delivered_seq: int
    client_read_seq: int
    subject: str | None
    begun_by: UUID | None
    joined: list[UUID]
    shared_with: list[UUID]
    close_reason_id: UUID | None
    spam_at: datetime | None
    rating: int | None
    rated_at: datetime | None
    escalated_at: datetime | None
    live_chat_name: str
    message_limit: int
    file_limit: int
    name_template: str
    channel_kind: str
    channel_name: str
    client_name: str | None
    account_name: str | None
    external_id: str
    email: str | None
    phone: str | None
    verified: bool
    language: str | None
    details: dict[str, str]
    seen_at: datetime | None
    operator_name: str | None
    group_name: str | None
    ask_rating: bool
    my_read_no: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "with_operator")

    @property
    def is_held(self) -> bool:
        return self.state == "with_operator"

    def answered_by(self, person_id: UUID) -> bool:
        """Whether this person replies here: the responsible operator, or a supervisor who joined."""
        return self.operator_id == person_id or person_id in self.joined

    @property
    def client_label(self) -> str:
        """The client's name, or a word and the session's number where nobody knows one."""
        return self.client_name or self.account_name or f"#{self.number}"

    @property
    def label(self) -> str:
        """The session's name: given by hand, else from the live chat's template; with its subject, where the template
        is nobody's choice. Never empty."""
        if self.name:
            return self.name
        values = {
            "client": self.client_label,
            "number": str(self.number),
            "date": self.opened_at.strftime("%Y-%m-%d"),
            "live_chat": self.live_chat_name,
            "channel": self.channel_name,
            "subject": self.subject or "",
        }
        plain = self.subject and self.name_template == DEFAULT_TEMPLATE
        return session_name(WITH_SUBJECT if plain else self.name_template, values)

    def shared_only(self, actor: Actor) -> bool:
        """Whether he sees it by a mention or a forward alone: then this one session and nothing around it."""
        return actor.id in self.shared_with and not replace(self, shared_with=[]).seen_by(actor)

    def seen_by(self, actor: Actor) -> bool:
        """The rule of `session_visible_to`, for rows already in memory; a test holds the two together."""
        if actor.administrator or actor.kind == "system":
            return True
        if actor.kind == "account":
            return self.account_id == actor.id
        if actor.has(Role.SUPERVISOR, self.live_chat_id) or (self.is_open and actor.id in self.shared_with):
            return True
        if not actor.has(Role.OPERATOR, self.live_chat_id):
            return False
        if self.operator_id == actor.id:
            return True
        in_queue = self.state == "waiting" and self.queued_at is not None
        return in_queue and (self.group_id is None or self.group_id in actor.groups)


def reference(id_: UUID | None, name: str | None) -> dict[str, Any] | None:
    """`{id, name}`, or null where there is nobody."""
    return None if id_ is None else {"id": id_, "name": name or ""}


def row_out(s: Session) -> dict[str, Any]:
    """SessionRow of docs/protocol.md, without what differs from person to person."""
    return {
        "id": s.id,
        "number": s.number,
        "live_chat_id": s.live_chat_id,
        "channel_id": s.channel_id,
        "channel_kind": s.channel_kind,
        "state": s.state,
        "priority": s.priority,
        "name": s.label,
        "client": reference(s.client_id, s.client_label),
        "operator": reference(s.operator_id, s.operator_name),
        "group": reference(s.group_id, s.group_name),
        "opened_at": s.opened_at,
        "queued_at": s.queued_at,
        "taken_at": s.taken_at,
        "closed_at": s.closed_at,
        "escalated_at": s.escalated_at,
        "last_message_at": s.last_message_at,
        "preview": s.preview,
        "preview_author": s.preview_author,
        "client_count": s.client_count,
        "last_seq": s.last_seq,
    }


def detail_out(s: Session) -> dict[str, Any]:
    """SessionDetail of docs/protocol.md."""
    return row_out(s) | {
        "account": {
            "id": s.account_id,
            "name": s.account_name,
            "external_id": s.external_id,
            "email": s.email,
            "phone": s.phone,
            "verified": s.verified,
            "language": s.language,
            "details": s.details,
            "seen_at": s.seen_at,
        },
        "live_chat": {
            "id": s.live_chat_id,
            "name": s.live_chat_name,
            "message_limit": s.message_limit,
            "file_limit": s.file_limit,
            "ask_rating": s.ask_rating,
        },
        "channel": {"id": s.channel_id, "name": s.channel_name, "kind": s.channel_kind},
        "message_count": s.message_count,
        "staff_read_no": s.staff_read_no,
        "client_delivered_seq": s.client_delivered_seq,
        "client_read_seq": s.client_read_seq,
        "subject": s.subject,
        "rating": s.rating,
        "rated_at": s.rated_at,
        "spam_at": s.spam_at,
    }


CLIENT_FIELDS = (
    "state",
    "opened_at",
    "closed_at",
    "staff_read_no",
    "client_delivered_seq",
    "client_read_seq",
    "rating",
    "rated_at",
)


def client_out(s: Session, queue_position: int | None = None) -> dict[str, Any]:
    """ClientSession of docs/protocol.md: what the client may know of his own session."""
    return {
        "id": s.id,
        "number": s.number,
        "operator": {"name": s.operator_name} if s.operator_id else None,
        "last_seq": s.last_all_seq,
        "queue_position": queue_position,
        "ask_rating": s.ask_rating,
        **{name: getattr(s, name) for name in CLIENT_FIELDS},
        "state": client_state(s.state, s.operator_id, s.closed_at),
    }


def client_state(state: str, operator: object, closed_at: object) -> str:
    """A session's state as its client knows it: spam is nothing he is told of, to him it goes on as it was."""
    if state != "spam":
        return state
    if closed_at:
        return "closed"
    return "with_operator" if operator else "waiting"
