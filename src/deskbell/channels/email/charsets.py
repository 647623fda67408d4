"""Bytes of letters into text, whatever they say they are.

The ladder: what is declared, under its many names · UTF-8 · Cyrillic by the habits of its letters · what
charset-normalizer finds · Latin-1, which takes everything. What comes out can be stored: no NUL, no half characters.
"""

import codecs
import re
from functools import cache

from charset_normalizer import from_bytes

GUESSED_BYTES, GUESSED_LEAST = 32 * 1024, 300
"""So much is looked at to guess by; the rest is decoded alike."""

ALIASES = {
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "tis-620": "cp874",
    "x-user-defined": "cp1252",
    "big5-hkscs": "big5hkscs",
}
UNKNOWN = frozenset(
    {"", "us-ascii", "ascii", "unknown", "unknown-8bit", "x-unknown", "8bit", "7bit", "default", "none"}
)
NEVER = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Codecs that are no charsets, or whose work grows out of proportion."""

CYRILLIC = ("cp1251", "koi8-r", "iso-8859-5", "cp866", "mac-cyrillic")
OFTEN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєёґәғқңөұүһъ"
"""From the letter that is written most often to the rarest, in Russian, with those of Ukrainian and Kazakh."""
WEIGHTS = {letter: 1.0 - place / len(OFTEN) for place, letter in enumerate(OFTEN)}
CYRILLIC_LEAST = 0.6

KANA, HANGUL, HAN = ("\u3041", "\u30ff"), ("\uac00", "\ud7a3"), ("\u4e00", "\u9fff")
SPOILT_MOST, SPOILT_UTF8_MOST = 0.02, 0.2
"""Of text that is declared right and a little broken, so much may be spoilt before something else is tried: what is not
UTF-8 hardly ever looks like it."""

_WINDOWS = re.compile(r"(?:x-)?(?:windows|win|cp|ms)[-_ ]?(125[0-8]|437|720|737|775|85\d|86\d|874|932|936|949|950)")
_PAIRS = re.compile(rb"[\x80-\xff]{2}")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def text_of(data: bytes, declared: str | None = None) -> str:
    """Text of bytes; never raises. A byte-order mark goes."""
    codec = codec_of(declared or "")
    text = None
    if codec:
        text = _decoded(data, codec)
        if text is None and codec != "cp1252":
            text = _nearly(data, codec)
    if text is None:
        text = _found(data, codec)
    return storable(text.removeprefix("\ufeff"))


def storable(text: str) -> str:
    """Without what PostgreSQL refuses: NUL goes, half characters become the replacement mark."""
    return _UNSTORABLE.sub(lambda found: "" if found.group() == "\x00" else "\ufffd", text)


@cache
def codec_of(declared: str) -> str | None:
    """Python's name of a declared charset; None where it says nothing, or what nobody knows."""
    name = declared.strip().strip("\"'").lower().split("*")[0][:40]
    if name in UNKNOWN or not name.isascii():
        return None
    windows = _WINDOWS.fullmatch(name)
    name = f"cp{windows.group(1)}" if windows else name
    name = ALIASES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    plain = getattr(found, "_is_text_encoding", True) and found.name not in NEVER
    return found.name if plain else None


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _nearly(data: bytes, codec: str) -> str | None:
    """The declared charset with a few broken places, when there are only a few."""
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return None
    most = SPOILT_UTF8_MOST if codec == "utf-8" else SPOILT_MOST
    return text if text.count("\ufffd") <= max(1, len(text) * most) else None


def _found(data: bytes, codec: str | None) -> str:
    text = _decoded(data, "utf-8")
    if text is not None:
        return text
    nearly = _nearly(data, "utf-8") if codec in (None, "utf-8") and len(data) > 200 else None
    if nearly is not None:
        return nearly
    head = data[:GUESSED_BYTES]
    guess = _cyrillic(head) or (codec if codec == "cp1252" else None) or _eastern(head) or _guessed(head)
    for name in (guess, "cp1252"):
        text = _decoded(data, name) if name else None
        if text is not None:
            return text
    return data.decode(guess, "replace") if guess else data.decode("latin-1")


def _cyrillic(data: bytes) -> str | None:
    """Which Cyrillic charset, if any: the one in which the letters are those that are written often."""
    if not _in_runs(data):
        return None
    scores = {name: _score(data.decode(name, "replace")) for name in CYRILLIC}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > CYRILLIC_LEAST else None


def _in_runs(data: bytes) -> bool:
    """Whether letters beyond ASCII stand side by side, as where they are the alphabet, not accents in it."""
    high = sum(byte > 127 for byte in data)
    return high >= 3 and len(_PAIRS.findall(data)) * 2 >= high * 0.6


def _score(text: str) -> float:
    """From 0 to 1: how usual the letters beyond ASCII are. A capital within a word of small letters is not."""
    high = [(before, one) for before, one in zip(" " + text, text, strict=False) if one > "\x7f"]
    weights = (
        WEIGHTS.get(one.lower(), -0.5) - (1.0 if one.isupper() and before.islower() else 0.0) for before, one in high
    )
    return sum(weights) / len(high)


def _eastern(data: bytes) -> str | None:
    """Japanese by its kana, Korean by its syllables, else Chinese; None where the bytes are none of them."""
    if not _in_runs(data):
        return None
    texts = {name: data.decode(name, "ignore") for name in ("cp932", "cp949", "gb18030", "big5")}
    fits = {name: text for name, text in texts.items() if len(text.encode(name, "ignore")) >= len(data) - 2}
    if _share(fits.get("cp932", ""), KANA) > 0.25:
        return "cp932"
    if _share(fits.get("cp949", ""), HANGUL) > 0.95:
        return "cp949"
    chinese = [name for name in ("gb18030", "big5") if _share(fits.get(name, ""), HAN) > 0.6]
    return chinese[0] if chinese else None


def _share(text: str, range_: tuple[str, str]) -> float:
    high = [one for one in text if one > "\u02ff" and not "\u3000" <= one <= "\u303f" and one < "\uff00"]
    return sum(range_[0] <= one <= range_[1] for one in high) / len(high) if high else 0.0


def _guessed(data: bytes) -> str | None:
    """What statistics say of a longer text; a few accents in a short one are Western."""
    if len(data) < GUESSED_LEAST:
        return None
    try:
        best = from_bytes(data, steps=3, chunk_size=512).best()
    except Exception:  # whatever it stumbles over, a letter is read
        return None
    return codec_of(best.encoding) if best else None
