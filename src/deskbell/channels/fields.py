"""Settings by declared fields: one check, one way to store and to show them, for every kind that declares `fields`.

Codes by field, at `settings.<name>`: `unknown` (no such setting), `invalid` (another type, another choice), `missing`,
`too_long`, `too_small`, `too_large`, `not_a_url`, `unprintable`. Secrets are checked here and never stored here.
"""

import base64
import os
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from deskbell.base.errors import invalid
from deskbell.base.ids import new_token
from deskbell.channels.contract import Capability, Field, Kind, Outside


def checked(fields: Sequence[Field], sent: object, held: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What an administrator sent, normalised, secrets included; raises validation_failed with every mistake found.

    `held`: secrets that stand already, and so may be absent. Of secrets only what was sent is in the answer, an empty
    one ("forget it") included; of the rest, every field that has a value.
    """
    if not isinstance(sent, Mapping):
        raise invalid(settings="invalid")
    named = {field.name: field for field in fields}
    mistakes = {f"settings.{name}": "unknown" for name in sent if name not in named}
    found: dict[str, Any] = {}
    for field in fields:
        value, code = _secret(field, sent, held) if field.type == "secret" else _plain(field, sent)
        if code:
            mistakes[f"settings.{field.name}"] = code
        elif value is not None:
            found[field.name] = value
    if mistakes:
        raise invalid(**mistakes)
    return found


def made(field: Field) -> str:
    """A new secret of our own making: 256 random bits, in the form the field wants."""
    return "whsec_" + base64.b64encode(os.urandom(32)).decode() if field.makes == "whsec" else new_token()


def public(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """What may be stored and shown as it stands."""
    secret = {field.name for field in fields if field.type == "secret"}
    return {name: value for name, value in values.items() if name not in secret}


def shown(fields: Sequence[Field], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What a row holds, with defaults for what it does not; never a secret, nor what a newer version stored."""
    plain = [field for field in fields if field.type != "secret"]
    return {field.name: stored.get(field.name, field.default) for field in plain}


def _secret(field: Field, sent: Mapping[str, Any], held: frozenset[str]) -> tuple[str | None, str | None]:
    value = sent.get(field.name)
    if value is None:
        return None, "missing" if field.required and not field.generated and field.name not in held else None
    if not isinstance(value, str):
        return None, "invalid"
    value = value.strip()
    if not value:
        return "", "missing" if field.required else None
    return value, _text_mistake(field, value)


def _plain(field: Field, sent: Mapping[str, Any]) -> tuple[Any, str | None]:
    value = sent.get(field.name)
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        if field.required and field.default is None:
            return None, "missing"
        return field.default, None
    if field.type == "switch":
        return value, None if isinstance(value, bool) else "invalid"
    if field.type == "number":
        return value, _number_mistake(field, value)
    if not isinstance(value, str):
        return None, "invalid"
    if field.type == "choice":
        return value, None if value in field.choices else "invalid"
    return value.rstrip("/") if field.type == "url" else value, _text_mistake(field, value)


def _number_mistake(field: Field, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "invalid"
    if value < field.low:
        return "too_small"
    return "too_large" if value > field.high else None


def _text_mistake(field: Field, value: str) -> str | None:
    if len(value) > field.most:
        return "too_long"
    # A text may have lines (a signature); a secret or an address never does.
    allowed = "\n\t" if field.type == "text" else ""
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in allowed for one in value):
        return "unprintable"
    return "not_a_url" if field.type == "url" and not _is_url(value) else None


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(one.isspace() for one in value)
    return named and port != 0 and parts.username is None and parts.password is None and not parts.fragment


def external_kind(name: str, outside: Outside, **rest: Any) -> Kind:
    """The kind that `outside` makes: its settings are checked and shown by their fields, and what was sent can be
    changed or taken back as its capabilities say. `rest`: the further fields of Kind."""

    def check(sent: object) -> Mapping[str, Any]:
        # Secrets are the set-up's: it knows which of them stand already.
        secrets = frozenset(field.name for field in outside.fields if field.type == "secret")
        return public(outside.fields, checked(outside.fields, sent, secrets))

    return Kind(
        name,
        check,
        lambda stored: shown(outside.fields, stored),
        lambda _channel, _public_url: None,
        edits=Capability.EDIT_OUT in outside.capabilities,
        deletes=Capability.DELETE_OUT in outside.capabilities,
        outside=outside,
        **rest,
    )
