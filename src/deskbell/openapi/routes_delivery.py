"""Rows of what leaves by channels: the log of tries, what lies dead, sending once more."""

from deskbell.openapi.row import ADMINISTERED, DEED, Row

DELIVERY: dict[str, Row] = {
    "POST /sessions/{session_id}/messages/{seq}/resend": Row(
        "Send a message once more by its channel",
        f"{DEED} nothing_to_resend",
        "One that failed, or of which nobody knows whether it arrived; recorded with who and when.",
    ),
    "GET /channels/{channel_id}/attempts": Row(
        "List the tries to deliver by a channel, the newest first", ADMINISTERED, "They are kept for a week."
    ),
    "GET /channels/{channel_id}/dead-letters": Row(
        "List what a channel could not deliver or take in, and does not try any more", ADMINISTERED
    ),
    "POST /channels/{channel_id}/dead-letters/{direction}/{number}/replay": Row(
        "Try a dead letter again", ADMINISTERED, "`direction` is `out` or `in`."
    ),
}
