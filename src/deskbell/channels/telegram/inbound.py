"""Telegram's updates, read: pure, and whatever comes, it never raises but BadSignature and for what is no JSON."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from deskbell.base import clock
from deskbell.channels.events import (
    AccountState,
    BadSignature,
    ButtonPress,
    Edit,
    EventKind,
    ExternalAccount,
    InboundEvent,
    Message,
    Payload,
    RawRequest,
    Reaction,
    WebhookReply,
)
from deskbell.channels.telegram.model import Settings, name_of
from deskbell.channels.telegram.reading import attachments_of, number, part, quote_of, text_of, words

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name

# fmt: off
_SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
        "pinned_message", "invoice", "successful_payment", "refunded_payment", "users_shared", "chat_shared",
        "write_access_allowed", "proximity_alert_triggered", "boost_added", "chat_background_set",
        "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
        "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway",
        "giveaway_winners", "giveaway_completed", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
        "video_chat_participants_invited", "web_app_data", "connected_website", "passport_data",
        "checklist_tasks_done", "checklist_tasks_added", "gift", "unique_gift", "chat_owner_left",
        "chat_owner_changed", "paid_message_price_changed", "direct_message_price_changed", "suggested_post_approved",
        "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "suggested_post_approval_failed",
    }
)
# fmt: on
"""What Telegram says in a chat, and nobody wrote."""


def verify(raw: RawRequest, settings: Settings) -> None:
    """The secret that we gave to setWebhook stands in a header; the body is not signed. Without one nothing passes."""
    told = raw.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    if not settings.webhook_secret or not hmac.compare_digest(told, settings.webhook_secret.encode()):
        raise BadSignature(401, "the secret header is not ours")


def receive(raw: RawRequest, settings: Settings) -> WebhookReply:
    """One update a request; raises ValueError for a body that is no JSON."""
    return WebhookReply(events=events([json.loads(raw.body)], settings.bot))


def events(updates: Sequence[Any], bot: str) -> list[InboundEvent]:
    """What these updates say, each once."""
    return [_event(update, bot) for update in updates]


def _event(update: Any, bot: str) -> InboundEvent:
    held: Mapping[str, Any] = update if isinstance(update, Mapping) else {"update": update}
    update_id = number(held.get("update_id"))
    if update_id is None:
        digest = sha256(json.dumps(held, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()
        return InboundEvent(f"{bot}:{digest}", "system", clock.now(), NOBODY, held)
    kind, account, said, at = _read(held)
    place = update_id if 0 <= update_id < 1 << 62 else 0
    return InboundEvent(f"{bot}:{update_id}", kind, _moment(at), account, held, said, place)


NOBODY = ExternalAccount("", "")
_Read = tuple[EventKind, ExternalAccount, Payload, Any]


def _read(update: Mapping[str, Any]) -> _Read:
    """Which kind of update it is; what is none of ours is kept as `system`."""
    for name, read in _READERS.items():
        held = part(update, name)
        if held:
            return read(held)
    return "system", NOBODY, None, None


def _message(message: Mapping[str, Any]) -> _Read:
    account, at = account_of(message), message.get("date")
    if account is NOBODY or _by_a_bot(message):
        return "system", account, None, at
    chat_id = account.external_chat_id
    moved = number(message.get("migrate_to_chat_id")), number(message.get("migrate_from_chat_id"))
    if moved[0] is not None:
        return "account_state", account, AccountState("moved", _group(str(moved[0]), account.name)), at
    if moved[1] is not None:
        return "account_state", _group(str(moved[1]), account.name), AccountState("moved", account), at
    if message.get("text") == "/start":
        # He opened the chat, and said nothing yet.
        return "account_state", account, AccountState("reachable"), at
    text, attachments = text_of(message), attachments_of(message)
    if not text and not attachments and not _SERVICE.isdisjoint(message):
        return "system", account, None, at
    flags = {"forwarded"} if "forward_origin" in message else set()
    if not text and not attachments:
        flags.add("unsupported")
    replied, group = part(message, "reply_to_message"), message.get("media_group_id")
    said = Message(
        name_of(chat_id, number(message.get("message_id"))),
        _by(message, text),
        reply_to_external_id=name_of(chat_id, number(replied.get("message_id"))) if replied else None,
        quote_text=quote_of(message),
        attachments=attachments,
        group_id=f"{chat_id}:{group}" if isinstance(group, str | int) and group else None,
        flags=frozenset(flags),  # type: ignore[arg-type]
    )
    return "message", account, said, at


def _by_a_bot(message: Mapping[str, Any]) -> bool:
    """Administrators of a group who write in its name come as a bot of Telegram's own, and are people."""
    return bool(part(message, "from").get("is_bot")) and not part(message, "sender_chat")


