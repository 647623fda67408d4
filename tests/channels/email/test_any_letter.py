"""Whatever bytes come, reading them ends, raises nothing, and leaves what can be stored."""

import base64
import io
import quopri
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from deskbell.channels.email.addresses import addresses_of, plain_address
from deskbell.channels.email.charsets import text_of
from deskbell.channels.email.headers import Headers, ids_of, parameters, words
from deskbell.channels.email.html import cleaned, kept
from deskbell.channels.email.inbound import read_letter
from deskbell.channels.email.mime import DEPTH_MOST, PARTS_MOST, decoded, read_parts
from deskbell.channels.email.quotes import cut_quotes
from deskbell.channels.email.quotes_html import read_html

FOLDER = Path(__file__).parent / "letters"
LETTERS = sorted(path.stem for path in FOLDER.glob("*.eml"))

PIECES = st.sampled_from(
    [
        b"From: eva@client.example\r\n",
        b"Subject: =?utf-8?B?0JfQ?=\r\n",
        b"Content-Type: multipart/mixed; boundary=a\r\n",
        b"Content-Type: multipart/alternative; boundary=b\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n",
        b"Content-Type: message/delivery-status\r\n",
        b"Content-Type: text/html; charset=koi8-r\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n",
        b"Return-Path: <>\r\n",
        b"\r\n",
        b"\n",
        b"--a\r\n",
        b"--b\n",
        b"--a--\r\n",
        b"--b--",
        b"Final-Recipient: rfc822; x@y.example\r\nAction: failed\r\n",
        b"=D0=9F=\r\n",
        b"> quoted\r\n",
        b"On Mon, 2 Nov 2026, Shop <a@b.example> wrote:\r\n",
        b"<div class=gmail_quote><p>x",
        b"begin 644 a\r\n#86)C\r\nend\r\n",
        b"0J/QgNCw",
        b"\x00\xff\xd0",
    ]
)
LETTER = st.lists(st.one_of(PIECES, st.binary(max_size=60)), max_size=60).map(b"".join)


@settings(max_examples=250, deadline=None)
@given(LETTER)
def test_any_bytes_are_a_letter(data: bytes) -> None:
    file = io.BytesIO(data)
    read = read_letter(file, {"support@shop.example"}, {"mx.shop.example"})
    for text in (read.body.text, read.body.whole, read.body.html or "", read.subject, read.said_by.name):
        assert "\0" not in text
        text.encode()
    assert all(one.part.start <= one.part.end <= len(data) for one in read.attached)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(LETTERS), st.data())
def test_a_letter_with_a_piece_torn_out_or_put_in_is_one(name: str, data: st.DataObject) -> None:
    whole = (FOLDER / f"{name}.eml").read_bytes()[:20_000]
    at = data.draw(st.integers(0, len(whole)))
    upto = data.draw(st.integers(at, min(len(whole), at + 300)))
    put = data.draw(st.one_of(st.just(b""), PIECES, st.binary(max_size=20)))
    assert read_letter(io.BytesIO(whole[:at] + put + whole[upto:])).message_id


@settings(max_examples=150, deadline=None)
@given(LETTER)
def test_parts_lie_within_what_is_around_them(data: bytes) -> None:
    root = read_parts(io.BytesIO(data))
    listed = list(root.walk())
    assert len(listed) <= PARTS_MOST + 1
    for part in listed:
        assert part.depth <= DEPTH_MOST
        for child in part.children:
            assert part.start <= child.start <= max(child.end, child.start) <= len(data)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=3000), st.sampled_from(["base64", "quoted-printable", "8bit"]))
def test_what_was_packed_comes_out_as_it_went_in(content: bytes, encoding: str) -> None:
    packed = {
        "base64": base64.encodebytes(content),
        "quoted-printable": quopri.encodestring(content.replace(b"\r", b"").replace(b"\n", b"")),
        "8bit": content,
    }[encoding]
    head = f"Content-Type: application/x-any\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    file = io.BytesIO(head + packed)
    unpacked = b"".join(decoded(file, read_parts(file)))
    if encoding == "quoted-printable":
        content = content.replace(b"\r", b"").replace(b"\n", b"")
    assert unpacked.rstrip(b"\n") == content.rstrip(b"\n")


@given(st.text(), st.sampled_from(["utf-8", "cp1251", "koi8-r", "utf-16", "gb18030"]))
def test_text_in_a_charset_that_is_declared_comes_back(text: str, charset: str) -> None:
    data = text.encode(charset, "ignore")
    assert text_of(data, charset) == data.decode(charset).removeprefix("\ufeff").replace("\0", "")


@given(st.binary(), st.text(max_size=30))
def test_any_bytes_are_some_text(data: bytes, declared: str) -> None:
    text_of(data, declared).encode()


@given(st.text())
def test_addresses_that_come_out_are_addresses(text: str) -> None:
    for one in addresses_of([text]):
        assert plain_address(one.address) == one.address
        assert "\n" not in one.name


@given(st.text(), st.binary())
def test_fields_parameters_and_ids_never_raise(text: str, data: bytes) -> None:
    words(text)
    parameters(f"a/b; {text}")
    ids_of([text])
    Headers.of(data.split(b"\n")).all("subject")


@given(st.text())
def test_cutting_quotes_never_leaves_nothing_of_something(text: str) -> None:
    answer, cut = cut_quotes(text)
    assert bool(answer.strip()) == bool(text.strip())
    assert cut or answer == text.strip()


TAGS = st.sampled_from(
    (
        *("<p>", "</p>", "<div class=gmail_quote>", "</div>", "<blockquote type=cite>", "</blockquote>", "<!--", "-->"),
        *("<svg>", "<math>", "<style>", "</style>", "<img src=x onerror=alert(1)>", "<a href='javascript:1'>", "&lt;"),
        *("&", "<table>", "<noscript>", "<title>", "</title>", "<mglyph>", "<textarea>", "<template>", "<br>", '"'),
        *("'", "=", "<x onload=1"),
    )
)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=30).map("".join))
def test_cleaning_what_is_clean_changes_nothing_and_nothing_acts(html: str) -> None:
    once = kept(html)
    assert kept(once) == once
    assert "<script" not in once
    assert " on" not in "".join(part.partition(">")[0] for part in once.split("<")[1:])
    assert cleaned(cleaned(once, lambda _: None), lambda _: None) == cleaned(once, lambda _: None)
    read_html(html)
