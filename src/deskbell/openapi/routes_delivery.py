"""Rows of what leaves by channels: the log of tries, what lies dead, sending once more."""

from deskbell.openapi.row import ADMINISTERED, DEED, REPEATABLE, Row

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
    "POST /channels/{channel_id}/dead-letters/{direction}/{number}/discard": Row(
        "Let go of an event that could not be worked",
        ADMINISTERED,
        "`direction` is `in`. What it said is gone; told again by the provider it is not taken either. What did not "
        "leave (`out`) stands in its session and is not found here.",
    ),
    "GET /programs": Row("List the programs that may ask for something without a person", "not_allowed"),
    "POST /programs": Row(
        "Make a token for a program", "not_allowed", "Shown this once. The only scope there is: `notify`."
    ),
    "POST /programs/{program_id}/end": Row("End a program's token", ADMINISTERED, "It opens nothing from now on."),
    "POST /notifications": Row(
        "Notify a client, as a program",
        "not_signed_in not_allowed not_found cannot_begin session_closed send_key_conflict message_empty "
        "message_too_long too_many_requests",
        "`Authorization: Bearer` with a program's token. Into an open session, or to an account by a channel: into its "
        "open session, else its last one, which stays closed; the client's answer opens it. " + REPEATABLE,
    ),
}
