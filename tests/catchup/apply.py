"""What a front end does with events, in the fewest words: the contract of docs/protocol.md.

`apply(page, frame)` gives the page after one frame; whoever applies all frames after a cursor must stand where a fresh
look stands.
"""

from typing import Any

UNLOGGED = {
    "message_posted",
    "note_posted",
    "message_edited",
    "message_deleted",
    "read_marked",
    "receipt_marked",
    "delivery_marked",
    "page_visited",
}
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
    "session_transferred",
}
"""Kinds whose patch is of the moment it is read: their lines leave it out."""


def apply(page: dict[str, Any], frame: dict[str, Any], staff: bool) -> dict[str, Any]:
    """The page after a frame: patch the session, append the message, append the line of the log."""
    data = frame["data"]
    session = {**page["session"], **(data.get("session") or {}), "last_seq": frame["seq"]}
    after = {**page, "session": session, "cursor": frame["seq"]}
    if frame["kind"] in ("message_posted", "note_posted"):
        after["messages"] = [*page["messages"], data["message"]]
    if frame["kind"] in ("message_edited", "message_deleted"):
        after["messages"] = [_retouched(one, data["message"]) for one in page["messages"]]
    for told in data.get("deliveries", ()):
        rest = {name: value for name, value in told.items() if name != "seq"}
        after["messages"] = [
            one | {"delivery": rest} if one["seq"] == told["seq"] else one for one in after["messages"]
        ]
    if staff and frame["kind"] not in UNLOGGED:
        entry = {name: frame[name] for name in ("seq", "kind", "at", "by")}
        rest = {name: value for name, value in data.items() if name != "session"}
        after["log"] = [*page["log"], entry | {"data": rest if frame["kind"] in NAMED_LIVE else data}]
    return after


def _retouched(one: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """A changed message takes its place; where it is quoted, its words follow."""
    if one["seq"] == new["seq"]:
        return new
    if one["quote"] and one["quote"]["seq"] == new["seq"]:
        return one | {"quote": one["quote"] | {"text": new["text"][:300]}}
    return one


def apply_all(page: dict[str, Any], frames: list[dict[str, Any]], staff: bool) -> dict[str, Any]:
    """All frames in order; each must fit the cursor before it."""
    for frame in frames:
        assert frame["prev"] == page["cursor"], f"{frame['kind']} {frame['seq']} does not follow {page['cursor']}"
        page = apply(page, frame, staff)
    return page
