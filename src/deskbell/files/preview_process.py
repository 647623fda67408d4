"""The process that decodes a stranger's picture: `python -I preview_process.py`, started by `previews` alone.

It imports nothing of ours. Standard input is the picture, the descriptor named by the first argument is where the
preview goes, standard output one line of JSON: width, height, preview_width, preview_height. Any other end than 0 means
"no preview". Before the first byte is read it gives up memory, time, processor and files.
"""

import contextlib
import json
import os
import resource
import sys
from typing import BinaryIO

SIDE_MOST = 1024
PIXELS_MOST = 40_000_000
MEMORY_BYTES = 640 * 1024 * 1024
PROCESSOR_SECONDS = 5
OUTPUT_BYTES = 4 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

LIMITS = {
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_CPU: PROCESSOR_SECONDS,
    resource.RLIMIT_FSIZE: OUTPUT_BYTES,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 32,
}


def main() -> None:
    for which, most in LIMITS.items():
        # A platform without one of these limits still has the others, and the time limit of who started us.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))
    with open(0, "rb", closefd=False) as source, open(int(sys.argv[1]), "wb") as target:
        sizes = write_preview(source, target)
        target.flush()
        os.fsync(target.fileno())
    sys.stdout.write(json.dumps(sizes))


def write_preview(source: BinaryIO, target: BinaryIO) -> dict[str, int]:
    """Decode the first picture, turn it upright, shrink it, and encode its pixels and nothing else."""
    # Only here, under the limits.
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS_MOST
    with Image.open(source, formats=FORMATS) as picture:
        if picture.width * picture.height > PIXELS_MOST:
            raise SystemExit(3)
        turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        width, height = (picture.height, picture.width) if turned else picture.size
        picture.draft("RGB", (SIDE_MOST * 2, SIDE_MOST * 2))
        if picture.mode not in ("RGB", "RGBA"):
            transparent = picture.mode in ("LA", "PA", "La") or "transparency" in picture.info
            small = picture.convert("RGBA" if transparent else "RGB")
        else:
            small = picture.copy() if max(picture.size) <= SIDE_MOST else picture
        small.thumbnail((SIDE_MOST, SIDE_MOST), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(small)
        # A new picture has pixels only: no place, no camera, no comment comes along.
        clean = Image.new(upright.mode, upright.size)
        clean.paste(upright)
        clean.save(target, format="WEBP", quality=80, method=4)
    return {
        "width": width,
        "height": height,
        "preview_width": clean.width,
        "preview_height": clean.height,
    }


if __name__ == "__main__":
    main()
