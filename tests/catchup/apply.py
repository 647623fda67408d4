"""What a front end does with events, in the fewest words: the contract of docs/protocol.md.

`apply(page, frame)` gives the page after one frame; whoever applies all frames after a cursor must stand where a fresh
look stands.
"""

from typing import Any

UNLOGGED = {"message_posted", "read_marked", "receipt_marked", "page_visited"}
"""Kinds that leave no line in the log of what happened."""

NAMED_LIVE = {
    "session_opened",
    "account_bound",
    "session_renamed",
    "client_renamed",
    "client_merged",
    "client_parted",
    "tags_changed",
    "parameters_changed",
}
"""Kinds whose content is of the moment it is read: their lines carry none."""


def apply(page: dict[str, Any], frame: dict[str, Any], staff: bool) -> dict[str, Any]:
    """The page after a frame: patch the session, append the message, append the line of the log."""
    data = frame["data"]
    session = {**page["session"], **(data.get("session") or {}), "last_seq": frame["seq"]}
    after = {**page, "session": session, "cursor": frame["seq"]}
    if frame["kind"] == "message_posted":
        after["messages"] = [*page["messages"], data["message"]]
    if staff and frame["kind"] not in UNLOGGED:
        entry = {name: frame[name] for name in ("seq", "kind", "at", "by")}
        after["log"] = [*page["log"], entry | {"data": {} if frame["kind"] in NAMED_LIVE else data}]
    return after


def apply_all(page: dict[str, Any], frames: list[dict[str, Any]], staff: bool) -> dict[str, Any]:
    """All frames in order; each must fit the cursor before it."""
    for frame in frames:
        assert frame["prev"] == page["cursor"], f"{frame['kind']} {frame['seq']} does not follow {page['cursor']}"
        page = apply(page, frame, staff)
    return page
