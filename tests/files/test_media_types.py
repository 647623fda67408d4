"""A file is what its bytes are, and a name that promises something else is refused."""

import io
import zipfile
from collections.abc import Callable

import pytest

from deskbell.base.errors import Refusal
from deskbell.files.media_types import HEAD_BYTES, media_type_of

Picture = Callable[..., bytes]

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 20
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def judged(body: bytes, name: str) -> str:
    return media_type_of(body[:HEAD_BYTES], name, whole=len(body) <= HEAD_BYTES)


@pytest.mark.parametrize(
    ("body", "name", "media_type"),
    [
        (PDF, "offer.pdf", "application/pdf"),
        (PDF, "offer", "application/pdf"),
        (packed("a.txt"), "a.zip", "application/zip"),
        (packed("a.txt"), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"Hello", "a.txt", "text/plain"),
        (b"\xef\xbb\xbfHello", "a.txt", "text/plain"),
        ("Привет".encode(), "a.log", "text/plain"),
        (b"a;b\n1;2\n", "a.csv", "text/csv"),
        (b'{"a": 1}', "a.json", "application/json"),
        (b"BMW and ID3: MZ", "prices.txt", "text/plain"),
        (b"BMW", "prices.txt", "text/plain"),
        (b"MZ is a letter pair", "notes.txt", "text/plain"),
        (SVG, "logo.svg", "image/svg+xml"),
        (SVG, "notes.txt", "image/svg+xml"),
        (HTML, "page.html", "text/html"),
        (HTML, "page.txt", "text/html"),
        (b"\x00\x01\x02\x03" * 50, "data.bin", "application/octet-stream"),
        (b"\xff\xfe" + "Hello".encode("utf-16-le"), "a.txt", "application/octet-stream"),
        (PROGRAM, "setup.exe", "application/x-executable"),
        (ELF, "tool", "application/x-executable"),
    ],
)
def test_bytes_say_what_a_file_is(body: bytes, name: str, media_type: str) -> None:
    assert judged(body, name) == media_type


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_are_known_whatever_pictures_name_they_bear(picture: Picture, kind: str) -> None:
    for name in ("a.png", "a.jpg", "a.GIF", "a.webp", "a"):
        assert judged(picture(kind), name) == f"image/{kind.lower()}"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (PROGRAM, "offer.pdf"),
        (PROGRAM, "photo.png"),
        (PROGRAM, "notes.txt"),
        (ELF, "offer.docx"),
        (ELF, "data.dat"),
        (PDF, "photo.jpg"),
        (SVG, "photo.png"),
        (HTML, "photo.gif"),
        (HTML, "offer.pdf"),
        (b"GIF89a=1;alert(1)//", "photo.gif"),
        (b"Hello", "photo.webp"),
        (b"Hello", "song.mp3"),
        (b"Hello", "film.mp4"),
        (b"Hello", "a.zip"),
        (packed("a.txt"), "offer.pdf"),
        (packed("a.txt"), "a.7z"),
        (b"\x00" * 64, "photo.jpeg"),
        (b"\xff\xd8\xff", "offer.pdf"),
    ],
)
def test_a_name_that_promises_another_thing_is_refused(body: bytes, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        judged(body, name)
    assert (refused.value.code, refused.value.status) == ("file_type_refused", 415)


def test_a_text_cut_in_the_middle_of_a_letter_is_still_a_text() -> None:
    body = b"x" + "ж".encode() * HEAD_BYTES
    assert judged(body, "a.txt") == "text/plain"
    assert judged(body[:HEAD_BYTES], "a.txt") == "application/octet-stream"
