"""Telling what a client wrote from what his mail program quoted, by the marks programs leave in their HTML.

Two kinds of marks: an element that holds the quote and nothing else, which is left out; and a place after which there
is nothing but the quote, where reading ends.
"""

import re

from deskbell.channels.email.html import VOID, Tag, Writer, tokens

HOLDS = re.compile(
    r"\b(?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|zmail_extra|moz-cite-prefix|mailru-blockquote\S*|"
    r"protonmail_quote|tutanota_quote|yandex-quote|ymail_quote|WordSection_quote|ukrnet_quote|skiff_quote|"
    r"freshdesk_quote|front-blockquote|gmail_attr|yiv\d+gmail_quote|quote_container)\b",
    re.IGNORECASE,
)
FORWARDS = re.compile(r"forward", re.IGNORECASE)
HOLDS_BY_ID = re.compile(
    r"(?:composeWebView_previouse_content|composeWebViewPrevious|yahoo_quoted|isForwardContent$|replySplit|"
    r"mail-editor-reference-message-container|3D?divtagdefaultwrapper_quote|oriMsgHtmlSeperator|ms-outlook-mobile-body-"
    r"separator-line|reply-intro|bloop_quote)",
    re.IGNORECASE,
)
ENDS_BY_ID = re.compile(r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY_SECTION|mailcontent_quote)$")
LINE_ABOVE = re.compile(
    r"border(?:-top)?(?:-style)?:\s*(?:none;\s*border-top:\s*)?solid\s+(?:#?(?:E1E1E1|B5C4DF|c4c4c4|ccc(?:ccc)?)|"
    r"rgb\(2(?:25|04),\s*2(?:25|04),\s*2(?:25|04)\))",
    re.IGNORECASE,
)
HEADER_WORD = re.compile(r"^\W*(?:From|Von|De|От|Від|Кімнен|Жіберуші|发件人)\s*[:\uff1a]", re.IGNORECASE)


def read_html(html: str, *, cut: bool = True) -> tuple[str, bool]:
    """The words of a letter's HTML, and whether something quoted was left out; all of them when `cut` is False."""
    writer, left_out = Writer(), False
    skipping: tuple[str, int] | None = None
    waiting: list[Tag | str] | None = None
    for token in tokens(html):
        if skipping is not None:
            skipping = _further(skipping, token)
            continue
        if waiting is not None:
            # A line drawn above: the header of a quoted letter follows, or it is a line.
            waiting.append(token)
            if isinstance(token, str) and token.strip():
                if HEADER_WORD.match(token.strip()):
                    return writer.text(), True
                for one in waiting:
                    writer.take(one)
                waiting = None
            continue
        if cut and isinstance(token, Tag) and not token.closes:
            if ENDS_BY_ID.match(token.attributes.get("id", "")):
                return writer.text(), True
            if _holds(token):
                left_out = True
                skipping = None if token.name in VOID else (token.name, 1)
                continue
            if LINE_ABOVE.search(token.attributes.get("style", "")):
                waiting = [token]
                continue
        writer.take(token)
    return writer.text(), left_out


def _holds(tag: Tag) -> bool:
    """Whether an element holds a quote. A forwarded letter is what the client wanted us to read."""
    classes, name = tag.attributes.get("class", ""), tag.attributes.get("id", "")
    if FORWARDS.search(classes):
        return False
    if tag.name == "blockquote" and tag.attributes.get("type", "").lower() == "cite":
        return True
    return bool(HOLDS.search(classes)) or bool(HOLDS_BY_ID.search(name))


def _further(skipping: tuple[str, int], token: Tag | str) -> tuple[str, int] | None:
    """Counting the elements of one name, until the one that began is closed."""
    name, depth = skipping
    if isinstance(token, str) or token.name != name:
        return skipping
    depth += -1 if token.closes else 1
    return (name, depth) if depth else None
