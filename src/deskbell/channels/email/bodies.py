"""The words of a letter: which of its parts are its text, and how they read."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from deskbell.channels.email.charsets import text_of
from deskbell.channels.email.html import HTML_MOST, kept
from deskbell.channels.email.mime import Part, body_of
from deskbell.channels.email.quotes import cut_quotes
from deskbell.channels.email.quotes_html import read_html

TEXT_BYTES = 512 * 1024
HTML_BYTES = HTML_MOST
TEXTS_MOST = 20
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """`text`: what the client wrote; `whole`: with what he quoted; `html`: cleaned, None where there is none; `cut`:
    whether `text` is less than `whole`. `parts`: those the words came from."""

    text: str
    whole: str
    html: str | None
    cut: bool
    parts: tuple[Part, ...]


def read_body(file: BinaryIO, root: Part, forwarded: bool = False) -> Body:
    """The letter's words. Of alternatives the HTML tells best where a line ends and a quote begins. What is `forwarded`
    is what we are to read: nothing is cut."""
    plain, rich = _texts(root)
    html = "".join(_html_of(file, part) for part in rich[:TEXTS_MOST])
    text = "\n\n".join(filter(None, (_plain_of(file, part) for part in plain[:TEXTS_MOST])))
    cleaned = kept(html) if html.strip() else None
    whole, _ = read_html(html, cut=False) if cleaned else ("", False)
    if not whole:
        whole = text.strip() or _without_tags(html)
        answer, _ = (whole, False) if forwarded else cut_quotes(whole)
    else:
        answer = whole if forwarded else _answer_of(html)
    answer = answer if answer.strip() else whole
    return Body(answer, whole, cleaned, answer != whole, (*plain, *rich))


def _answer_of(html: str) -> str:
    answer, _ = read_html(html)
    return cut_quotes(answer)[0]


def _without_tags(html: str) -> str:
    """The words of HTML that is too broken to be read as such."""
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]{0,2000}>", " ", html)).strip()


def _texts(root: Part) -> tuple[list[Part], list[Part]]:
    """Plain and HTML parts that are the letter's words, not files that came with it."""
    plain: list[Part] = []
    rich: list[Part] = []
    for part in root.leaves():
        if part.headers.disposition == "attachment" or (part.headers.filename and part.headers.disposition != "inline"):
            continue
        if part.content_type == "text/html":
            rich.append(part)
        elif part.content_type in ("text/plain", "text/enriched", "text") and not part.headers.filename:
            plain.append(part)
    return plain, rich


def _plain_of(file: BinaryIO, part: Part) -> str:
    text = text_of(body_of(file, part, TEXT_BYTES), part.headers.parameter("charset"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.headers.parameter("format").lower() == "flowed":
        text = unflowed(text, part.headers.parameter("delsp").lower() == "yes")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _html_of(file: BinaryIO, part: Part) -> str:
    data = body_of(file, part, HTML_BYTES)
    declared = part.headers.parameter("charset")
    if not declared:
        found = _META_CHARSET.search(data[:4096])
        declared = found.group(1).decode("ascii") if found else ""
    return text_of(data, declared)


def unflowed(text: str, delsp: bool) -> str:
    """RFC 3676: lines that end with a space go on in the next of the same depth; stuffed spaces go."""
    out: list[str] = []
    waiting: tuple[int, str] | None = None
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        flows = bare.endswith(" ") and bare != "-- "
        if waiting and waiting[0] != depth:
            out.append(_flowed(*waiting))
            waiting = None
        joined = (waiting[1] if waiting else "") + (bare[:-1] if flows and delsp else bare)
        if flows:
            waiting = (depth, joined)
            continue
        out.append(_flowed(depth, joined))
        waiting = None
    if waiting:
        out.append(_flowed(*waiting))
    return "\n".join(out)


def _flowed(depth: int, text: str) -> str:
    return f"{'>' * depth} {text}" if depth else text
