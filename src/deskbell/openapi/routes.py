"""Every route in a row: what it does, in a sentence, and the refusals of its own.

What follows from a route's form is not repeated here (`describe.py` adds it): not_signed_in where an actor is asked
for, wrong_origin where something changes, validation_failed and body_too_large where something is sent.
"""

from deskbell.openapi.routes_channels import CHANNELS
from deskbell.openapi.routes_delivery import DELIVERY
from deskbell.openapi.routes_letters import LETTERS
from deskbell.openapi.routes_messages import EMBED, MESSAGES, READ
from deskbell.openapi.routes_reports import REPORTS
from deskbell.openapi.routes_rooms import CARDS, CLIENTS, SPAM, TEMPLATES
from deskbell.openapi.row import ADMINISTERED, DEED, POSTED, REPEATABLE, Row

SIGNING_IN: dict[str, Row] = {
    "GET /sign-ins": Row("List one's own sign-ins"),
    "POST /sign-ins": Row("Sign in with e-mail and password", "wrong_credentials too_many_tries overloaded"),
    "DELETE /sign-ins/current": Row("Sign out", "", "Ends this sign-in and its sockets, and takes the cookie back."),
    "DELETE /sign-ins/{sign_in_id}": Row("End one of one's own sign-ins", "not_found"),
    "POST /password": Row(
        "Change one's own password",
        "wrong_credentials password_too_weak too_many_tries overloaded",
        "All other sign-ins end.",
    ),
    "POST /socket-tickets": Row("Get a ticket for one socket", "too_many_requests", "Good once, for a minute."),
    "GET /set-up/{token}": Row("See what the set-up begins with", "not_found too_many_tries"),
    "POST /set-up": Row("Make the first administrator", "not_found password_too_weak too_many_tries overloaded"),
    "GET /links/{token}": Row("See what an invitation or reset link is for", "link_used_up too_many_tries"),
    "POST /links/{token}": Row(
        "Set the password by a link and sign in", "link_used_up password_too_weak too_many_tries overloaded"
    ),
    "GET /me": Row("See who one is and what one does here"),
    "PATCH /me": Row("Change one's own name, language or the desk's settings"),
    "GET /push": Row("See the key and the browsers of one's own web push"),
    "POST /push/browsers": Row(
        "Reach this browser by web push", "too_many_requests", "The same endpoint again renews it."
    ),
    "DELETE /push/browsers/{browser_id}": Row("Reach one of one's own browsers no more", "not_found"),
    "POST /push/test": Row("Push a word to one's own browsers", "too_many_requests"),
    "PUT /me/status": Row("Set one's working status", "", "Going Offline keeps the sessions one has."),
}

PEOPLE: dict[str, Row] = {
    "GET /people": Row("List people", "not_allowed"),
    "POST /people": Row("Add a person", "not_allowed email_taken", "The invitation link is shown this once."),
    "POST /people/import/preview": Row(
        "Upload a list of people to look at it",
        "not_allowed validation_failed",
        "The body is a CSV file, at most 256 KB and 500 rows. Writes nothing.",
    ),
    "POST /people/import": Row(
        "Upload a list of people to bring them in",
        "not_allowed validation_failed",
        "The same file again: who is new is added, all or none, each with an invitation link that is shown this once.",
    ),
    "PATCH /people/{person_id}": Row(
        "Change a person", f"{ADMINISTERED} email_taken last_administrator not_writable", "Groups are set as a whole."
    ),
    "POST /people/{person_id}/archive": Row("Archive a person", f"{ADMINISTERED} last_administrator"),
    "POST /people/{person_id}/restore": Row("Bring an archived person back", ADMINISTERED),
    "POST /people/{person_id}/link": Row("Make a new link for a person", f"{ADMINISTERED} not_writable"),
    "GET /groups": Row("List groups with their people and live chats", "not_allowed"),
    "POST /groups": Row("Add a group", "not_allowed name_taken"),
    "PATCH /groups/{group_id}": Row("Rename a group or set its members", f"{ADMINISTERED} name_taken"),
    "POST /groups/{group_id}/archive": Row("Archive a group", f"{ADMINISTERED} groups_missing"),
    "PATCH /workspace": Row("Change the workspace's name, language or time zone", "not_allowed"),
    "GET /audit": Row("Read the administrators' trail, newest first", "not_allowed"),
    "GET /audit/export": Row("Export the administrators' trail as CSV", "not_allowed", "The newest 100,000 entries."),
    "GET /audit/guard": Row("See whether the database keeps us from rewriting the trail", "not_allowed"),
    "POST /audit/verify": Row("Prove the trail by its chain of hashes", "not_allowed too_many_requests"),
}

