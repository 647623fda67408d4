"""Values of a card by the kind of their field: what is typed becomes what is kept, or is refused by field."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from deskbell.base.errors import Refusal, invalid
from deskbell.clients.apps import App, Field
from deskbell.people.model import checked_email

TEXT_MOST, LONG_MOST, TITLE_MOST, OUTSIDE_ID_MOST, WORDS_MOST = 500, 10_000, 300, 400, 20_000
NUMBER_MOST = 1e15
"""Beyond this a double no longer tells whole numbers apart."""

_PHONE = re.compile(r"\+?[0-9][0-9 ()./\-]{2,38}")
_DIGITS_LEAST, _DIGITS_MOST = 4, 17


def checked_values(app: App, given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """All values of a card after a change: what is given, checked by kind (null takes one away), over what was there.

    Raises validation_failed with every field that is wrong: missing, invalid, too_long, unknown.
    """
    fields = {one.key: one for one in app.in_use()}
    wrong = {key: "unknown" for key in given if key not in fields}
    after = dict(before)
    for key, value in given.items():
        if key not in fields:
            continue
        if _empty(value):
            after.pop(key, None)
            continue
        try:
            after[key] = checked_value(fields[key], value)
        except Refusal as refused:
            wrong |= refused.params["fields"]
    wrong |= {key: "missing" for key, one in fields.items() if one.required and key not in after and key not in wrong}
    if wrong:
        raise invalid(**wrong)
    return after


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def checked_value(field: Field, value: object) -> object:
    """One value as it is kept: text, a number, true or false, an ISO date, the key of a choice, a lower-cased address,
    a phone as it was written. Raises validation_failed with the field's key."""
    match field.kind, value:
        case "text", str():
            return _text(field.key, " ".join(value.split()), TEXT_MOST)
        case "long_text", str():
            return _text(field.key, value.strip(), LONG_MOST)
        case "number", int() | float() if not isinstance(value, bool):
            if math.isfinite(value) and abs(value) <= NUMBER_MOST:
                return value
        case "boolean", bool():
            return value
        case "date", str():
            return _day(field.key, value)
        case "choice", str() if any(choice["key"] == value for choice in field.choices):
            return value
        case "email", str():
            return _email(field.key, value)
        case "phone", str() if _is_phone(value.strip()):
            return " ".join(value.split())
        case _:
            pass
    raise invalid(**{field.key: "invalid"})


def _text(key: str, value: str, most: int) -> str:
    if len(value) > most:
        raise invalid(**{key: "too_long"})
    if "\0" in value:
        raise invalid(**{key: "unprintable"})
    return value


def _day(key: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise invalid(**{key: "invalid"}) from None


def _email(key: str, value: str) -> str:
    try:
        return checked_email(value)
    except Refusal:
        raise invalid(**{key: "email"}) from None


def _is_phone(value: str) -> bool:
    return bool(_PHONE.fullmatch(value)) and _DIGITS_LEAST <= len(phone_identity(value).strip("+")) <= _DIGITS_MOST


def phone_identity(value: str) -> str:
    """A phone as an account is known by it: digits, with a plus where one was written."""
    digits = re.sub(r"[^0-9]", "", value)
    return f"+{digits}" if value.strip().startswith("+") else digits


def title_of(app: App, values: Mapping[str, Any]) -> str | None:
    """What the card is called: its first text, e-mail or phone that is filled in; None where nothing is."""
    for kinds in (("text",), ("email", "phone"), ("long_text",)):
        for field in app.in_use():
            if field.kind in kinds and field.key in values:
                return str(values[field.key]).splitlines()[0][:TITLE_MOST]
    return None


def words_of(app: App, title: str, outside_id: str | None, values: Mapping[str, Any]) -> str:
    """What a card is found by: its title, its texts and addresses, phones by their digits too, words of its choices."""
    pieces: list[str] = [title, outside_id or ""]
    for field in app.all_fields():
        value = values.get(field.key)
        if isinstance(value, str):
            pieces += _pieces(field, value, field.choices)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            pieces.append(f"{value:g}" if isinstance(value, float) else str(value))
    return " ".join(dict.fromkeys(piece for piece in pieces if piece)).lower()[:WORDS_MOST]


def _pieces(field: Field, value: str, choices: Sequence[Mapping[str, Any]]) -> list[str]:
    if field.kind == "choice":
        return [word for one in choices if one["key"] == value for word in one["names"].values()]
    return [value, phone_identity(value)] if field.kind == "phone" else [value]
