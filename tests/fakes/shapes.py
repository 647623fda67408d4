"""Shapes of what a provider is told: small checks, put together into the tables of its methods."""

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]


def is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_str(value: Any) -> bool:
    return isinstance(value, str)


def is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    return is_int(value) or isinstance(value, float)


def is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def fields(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these fields and no others."""

    def check(value: Any) -> bool:
        known = {**required, **optional}
        return (
            isinstance(value, dict)
            and set(required) <= set(value) <= set(known)
            and all(known[name](one) for name, one in value.items())
        )

    return check


def many(check: Check, least: int = 0, most: int = 1000) -> Check:
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(check(one) for one in value)
