"""The methods of the Bot API that a channel may call, by their published shapes: which parameters there are, of what
type, which are required. A parameter that is not listed is refused, and so is a value of another type. Held against
aiogram 3.31 (Bot API 10.3): nothing is taken here that is not published."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.shapes import Check, fields, is_bool, is_int, is_str, is_strings, many
from tests.fakes.web import Part


def is_chat(value: Any) -> bool:
    return is_int(value) or (isinstance(value, str) and value.startswith("@"))


def is_file(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Part) and value.filename is not None)


is_entity = fields(
    {"type": is_str, "offset": is_int, "length": is_int},
    {"url": is_str, "user": lambda one: isinstance(one, dict), "language": is_str, "custom_emoji_id": is_str},
)
is_reply = fields(
    {"message_id": is_int},
    {
        "chat_id": is_chat,
        "allow_sending_without_reply": is_bool,
        "quote": is_str,
        "quote_parse_mode": is_str,
        "quote_entities": many(is_entity),
        "quote_position": is_int,
        "checklist_task_id": is_int,
    },
)
is_button = fields({"text": is_str}, {"url": is_str, "callback_data": is_str})
is_keyboard = fields({"inline_keyboard": many(many(is_button, 1, 8), 0, 100)}, {})
is_preview = fields(
    {},
    {
        "is_disabled": is_bool,
        "url": is_str,
        "prefer_small_media": is_bool,
        "prefer_large_media": is_bool,
        "show_above_text": is_bool,
    },
)
_CAPTION = {"caption": is_str, "parse_mode": is_str, "caption_entities": many(is_entity)}
_SEEN = {**_CAPTION, "show_caption_above_media": is_bool, "has_spoiler": is_bool}
_SIZED = {"width": is_int, "height": is_int, "duration": is_int}
MEDIA: dict[str, Check] = {
    "photo": fields({"type": is_str, "media": is_str}, _SEEN),
    "video": fields({"type": is_str, "media": is_str}, {**_SEEN, **_SIZED, "supports_streaming": is_bool}),
    "document": fields({"type": is_str, "media": is_str}, {**_CAPTION, "disable_content_type_detection": is_bool}),
    "audio": fields(
        {"type": is_str, "media": is_str}, {**_CAPTION, "duration": is_int, "performer": is_str, "title": is_str}
    ),
}
is_media = many(lambda one: isinstance(one, dict) and one.get("type") in MEDIA and MEDIA[one["type"]](one), 2, 10)
_SENT = {
    "business_connection_id": is_str,
    "message_thread_id": is_int,
    "disable_notification": is_bool,
    "protect_content": is_bool,
    "message_effect_id": is_str,
    "reply_parameters": is_reply,
}
_SHOWN = {**_SEEN, **_SENT, "reply_markup": is_keyboard}
_HEARD = {**_CAPTION, "duration": is_int, **_SENT, "reply_markup": is_keyboard}

METHODS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "getMe": ({}, {}),
    "setWebhook": (
        {"url": is_str},
        {
            "certificate": is_file,
            "ip_address": is_str,
            "max_connections": is_int,
            "allowed_updates": is_strings,
            "drop_pending_updates": is_bool,
            "secret_token": is_str,
        },
    ),
    "deleteWebhook": ({}, {"drop_pending_updates": is_bool}),
    "getWebhookInfo": ({}, {}),
    "getUpdates": ({}, {"offset": is_int, "limit": is_int, "timeout": is_int, "allowed_updates": is_strings}),
    "getFile": ({"file_id": is_str}, {}),
    "sendMessage": (
        {"chat_id": is_chat, "text": is_str},
        {
            "parse_mode": is_str,
            "entities": many(is_entity),
            "link_preview_options": is_preview,
            **_SENT,
            "reply_markup": is_keyboard,
        },
    ),
    "sendPhoto": ({"chat_id": is_chat, "photo": is_file}, _SHOWN),
    "sendVideo": (
        {"chat_id": is_chat, "video": is_file},
        {**_SHOWN, **_SIZED, "supports_streaming": is_bool},
    ),
    "sendAudio": ({"chat_id": is_chat, "audio": is_file}, {**_HEARD, "performer": is_str, "title": is_str}),
    "sendVoice": ({"chat_id": is_chat, "voice": is_file}, _HEARD),
    "sendDocument": (
        {"chat_id": is_chat, "document": is_file},
        {**_CAPTION, "disable_content_type_detection": is_bool, **_SENT, "reply_markup": is_keyboard},
    ),
    "sendMediaGroup": ({"chat_id": is_chat, "media": is_media}, _SENT),
    "editMessageText": (
        {"text": is_str},
        {
            "chat_id": is_chat,
            "message_id": is_int,
            "inline_message_id": is_str,
            "parse_mode": is_str,
            "entities": many(is_entity),
            "link_preview_options": is_preview,
            "reply_markup": is_keyboard,
        },
    ),
    "editMessageCaption": (
        {},
        {
            "chat_id": is_chat,
            "message_id": is_int,
            "inline_message_id": is_str,
            **_CAPTION,
            "show_caption_above_media": is_bool,
            "reply_markup": is_keyboard,
        },
    ),
    "deleteMessage": ({"chat_id": is_chat, "message_id": is_int}, {}),
    "sendChatAction": ({"chat_id": is_chat, "action": is_str}, {"message_thread_id": is_int}),
    "answerCallbackQuery": (
        {"callback_query_id": is_str},
        {"text": is_str, "show_alert": is_bool, "url": is_str, "cache_time": is_int},
    ),
}


def mistakes(method: str, call: Mapping[str, Any]) -> list[str]:
    """What a call has that the method has not, lacks, or has of another type; empty for a good one."""
    if method not in METHODS:
        return [f"{method}: there is no such method"]
    required, optional = METHODS[method]
    known = {**required, **optional}
    found = [f"{method}: {name} is missing" for name in required if name not in call]
    attached = (
        {
            str(one["media"]).removeprefix("attach://")
            for one in call.get("media", [])
            if isinstance(one, dict) and str(one.get("media", "")).startswith("attach://")
        }
        if isinstance(call.get("media"), list)
        else set()
    )
    for name, value in call.items():
        if name in attached and isinstance(value, Part):
            continue
        if name not in known:
            found.append(f"{method}: there is no {name}")
        elif not known[name](value):
            found.append(f"{method}: {name} is of another type")
    found += [f"{method}: {name} is not attached" for name in attached if name not in call]
    return found