LIVE_CHATS: dict[str, Row] = {
    "GET /live-chats": Row("List live chats with their groups and channels", "not_allowed"),
    "POST /live-chats": Row("Create a live chat", "not_allowed groups_missing"),
    "GET /live-chats/{live_chat_id}": Row("Read a live chat", ADMINISTERED),
    "PATCH /live-chats/{live_chat_id}": Row("Change a live chat", f"{ADMINISTERED} groups_missing not_writable"),
    "POST /live-chats/{live_chat_id}/archive": Row("Put a live chat away", ADMINISTERED),
    "GET /live-chats/{live_chat_id}/hours": Row("Read a live chat's working hours and automatic words", ADMINISTERED),
    "PUT /live-chats/{live_chat_id}/hours": Row(
        "Set a live chat's working hours and automatic words",
        f"{ADMINISTERED} not_writable",
        "As a whole. An occasion without words stays silent.",
    ),
    "GET /schedules": Row("List schedules, and whether each is open now", "not_allowed"),
    "POST /schedules": Row("Add a schedule", "not_allowed name_taken too_many"),
    "PUT /schedules/{schedule_id}": Row("Set a schedule", f"{ADMINISTERED} name_taken", "As a whole."),
    "POST /schedules/{schedule_id}/archive": Row("Put a schedule away", f"{ADMINISTERED} schedule_in_use"),
}

LABELS: dict[str, Row] = {
    "GET /labels": Row("Read all tags, close reasons and session parameters"),
    "POST /tags": Row("Add a tag", "not_allowed name_taken too_many"),
    "PATCH /tags/{tag_id}": Row("Rename or archive a tag", f"{ADMINISTERED} name_taken"),
    "POST /close-reasons": Row("Add a close reason", f"{ADMINISTERED} name_taken not_writable too_many"),
    "PATCH /close-reasons/{close_reason_id}": Row(
        "Rename, move or archive a close reason", f"{ADMINISTERED} name_taken"
    ),
    "POST /parameters": Row(
        "Define a session parameter", "not_allowed name_taken too_many", "Its key and kind stay for ever."
    ),
    "PATCH /parameters/{parameter_id}": Row("Change the words of a parameter, or archive it", ADMINISTERED),
    "PUT /live-chats/{live_chat_id}/parameters": Row(
        "Set which parameters a live chat has", f"{ADMINISTERED} not_writable", "Whole and in order."
    ),
}

