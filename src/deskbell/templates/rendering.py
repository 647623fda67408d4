"""An article's Markdown as HTML that may be shown: rendered, then sanitised by an allow-list.

CommonMark with tables and strikethrough. Raw HTML is shown as text; a picture becomes a link to it, for the desk loads
nothing from elsewhere. `nodes_of` gives the same as a tree, so that the desk builds elements and parses no HTML.
"""

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
VOID = frozenset({"br", "hr"})
DEEPEST = 20
"""Quotes and lists within each other, so far."""

Node = str | dict[str, Any]
"""Text, or an element: {tag, href?, title?, start?, children}."""


def _picture_as_link(
    _renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    words = tokens[at].content or str(tokens[at].attrGet("src") or "")
    return f'<a href="{nh3.clean_text(str(tokens[at].attrGet("src") or ""))}">{nh3.clean_text(words)}</a>'


_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
_markdown.add_render_rule("image", _picture_as_link)


def render(markdown: str) -> str:
    """Safe HTML of Markdown."""
    return nh3.clean(
        _markdown.render(markdown),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def nodes_of(html: str) -> list[Node]:
    """Sanitised HTML as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.top


class _Reader(HTMLParser):
    """Reads what `render` wrote: well-formed, of few tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = [("", self.top)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        children: list[Node] = []
        kept = {name: value for name, value in attrs if name in ATTRIBUTES.get(tag, ()) and value is not None}
        self._open[-1][1].append({"tag": tag, **kept, "children": children})
        if tag not in VOID:
            self._open.append((tag, children))

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1][1].append(data)
