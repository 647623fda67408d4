"""Header fields of a letter: decoded by our own ladder of charsets, cut at limits, never raising."""

import binascii
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

from deskbell.channels.email.charsets import storable, text_of

FIELDS_MOST = 500
VALUE_MOST = 32 * 1024
IDS_MOST = 100

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")
_ID = re.compile(r"<[^<>\s]{1,900}@[^<>\s]{1,250}>")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]+")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")


class Headers:
    """Fields in their order, by lower-cased name."""

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._fields = fields

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> "Headers":
        """From header lines as they stand in the letter, folded ones included."""
        fields: list[tuple[str, bytes]] = []
        for line in lines:
            if line[:1] in b" \t" and fields:
                name, value = fields[-1]
                if len(value) < VALUE_MOST:
                    fields[-1] = (name, value + b" " + line.strip())
                continue
            name_bytes, _, value = line.partition(b":")
            if len(fields) < FIELDS_MOST:
                fields.append((name_bytes.strip().decode("latin-1").lower(), value.strip()[:VALUE_MOST]))
        return cls(fields)

    def raw(self, name: str) -> Iterator[str]:
        """Values as they were sent, without their encoded words decoded."""
        return (one_line(text_of(value)) for key, value in self._fields if key == name)

    def all(self, name: str) -> list[str]:
        """Values for people: encoded words decoded, one line each."""
        return [words(value) for value in self.raw(name)]

    def first(self, name: str) -> str:
        """The first value; empty where there is none."""
        return next((words(value) for value in self.raw(name)), "")

    def names(self) -> set[str]:
        return {name for name, _ in self._fields}

    @cached_property
    def content_type(self) -> str:
        """`type/subtype` in small letters; empty when it is missing or none."""
        value = next(self.raw("content-type"), "")
        found = value.partition(";")[0].strip().lower()
        return found if _TYPE.fullmatch(found) else ""

    @cached_property
    def disposition(self) -> str:
        """`attachment`, `inline`, or empty."""
        return next(self.raw("content-disposition"), "").partition(";")[0].strip().lower()

    def parameter(self, name: str, of: str = "content-type") -> str:
        """A parameter such as `charset`; empty where there is none."""
        return parameters(next(self.raw(of), "")).get(name, "")

    @property
    def filename(self) -> str:
        """The name the part is sent under; empty where it has none."""
        return self.parameter("filename", "content-disposition") or self.parameter("name")


def one_line(text: str) -> str:
    """Without what would begin a line of its own, or end a text early."""
    return _CONTROL.sub(" ", storable(text)).strip()


def words(value: str) -> str:
    """RFC 2047: encoded words decoded. Words that stand together in one charset are joined before they are decoded:
    many a program cuts in the middle of a letter."""
    value = _BETWEEN.sub(r"\1\2", value)
    pieces: list[str] = []
    waiting, charset, position = b"", "", 0
    for found in _WORD.finditer(value):
        data = _unpacked(found.group(2), found.group(3))
        if data is None:
            continue
        between = value[position : found.start()]
        if between or charset != found.group(1).lower():
            pieces += [text_of(waiting, charset) if waiting else "", between]
            waiting = b""
        waiting, charset, position = waiting + data, found.group(1).lower(), found.end()
    pieces += [text_of(waiting, charset) if waiting else "", value[position:]]
    return one_line("".join(pieces))


def _unpacked(kind: str, text: str) -> bytes | None:
    try:
        raw = text.encode("ascii")
    except UnicodeEncodeError:
        return text.encode() if kind in "qQ" else None
    if kind in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "), header=False)
    bare = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    try:
        return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        return None


_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.){0,2000})"|([^;"]{0,2000}))')


def parameters(value: str) -> dict[str, str]:
    """Parameters of a field: RFC 2045, continued and encoded as in RFC 2231, or as encoded words though forbidden."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(value):
        name = found.group(1).lower()
        quoted = found.group(2)
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else found.group(3).strip()
        base, _, rest = name.partition("*")
        if not rest and not name.endswith("*"):
            plain.setdefault(name, words(text))
            continue
        number = rest.rstrip("*")
        place = int(number) if number.isdigit() and len(number) < 4 else 0
        pieces.setdefault(base, {}).setdefault(place, (text, name.endswith("*")))
    return plain | {name: _continued(found) for name, found in pieces.items()}


def _continued(pieces: dict[int, tuple[str, bool]]) -> str:
    data, charset = b"", ""
    for place in sorted(pieces):
        text, encoded = pieces[place]
        if not encoded:
            data += text.encode("utf-8", "replace")
            continue
        if place == min(pieces) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += re.sub(
            rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found.group(1), 16)]), text.encode("utf-8", "replace")
        )
    return one_line(text_of(data, charset))


def ids_of(values: Iterable[str]) -> list[str]:
    """Message-IDs in a field's values, in their order, once each; what stands around them is passed over."""
    found = dict.fromkeys(one for value in values for one in _ID.findall(value[:VALUE_MOST]))
    return list(found)[:IDS_MOST]


def date_of(value: str) -> datetime | None:
    """When the letter says it was written, in UTC; None for what is no date."""
    try:
        moment = parsedate_to_datetime(value[:100])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
