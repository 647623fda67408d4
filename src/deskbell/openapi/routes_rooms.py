"""Rows of the rooms beside the session: cards and clients, spam and blocklist, templates and articles."""

from deskbell.openapi.row import ADMINISTERED, DEED, Row

CARDS: dict[str, Row] = {
    "GET /apps": Row("Read all apps with their fields"),
    "POST /apps": Row("Define an app", "not_allowed name_taken too_many", "Its key, and what it binds, stay for ever."),
    "PATCH /apps/{app_id}": Row("Change the words, address or place of an app, or archive it", ADMINISTERED),
    "POST /apps/{app_id}/fields": Row(
        "Add a field to an app", f"{ADMINISTERED} name_taken not_writable too_many", "Its key and kind stay for ever."
    ),
    "PUT /apps/{app_id}/fields": Row("Set the order of an app's fields", ADMINISTERED, "All of them, whole."),
    "PATCH /apps/{app_id}/fields/{field_id}": Row("Change a field of an app, or archive it", ADMINISTERED),
    "PUT /live-chats/{live_chat_id}/apps/{app_id}": Row(
        "Use an app in a live chat, or no longer", f"{ADMINISTERED} not_writable", "What is bound there stays bound."
    ),
    "GET /cards": Row(
        "List the cards of an app, those changed last first",
        "not_found",
        "`search` finds them by any piece of what stands on them.",
    ),
    "POST /cards": Row(
        "Make a card",
        f"{DEED} name_taken not_writable",
        "An `id` of one's own makes it safe to repeat; an outside id that is there already is answered with its card.",
    ),
    "GET /cards/{card_id}": Row("Open a card", "not_found"),
    "PATCH /cards/{card_id}": Row(
        "Change a card, or archive it", f"{DEED} name_taken not_writable", "Values that aren't named stay."
    ),
    "GET /cards/{card_id}/history": Row("Read who changed a card", "not_found"),
    "GET /cards/{card_id}/clients": Row("List the clients bound to a card", "not_found"),
    "GET /cards/{card_id}/sessions": Row(
        "List the sessions of a card", "not_found", "Registered with it, or of clients bound to it; by right."
    ),
}

CLIENTS: dict[str, Row] = {
    "GET /clients": Row(
        "Find clients by name, e-mail or phone",
        "too_many_requests",
        "Of those one may see; a client without any session is there for operators and supervisors. `recent`: instead, "
        "those of the last sessions.",
    ),
    "GET /clients/{client_id}": Row(
        "Open a client", "not_found", "One who was merged is answered with whom he has become."
    ),
    "PATCH /clients/{client_id}": Row("Name a client", DEED),
    "GET /clients/{client_id}/sessions": Row("List a client's sessions that one may see", "not_found"),
    "POST /clients/{client_id}/merge": Row(
        "Merge another client into this one", f"{DEED} merge_refused", "Both ids stay, no message moves."
    ),
    "POST /clients/{client_id}/merges/{merge_id}/undo": Row("Part two merged clients", f"{DEED} merge_refused"),
    "GET /sessions/{session_id}/cards": Row("Read the cards of a session and of its client", "not_found"),
    "PUT /sessions/{session_id}/client-cards/{app_id}": Row(
        "Bind the client of a session to a card",
        f"{DEED} not_yours session_closed not_writable",
        "One card of each app: another one gives way.",
    ),
    "DELETE /sessions/{session_id}/client-cards/{app_id}": Row(
        "Let go of the client's card of an app", f"{DEED} not_yours session_closed"
    ),
    "PUT /sessions/{session_id}/cards/{card_id}": Row(
        "Register a session with a card", f"{DEED} not_yours session_closed not_writable too_many"
    ),
    "DELETE /sessions/{session_id}/cards/{card_id}": Row(
        "Take a session off a card", f"{DEED} not_yours session_closed"
    ),
}

