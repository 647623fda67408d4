"""What a file is, by its first bytes and its name together; what was claimed in a header counts for nothing.

A name that promises a type must keep the promise: `invoice.pdf` holding a program is refused, not stored.
"""

import codecs
import re

import filetype  # type: ignore[import-untyped]  # the library ships no types

from deskbell.base.errors import Refusal
from deskbell.files.file_names import extension

HEAD_BYTES = 8192
"""How much of the beginning is looked at."""

UNKNOWN = "application/octet-stream"
PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
"""Types that get a preview, and the extension each is saved under."""

_PICTURE_NAMES = re.compile(r"a?png|jpe?g?|jfif|gif|webp|bmp|tiff?|hei[cf]|avif|ico")
_SOUND_NAMES = re.compile(r"mp[34]|m4[av]|og[ga]|opus|wav|flac|aac|mov|webm|mkv|avi|3gp|mpe?g|wmv")
_PACKED_NAMES = {
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
}
_EXACT_NAMES = {
    "pdf": "application/pdf",
    "gz": "application/gzip",
    "bz2": "application/x-bzip2",
    "xz": "application/x-xz",
    "7z": "application/x-7z-compressed",
    "rar": "application/x-rar-compressed",
}
_TEXT_NAMES = {
    "csv": "text/csv",
    "json": "application/json",
    "md": "text/markdown",
    "xml": "application/xml",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "text/html",
    "svg": "image/svg+xml",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "eml": "message/rfc822",
}
_PROGRAM = "application/x-executable"
_PROGRAM_NAMES = re.compile(r"exe|dll|sys|scr|com|msi|so|o|elf|bin|run|out|appimage|dylib|class|dex|")
_PROGRAM_HEADS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n",
)
_MARKUP = (
    (re.compile(r"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(r"<(!doctype\s+html|html|head|body|script|iframe|style|meta)[\s>]", re.IGNORECASE), "text/html"),
)
_LIKE_TEXT = frozenset({"application/pdf", "application/rtf", "application/postscript"})


def media_type_of(head: bytes, name: str, *, whole: bool) -> str:
    """The type of a file by its first HEAD_BYTES (`whole`: there are no more) and its cleaned name.

    Raises file_type_refused (415) when the name promises what the bytes are not, or hides a program.
    """
    named, found = extension(name), _by_bytes(head, whole)
    if _PICTURE_NAMES.fullmatch(named):
        kept = found.startswith("image/") and found != "image/svg+xml"
    elif _SOUND_NAMES.fullmatch(named):
        kept = found.startswith(("audio/", "video/"))
    elif named in _PACKED_NAMES:
        kept = found in _PACKED_NAMES.values()
    elif named in _EXACT_NAMES:
        kept = found == _EXACT_NAMES[named]
    else:
        kept = found != _PROGRAM or _PROGRAM_NAMES.fullmatch(named) is not None
    if not kept:
        raise Refusal("file_type_refused", 415, extension=named, found=found)
    if found == "application/zip":
        return _PACKED_NAMES.get(named, found)
    return _TEXT_NAMES.get(named, found) if found == "text/plain" else found


def _by_bytes(head: bytes, whole: bool) -> str:
    kind = filetype.guess(head)
    found = UNKNOWN if kind is None else str(kind.mime)
    text = _text(head, whole)
    # Short magic is in many a text ("BM", "ID3", "MZ"), and a script that begins like a picture is a script.
    if text is not None and found not in _LIKE_TEXT:
        return next((markup for pattern, markup in _MARKUP if pattern.search(text)), "text/plain")
    if head.startswith(_PROGRAM_HEADS):
        return _PROGRAM
    return "image/png" if found == "image/apng" else found


def _text(head: bytes, whole: bool) -> str | None:
    """The head as text, or None when it is none: another coding than UTF-8, or characters no text has."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=whole)
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text) else text