def _edited(message: Mapping[str, Any]) -> _Read:
    account, at = account_of(message), message.get("edit_date") or message.get("date")
    # A caption that was taken away, a live location that moves: what was written first stays.
    written = message.get("text") or message.get("caption")
    if account is NOBODY or not isinstance(written, str) or _by_a_bot(message):
        return "system", account, None, at
    name = name_of(account.external_chat_id, number(message.get("message_id")))
    return "edit", account, Edit(name, _by(message, text_of(message))), at


def _pressed(query: Mapping[str, Any]) -> _Read:
    message = part(query, "message")
    account = account_of({"chat": message.get("chat"), "from": query.get("from")})
    if account is NOBODY:
        account = account_of({"chat": {"id": part(query, "from").get("id"), "type": "private"}, **query})
    press_id, data = query.get("id"), words(query.get("data"))
    if account is NOBODY or not isinstance(press_id, str) or not data:
        return "system", account, None, None
    about = number(message.get("message_id"))
    name = name_of(account.external_chat_id, about) if about is not None else None
    return "button", account, ButtonPress(name, data, _title(message, data), press_id), None


def _title(message: Mapping[str, Any], data: str) -> str:
    """The words on the button that was pressed."""
    rows = part(message, "reply_markup").get("inline_keyboard")
    for row in rows if isinstance(rows, list) else []:
        for button in row if isinstance(row, list) else []:
            if isinstance(button, Mapping) and button.get("callback_data") == data:
                return words(button.get("text"))
    return ""


def _member(change: Mapping[str, Any]) -> _Read:
    """What became of the bot in a chat: stopped and removed, or taken back."""
    account, at = account_of(change), change.get("date")
    new = part(change, "new_chat_member")
    status = new.get("status")
    if account is NOBODY or not isinstance(status, str):
        return "system", account, None, at
    gone = status in ("kicked", "left") or (status == "restricted" and new.get("can_send_messages") is False)
    return "account_state", account, AccountState("blocked" if gone else "reachable"), at


def _reacted(reaction: Mapping[str, Any]) -> _Read:
    account, at = account_of({"chat": reaction.get("chat"), "from": reaction.get("user")}), reaction.get("date")
    about = number(reaction.get("message_id"))
    if account is NOBODY or about is None:
        return "system", account, None, at
    now = reaction.get("new_reaction")
    shown = [_emoji(one) for one in now] if isinstance(now, list) else []
    name = name_of(account.external_chat_id, about)
    return "reaction", account, Reaction(name, shown[-1] if shown else None), at


def _emoji(reaction: Any) -> str:
    """A custom one has a picture that only Telegram's own applications know."""
    told = words(reaction.get("emoji")) if isinstance(reaction, Mapping) else ""
    return told[:16] or "⭐"


_READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "my_chat_member": _member,
    "message_reaction": _reacted,
}


def account_of(message: Mapping[str, Any]) -> ExternalAccount:
    """Who is meant: in private the person, in a group the group. NOBODY for what is neither."""
    chat, person = part(message, "chat"), part(message, "from")
    chat_id, user_id = number(chat.get("id")), number(person.get("id"))
    if chat_id is None:
        return NOBODY
    if chat.get("type") in ("group", "supergroup"):
        return _group(str(chat_id), words(chat.get("title")) or None)
    if chat.get("type") != "private":
        return NOBODY
    known = person if user_id == chat_id else chat
    aliases = {"username": f"@{words(known.get('username'))}"} if words(known.get("username")) else {}
    contact = part(message, "contact")
    if contact and number(contact.get("user_id")) == chat_id and words(contact.get("phone_number")):
        aliases["phone"] = words(contact.get("phone_number"))
    locale = words(person.get("language_code")) or None
    return ExternalAccount(str(chat_id), str(chat_id), aliases, _name(known) or None, locale=locale)


def _group(chat_id: str, title: str | None) -> ExternalAccount:
    return ExternalAccount(chat_id, chat_id, {}, title)


def _name(person: Mapping[str, Any]) -> str:
    return " ".join(f"{words(person.get('first_name'))} {words(person.get('last_name'))}".split())


def _by(message: Mapping[str, Any], text: str) -> str:
    """In a group, who of it speaks."""
    if part(message, "chat").get("type") == "private":
        return text
    name = _name(part(message, "from")) or words(part(message, "sender_chat").get("title"))
    return f"{name}: {text}".rstrip() if name else text


def _moment(at: Any) -> datetime:
    seconds = number(at)
    if seconds is None or not 0 < seconds < 1 << 33:
        return clock.now()
    return datetime.fromtimestamp(seconds, UTC)