SPAM: dict[str, Row] = {
    "POST /sessions/{session_id}/spam": Row(
        "Mark a session as spam",
        f"{DEED} not_yours session_closed session_is_spam internal_never_locked",
        "Out of queue, lists, counters and reports. The account stays free: its next message opens another session.",
    ),
    "POST /sessions/{session_id}/restore": Row(
        "Bring a spam session back",
        f"{DEED} not_yours session_not_spam session_open_exists",
        "With the operator, if he still answers here, and the priority it had; else to the queue.",
    ),
    "GET /sessions/{session_id}/blocking": Row(
        "See by what the client of a session can be blocked", "not_found not_allowed", "And what he fits already."
    ),
    "POST /sessions/{session_id}/block": Row(
        "Block the client of a session",
        f"{DEED} not_yours session_closed session_is_spam internal_never_locked entry_exists",
        "By something that is known of him; with `mark_spam` this session is marked in the same step.",
    ),
    "GET /blocklist": Row("List blocks and exceptions, newest first", "not_allowed", "Of one's own live chats."),
    "POST /blocklist": Row(
        "Add a block or an exception",
        "not_allowed entry_exists internal_never_locked",
        "Without live chats it is for all of them: administrators alone make such. An account is listed by whoever may "
        "see its client.",
    ),
    "GET /blocklist/{entry_id}": Row("Read an entry", ADMINISTERED),
    "PUT /blocklist/{entry_id}": Row(
        "Set an entry whole", f"{ADMINISTERED} not_writable entry_exists internal_never_locked"
    ),
    "POST /blocklist/{entry_id}/archive": Row("Archive an entry", ADMINISTERED, "It locks nobody from then on."),
    "POST /blocklist/{entry_id}/restore": Row("Bring an archived entry back", f"{ADMINISTERED} entry_exists"),
    "POST /blocklist/probe": Row(
        "See what an entry would match",
        "not_allowed too_many_requests",
        "Of what one may see: accounts, and their open sessions.",
    ),
}

KEPT = "not_allowed not_found"

TEMPLATES: dict[str, Row] = {
    "GET /template-folders": Row("List the folders of templates or of articles", "not_allowed"),
    "POST /template-folders": Row("Add a folder", "not_allowed name_taken too_many"),
    "PUT /template-folders/{folder_id}": Row("Set a folder's name and its groups", f"{KEPT} name_taken"),
    "POST /template-folders/{folder_id}/archive": Row("Put a folder away", KEPT, "What stood in it stands in none."),
    "GET /template-choices": Row("List what a template can serve and whom a folder can be given to", "not_allowed"),
    "GET /templates": Row("List templates by name", "not_allowed"),
    "POST /templates": Row("Add a template", "not_allowed code_taken file_unknown too_many"),
    "GET /templates/{template_id}": Row("Read a template", "not_found"),
    "PUT /templates/{template_id}": Row("Set a template whole", f"{KEPT} code_taken file_unknown not_writable"),
    "POST /templates/{template_id}/archive": Row("Put a template away", KEPT),
    "POST /templates/{template_id}/restore": Row("Bring a template back", f"{KEPT} code_taken too_many"),
    "POST /template-files": Row(
        "Upload a file for a template",
        "not_allowed body_too_slow file_too_large file_type_refused too_many_requests",
        "The body is its bytes, 10 MB at most. It is kept once a template carries it.",
    ),
    "GET /articles": Row("List articles by title", "not_allowed"),
    "POST /articles": Row("Add an article", "not_allowed too_many"),
    "GET /articles/{article_id}": Row("Read an article", "not_found", "`nodes` is the sanitised `html` as a tree."),
    "PUT /articles/{article_id}": Row("Set an article whole", f"{KEPT} not_writable"),
    "POST /articles/{article_id}/archive": Row("Put an article away", KEPT),
    "POST /articles/{article_id}/restore": Row("Bring an article back", f"{KEPT} too_many"),
    "POST /article-previews": Row("See Markdown as it would be shown", "not_allowed too_many_requests"),
    "GET /sessions/{session_id}/templates": Row(
        "List templates for a session, filled, best first", "not_found", "Articles too where something is searched for."
    ),
    "POST /sessions/{session_id}/templates/{template_id}/take": Row(
        "Take a template into the composer",
        f"{DEED} send_key_conflict file_too_large file_type_refused too_many_requests",
        "Its files become uploads of one's own; counted once for each key.",
    ),
    "GET /sessions/{session_id}/suggestions": Row("List articles that the client's words speak of", "not_found"),
}
