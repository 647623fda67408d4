"""The rows of channels: set up by administrators, looked at by whoever works with them."""

from deskbell.openapi.row import ADMINISTERED, Row

CHANNELS: dict[str, Row] = {
    "GET /channel-kinds": Row(
        "List the kinds of channel, what they can and what their forms ask",
        "",
        "Fields are given to administrators alone.",
    ),
    "POST /live-chats/{live_chat_id}/channels": Row(
        "Add a channel",
        f"{ADMINISTERED} not_writable",
        "One whose clients are at a provider is paused until it is connected.",
    ),
    "PATCH /channels/{channel_id}": Row(
        "Change a channel", ADMINISTERED, "Settings are replaced whole; secrets stay unless sent, and go when empty."
    ),
    "POST /channels/{channel_id}/test": Row(
        "Ask a channel's provider how things stand", ADMINISTERED, "Nothing is changed."
    ),
    "POST /channels/{channel_id}/connect": Row(
        "Connect a channel at its provider, or connect it again",
        f"{ADMINISTERED} account_taken not_writable",
        "When the provider does not agree, the report says why, and the channel stays as it was.",
    ),
    "POST /channels/{channel_id}/disconnect": Row(
        "Disconnect a channel", f"{ADMINISTERED} not_writable", "Its secrets are forgotten, its account is free."
    ),
    "POST /channels/{channel_id}/secrets/{field}": Row(
        "Make a secret of a channel anew", ADMINISTERED, "Shown this once; the one before is worthless at once."
    ),
    "POST /channels/{channel_id}/pause": Row("Pause a channel", ADMINISTERED, "Nobody writes anything new."),
    "POST /channels/{channel_id}/resume": Row("Let a paused channel go on", f"{ADMINISTERED} not_connected"),
    "POST /channels/{channel_id}/archive": Row("Archive a channel", ADMINISTERED, "Its sessions stay."),
    "POST /channels/{channel_id}/identity-secret": Row(
        "Make the secret for signed identities", ADMINISTERED, "Shown this once; the one before is worthless at once."
    ),
    "DELETE /channels/{channel_id}/identity-secret": Row("Forget the secret for signed identities", ADMINISTERED),
    "GET /channel-health": Row("List the channels one works with, and how they are"),
    "GET /channels/{channel_id}/health": Row("See how a channel is, and why", "not_found"),
    "GET /sessions/{session_id}/composing": Row("See what may be written into a session, by its channel", "not_found"),
    "POST /sessions/{session_id}/plan": Row(
        "Ask as how many messages a message would go", "not_found", "Nothing is stored or sent."
    ),
}
