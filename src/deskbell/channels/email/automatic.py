"""Which letters nobody wrote: answering machines, lists, bounces, ourselves. They are taken in and never answered."""

import re
from collections.abc import Collection

from deskbell.channels.email.addresses import first_address
from deskbell.channels.email.headers import Headers

OURS = "x-deskbell-id"

_PRECEDENCE = re.compile(r"\b(?:bulk|list|junk|auto_reply|auto-reply)\b", re.IGNORECASE)
_SUPPRESS = re.compile(r"\b(?:All|OOF|AutoReply)\b", re.IGNORECASE)
_MACHINE = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|donotreply)(?:[+.\-_]|@|$)", re.IGNORECASE
)
_LIST = ("list-id", "list-unsubscribe", "list-post")
_AUTO = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-mail-autoreply", "x-loop", "x-failed-recipients")


def automatic(headers: Headers, own: Collection[str]) -> frozenset[str]:
    """Why no machine may answer this letter, in words of our own; empty where people wrote it. `own`: our mailboxes.

    `auto_submitted`, `precedence`, `list`, `suppressed`, `autoresponder`, `no_return`, `machine`, `report`, `ours`.
    `list` alone stands on letters of people too.
    """
    why: set[str] = set()
    submitted = headers.first("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        why.add("auto_submitted")
    if any(_PRECEDENCE.search(value) for value in headers.all("precedence")):
        why.add("precedence")
    names = headers.names()
    if names & set(_LIST):
        why.add("list")
    if any(_SUPPRESS.search(value) for value in headers.all("x-auto-response-suppress")):
        why.add("suppressed")
    if names & set(_AUTO):
        why.add("autoresponder")
    if any(value.replace(" ", "") == "<>" for value in headers.raw("return-path")):
        why.add("no_return")
    sender = first_address(headers.raw("from")).address
    if _MACHINE.match(sender):
        why.add("machine")
    if headers.content_type == "multipart/report":
        why.add("report")
    if OURS in names or sender in own:
        why.add("ours")
    return frozenset(why)
