"""HTML of letters: cleaned for showing, and read for its words.

Showing is by nh3 alone, as an allow-list. Reading cleans first too, with the attributes kept by which programs mark
what they quote: what comes out is well-formed, so that a plain scan reads it in one pass, however broken it was.
"""

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from deskbell.channels.email.charsets import storable

HTML_MOST = 1_000_000
"""Characters that are looked at; a longer letter is shown to here, and kept whole as its file."""

BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "table", "tr", "ul"),
    )
)
APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"))
VOID = frozenset(("br", "hr", "img", "col", "wbr", "area"))
DROPPED = {"script", "style", "title", "noscript", "template", "xml"}
DEPTH_MOST = 1_600
ENTITIES_MOST = 200_000
"""The cleaner's work grows with the square of the entities of one text."""

_TAGS = nh3.ALLOWED_TAGS - {"area", "map"}
_ATTRIBUTES = {tag: set(names) - {"style"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
_SHOWN = {**_ATTRIBUTES, "a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "*": set()}
_READ = {"*": {"id", "class", "style"}, "blockquote": {"type"}, "a": {"href"}, "img": {"src"}}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>\s=]+(?:=\"[^\"]*\")?)*)\s*/?>|([^<]+)|<")
_ATTRIBUTE = re.compile(r"\s([^<>\s=]+)=\"([^\"]*)\"")

Images = Callable[[str], str | None]
"""Where an image's address leads: given what stands in the letter, what is shown; None: nothing."""


def cleaned(html: str, images: Images) -> str:
    """HTML that may be shown in a sandbox: no script, style, form, svg nor handler; addresses of images as `images`
    says."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        return images(value.strip()) if tag == "img" and name == "src" else value

    return nh3.clean(
        _bounded(html),
        tags=_TAGS,
        attributes=_SHOWN,
        attribute_filter=attribute,
        url_schemes=_SCHEMES,
        clean_content_tags=DROPPED,
        link_rel="noopener noreferrer nofollow",
    )


def kept(html: str) -> str:
    """The HTML as it is stored: cleaned, images still as the letter names them."""
    return cleaned(html, lambda source: source if source.startswith(("cid:", "http://", "https://")) else None)


def content_id(source: str) -> str | None:
    """The Content-ID an image names, as they are compared; None for another address."""
    return same_id(source[4:]) if source[:4].lower() == "cid:" else None


def same_id(written: str) -> str:
    """A Content-ID without its brackets, unescaped, in small letters."""
    return unquote(written).strip().strip("<>").strip().lower()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it stands in cleaned HTML."""

    name: str
    closes: bool
    attributes: dict[str, str]


def tokens(html: str) -> Iterator[Tag | str]:
    """Tags and texts of a letter's HTML, cleaned for reading; texts unescaped."""
    clean = nh3.clean(
        _bounded(html),
        tags=_TAGS | {"section", "main"},
        attributes=_READ,
        url_schemes=_SCHEMES,
        clean_content_tags=DROPPED,
        link_rel=None,
    )
    for found in _TOKEN.finditer(clean):
        closes, name, attributes, text = found.groups()
        if name is None:
            yield entities.unescape(text) if text else ""
        else:
            yield Tag(
                name, bool(closes), {key: entities.unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
            )


def _bounded(html: str) -> str:
    """Cut at the limit, and at a nesting that no letter of people has: a parser's work may grow with both."""
    html = storable(html[:HTML_MOST])
    if html.count("&") > ENTITIES_MOST:
        html = html[: [found.start() for found in re.finditer("&", html)][ENTITIES_MOST]]
    depth = 0
    for found in _DEEP.finditer(html):
        depth += -1 if found.group(1) else 1
        if depth > DEPTH_MOST:
            return html[: found.start()]
    return html


_DEEP = re.compile(
    r"<(/?)(?!(?:br|hr|img|input|meta|link|area|base|col|wbr|p|li|td|tr|th|option)\b)[a-zA-Z]", re.IGNORECASE
)


class Writer:
    """Text out of tags: blocks become lines, links keep their address, lists their dots."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._line: list[str] = []
        self._pre = 0
        self._link: tuple[str, int] | None = None

    def take(self, token: Tag | str) -> None:
        if isinstance(token, str):
            self._text(token)
        elif token.name == "br":
            self._end_line()
        elif token.name == "a":
            self._anchor(token)
        elif token.name in BLOCKS:
            self._block(token)
        elif token.name in ("td", "th") and token.closes:
            self._line.append(" ")

    def _text(self, text: str) -> None:
        if self._pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for one in others:
                self._end_line()
                self._line.append(one)
        else:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _block(self, token: Tag) -> None:
        if "".join(self._line).strip():
            self._end_line()
        else:
            self._line.clear()
        if token.name in APART and self._pieces and self._pieces[-1]:
            self._pieces.append("")
        if token.name == "pre":
            self._pre = max(0, self._pre + (-1 if token.closes else 1))
        if token.name == "li" and not token.closes:
            self._line.append("• ")

    def _anchor(self, token: Tag) -> None:
        if not token.closes:
            self._link = (token.attributes.get("href", ""), len(self._line))
            return
        if self._link is None:
            return
        address, start = self._link
        self._link = None
        shown = "".join(self._line[start:]).strip()
        bare = address.removeprefix("mailto:").rstrip("/")
        if (
            shown
            and address.startswith(("http://", "https://", "mailto:"))
            and bare not in (shown, f"https://{shown}", f"http://{shown}")
        ):
            self._line.append(f" <{bare}>")

    def _end_line(self) -> None:
        line = "".join(self._line)
        self._pieces.append(line.rstrip() if self._pre else re.sub(r" +", " ", line).strip())
        self._line.clear()
        if self._link:
            self._link = (self._link[0], 0)

    def text(self) -> str:
        """What was written, with at most one empty line in a row."""
        if self._line:
            self._end_line()
        joined = "\n".join(self._pieces).replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
        return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", joined).strip()
