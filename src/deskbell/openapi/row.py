"""The form of a route's row, and refusals that many rows share."""

from typing import NamedTuple


class Row(NamedTuple):
    """The summary of a route, its own refusals by blanks, and what one should know beyond."""

    summary: str
    refusals: str = ""
    more: str = ""


ADMINISTERED = "not_allowed not_found"
POSTED = (
    "not_found session_closed not_yours send_key_conflict message_empty message_too_long quote_unknown file_unknown "
    "too_many_requests"
)
REPEATABLE = "201 for a new message, 200 for a repeat under the same send key; the body is the same."
DEED = "not_found not_allowed offline_may_only_look"
