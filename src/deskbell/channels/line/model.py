"""A LINE channel's settings, and what fits into a message by them."""

from dataclasses import dataclass

from deskbell.channels.contract import Limits, RateSpec

PICTURES = frozenset({"image/jpeg", "image/png"})
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The fields' values; sizes in MB."""

    channel_secret: str
    access_token: str
    base_url: str = "https://api.line.me"
    media_base_url: str = "https://api-data.line.me"
    text_most: int = 5000
    picture_most_mb: int = 1
    file_most_mb: int = 200
    download_most_mb: int = 200
    link_hours: int = 168
    messages_per_second: int = 100


def limits_of(settings: Settings) -> Limits:
    """What fits: no words beneath anything, one file a message. Films and sounds go as files: LINE wants a preview of
    the one and the length of the other, and we have neither."""
    rate = settings.messages_per_second
    return Limits(
        text_max=settings.text_most,
        text_unit="utf16",
        file_max={"image": settings.picture_most_mb * MEGABYTE, "file": settings.file_most_mb * MEGABYTE},
        mime_allow={"image": PICTURES},
        attachments_per_msg=1,
        rate=RateSpec(rate, rate, 5.0, 10),
    )
