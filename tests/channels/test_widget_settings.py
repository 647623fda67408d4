"""A widget's settings are checked whole, and every mistake is named where it was made."""

from typing import Any

import msgspec
import pytest

from deskbell.base.errors import Refusal
from deskbell.channels.widget.settings import checked_settings, stored_settings

FULL: dict[str, Any] = {
    "sites": ["https://shop.example", "http://localhost:8080"],
    "colour": "#4263eb",
    "side": "left",
    "title": "Ask us",
    "greeting": "Hello!\nHow can we help?",
    "offline_words": "We are back at nine.",
    "answer_words": "We usually answer within a few minutes",
    "language": "ru",
    "pre_chat": {
        "enabled": True,
        "fields": [{"key": "name", "required": True}, {"key": "email", "required": False}],
    },
    "page_trail": False,
}


def mistakes_of(sent: object) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        checked_settings(sent)
    assert (refused.value.code, refused.value.status) == ("validation_failed", 422)
    fields: dict[str, str] = refused.value.params["fields"]
    return fields


def test_settings_that_are_right_come_back_as_they_were() -> None:
    assert msgspec.to_builtins(checked_settings(FULL)) == FULL


def test_an_empty_object_is_a_widget_that_nobody_may_embed() -> None:
    settings = checked_settings({})
    assert settings.sites == []
    assert (settings.colour, settings.side, settings.language) == ("#4263eb", "right", "auto")
    assert not settings.pre_chat.enabled


def test_what_people_paste_is_put_right() -> None:
    settings = checked_settings(
        FULL
        | {
            "sites": ["https://Shop.example/", "https://shop.example:443"],
            "colour": " #ABCDEF ",
            "greeting": "\r\nHello\r\nyou ",
        }
    )
    assert settings.sites == ["https://shop.example"]
    assert settings.colour == "#abcdef"
    assert settings.greeting == "Hello\nyou"


def test_every_mistake_is_told_at_once() -> None:
    wrong = FULL | {
        "sites": ["https://ok.example", "https://*.example", "shop"],
        "colour": "red",
        "title": "x" * 61,
        "greeting": "x" * 501,
        "offline_words": "a\x00b",
        "answer_words": "two\nlines",
        "pre_chat": {"enabled": True, "fields": []},
    }
    assert mistakes_of(wrong) == {
        "settings.sites.1": "wildcard",
        "settings.sites.2": "not_an_origin",
        "settings.colour": "not_a_colour",
        "settings.title": "too_long",
        "settings.greeting": "too_long",
        "settings.offline_words": "unprintable",
        "settings.answer_words": "unprintable",
        "settings.pre_chat.fields": "missing",
    }


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"colour": "#fff"}, {"settings.colour": "not_a_colour"}),
        ({"colour": "#4263eb;}"}, {"settings.colour": "not_a_colour"}),
        ({"colour": "url(x)"}, {"settings.colour": "not_a_colour"}),
        ({"colour": 7}, {"settings.colour": "invalid"}),
        ({"side": "middle"}, {"settings.side": "invalid"}),
        ({"language": "de"}, {"settings.language": "invalid"}),
        ({"page_trail": "yes"}, {"settings.page_trail": "invalid"}),
        ({"page_trail": 1}, {"settings.page_trail": "invalid"}),
        ({"sites": "https://shop.example"}, {"settings.sites": "invalid"}),
        ({"sites": [1]}, {"settings.sites.0": "invalid"}),
        ({"sites": ["https://shop.example"] * 101}, {"settings.sites": "too_many"}),
        ({"theme": "dark"}, {"settings.theme": "unknown"}),
        ({"pre_chat": []}, {"settings.pre_chat": "invalid"}),
        ({"pre_chat": {"on": True}}, {"settings.pre_chat.on": "unknown"}),
        ({"pre_chat": {"fields": [{"key": "age"}]}}, {"settings.pre_chat.fields.0.key": "invalid"}),
        ({"pre_chat": {"fields": [{"key": "name", "x": 1}]}}, {"settings.pre_chat.fields.0.x": "unknown"}),
        ({"pre_chat": {"fields": ["name"]}}, {"settings.pre_chat.fields.0": "invalid"}),
        ({"pre_chat": {"fields": [{"key": "name"}] * 2}}, {"settings.pre_chat.fields": "repeated"}),
    ],
)
def test_each_mistake_has_its_code_and_place(change: dict[str, Any], mistake: dict[str, str]) -> None:
    assert mistakes_of(FULL | change) == mistake


@pytest.mark.parametrize("sent", [None, [], "settings", 7])
def test_what_is_no_object_is_no_settings(sent: object) -> None:
    assert mistakes_of(sent) == {"settings": "invalid"}


def test_a_row_of_another_version_is_read_with_defaults() -> None:
    stored = {"title": "Ask us", "confetti": True, "pre_chat": {"enabled": False, "mood": 1}}
    settings = stored_settings(stored)
    assert settings.title == "Ask us"
    assert settings.side == "right"
