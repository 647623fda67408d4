"""Rows of what employees write, and of what is read on cards and in other applications' pages."""

from deskbell.openapi.row import ADMINISTERED, DEED, POSTED, REPEATABLE, Row

MESSAGES: dict[str, Row] = {
    "GET /internal-channels": Row("List the live chats that one may write to as an employee"),
    "POST /internal-channels/tickets": Row(
        "Get a ticket for one socket as a client", "not_found too_many_requests", "Beside the desk's own socket."
    ),
    "GET /internal-channels/{internal_id}": Row("Read one's current session in an internal channel", "not_found"),
    "POST /internal-channels/{internal_id}/messages": Row(
        "Write as an employee", f"channel_not_offered {POSTED} channel_paused".replace(" not_yours", ""), REPEATABLE
    ),
    "POST /internal-channels/{internal_id}/files": Row(
        "Upload a file as an employee",
        "channel_not_offered body_too_slow file_too_large file_type_refused too_many_requests",
        "The body is its bytes. It is shown once a message carries it.",
    ),
    "GET /internal-sessions/{own_id}/messages": Row("Read older messages of one's own session", "not_found"),
    "GET /internal-sessions/{own_id}/events": Row("Read the events of one's own session", "not_found"),
    "PUT /internal-sessions/{own_id}/rating": Row(
        "Rate one's own closed session",
        "not_found cannot_rate too_many_requests",
        "1 to 5, within 72 hours of the closing; `comment` up to 1,000 characters. The same again changes nothing.",
    ),
    "POST /internal-sessions/{own_id}/file-addresses": Row(
        "Get addresses of one's own session's files", "not_found", "Good for five minutes."
    ),
    "GET /channel-offers/{internal_id}": Row("List the groups an internal channel is offered to", ADMINISTERED),
    "PUT /channel-offers/{internal_id}": Row(
        "Offer an internal channel to groups", f"{ADMINISTERED} not_writable", "None is nobody."
    ),
}

READS = "not_found"
BEGUN = "cannot_begin session_open_exists send_key_conflict message_too_long"
BEGINNING = "201 for a new session, 200 for a repeat under the same key; it is one's own at once."
REGISTERED = "It is registered with a card that sessions are registered with."

READ: dict[str, Row] = {
    "GET /cards/{card_id}/messages": Row(
        "List sessions of a card that one may read", READS, "`live_chat` filters; newest first. No notes, no spam."
    ),
    "GET /cards/{card_id}/messages/ways-to-begin": Row(
        "See how one could begin a session from a card", READS, "One may look while Offline; for readers there is none."
    ),
    "POST /cards/{card_id}/messages/sessions": Row(
        "Begin a session with a client of a card", f"{DEED} {BEGUN}", f"{BEGINNING} {REGISTERED}"
    ),
    "GET /cards/{card_id}/messages/{session_id}": Row("Read a session of a card", READS),
    "GET /cards/{card_id}/messages/{session_id}/older": Row("Read older messages of a session of a card", READS),
    "GET /cards/{card_id}/messages/{session_id}/newer": Row(
        "Read what came into a session of a card", READS, "The right is asked again each time: who lost it is told so."
    ),
    "POST /cards/{card_id}/messages/{session_id}/file-addresses": Row(
        "Get addresses of files in a session of a card", READS, "Good for five minutes."
    ),
}

EMBEDDED = "embed_ended not_found"

EMBED: dict[str, Row] = {
    "GET /embed-sites": Row("List the applications that show Live Chat Messages", "not_allowed"),
    "POST /embed-sites": Row("Let an application show Live Chat Messages", "not_allowed", "The secret is shown once."),
    "PATCH /embed-sites/{site_id}": Row("Change an application's name or origins", f"{ADMINISTERED} not_writable"),
    "POST /embed-sites/{site_id}/secret": Row(
        "Make a new secret", f"{ADMINISTERED} not_writable", "Shown this once; the one before is worthless at once."
    ),
    "POST /embed-sites/{site_id}/archive": Row("Put an application away", ADMINISTERED, "Its open pages end."),
    "POST /embed/v1/entries": Row(
        "Exchange a signed token for a short entry",
        "embed_refused too_many_requests",
        "The token is good once. The key stands in the frame's memory and nowhere else.",
    ),
    "GET /embed/v1/messages": Row("List sessions of the token's account or item", EMBEDDED),
    "GET /embed/v1/messages/ways-to-begin": Row("See how one could begin a session from here", "embed_ended"),
    "POST /embed/v1/messages/sessions": Row(
        "Begin a session with a client of the token's account or item",
        f"embed_ended {DEED} {BEGUN} too_many_requests",
        f"{BEGINNING} {REGISTERED}",
    ),
    "GET /embed/v1/messages/{session_id}": Row("Read a session", EMBEDDED),
    "GET /embed/v1/messages/{session_id}/older": Row("Read older messages", EMBEDDED),
    "GET /embed/v1/messages/{session_id}/newer": Row("Read what came into a session", EMBEDDED),
    "POST /embed/v1/messages/{session_id}/replies": Row(
        "Reply in one's own session", f"embed_ended not_allowed offline_may_only_look {POSTED}", REPEATABLE
    ),
    "POST /embed/v1/messages/{session_id}/file-addresses": Row("Get addresses of a session's files", EMBEDDED),
}
