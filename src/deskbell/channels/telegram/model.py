"""A Telegram channel's settings, what fits into a message by them, and how messages are named."""

from dataclasses import dataclass

from deskbell.channels.contract import Limits, RateSpec

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
VIDEOS = frozenset({"video/mp4"})
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg"})
MEGABYTE = 1024 * 1024

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")


@dataclass(frozen=True, slots=True)
class Settings:
    """The fields' values; sizes in MB."""

    token: str
    receiving: str = "webhook"
    webhook_secret: str = ""
    base_url: str = "https://api.telegram.org"
    media_base_url: str = "https://api.telegram.org"
    text_most: int = 4096
    caption_most: int = 1024
    photo_most_mb: int = 10
    upload_most_mb: int = 50
    download_most_mb: int = 20
    messages_per_second: int = 30

    @property
    def bot(self) -> str:
        """The bot's id: what stands before the colon of its token."""
        return self.token.partition(":")[0]


def limits_of(settings: Settings) -> Limits:
    """What fits, by the settings: Telegram may change its numbers, and a Bot API server of one's own has others."""
    upload = settings.upload_most_mb * MEGABYTE
    return Limits(
        text_max=settings.text_most,
        text_unit="utf16",
        caption_max=settings.caption_most,
        file_max={"image": settings.photo_most_mb * MEGABYTE, "file": upload, "audio": upload, "video": upload},
        mime_allow={"image": PICTURES, "video": VIDEOS, "audio": SOUNDS},
        attachments_per_msg=10,
        together=(frozenset({"image", "video"}), frozenset({"file"})),
        buttons_max=20,
        rate=RateSpec(settings.messages_per_second, settings.messages_per_second, 1.0, 10),
    )


def name_of(chat_id: object, message_id: object) -> str:
    """A message's name in the whole channel."""
    return f"{chat_id}:{message_id}"


def number_in(name: str, chat_id: str) -> int | None:
    """A message's number in this chat; None for one of another chat (a group that moved left its numbers behind)."""
    chat, _, number = name.rpartition(":")
    return int(number) if chat == chat_id and number.isascii() and number.isdigit() else None
