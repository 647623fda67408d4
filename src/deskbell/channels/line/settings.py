"""What a LINE channel declares: its form, what it can, what fits."""

from deskbell.channels.contract import Capability, Field, Outside
from deskbell.channels.fields import external_kind
from deskbell.channels.line import inbound, wire
from deskbell.channels.line.model import Settings, limits_of

NAME = "line"

FIELDS = (
    Field("channel_secret", "secret", required=True, most=200),
    Field("access_token", "secret", required=True, most=1000),
    Field("base_url", "url", default="https://api.line.me", advanced=True),
    Field("media_base_url", "url", default="https://api-data.line.me", advanced=True),
    Field("text_most", "number", default=5000, low=20, high=5000, advanced=True),
    Field("picture_most_mb", "number", default=1, low=1, high=10, advanced=True),
    Field("file_most_mb", "number", default=200, low=1, high=1000, advanced=True),
    Field("download_most_mb", "number", default=200, low=1, high=1000, advanced=True),
    Field("link_hours", "number", default=168, low=1, high=720, advanced=True),
    Field("messages_per_second", "number", default=100, low=1, high=2000, advanced=True),
)

CAPABILITIES = (
    Capability.TEXT
    | Capability.IMAGE
    | Capability.FILE
    | Capability.DELETE_IN
    | Capability.MEDIA_BY_URL_ONLY
    | Capability.REPEATABLE
)

OUTSIDE = Outside(
    fields=FIELDS,
    settings=Settings,
    capabilities=CAPABILITIES,
    limits=limits_of(Settings("", "")),
    limits_of=limits_of,
    verify=inbound.verify,
    receive=inbound.receive,
    send=wire.send,
    setup=wire.setup,
    health=wire.health,
    open_media=wire.open_media,
    introduce=wire.introduce,
    album_seconds=1.0,
)
LINE = external_kind(NAME, OUTSIDE)
