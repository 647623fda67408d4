"""SQL files: every statement of a room stands in its `queries.sql` under a name, with its reason.

    -- name: person_by_email
    -- fills: Person
    -- Sign-in looks people up by their lower-cased address.
    select … where email = :email

`:name` parameters become PostgreSQL's `$1`, in order of first use. `fills` names the record of the room's `model` that
a row becomes; a test prepares every statement against the migrated schema and compares its columns with that record.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_HEAD = re.compile(r"^-- name: *(\w+) *$", re.MULTILINE)
_FILLS = re.compile(r"^-- fills: *(\w+) *$", re.MULTILINE)
_PARAMETER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|(?<![:\w]):([a-z_][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One named statement: `text` with `$n`, `parameters` in the order of `$n`, the record it fills or None."""

    room: str
    name: str
    text: str
    parameters: tuple[str, ...]
    fills: str | None

    def arguments(self, values: dict[str, object]) -> list[object]:
        """Values in the order of `$n`; a missing or unknown name is a mistake of the caller and raises TypeError."""
        if len(values) != len(self.parameters):
            wrong = set(values) ^ set(self.parameters)
            raise TypeError(f"{self.room}.{self.name}: parameters differ: {sorted(wrong)}")
        return [values[name] for name in self.parameters]


class Statements:
    """The statements of one room, as attributes: `SQL.person_by_email`."""

    def __init__(self, room: str, statements: dict[str, Statement]) -> None:
        self.room = room
        self.all = statements

    def __getattr__(self, name: str) -> Statement:
        try:
            return self.all[name]
        except KeyError:
            raise AttributeError(f"{self.room}/queries.sql has no statement {name!r}") from None


@cache
def statements(package: str, file: str = "queries.sql") -> Statements:
    """Read `queries.sql` of a room: `SQL = statements(__package__)`."""
    text = resources.files(package).joinpath(file).read_text("utf-8")
    pieces = _HEAD.split(text)[1:]
    room = package.removeprefix("deskbell.")
    found = {name: _parse(room, name, body) for name, body in zip(pieces[::2], pieces[1::2], strict=True)}
    return Statements(room, found)


def composed(room: str, name: str, body: str) -> Statement:
    """A statement that a builder put together from a fixed table of pieces; `:name` parameters as in the files.
    Nothing a person wrote may be in `body`."""
    return _parse(room, name, body)


def _parse(room: str, name: str, body: str) -> Statement:
    fills = _FILLS.search(body)
    order: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        parameter = match.group(1)
        if parameter is None:
            return match.group(0)
        if parameter not in order:
            order.append(parameter)
        return f"${order.index(parameter) + 1}"

    text = _PARAMETER.sub(numbered, body).strip().rstrip(";")
    # The name travels with the statement into the server's own views and logs.
    return Statement(room, name, f"/* {room}.{name} */ {text}", tuple(order), fills.group(1) if fills else None)
