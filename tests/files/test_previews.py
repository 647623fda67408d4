"""A stranger's picture is decoded where it can do no harm, and only its pixels come back."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from deskbell.files import previews
from deskbell.files.previews import make_preview

Picture = Callable[..., bytes]

CANARY = "canary-of-the-harbour"


async def shown(folder: Path, body: bytes) -> tuple[Image.Image, previews.Sizes] | None:
    """The preview of a picture, and the sizes told; None when there is none, and then nothing is left."""
    source = folder / "source"
    source.write_bytes(body)
    made = await make_preview(source, folder)
    if made is None:
        assert list(folder.iterdir()) == [source]
        return None
    encoded = made.path.read_bytes()
    assert CANARY.encode() not in encoded
    assert b"EXIF" not in encoded
    drawn = Image.open(io.BytesIO(encoded))
    drawn.load()
    assert drawn.format == "WEBP"
    assert drawn.size == (made.sizes.preview_width, made.sizes.preview_height)
    return drawn, made.sizes


def colour_at(picture: Image.Image, x: float, y: float) -> str:
    red, _, blue = picture.convert("RGB").getpixel((int(x * picture.width), int(y * picture.height)))  # type: ignore[misc]
    return "red" if red > blue else "blue"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_a_small_picture_keeps_its_size(tmp_path: Path, picture: Picture, kind: str) -> None:
    found = await shown(tmp_path, picture(kind))
    assert found is not None
    drawn, sizes = found
    assert (sizes.width, sizes.height, drawn.size) == (60, 40, (60, 40))
    assert (colour_at(drawn, 0.1, 0.5), colour_at(drawn, 0.9, 0.5)) == ("red", "blue")


@pytest.mark.parametrize(
    ("kind", "size", "preview"), [("JPEG", (4000, 3000), (1024, 768)), ("PNG", (500, 3000), (171, 1024))]
)
async def test_a_large_picture_is_shrunk(
    tmp_path: Path, picture: Picture, kind: str, size: tuple[int, int], preview: tuple[int, int]
) -> None:
    found = await shown(tmp_path, picture(kind, size))
    assert found is not None
    drawn, sizes = found
    assert (sizes.width, sizes.height) == size
    assert drawn.size == preview
    assert (colour_at(drawn, 0.1, 0.5), colour_at(drawn, 0.9, 0.5)) == ("red", "blue")


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1"])
async def test_pictures_of_every_colour_model_are_shown(tmp_path: Path, picture: Picture, mode: str) -> None:
    found = await shown(tmp_path, picture("JPEG" if mode == "CMYK" else "PNG", (60, 40), mode))
    assert found is not None
    assert found[0].mode == "RGB"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
async def test_what_is_seen_through_stays_so(tmp_path: Path, mode: str) -> None:
    drawn = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    drawn.paste((255, 0, 0, 255), (0, 0, 20, 40))
    buffer = io.BytesIO()
    drawn.convert(mode).save(buffer, "PNG")
    found = await shown(tmp_path, buffer.getvalue())
    assert found is not None
    alpha = found[0].getchannel("A")
    assert (alpha.getpixel((5, 20)), alpha.getpixel((35, 20))) == (255, 0)


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [(1, (0.1, 0.5)), (3, (0.9, 0.5)), (6, (0.5, 0.1)), (8, (0.5, 0.9))],
)
@pytest.mark.parametrize("size", [(60, 40), (3000, 2000)])
async def test_a_photograph_stands_upright_and_forgets_where_it_was_taken(
    tmp_path: Path, picture: Picture, orientation: int, red_at: tuple[float, float], size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY
    exif.get_ifd(0x8825)[1] = "N"
    found = await shown(tmp_path, picture("JPEG", size, exif=exif, comment=CANARY))
    assert found is not None
    drawn, sizes = found
    turned = orientation in (6, 8)
    assert (sizes.width, sizes.height) == (size[::-1] if turned else size)
    assert (drawn.width < drawn.height) is turned
    assert colour_at(drawn, *red_at) == "red"
    assert not drawn.getexif()


async def test_words_inside_a_picture_do_not_come_along(tmp_path: Path, picture: Picture) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", CANARY)
    assert await shown(tmp_path, picture("PNG", pnginfo=words)) is not None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_what_hangs_behind_a_picture_does_not_come_along(tmp_path: Path, picture: Picture, kind: str) -> None:
    tail = f"<script>{CANARY}</script>PK\x03\x04".encode()
    assert await shown(tmp_path, picture(kind) + tail) is not None


async def test_an_animation_shows_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    found = await shown(tmp_path, buffer.getvalue())
    assert found is not None
    assert colour_at(found[0], 0.5, 0.5) == "red"
    assert getattr(found[0], "n_frames", 1) == 1


def flood(width: int, height: int) -> bytes:
    """A small PNG that says it is large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_000, 50_000), (40_000_001, 1), (2_000_000_000, 2_000_000_000)])
async def test_a_flood_of_pixels_gets_no_preview(tmp_path: Path, size: tuple[int, int]) -> None:
    assert await shown(tmp_path, flood(*size)) is None


async def test_a_picture_just_within_the_cap_is_shown(tmp_path: Path, picture: Picture) -> None:
    found = await shown(tmp_path, picture("PNG", (8000, 5000)))
    assert found is not None
    assert found[0].size == (1024, 640)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_a_truncated_picture_gets_no_preview(tmp_path: Path, kind: str) -> None:
    noise = Image.effect_noise((200, 200), 100).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, kind)
    body = buffer.getvalue()
    assert await shown(tmp_path, body[: len(body) // 3]) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff" + b"\x00" * 100,
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"BM" + b"\x00" * 100,
        b"II*\x00" + b"\x00" * 100,
    ],
)
async def test_what_is_no_picture_of_the_four_kinds_gets_no_preview(tmp_path: Path, body: bytes) -> None:
    assert await shown(tmp_path, body) is None


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "raise SystemExit(1)",
        "print('no numbers')",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
async def test_a_decoder_that_hangs_fails_or_babbles_is_given_up(
    tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(program)
    monkeypatch.setattr(previews, "PROGRAM", broken)
    monkeypatch.setattr(previews, "SECONDS", 1.0)
    source = tmp_path / "source"
    source.write_bytes(picture())
    assert await make_preview(source, tmp_path) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.py", "source"]


async def test_the_decoder_holds_its_limits_and_knows_nothing_of_us(
    tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program itself, with its decoding replaced by a look around."""
    look = """
def write_preview(source, target):
    import os, resource, sys
    assert dict(os.environ).keys() <= {"LC_CTYPE"}, dict(os.environ)
    assert os.getcwd() == "/"
    assert sys.flags.isolated
    assert not [name for name in sys.modules if name.startswith("deskbell")]
    for which, most in LIMITS.items():
        assert resource.getrlimit(which) == (most, most)
    try:
        bytearray(MEMORY_BYTES)
    except MemoryError:
        target.write(b"tried")
        return {"width": 1, "height": 2, "preview_width": 3, "preview_height": 4}

if __name__ == "__main__":
"""
    inside = tmp_path / "inside.py"
    inside.write_text(previews.PROGRAM.read_text().replace('if __name__ == "__main__":\n', look))
    monkeypatch.setattr(previews, "PROGRAM", inside)
    monkeypatch.setenv("DATABASE_URL", CANARY)
    source = tmp_path / "source"
    source.write_bytes(picture())
    made = await make_preview(source, tmp_path)
    assert made is not None
    assert made.path.read_bytes() == b"tried"
    assert made.sizes == previews.Sizes(1, 2, 3, 4)
