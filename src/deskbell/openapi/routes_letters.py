"""The rows of letters: reading them beside their session, putting them apart, merging sessions, who takes part."""

from deskbell.openapi.row import DEED, Row

LETTERS: dict[str, Row] = {
    "GET /sessions/{session_id}/letters": Row(
        "List the letters of a session", "not_found", "In order; why each stands here, and where it says it belongs."
    ),
    "GET /sessions/{session_id}/letters/{seq}": Row(
        "Read a letter whole",
        "not_found",
        "Its HTML is cleaned, for a sandbox; pictures from elsewhere come with `images=true` alone.",
    ),
    "GET /sessions/{session_id}/letters/{seq}/page": Row(
        "Show a letter's HTML in a frame", "not_found", "A document of its own, without scripts."
    ),
    "GET /sessions/{session_id}/letters/{seq}/original": Row(
        "Download a letter as it came", "not_found", "Its raw bytes (.eml), always as a download."
    ),
    "POST /sessions/{session_id}/part": Row(
        "Put letters apart into a new session", f"{DEED} session_closed send_key_conflict storage_unavailable"
    ),
    "POST /sessions/{session_id}/merge": Row(
        "Close a session as a part of another", f"{DEED} session_closed", "Answers with the other one; no letter moves."
    ),
    "POST /sessions/{session_id}/unmerge": Row("Take a merging back", f"{DEED} session_closed"),
    "GET /sessions/{session_id}/participants": Row("List who takes part besides the client", "not_found"),
    "POST /sessions/{session_id}/participants": Row(
        "Let somebody take part by his address", f"{DEED} session_closed", "He gets copies, and his answers join."
    ),
    "DELETE /sessions/{session_id}/participants/{account_id}": Row(
        "Let somebody take part no more", f"{DEED} session_closed"
    ),
}
