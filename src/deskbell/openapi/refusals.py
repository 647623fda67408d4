"""Every refusal a route can give: its HTTP status and what it means. The words people read belong to the front ends."""

from typing import Any

MEANINGS: dict[str, tuple[int, str]] = {
    "not_signed_in": (401, "no sign-in, or it has ended; a visitor's secret is unknown"),
    "wrong_credentials": (401, "e-mail or password is wrong (never which)"),
    "identity_refused": (401, "the signed identity of a widget's visitor is not accepted"),
    "not_allowed": (403, "one sees it, but holds no role for this"),
    "wrong_origin": (403, "a change must come from our own pages"),
    "site_not_allowed": (403, "the widget may not be embedded there"),
    "not_found": (404, "there is none, or none one may see: the same answer for both"),
    "link_used_up": (404, "an invitation or reset link was used or is too old"),
    "body_too_slow": (408, "the request's body came too slowly"),
    "offline_may_only_look": (409, "one's working status is Offline"),
    "already_taken": (409, "somebody was faster"),
    "not_yours": (409, "only the responsible operator may"),
    "session_closed": (409, "the session is closed"),
    "session_open": (409, "it is open already"),
    "session_open_exists": (409, "this account has another open session"),
    "queue_empty": (409, "nobody waits"),
    "send_key_conflict": (409, "this send key stands for another message"),
    "channel_paused": (409, "an administrator paused the channel"),
    "name_taken": (409, "the name must be unique"),
    "email_taken": (409, "the e-mail must be unique"),
    "last_administrator": (409, "one administrator must remain"),
    "not_writable": (409, "it is archived"),
    "body_too_large": (413, "the request is too large"),
    "file_too_large": (413, "over the live chat's limit"),
    "file_type_refused": (415, "the type is not taken"),
    "validation_failed": (422, "a field is missing or cannot be taken; `fields` says which and why"),
    "message_empty": (422, "neither words nor a file"),
    "message_too_long": (422, "over the live chat's limit"),
    "quote_unknown": (422, "the quoted message is not in this session"),
    "file_unknown": (422, "not one's own upload, or sent already"),
    "groups_missing": (422, "a live chat needs operators and supervisors"),
    "password_too_weak": (422, "too short, too common, or like the e-mail"),
    "too_many_requests": (429, "over a rate"),
    "too_many_tries": (429, "too many tries to sign in"),
    "storage_unavailable": (503, "nothing was decided: try the same again"),
    "overloaded": (503, "nothing was decided: try the same again"),
}
"""Code → status and meaning, as in docs/protocol.md."""

ID = "0198c0de-0000-7000-8000-000000000001"

PARAMS: dict[str, dict[str, Any]] = {
    "identity_refused": {"reason": "expired"},
    "wrong_origin": {"origin": "https://chat.example.org"},
    "site_not_allowed": {"origin": "https://elsewhere.example"},
    "already_taken": {"operator": {"id": ID, "name": "Clara"}},
    "not_yours": {"operator": {"id": ID, "name": "Clara"}},
    "session_open_exists": {"session": ID},
    "file_too_large": {"limit": 26_214_400},
    "file_type_refused": {"extension": "exe", "found": "application/x-msdownload"},
    "validation_failed": {"fields": {"name": "too_long"}},
    "message_too_long": {"limit": 10_000},
    "groups_missing": {"role": "operator"},
    "password_too_weak": {"reason": "short"},
    "too_many_requests": {"retry_after": 2},
    "too_many_tries": {"retry_after": 60},
    "storage_unavailable": {"retry_after": 2},
    "overloaded": {"retry_after": 2},
}
"""An example of the params of those codes that have some."""
