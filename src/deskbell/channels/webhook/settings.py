"""What an API channel asks an administrator, and what it can."""

import unicodedata

from deskbell.base.errors import invalid
from deskbell.channels.contract import Capability, Field, Limits, Outside, RateSpec
from deskbell.channels.fields import external_kind
from deskbell.channels.webhook import inbound, wire
from deskbell.channels.webhook.model import Settings
from deskbell.clients.model import Identity

NAME = "webhook"

FIELDS = (
    Field("url", "url", required=True),
    Field("secret", "secret", generated=True, makes="whsec", shown_once=True, most=200),
    Field("previous_secret", "secret", most=200, advanced=True),
    Field("file_hosts", advanced=True),
    Field("text_max", "number", default=20_000, low=20, high=20_000, advanced=True),
    Field("per_second", "number", default=1_000, low=1, high=10_000, advanced=True),
)

CAPABILITIES = (
    Capability.TEXT
    | Capability.IMAGE
    | Capability.FILE
    | Capability.AUDIO
    | Capability.VIDEO
    | Capability.STICKER_IN
    | Capability.REPLY
    | Capability.EDIT_OUT
    | Capability.DELETE_OUT
    | Capability.EDIT_IN
    | Capability.DELETE_IN
    | Capability.RECEIPT_DELIVERED
    | Capability.RECEIPT_READ
    | Capability.REACTIONS
    | Capability.INITIATE
    | Capability.REPEATABLE
)

RETRIES = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0)
"""Standard Webhooks' own: after the last the endpoint counts as gone."""


def limits_of(settings: Settings) -> Limits:
    """All that a message of ours can hold, but for what the administrator says of the system behind."""
    rate = RateSpec(settings.per_second, max(16, settings.per_second // 4), settings.per_second, 100)
    return Limits(
        text_max=settings.text_max,
        caption_max=settings.text_max,
        attachments_per_msg=10,
        rate=rate,
    )


def identity_of(address: str) -> Identity:
    """Whom an operator means: the other system's own id of him."""
    external_id = address.strip()
    if not external_id:
        raise invalid(address="missing")
    if len(external_id) > 400:
        raise invalid(address="too_long")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in external_id):
        raise invalid(address="unprintable")
    return Identity(external_id)


OUTSIDE = Outside(
    fields=FIELDS,
    settings=Settings,
    capabilities=CAPABILITIES,
    limits=limits_of(Settings("")),
    limits_of=limits_of,
    verify=inbound.verify,
    receive=inbound.receive,
    send=wire.send,
    edit=wire.edit,
    delete=wire.delete,
    health=wire.health,
    media_hosts=lambda settings: settings.hosts,
    album_seconds=1.0,
    retries=RETRIES,
    stops_when_given_up=True,
)

WEBHOOK = external_kind(NAME, OUTSIDE, can_begin=lambda _channel, _account: None, identity_of=identity_of)
