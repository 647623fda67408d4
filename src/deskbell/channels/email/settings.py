"""What an administrator sets of a mailbox, and what the channel can."""

from typing import Any

from deskbell.base.errors import invalid
from deskbell.channels.contract import Capability, Field, Limits, Outside, RateSpec
from deskbell.channels.email import wire
from deskbell.channels.email.addresses import plain_address
from deskbell.channels.email.model import Settings
from deskbell.channels.email.outbound import plan
from deskbell.channels.email.placing import place, prepare
from deskbell.channels.fields import external_kind
from deskbell.clients.model import Account, Identity
from deskbell.live_chats.model import Channel

NAME = "email"
MB = 1024 * 1024
FILE_MOST = 18 * MB
"""Grown by a third on its way, this still passes the 25 MB that most servers take."""

FIELDS = (
    Field("address", required=True, most=254),
    Field("sender_name", most=100),
    Field("signature", most=2_000),
    Field("imap_host", required=True, most=253),
    Field("imap_port", "number", default=993, low=1, high=65_535),
    Field("imap_security", "choice", default="tls", choices=("tls", "starttls", "none")),
    Field("smtp_host", required=True, most=253),
    Field("smtp_port", "number", default=587, low=1, high=65_535),
    Field("smtp_security", "choice", default="starttls", choices=("tls", "starttls", "none")),
    Field("user", most=320),
    Field("login_by", "choice", default="password", choices=("password", "xoauth2")),
    Field("password", "secret", most=1_000, typed=True),
    Field("oauth_token_url", "url"),
    Field("oauth_client_id", most=500),
    Field("oauth_client_secret", "secret", most=2_000),
    Field("oauth_refresh_token", "secret", most=8_000),
    Field("trusted_server", most=500),
    Field("history", "choice", default="new", choices=("new", "all")),
    Field("plus_addresses", "switch", default=True, advanced=True),
    Field("folders", default="INBOX", most=500, advanced=True),
    Field("size_most", "number", default=30, low=1, high=60, advanced=True),
    Field("certificate", most=20_000, advanced=True),
    Field("reply_key", "secret", generated=True, most=200, advanced=True),
)
CAPABILITIES = (
    Capability.TEXT
    | Capability.IMAGE
    | Capability.FILE
    | Capability.AUDIO
    | Capability.VIDEO
    | Capability.INITIATE
    | Capability.THREADS
)
LIMITS = Limits(
    text_max=20_000,
    caption_max=20_000,
    file_max={"file": FILE_MOST},
    attachments_per_msg=10,
    rate=RateSpec(per_second=5.0, burst=10, account_per_second=2.0, account_burst=10),
)


def can_begin(_channel: Channel, _account: Account | None) -> str | None:
    """Whoever has an address can be written to."""
    return None


def identity_of(address: str) -> Identity:
    """Whom an operator means by an address he typed."""
    if not address.strip():
        raise invalid(address="missing")
    found = plain_address(address)
    if not found or "." not in found.rpartition("@")[2]:
        raise invalid(address="email")
    return Identity(found, email=found)


def external_id_of(settings: Any) -> str | None:
    """The mailbox: it belongs to one live chat."""
    return plain_address(settings.address) or None


OUTSIDE = Outside(
    fields=FIELDS,
    settings=Settings,
    capabilities=CAPABILITIES,
    limits=LIMITS,
    send=wire.send,
    health=wire.health,
    poll=wire.poll,
    reread=wire.reread,
    teardown=wire.teardown,
    plan=plan,
    ids="kind",
    external_id_of=external_id_of,
    place=place,
    prepare=prepare,
)
EMAIL = external_kind(NAME, OUTSIDE, can_begin=can_begin, identity_of=identity_of)
