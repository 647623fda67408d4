"""Every form of a channel can be drawn: its fields have words in both languages."""

import re
from pathlib import Path

import pytest

from deskbell.channels.contract import Outside
from deskbell.channels.registry import KINDS

WORDS = Path(__file__).parents[2] / "web" / "desk" / "settings" / "channels"
OUTSIDE = {name: kind.outside for name, kind in KINDS.items() if kind.outside}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", sorted(OUTSIDE))
def test_a_kind_has_words_for_itself_and_for_each_field(kind: str, language: str) -> None:
    outside = OUTSIDE[kind]
    assert isinstance(outside, Outside)
    text = (WORDS / f"words-{kind}.{language}.ts").read_text("utf-8")
    known = set(re.findall(r'"(channel\.[^"]+)":', text))
    wanted = {f"channel.{kind}", f"channel.{kind}.about", f"channel.{kind}.steps"}
    for field in outside.fields:
        # What we make and never show needs no words.
        if field.generated and not field.shown_once:
            continue
        wanted.add(f"channel.{kind}.{field.name}")
        wanted |= {f"channel.{kind}.{field.name}.{choice}" for choice in field.choices}
    assert wanted <= known, sorted(wanted - known)
