"""What Telegram's refusals mean to delivery: a table, pure."""

import json
from collections.abc import Mapping
from typing import Any

from deskbell.channels.events import ExternalAccount
from deskbell.channels.messages import SendError

_BLOCKED = (
    ("bot was blocked by the user", "blocked_by_user"),
    ("user is deactivated", "user_deactivated"),
    ("bot was kicked", "kicked"),
    ("bot can't initiate conversation", "never_wrote"),
    ("bot is not a member", "not_a_member"),
)
_PERMANENT = (
    ("chat not found", "chat_not_found"),
    ("message is too long", "message_too_long"),
    ("caption is too long", "message_too_long"),
    ("message text is empty", "message_empty"),
    ("not enough rights", "no_rights"),
    ("have no rights", "no_rights"),
    ("file is too big", "file_too_large"),
    ("request entity too large", "file_too_large"),
    ("message can't be edited", "too_late"),
    ("message can't be deleted", "too_late"),
    ("photo_invalid_dimensions", "picture_refused"),
    ("image_process_failed", "picture_refused"),
    ("photo_save_file_invalid", "picture_refused"),
    ("no text in the message to edit", "no_text"),
    ("message is not modified", "not_modified"),
    ("message to delete not found", "message_gone"),
    ("message to edit not found", "message_gone"),
    ("query is too old", "query_too_old"),
)
DETAIL_MOST = 300


def classify(status: int, headers: Mapping[str, str], body: bytes) -> SendError:
    """The SendError that an answer means which is not `ok`. Answers that are none of Telegram's go by their status."""
    told = _told(body)
    description = told.get("description")
    detail = description[:DETAIL_MOST] if isinstance(description, str) else f"HTTP {status}"
    parameters = told.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    code = told.get("error_code")
    code = code if isinstance(code, int) and 400 <= code < 600 else status
    moved = parameters.get("migrate_to_chat_id")
    if isinstance(moved, int) and not isinstance(moved, bool):
        return SendError("retry", "moved", detail, account_update=ExternalAccount(str(moved), str(moved)))
    if code in (420, 429):
        # Telegram does not say whether it means the chat or the bot; others of the channel find out for themselves.
        after = parameters.get("retry_after", headers.get("retry-after"))
        return SendError("rate_limited", "too_many", detail, retry_after=_seconds(after))
    if code >= 500:
        return SendError("retry", f"http_{code}", detail, retry_after=_seconds(headers.get("retry-after"), 0.0))
    if code in (401, 404):
        return SendError("channel_broken", "token", detail)
    if code == 409:
        return SendError("channel_broken", "conflict", detail)
    words = detail.lower()
    if code == 403:
        blocked = next((name for mark, name in _BLOCKED if mark in words), None)
        return SendError("blocked", blocked, detail) if blocked else SendError("permanent", "forbidden", detail)
    if code == 413:
        return SendError("permanent", "file_too_large", detail)
    known = next((name for mark, name in _PERMANENT if mark in words), f"http_{code}")
    return SendError("permanent", known, detail)


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _seconds(told: Any, otherwise: float = 5.0) -> float:
    try:
        seconds = float(told)
    except (TypeError, ValueError):
        return otherwise
    return min(max(seconds, 0.0), 24 * 3600.0) if seconds == seconds else otherwise
