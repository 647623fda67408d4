"""What the Sessions app filters by, and the SQL of it: pieces from a fixed table, values as parameters.

Nothing a person wrote becomes part of a statement.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from deskbell.base.errors import invalid
from deskbell.live_chats.parameters import Parameter

State = Literal["waiting", "with_operator", "closed", "spam"]
Priority = Literal["low", "normal", "high"]
Span = Literal[
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "last_7_days", "last_30_days"
]

VALUES_MOST = 50
TEXT_LEAST, TEXT_MOST = 2, 200
PARAMETERS_MOST = 10


class Struct(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Declared fields only; what is not set is not said."""


class Period(Struct):
    """From a moment up to another, the first within; or a span of days in the workspace's time zone."""

    since: datetime | None = None
    until: datetime | None = None
    span: Span | None = None


class ParameterFilter(Struct):
    """A condition on a parameter: equal to one of `is_`, between two values (both within), or text that contains."""

    one_of: list[Any] = []
    least: Any = None
    most: Any = None
    contains: str | None = None


class Filters(Struct):
    """All of them must hold; of a list, one value must. Without `states`, all but spam."""

    live_chats: list[UUID] = []
    channels: list[UUID] = []
    states: list[State] = []
    operators: list[UUID] = []
    unassigned: bool = False
    groups: list[UUID] = []
    priorities: list[Priority] = []
    tags: list[UUID] = []
    close_reasons: list[UUID] = []
    ratings: list[int] = []
    opened: Period | None = None
    closed: Period | None = None
    text: str | None = None
    parameters: dict[str, ParameterFilter] = {}

    @property
    def open_only(self) -> bool:
        return bool(self.states) and set(self.states) <= {"waiting", "with_operator"}


def read_filters(asked: str | None) -> Filters:
    """The filters as a request carries them: one JSON object. Raises validation_failed."""
    try:
        return checked(msgspec.json.decode(asked, type=Filters)) if asked else Filters()
    except (msgspec.MsgspecError, UnicodeError):
        raise invalid(filters="invalid") from None


def checked(filters: Filters) -> Filters:
    """The same filters, refused where there are too many values or a text is too short or long."""
    for name in filters.__struct_fields__:
        value = getattr(filters, name)
        if isinstance(value, list) and len(value) > VALUES_MOST:
            raise invalid(**{name: "too_many"})
    if filters.text is not None and not TEXT_LEAST <= len(filters.text.strip()) <= TEXT_MOST:
        raise invalid(text="too_short" if len(filters.text.strip()) < TEXT_LEAST else "too_long")
    if len(filters.parameters) > PARAMETERS_MOST:
        raise invalid(parameters="too_many")
    for period in (filters.opened, filters.closed):
        for edge in (period.since, period.until) if period else ():
            if edge is not None and edge.tzinfo is None:
                raise invalid(filters="no_time_zone")
    return filters


Values = dict[str, object]

LISTS: Mapping[str, str] = {
    "live_chats": "s.live_chat_id = any (:live_chats::uuid[])",
    "channels": "s.channel_id = any (:channels::uuid[])",
    "groups": "s.group_id = any (:groups_asked::uuid[])",
    "priorities": "s.priority = any (:priorities::text[])",
    "tags": "exists (select from session_tag st where st.session_id = s.id and st.tag_id = any (:tags::uuid[]))",
    "close_reasons": "s.close_reason_id = any (:close_reasons::uuid[])",
    "ratings": "s.rating = any (:ratings::smallint[])",
}
"""Filter → its piece, where the value is the list itself."""

TEXT = """s.id in (
  select f.id from session f where f.name ilike :like or f.subject ilike :like
  union all select f.id from session f where f.number = :number
  union all select f.id from session f join client c on c.id = f.client_id where c.name ilike :like
  union all select f.id from session f join account a on a.id = f.account_id where a.name ilike :like
  union all select f.id from session f join account a on a.id = f.account_id where a.email ilike :like)"""
"""The session's name and subject, its number, its client's name, his account's name and e-mail."""


