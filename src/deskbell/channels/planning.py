"""What becomes of a message that is longer or richer than its channel allows: parts, pure and the same for every kind.

The composer asks the same question before anything is sent, and says the notes in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from deskbell.channels.contract import Capability, Limits, OutboundFile, OutboundMessage

Note = Literal["split", "quote_as_text", "quote_left_out", "text_apart", "files_apart", "as_file", "file_refused"]
"""What the composer says: several messages · the quote goes as words · it is left out · the text goes before the files
· each file by itself · a picture or sound goes as a file · a file that the channel does not take."""

QUOTE_MOST = 120

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("^{}\\[~]|€")
_SHOWN_AS = {
    "image": Capability.IMAGE,
    "audio": Capability.AUDIO,
    "video": Capability.VIDEO,
    "file": Capability.FILE,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """The parts in order, what to tell the writer, and the files that cannot go at all."""

    parts: tuple[OutboundMessage, ...]
    notes: tuple[Note, ...] = ()
    refused: tuple[OutboundFile, ...] = ()


def plan(message: OutboundMessage, limits: Limits, can: Capability) -> Planned:
    """Split and degrade a message. Nothing of it is dropped but files that the channel does not take, which are named
    in `refused`; a message of which nothing is left has no parts."""
    notes: list[Note] = []
    message = _quoted(message, can, notes)
    files, refused = _files(message.attachments, limits, can, notes)
    groups = _groups(files, limits, notes)
    captioned = (
        bool(groups) and _takes_caption(groups[0], limits) and measure(message.text, limits) <= limits.caption_max
    )
    texts = [] if captioned else split(message.text, limits)
    if texts and groups:
        notes.append("text_apart")
    if len(texts) > 1:
        notes.append("split")
    bare = replace(message, text="", attachments=(), buttons=(), quote=None)
    parts = [replace(bare, text=text) for text in texts]
    parts += [
        replace(bare, text=message.text if captioned and not number else "", attachments=tuple(group))
        for number, group in enumerate(groups)
    ]
    if parts and message.buttons:
        parts[-1] = replace(parts[-1], buttons=message.buttons[: limits.buttons_max])
    numbered = [
        replace(part, part=number, parts=len(parts), reply_to=message.reply_to if not number else None)
        for number, part in enumerate(parts)
    ]
    return Planned(tuple(numbered), tuple(dict.fromkeys(notes)), tuple(refused))


def measure(text: str, limits: Limits) -> int:
    """The length of a text as the provider counts it."""
    match limits.text_unit:
        case "utf16":
            return len(text) + sum(one > "\uffff" for one in text)
        case "bytes":
            return len(text.encode())
        case "gsm":
            return sum(_gsm(one) for one in text) if _is_gsm(text) else len(text) + sum(one > "\uffff" for one in text)
        case _:
            return len(text)


def split(text: str, limits: Limits) -> list[str]:
    """A text in pieces that fit, cut at a line's end, else between words, else between letters; none for no text."""
    pieces: list[str] = []
    rest = text.strip("\n") if measure(text, limits) > limits.text_max else text
    while measure(rest, limits) > limits.text_max:
        most = _fitting(rest, limits)
        cut = _between(rest, most)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [one for one in [*pieces, rest] if one.strip()]


def _fitting(text: str, limits: Limits) -> int:
    """How many letters of a text fit, at least one."""
    low, high = 1, min(len(text), limits.text_max)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle], limits) <= limits.text_max:
            low = middle
        else:
            high = middle - 1
    return low


def _between(text: str, most: int) -> int:
    """The best place to cut within the first `most` letters: not in the first half of them."""
    for mark in ("\n\n", "\n", ". ", " "):
        found = text.rfind(mark, most // 2, most)
        if found > 0:
            return found + len(mark)
    joined = "\u200d\ufe0f\u20e3"
    cut = most
    while cut > 1 and cut < len(text) and (text[cut] in joined or text[cut - 1] in joined):
        cut -= 1
    return cut if cut > 1 else most


def _quoted(message: OutboundMessage, can: Capability, notes: list[Note]) -> OutboundMessage:
    if not message.reply_to and not message.quote:
        return message
    if Capability.REPLY in can and message.reply_to:
        return message
    if not message.quote:
        notes.append("quote_left_out")
        return replace(message, reply_to=None)
    notes.append("quote_as_text")
    words = " ".join(message.quote.split())
    words = words if len(words) <= QUOTE_MOST else words[: QUOTE_MOST - 1].rstrip() + "…"
    return replace(message, reply_to=None, text=f"> {words}\n\n{message.text}")


def _files(
    files: Sequence[OutboundFile], limits: Limits, can: Capability, notes: list[Note]
) -> tuple[list[OutboundFile], list[OutboundFile]]:
    taken: list[OutboundFile] = []
    refused: list[OutboundFile] = []
    for file in files:
        if _fits(file, limits, can):
            taken.append(file)
            continue
        plain = replace(file, kind="file")
        if file.kind != "file" and _fits(plain, limits, can):
            notes.append("as_file")
            taken.append(plain)
        else:
            notes.append("file_refused")
            refused.append(file)
    return taken, refused


def _fits(file: OutboundFile, limits: Limits, can: Capability) -> bool:
    shown = _SHOWN_AS.get(file.kind)
    if shown is None or shown not in can:
        return False
    most = limits.file_max.get(file.kind, limits.file_max.get("file"))
    allowed = limits.mime_allow.get(file.kind) if limits.mime_allow is not None else None
    return (most is None or file.size <= most) and (allowed is None or file.media_type in allowed)


def _groups(files: Sequence[OutboundFile], limits: Limits, notes: list[Note]) -> list[list[OutboundFile]]:
    most = max(1, limits.attachments_per_msg)
    groups: list[list[OutboundFile]] = []
    for file in files:
        if groups and len(groups[-1]) < most and _together(groups[-1][-1], file, limits):
            groups[-1].append(file)
        else:
            groups.append([file])
    if len(groups) > 1:
        notes.append("files_apart")
    return groups


def _takes_caption(files: Sequence[OutboundFile], limits: Limits) -> bool:
    return len(files) == 1 and (limits.captioned is None or files[0].kind in limits.captioned)


def _together(one: OutboundFile, other: OutboundFile, limits: Limits) -> bool:
    return not limits.together or any(one.kind in kinds and other.kind in kinds for kinds in limits.together)


def _is_gsm(text: str) -> bool:
    return all(one in _GSM or one in _GSM_TWO for one in text)


def _gsm(letter: str) -> int:
    return 2 if letter in _GSM_TWO else 1
