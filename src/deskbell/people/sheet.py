"""A list of people as a spreadsheet program saves it, read into rows: pure, and forgiving where that is safe.

CSV (RFC 4180) in UTF-8, UTF-16 with its mark, or Windows-1251, divided by commas, semicolons or tabs; its first row
names the columns, in English or Russian. Nothing is guessed about a row: what cannot be taken is said, by field.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deskbell.base.errors import Refusal, invalid
from deskbell.people.model import Language, checked_email, plain_name

BYTES_MOST = 256 * 1024
ROWS_MOST = 500
DELIMITERS = (",", ";", "\t")

COLUMNS: Mapping[str, Sequence[str]] = {
    "name": ("name", "full name", "имя", "фио", "имя и фамилия", "сотрудник"),
    "first_name": ("first name", "given name"),
    "last_name": ("last name", "surname", "family name", "фамилия"),
    "email": ("email", "e-mail", "mail", "e-mail address", "электронная почта", "почта", "эл. почта", "адрес почты"),
    "groups": ("groups", "group", "группы", "группа"),
    "language": ("language", "lang", "язык"),
}
"""What a column may be called. `first_name` and `last_name` together make a name; so do `name` and `last_name`."""

LANGUAGES: Mapping[str, Language] = {
    "en": "en",
    "english": "en",
    "английский": "en",
    "ru": "ru",
    "russian": "ru",
    "русский": "ru",
}


@dataclass(slots=True)
class Line:
    """A row of the list. `number` as a spreadsheet shows it; `problems`: what is wrong, by field."""

    number: int
    name: str
    email: str
    groups: list[str]
    language: Language | None
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read, and how. `columns`: each heading with the field it fills, or None for one that is left out."""

    encoding: str
    delimiter: str
    columns: list[tuple[str, str | None]]
    lines: list[Line]


def read_sheet(content: bytes) -> Sheet:
    """The list in a file; validation_failed for `file` with empty, too_large, unreadable, too_many, no_name or
    no_email."""
    if len(content) > BYTES_MOST:
        raise _unusable("too_large")
    text, encoding = _decoded(content)
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        text = text[told.end() :]
    delimiter = told[1] if told and told[1] in DELIMITERS else _delimiter(text)
    rows = _rows(text, delimiter)
    if not rows:
        raise _unusable("empty")
    headings = [heading.strip() for heading in rows[0][1]]
    columns = [(heading, _field_of(heading)) for heading in headings]
    _check_columns([field_ for _, field_ in columns])
    filled = [(number, cells) for number, cells in rows[1:] if any(cell.strip() for cell in cells)]
    if not filled:
        raise _unusable("empty")
    if len(filled) > ROWS_MOST:
        raise _unusable("too_many")
    first = 2 if told else 1
    lines = [_line(number + first, columns, cells) for number, cells in filled]
    _mark_repeats(lines)
    return Sheet(encoding, delimiter, columns, lines)


def _unusable(why: str) -> Refusal:
    return invalid(file=why)


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _as(content, encoding), encoding.removesuffix("-sig")
    try:
        return _as(content, "utf-8"), "utf-8"
    except Refusal:
        return _as(content, "cp1251"), "cp1251"


def _as(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _unusable("unreadable") from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise _unusable("unreadable")
    return text


def _delimiter(text: str) -> str:
    """The one that divides the headings most; what stands in quotes divides nothing."""
    heading = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return max(DELIMITERS, key=heading.count)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Rows with their places from 0; a row of nothing is none."""
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _unusable("unreadable") from None
    return [(place, cells) for place, cells in enumerate(read) if cells]


def _field_of(heading: str) -> str | None:
    plain = " ".join(heading.lower().replace("_", " ").split()).strip(" :*")
    return next((name for name, called in COLUMNS.items() if plain in called), None)


def _check_columns(fields: Sequence[str | None]) -> None:
    if not {"name", "first_name", "last_name"} & set(fields):
        raise _unusable("no_name")
    if "email" not in fields:
        raise _unusable("no_email")


def _line(number: int, columns: Sequence[tuple[str, str | None]], cells: Sequence[str]) -> Line:
    values: dict[str, str] = {}
    for (_, field_), cell in zip(columns, cells, strict=False):
        if field_ and not values.get(field_):
            values[field_] = cell.strip()
    names = [values.get(part, "") for part in ("name", "first_name", "last_name")]
    line = Line(number, " ".join(name for name in names if name), values.get("email", ""), [], None)
    if len([cell for cell in cells[len(columns) :] if cell.strip()]):
        line.problems["row"] = "too_long"
    _take_name(line)
    _take_email(line)
    line.groups = _parted(values.get("groups", ""))
    _take_language(line, values.get("language", ""))
    return line


def _take_name(line: Line) -> None:
    try:
        line.name = plain_name(line.name)
    except Refusal as refused:
        line.problems |= refused.params["fields"]


def _take_email(line: Line) -> None:
    try:
        line.email = checked_email(line.email)
    except Refusal as refused:
        line.problems |= refused.params["fields"] if line.email else {"email": "required"}


def _take_language(line: Line, said: str) -> None:
    line.language = LANGUAGES.get(said.lower())
    if said and line.language is None:
        line.problems["language"] = "unknown"


def _parted(cell: str) -> list[str]:
    """Names of groups in a cell, divided by semicolons, bars or commas."""
    return list(dict.fromkeys(" ".join(name.split()) for name in re.split(r"[;|,\n]", cell) if name.strip()))


def _mark_repeats(lines: Sequence[Line]) -> None:
    """An address that stands twice: the first row counts."""
    seen: set[str] = set()
    for line in lines:
        if "email" not in line.problems:
            if line.email in seen:
                line.problems["email"] = "repeated"
            seen.add(line.email)
