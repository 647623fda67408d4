"""What a Viber channel declares: its form, what it can, what fits."""

from urllib.parse import urlsplit

from deskbell.channels.contract import Capability, Field, Outside
from deskbell.channels.fields import external_kind
from deskbell.channels.viber import inbound, wire
from deskbell.channels.viber.model import Settings, limits_of

NAME = "viber"

FIELDS = (
    Field("token", "secret", required=True, most=200),
    Field("sender_name", required=True, most=28),
    Field("sender_avatar", "url"),
    Field("welcome", most=7000),
    Field("base_url", "url", default="https://chatapi.viber.com", advanced=True),
    Field("media_hosts", default="*.viber.com", advanced=True),
    Field("text_most", "number", default=7000, low=1, high=7000, advanced=True),
    Field("caption_most", "number", default=768, low=0, high=7000, advanced=True),
    Field("picture_most_mb", "number", default=1, low=1, high=50, advanced=True),
    Field("video_most_mb", "number", default=26, low=1, high=200, advanced=True),
    Field("file_most_mb", "number", default=50, low=1, high=200, advanced=True),
    Field("messages_per_second", "number", default=50, low=1, high=1000, advanced=True),
)

CAPABILITIES = (
    Capability.TEXT
    | Capability.IMAGE
    | Capability.FILE
    | Capability.VIDEO
    | Capability.STICKER_IN
    | Capability.RECEIPT_DELIVERED
    | Capability.RECEIPT_READ
    | Capability.MEDIA_BY_URL_ONLY
)


def media_hosts(settings: Settings) -> list[str]:
    """Where files of clients may be fetched from; a stand-in for Viber keeps its own."""
    named = settings.media_hosts.replace(",", " ").split()
    return [*named, urlsplit(settings.base_url).hostname or ""]


OUTSIDE = Outside(
    fields=FIELDS,
    settings=Settings,
    capabilities=CAPABILITIES,
    limits=limits_of(Settings(token="")),
    limits_of=limits_of,
    verify=inbound.verify,
    receive=inbound.receive,
    send=wire.send,
    setup=wire.setup,
    teardown=wire.teardown,
    health=wire.health,
    media_hosts=media_hosts,
)
VIBER = external_kind(NAME, OUTSIDE)