def conditions(filters: Filters, zone: str, now: datetime, defined: Sequence[Parameter]) -> tuple[list[str], Values]:
    """The pieces that must all hold over `s`, and their values. Raises validation_failed for what is not defined."""
    pieces, values = [_states(filters.states)], Values()
    for name, piece in LISTS.items():
        chosen = getattr(filters, name)
        if chosen:
            pieces.append(piece)
            values["groups_asked" if name == "groups" else name] = chosen
    if filters.operators or filters.unassigned:
        pieces.append(_operators(filters))
        if filters.operators:
            values["operators"] = filters.operators
    for name, column in (("opened", "s.opened_at"), ("closed", "s.closed_at")):
        since, until = edges(getattr(filters, name), zone, now)
        for edge, sign, moment in (("since", ">=", since), ("until", "<", until)):
            if moment is not None:
                pieces.append(f"{column} {sign} :{name}_{edge}::timestamptz")
                values[f"{name}_{edge}"] = moment
    if filters.text:
        pieces.append(TEXT)
        text = filters.text.strip()
        values |= {"like": like(text), "number": _number(text)}
    for place, (key, condition) in enumerate(sorted(filters.parameters.items())):
        found = next((one for one in defined if one.key == key), None)
        if found is None:
            raise invalid(**{key: "unknown"})
        pieces += _parameter(found, condition, f"p{place}_", values)
    return pieces, values


def _states(states: Sequence[State]) -> str:
    # Written out, not as a parameter: so the indexes of one state's sessions can serve.
    known: tuple[State, ...] = ("waiting", "with_operator", "closed", "spam")
    chosen = [state for state in known if (state in states if states else state != "spam")]
    return "s.state in (" + ", ".join(f"'{state}'" for state in chosen) + ")"


def _operators(filters: Filters) -> str:
    if not filters.unassigned:
        return "s.operator_id = any (:operators::uuid[])"
    if not filters.operators:
        return "s.operator_id is null"
    return "(s.operator_id is null or s.operator_id = any (:operators::uuid[]))"


def like(text: str) -> str:
    """A pattern that finds the text anywhere; its own signs stand for themselves."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _number(text: str) -> int:
    digits = text.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else 0


def _parameter(parameter: Parameter, condition: ParameterFilter, prefix: str, values: Values) -> list[str]:
    held = []
    if condition.one_of:
        if len(condition.one_of) > VALUES_MOST:
            raise invalid(**{parameter.key: "too_many"})
        held.append(f"sp.value = any (:{prefix}one_of::jsonb[])")
        values[f"{prefix}one_of"] = [_typed(parameter, value) for value in condition.one_of]
    for name, sign, bound in (("least", ">=", condition.least), ("most", "<=", condition.most)):
        if bound is not None:
            if parameter.kind not in ("number", "date"):
                raise invalid(**{parameter.key: "invalid"})
            held.append(f"sp.value {sign} :{prefix}{name}::jsonb")
            values[f"{prefix}{name}"] = _typed(parameter, bound)
    if condition.contains is not None:
        if parameter.kind != "text" or not condition.contains.strip():
            raise invalid(**{parameter.key: "invalid"})
        held.append(f"jsonb_typeof(sp.value) = 'string' and (sp.value #>> '{{}}') ilike :{prefix}like")
        values[f"{prefix}like"] = like(condition.contains.strip())
    values[f"{prefix}id"] = parameter.id
    inside = " and ".join(["sp.session_id = s.id", f"sp.parameter_id = :{prefix}id::uuid", *held])
    return [f"exists (select from session_parameter sp where {inside})"]


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "choice": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, str) and _is_day(value),
}


def _typed(parameter: Parameter, value: object) -> object:
    if not KINDS[parameter.kind](value):
        raise invalid(**{parameter.key: "invalid"})
    return value


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def edges(period: Period | None, zone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From which moment up to which (not within); days begin at midnight of the workspace's zone, weeks on Monday."""
    if period is None:
        return None, None
    if period.span is None:
        return period.since, period.until
    today = now.astimezone(ZoneInfo(zone)).date()
    week, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    tomorrow = today + timedelta(days=1)
    first, beyond = {
        "today": (today, tomorrow),
        "yesterday": (today - timedelta(days=1), today),
        "this_week": (week, tomorrow),
        "last_week": (week - timedelta(days=7), week),
        "this_month": (month, tomorrow),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month),
        "last_7_days": (today - timedelta(days=6), tomorrow),
        "last_30_days": (today - timedelta(days=29), tomorrow),
    }[period.span]
    return tuple(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in (first, beyond))  # type: ignore[return-value]  # two
