"""What the desk's forms call their fields, so that whoever tries the demo finds them."""

import functools
import re
from pathlib import Path

from deskbell.channels.registry import KINDS

WORDS = Path(__file__).parents[2] / "web" / "desk" / "settings" / "channels"


def label(kind: str, field: str) -> str:
    """A field as the form of its kind shows it in English, and where it is folded away."""
    found = _labels(kind).get(field, field)
    outside = KINDS[kind].outside
    folded = any(one.name == field and one.advanced for one in outside.fields) if outside else False
    return f"{found} (Advanced)" if folded else found


@functools.cache
def _labels(kind: str) -> dict[str, str]:
    written = (WORDS / f"words-{kind}.en.ts").read_text("utf-8")
    return dict(re.findall(rf'^  "channel\.{kind}\.([a-z_]+)": "(.*)",$', written, re.MULTILINE))
