"""A mailbox as it is set, and a letter as it is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Settings:
    """A mailbox. Secrets are empty where none was set. `trusted_server`: names under which the receiving server writes
    its Authentication-Results, with commas; `size_most`: a larger letter is read to here, in MB."""

    address: str = ""
    sender_name: str | None = None
    signature: str | None = None
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    user: str | None = None
    login_by: str = "password"
    password: str = field(default="", repr=False)
    oauth_token_url: str | None = None
    oauth_client_id: str | None = None
    oauth_client_secret: str = field(default="", repr=False)
    oauth_refresh_token: str = field(default="", repr=False)
    trusted_server: str | None = None
    history: str = "new"
    plus_addresses: bool = True
    folders: str = "INBOX"
    size_most: int = 30
    certificate: str | None = None
    reply_key: str = field(default="", repr=False)

    @property
    def mailbox(self) -> str:
        return self.address.strip().lower()

    @property
    def login(self) -> str:
        return (self.user or "").strip() or self.address.strip()

    @property
    def trusted(self) -> frozenset[str]:
        return frozenset(one.strip().lower() for one in (self.trusted_server or "").split(",") if one.strip())

    @property
    def folder_list(self) -> list[str]:
        return [one.strip() for one in self.folders.split(",") if one.strip()] or ["INBOX"]


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A row of `letter`. `joined_by`: new, signed_address, known_letter, by_hand, split. `said_number`: the session it
    said it belongs to without proof."""

    session_id: UUID
    seq: int
    channel_id: UUID
    account_id: UUID
    message_id: str
    subject: str
    from_name: str
    from_address: str
    to_addresses: list[dict[str, str]]
    cc_addresses: list[dict[str, str]]
    reply_to: str | None
    written_at: datetime | None
    joined_by: str
    said_number: int | None
    automatic: list[str]
    verdict: str
    spf: str
    dkim: str
    dmarc: str
    whole: str
    html: str | None
    cut: bool
    images: dict[str, Any]
    raw_id: UUID | None
    from_session_id: UUID | None
    from_seq: int | None
    kept_at: datetime