SESSIONS: dict[str, Row] = {
    "GET /sessions": Row(
        "List the sessions of a group: queue, mine, active or closed",
        "not_found not_allowed",
        "At most 100 a page; `next` is the cursor of the page after.",
    ),
    "GET /counters": Row("Count what waits and what is unread"),
    "GET /sessions/{session_id}": Row("Open a session: thread, client, and what one may do", "not_found"),
    "GET /sessions/{session_id}/messages": Row("Read older messages", "not_found"),
    "GET /sessions/{session_id}/events": Row("Read the events after a cursor", "not_found"),
    "POST /sessions/{session_id}/messages": Row("Reply to the client", f"{POSTED} offline_may_only_look", REPEATABLE),
    "POST /sessions/{session_id}/take": Row(
        "Start work on a waiting session",
        f"{DEED} already_taken session_closed",
        "Of two who press together one gets it; the other is told who did.",
    ),
    "POST /live-chats/{live_chat_id}/take-next": Row("Take the session that waits longest", f"{DEED} queue_empty"),
    "GET /live-chats/{live_chat_id}/ways-to-begin": Row(
        "See with whom and how one could begin a session", "not_found not_allowed", "One may look while Offline."
    ),
    "POST /live-chats/{live_chat_id}/sessions": Row(
        "Begin a session with a client",
        f"{DEED} cannot_begin session_open_exists send_key_conflict message_too_long",
        "201 for a new session, 200 for a repeat under the same key; it is one's own at once.",
    ),
    "POST /sessions/{session_id}/assign": Row("Assign a session to an operator or a group", f"{DEED} session_closed"),
    "POST /sessions/{session_id}/close": Row(
        "Close a session", f"{DEED} not_yours session_closed close_reason_missing parameters_missing"
    ),
    "POST /sessions/{session_id}/reopen": Row(
        "Re-open a closed session", f"{DEED} session_open session_open_exists", "It becomes one's own."
    ),
    "POST /sessions/bulk": Row(
        "Do one deed to many sessions",
        "too_many_requests",
        "At most 200; each by itself, with its own outcome. A refused one says why, as a deed for it alone would.",
    ),
    "GET /live-chats/{live_chat_id}/now": Row(
        "See a live chat as it is now: the wallboard", "not_found not_allowed too_many_requests", "For supervisors."
    ),
    "PUT /sessions/{session_id}/priority": Row("Set the priority of a session", f"{DEED} not_yours"),
    "PUT /sessions/{session_id}/name": Row("Name a session", f"{DEED} not_yours"),
    "PUT /sessions/{session_id}/client-name": Row("Name the client of a session", f"{DEED} not_yours"),
    "PUT /sessions/{session_id}/tags": Row("Set the tags of a session", f"{DEED} not_yours", "As a whole."),
    "PUT /sessions/{session_id}/parameters": Row(
        "Set parameters of a session", f"{DEED} not_yours", "null takes one away; what is not named stays."
    ),
    "PUT /sessions/{session_id}/read": Row("Say how far one has read", "not_found"),
    "GET /sessions/{session_id}/assignees": Row("List to whom a session can be assigned", "not_found"),
    "GET /sessions/{session_id}/pages": Row("Read the pages the client visited", "not_found"),
    "GET /sessions/{session_id}/earlier": Row("List the client's earlier sessions", "not_found"),
    "GET /sessions/{session_id}/earlier/{earlier_id}": Row("Read one of the earlier sessions", "not_found"),
    "POST /files": Row(
        "Upload a file for a session",
        f"{DEED} not_yours body_too_slow file_too_large file_type_refused too_many_requests",
        "The body is its bytes. It is shown once a message carries it.",
    ),
    "POST /sessions/{session_id}/file-addresses": Row(
        "Get addresses of a session's files", "not_found", "Good for five minutes, and for this sign-in only."
    ),
}

COLLEAGUES: dict[str, Row] = {
    "POST /sessions/{session_id}/notes": Row(
        "Write a note for colleagues",
        f"{DEED} send_key_conflict message_empty message_too_long quote_unknown file_unknown too_many_requests",
        f"Staff alone learn of it. {REPEATABLE}",
    ),
    "POST /sessions/{session_id}/forward": Row(
        "Forward a session, or a message of it, to colleagues",
        f"{DEED} send_key_conflict message_empty message_too_long quote_unknown",
        f"They may read it until it closes. {REPEATABLE}",
    ),
    "GET /sessions/{session_id}/colleagues": Row("List whom a note of this session can call", "not_found"),
    "GET /mentions": Row("List the notes that call one", "", "Newest first, of the sessions one sees now."),
    "PUT /sessions/{session_id}/mentions-seen": Row("Say that one looked at what calls one in a session"),
    "POST /sessions/{session_id}/join": Row("Join a session to reply in it", f"{DEED} session_closed session_waiting"),
    "POST /sessions/{session_id}/leave": Row("Leave a session one joined", DEED),
    "POST /sessions/{session_id}/transfer": Row(
        "Hand a session on, with a note",
        f"{DEED} not_yours session_closed send_key_conflict message_too_long",
        "To an operator, a group or another live chat: one of the three.",
    ),
    "PATCH /sessions/{session_id}/messages/{seq}": Row(
        "Change one's own message",
        f"{DEED} session_closed channel_cannot message_deleted message_empty message_too_long",
        "What stood there stays for supervisors to read.",
    ),
    "DELETE /sessions/{session_id}/messages/{seq}": Row(
        "Delete one's own message", f"{DEED} session_closed channel_cannot", "Its place stays; words and files go."
    ),
    "GET /sessions/{session_id}/messages/{seq}/versions": Row(
        "Read what a message said before", "not_found not_allowed", "For supervisors and administrators."
    ),
    "GET /drafts": Row("List what one has written and not sent"),
    "PUT /sessions/{session_id}/draft": Row(
        "Keep what one has written and not sent",
        "not_found message_too_long too_many_requests",
        "Empty words forget it.",
    ),
}

