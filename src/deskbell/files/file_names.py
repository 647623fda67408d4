"""Names of files as they may be shown and saved. They never name anything on our side: bytes stand under keys."""

import re
import unicodedata

BYTES_MOST = 255
UNNAMED = "file"

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([^.\s]{1,16})$")


def clean_name(claimed: str) -> str:
    """The name as we keep it, before anything is decided by it.

    Composed (NFC), only the last part of a path, no control, zero-width, direction or half characters (Unicode Cc, Cf,
    Cs, Zl, Zp), nothing a file system forbids, no dots or spaces at the ends, at most 255 bytes of UTF-8 with its
    extension kept. What is left of nothing is `file`.
    """
    visible = "".join(one for one in claimed if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible))[-1]
    name = " ".join(_FORBIDDEN.sub("_", last).split()).strip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name) or UNNAMED


def extension(name: str) -> str:
    """In small letters, without the dot; empty when there is none."""
    found = _EXTENSION.search(name)
    return found.group(1).lower() if found else ""


def with_extension(name: str, wanted: str) -> str:
    """The name with another extension: `IMG.jpg` → `IMG.png`."""
    return _shortened(f"{_EXTENSION.sub('', name)}.{wanted}")


def _shortened(name: str) -> str:
    found = _EXTENSION.search(name)
    tail = found.group(0) if found else ""
    stem = name[: len(name) - len(tail)].encode()[: BYTES_MOST - len(tail.encode())]
    return stem.decode(errors="ignore").rstrip(". ") + tail
