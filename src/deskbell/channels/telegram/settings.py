"""What a Telegram channel declares: its form, what it can, what fits."""

from deskbell.channels.contract import Capability, Field, Outside
from deskbell.channels.fields import external_kind
from deskbell.channels.telegram import inbound, wire
from deskbell.channels.telegram.model import Settings, limits_of

NAME = "telegram"

FIELDS = (
    Field("token", "secret", required=True, most=100),
    Field("receiving", "choice", default="webhook", choices=("webhook", "poll")),
    Field("webhook_secret", "secret", generated=True, most=256, advanced=True),
    Field("base_url", "url", default="https://api.telegram.org", advanced=True),
    Field("media_base_url", "url", default="https://api.telegram.org", advanced=True),
    Field("text_most", "number", default=4096, low=1, high=4096, advanced=True),
    Field("caption_most", "number", default=1024, low=0, high=4096, advanced=True),
    Field("photo_most_mb", "number", default=10, low=1, high=100, advanced=True),
    Field("upload_most_mb", "number", default=50, low=1, high=2000, advanced=True),
    Field("download_most_mb", "number", default=20, low=1, high=2000, advanced=True),
    Field("messages_per_second", "number", default=30, low=1, high=1000, advanced=True),
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
    | Capability.BUTTONS
    | Capability.TYPING
    | Capability.REACTIONS
)

OUTSIDE = Outside(
    fields=FIELDS,
    settings=Settings,
    capabilities=CAPABILITIES,
    limits=limits_of(Settings(token="")),
    limits_of=limits_of,
    verify=inbound.verify,
    receive=inbound.receive,
    send=wire.send,
    edit=wire.edit,
    delete=wire.delete,
    typing=wire.typing,
    answer_button=wire.answer_button,
    open_media=wire.open_media,
    poll=wire.poll,
    polls=lambda settings: settings.receiving == "poll",
    setup=wire.setup,
    teardown=wire.teardown,
    health=wire.health,
    album_seconds=1.0,
)
TELEGRAM = external_kind(NAME, OUTSIDE)