WIDGET: dict[str, Row] = {
    "POST /w/{key}/start": Row(
        "Open the widget as a visitor",
        "not_found site_not_allowed identity_refused too_many_requests",
        "Answers all that is shown at first and, the first time, the visitor's secret.",
    ),
    "POST /w/{key}/tickets": Row("Get a ticket for one socket", "not_signed_in not_found too_many_requests"),
    "POST /w/{key}/sign-out": Row(
        "End the visitor's secret",
        "not_signed_in not_found",
        "For a signed client who signs out of the site: its tickets and sockets end too. His history stays.",
    ),
    "POST /w/{key}/messages": Row(
        "Write as a client", f"not_signed_in {POSTED} channel_paused".replace(" not_yours", ""), REPEATABLE
    ),
    "GET /w/{key}/sessions/{session_id}/messages": Row("Read older messages", "not_signed_in not_found"),
    "GET /w/{key}/sessions/{session_id}/events": Row("Read the events after a cursor", "not_signed_in not_found"),
    "PUT /w/{key}/sessions/{session_id}/rating": Row(
        "Rate one's closed session",
        "not_signed_in not_found cannot_rate too_many_requests",
        "1 to 5, within 72 hours of the closing; `comment` up to 1,000 characters. The same again changes nothing.",
    ),
    "POST /w/{key}/pages": Row("Say which page the visitor is on", "not_signed_in not_found too_many_requests"),
    "POST /w/{key}/files": Row(
        "Upload a file",
        "not_signed_in not_found body_too_slow file_too_large file_type_refused too_many_requests",
        "The body is its bytes. It is shown once a message carries it.",
    ),
    "POST /w/{key}/sessions/{session_id}/file-addresses": Row(
        "Get addresses of a session's files", "not_signed_in not_found", "Good for five minutes."
    ),
}

FILES: dict[str, Row] = {
    "GET /files/{file_id}/{variant}": Row(
        "Download a file by its signed address", "not_found", "`original` or `preview`; every refusal is the same."
    ),
}

TABLE: dict[str, Row] = {
    "GET /sessions/table": Row(
        "Read the Sessions app's table",
        "too_many_requests",
        "`filters` is a JSON object (`Filters`); `sort` a column, `-` before it turns it round. At most 100 a page.",
    ),
    "GET /sessions/table/choices": Row("List what the table can be filtered by"),
    "POST /sessions/export": Row(
        "Export the table as CSV or XLSX",
        "too_many_requests",
        "Streamed; one row per session, at most 100,000; two at a time.",
    ),
    "GET /saved-views": Row("List one's own views of the table and the shared ones"),
    "POST /saved-views": Row("Save a view", "too_many"),
    "PATCH /saved-views/{view_id}": Row(
        "Change a view", "not_found not_allowed", "A shared one: the owner or an administrator."
    ),
    "POST /saved-views/{view_id}/archive": Row("Put a view away", "not_found not_allowed"),
    "GET /search": Row(
        "Search messages across sessions",
        "too_many_requests",
        "Newest first, 50 a page, without a total. A message is found a few seconds after it was posted.",
    ),
    "GET /sessions/{session_id}/search": Row("Search inside a session", "not_found too_many_requests"),
}

TAGGED: dict[str, dict[str, Row]] = {
    "Signing in": SIGNING_IN,
    "People": PEOPLE,
    "Live chats": LIVE_CHATS,
    "Channels": CHANNELS,
    "Delivery": DELIVERY,
    "Letters": LETTERS,
    "Labels": LABELS,
    "Sessions": SESSIONS,
    "Colleagues": COLLEAGUES,
    "Sessions app and search": TABLE,
    "Reports": REPORTS,
    "Cards": CARDS,
    "Clients": CLIENTS,
    "Spam and blocklist": SPAM,
    "Response templates": TEMPLATES,
    "Messages of employees": MESSAGES,
    "Live Chat Messages": READ,
    "Embedding": EMBED,
    "Widget": WIDGET,
    "Files": FILES,
}
"""All rows by the heading under which a reader finds them."""
