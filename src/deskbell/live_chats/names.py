"""The name of a session, made from its live chat's template."""

import re
from collections.abc import Mapping

from deskbell.base.errors import invalid
from deskbell.people.model import plain_name

TEMPLATE_LIMIT = 200
VARIABLES = frozenset({"client", "date", "live_chat", "channel", "number", "subject"})
"""What a template may name: `{{client}}`. Plain replacement, no logic."""

DEFAULT_TEMPLATE = "{{client}}"
"""Of a live chat whose administrator chose none: there a subject names its session too."""
WITH_SUBJECT = "{{client}}: {{subject}}"

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def checked_template(text: str) -> str:
    """A name template whose every variable is known; `unknown_variable` else."""
    template = plain_name(text, "name_template", TEMPLATE_LIMIT)
    rest = _VARIABLE.sub("", template)
    if set(_VARIABLE.findall(template)) - VARIABLES or "{{" in rest or "}}" in rest:
        raise invalid(name_template="unknown_variable")
    return template


def session_name(template: str, values: Mapping[str, str], limit: int = 200) -> str:
    """The display name of a session; what `values` lacks becomes nothing. Never empty: the client's name stands in."""
    name = _VARIABLE.sub(lambda found: values.get(found.group(1), ""), template)
    return " ".join(name.split())[:limit].strip() or values.get("client", "")
