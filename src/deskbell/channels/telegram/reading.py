"""The parts of a Telegram message: its words, its files, what it answers. Anything may be missing or malformed."""

from collections.abc import Mapping, Sequence
from typing import Any

from deskbell.channels.events import Attachment, FileKind, RemoteRef

NAME_MOST = 200


def part(held: Any, name: str) -> Mapping[str, Any]:
    """An object within another, empty where there is none."""
    found = held.get(name) if isinstance(held, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def number(told: Any) -> int | None:
    """A whole number, None for anything else."""
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def words(told: Any) -> str:
    """A text, empty for anything else."""
    return told if isinstance(told, str) else ""


def text_of(message: Mapping[str, Any]) -> str:
    """What a message says in words: its text or caption, and what else can be said in them."""
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        if words(message.get(text)):
            return with_entities(words(message.get(text)), message.get(entities))
    place = part(message, "venue") or part(message, "location")
    if place:
        return _place(place)
    contact = part(message, "contact")
    if contact:
        name = f"{words(contact.get('first_name'))} {words(contact.get('last_name'))}".strip()
        return " ".join(f"👤 {name} {words(contact.get('phone_number'))}".split())
    dice = part(message, "dice")
    if dice:
        return f"{words(dice.get('emoji'))} {number(dice.get('value')) or ''}".strip()
    poll = part(message, "poll")
    if poll:
        options = (
            [words(part({"o": one}, "o").get("text")) for one in poll.get("options") or [] if one]
            if isinstance(poll.get("options"), list)
            else []
        )
        return "\n".join([f"📊 {words(poll.get('question'))}", *(f"• {one}" for one in options if one)])
    return words(part(message, "sticker").get("emoji"))


def _place(place: Mapping[str, Any]) -> str:
    """A place as it can be opened on any map; a venue has its name and address before it."""
    at = part(place, "location") or place
    latitude, longitude = at.get("latitude"), at.get("longitude")
    lines = [words(place.get("title")), words(place.get("address"))]
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        lines.append(f"{latitude:.6f}, {longitude:.6f}")
        lines.append(f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17")
    return "📍 " + "\n".join(line for line in lines if line)


def with_entities(text: str, entities: Any) -> str:
    """A text with what its formatting meant and words alone would lose: the address behind a link, what was struck
    out, what is quoted. Offsets and lengths are UTF-16 units. Bold and the like are dropped: our texts are plain."""
    units = text.encode("utf-16-le", "surrogatepass")
    changes: list[tuple[int, int, str]] = []
    for one in entities if isinstance(entities, Sequence) and not isinstance(entities, str | bytes) else []:
        offset, length = number(part({"e": one}, "e").get("offset")), number(part({"e": one}, "e").get("length"))
        if offset is None or length is None or offset < 0 or length < 1 or 2 * (offset + length) > len(units):
            continue
        kind = one.get("type")
        if kind == "text_link" and words(one.get("url")):
            shown = units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
            if shown.strip().rstrip("/") != one["url"].rstrip("/"):
                changes.append((offset + length, 0, f" ({one['url']})"))
        elif kind == "strikethrough":
            changes += [(offset, 1, "~~"), (offset + length, 0, "~~")]
        elif kind in ("blockquote", "expandable_blockquote"):
            changes += _quote_marks(units, offset, length)
    for place, _, insert in sorted(changes, key=lambda change: (change[0], change[1]), reverse=True):
        units = units[: 2 * place] + insert.encode("utf-16-le", "surrogatepass") + units[2 * place :]
    return units.decode("utf-16-le", "replace")


def _quote_marks(units: bytes, offset: int, length: int) -> list[tuple[int, int, str]]:
    """A mark before each line of a quotation."""
    line = "\n".encode("utf-16-le")
    starts = [offset] + [at + 1 for at in range(offset, offset + length - 1) if units[2 * at : 2 * at + 2] == line]
    return [(start, 1, "> ") for start in starts]


def quote_of(message: Mapping[str, Any]) -> str | None:
    """The words that a message answers: those that were picked, else the whole of what it answers."""
    picked = words(part(message, "quote").get("text"))
    if picked:
        return picked
    replied = part(message, "reply_to_message") or part(message, "external_reply")
    return (text_of(replied) or None) if replied else None


_PLAIN: tuple[tuple[str, FileKind, str, str], ...] = (
    ("voice", "audio", "audio/ogg", "voice-{}.ogg"),
    ("audio", "audio", "audio/mpeg", "audio-{}.mp3"),
    ("video", "video", "video/mp4", "video-{}.mp4"),
    ("video_note", "video", "video/mp4", "video-{}.mp4"),
    ("animation", "video", "video/mp4", "animation-{}.mp4"),
    ("document", "file", "", "file-{}"),
)


def attachments_of(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The one file of a message, none where it has no file."""
    number_ = number(message.get("message_id")) or 0
    photo = _largest(message.get("photo"))
    if photo:
        return _attachment(photo, "image", "image/jpeg", f"photo-{number_}.jpg")
    sticker = part(message, "sticker")
    if sticker:
        return _sticker(sticker, number_)
    for name, kind, mime, called in _PLAIN:
        held = part(message, name)
        if held:
            return _attachment(held, kind, words(held.get("mime_type")) or mime, called.format(number_))
    return ()


def _sticker(sticker: Mapping[str, Any], number_: int) -> tuple[Attachment, ...]:
    """A sticker that moves is in a format of Telegram's own: its still picture stands for it."""
    if sticker.get("is_animated") or sticker.get("is_video"):
        still = part(sticker, "thumbnail")
        return _attachment(still, "sticker", "image/webp", f"sticker-{number_}.webp") if still else ()
    return _attachment(sticker, "sticker", "image/webp", f"sticker-{number_}.webp")


def _largest(sizes: Any) -> Mapping[str, Any]:
    """A photo comes in several sizes."""
    known = [one for one in sizes if isinstance(one, Mapping)] if isinstance(sizes, list) else []
    return max(known, key=lambda one: (number(one.get("width")) or 0) * (number(one.get("height")) or 0), default={})


def _attachment(file: Mapping[str, Any], kind: FileKind, mime: str, called: str) -> tuple[Attachment, ...]:
    file_id, seconds = words(file.get("file_id")), file.get("duration")
    if not file_id:
        return ()
    return (
        Attachment(
            kind,
            RemoteRef(file_id=file_id),
            mime or None,
            number(file.get("file_size")),
            (words(file.get("file_name")) or called)[:NAME_MOST],
            duration=float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None,
        ),
    )
