"""The words the server speaks by itself."""

import re

import pytest

from deskbell.base.words import LANGUAGES, first_known, say, words_of


def places(words: str) -> set[str]:
    return set(re.findall(r"\{\{(\w+)\}\}", words))


def test_every_language_has_the_same_words_with_the_same_places() -> None:
    english = words_of("en")
    for language in LANGUAGES:
        spoken = words_of(language)
        assert spoken.keys() == english.keys()
        assert {key: places(words) for key, words in spoken.items()} == {
            key: places(words) for key, words in english.items()
        }


def test_words_are_said_in_the_language_asked_for_and_else_in_english() -> None:
    assert say("ru", "client.unnamed") == "Посетитель"
    assert say("en", "client.unnamed") == say("xx", "client.unnamed") == say(None, "client.unnamed") == "Visitor"


def test_a_value_takes_its_place_and_is_not_looked_into_again() -> None:
    assert say("en", "console.set_up", link="{{link}}{{other}}").endswith("administrator: {{link}}{{other}}")
    with pytest.raises(KeyError):
        say("en", "console.set_up")
    with pytest.raises(KeyError):
        say("en", "console.nothing")


def test_the_first_language_we_speak_is_chosen() -> None:
    assert first_known(None, "de", "ru-RU", "en") == "ru"
    assert first_known("EN_gb", "ru") == "en"
    assert first_known() == first_known("", None, "zh") == "en"
