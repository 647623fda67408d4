"""A Viber channel's settings, and what fits into a message by them."""

from dataclasses import dataclass

from deskbell.channels.contract import Limits, RateSpec

EVENTS = ("delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started")
"""What we ask to be told of, besides messages, of which Viber always tells."""
PICTURES = frozenset({"image/jpeg", "image/png"})
VIDEOS = frozenset({"video/mp4"})
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The fields' values; sizes in MB."""

    token: str
    sender_name: str = ""
    sender_avatar: str | None = None
    welcome: str | None = None
    base_url: str = "https://chatapi.viber.com"
    media_hosts: str = "*.viber.com"
    text_most: int = 7000
    caption_most: int = 768
    picture_most_mb: int = 1
    video_most_mb: int = 26
    file_most_mb: int = 50
    messages_per_second: int = 50


def limits_of(settings: Settings) -> Limits:
    """What fits: a picture may have words beneath it, nothing else may."""
    sizes = {"image": settings.picture_most_mb, "video": settings.video_most_mb, "file": settings.file_most_mb}
    rate = settings.messages_per_second
    return Limits(
        text_max=settings.text_most,
        text_unit="utf16",
        caption_max=settings.caption_most,
        captioned=frozenset({"image"}),
        file_max={kind: most * MEGABYTE for kind, most in sizes.items()},
        mime_allow={"image": PICTURES, "video": VIDEOS},
        attachments_per_msg=1,
        rate=RateSpec(rate, rate, 2.0, 10),
    )
