"""A message that is longer or richer than its channel allows: the parts fit, and together they are the whole."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from deskbell.channels.contract import Capability, ExternalAccount, Limits, OutboundFile, OutboundMessage
from deskbell.channels.planning import measure, plan, split

EVA = ExternalAccount("u-1", "c-1")
ALL = Capability.TEXT | Capability.IMAGE | Capability.FILE | Capability.REPLY
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400)


def said(text: str = "", *files: OutboundFile, **more: object) -> OutboundMessage:
    return OutboundMessage(uuid4(), EVA, text, attachments=files, **more)  # type: ignore[arg-type]


def file(kind: str, size: int = 10, media_type: str = "application/pdf") -> OutboundFile:
    return OutboundFile(uuid4(), kind, f"a.{kind}", media_type, size)  # type: ignore[arg-type]


@given(LETTERS, st.integers(8, 60), st.sampled_from(["utf16", "chars", "bytes", "gsm"]))
def test_parts_fit_and_no_letter_is_lost(text: str, most: int, unit: str) -> None:
    limits = Limits(most, unit)  # type: ignore[arg-type]
    parts = split(text, limits)
    assert all(measure(part, limits) <= most for part in parts)
    assert all(part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_between_lines_then_between_words() -> None:
    assert split("one two\nthree four", Limits(12)) == ["one two", "three four"]
    assert split("one two three four", Limits(10)) == ["one two", "three four"]
    assert split("abcdefghij", Limits(4)) == ["abcd", "efgh", "ij"]


def test_a_letter_of_several_signs_stays_whole() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert split("ab" + family, Limits(4)) == ["ab", family[:4], family[4:]] or family in "".join(
        split("ab" + family, Limits(6))
    )


def test_what_fits_goes_as_it_is_and_needs_no_words() -> None:
    planned = plan(said("Hello", reply_to="m-1"), Limits(100), ALL)
    assert [(part.text, part.reply_to, part.part, part.parts) for part in planned.parts] == [("Hello", "m-1", 0, 1)]
    assert planned.notes == ()


def test_a_long_text_is_split_and_the_writer_is_told() -> None:
    planned = plan(said("word " * 30), Limits(50), ALL)
    assert len(planned.parts) == 3
    assert planned.notes == ("split",)
    assert [part.part for part in planned.parts] == [0, 1, 2]


def test_a_quote_goes_in_words_where_the_channel_cannot_reply() -> None:
    planned = plan(said("Yes.", reply_to="m-1", quote="Do you\nhave it?"), Limits(100), Capability.TEXT)
    (part,) = planned.parts
    assert (part.text, part.reply_to, planned.notes) == ("> Do you have it?\n\nYes.", None, ("quote_as_text",))


def test_a_text_goes_beneath_a_picture_or_before_it() -> None:
    picture = file("image", media_type="image/png")
    beneath = plan(said("Look", picture), Limits(100, caption_max=20), ALL)
    assert [(part.text, len(part.attachments)) for part in beneath.parts] == [("Look", 1)]
    before = plan(said("Look at this one", picture), Limits(100, caption_max=5), ALL)
    assert [(part.text, len(part.attachments)) for part in before.parts] == [("Look at this one", 0), ("", 1)]
    assert before.notes == ("text_apart",)


def test_a_picture_that_is_too_large_goes_as_a_file_and_a_file_that_is_too_large_is_named() -> None:
    limits = Limits(100, file_max={"image": 100, "file": 1000}, mime_allow={"image": frozenset({"image/png"})})
    large = plan(said("", file("image", 500, "image/png")), limits, ALL)
    assert [one.kind for part in large.parts for one in part.attachments] == ["file"]
    assert large.notes == ("as_file",)
    other = plan(said("", file("image", 50, "image/webp")), limits, ALL)
    assert [one.kind for part in other.parts for one in part.attachments] == ["file"]
    huge = file("file", 5000)
    assert plan(said("", huge), limits, ALL).refused == (huge,)
    assert plan(said("", huge), limits, ALL).parts == ()
