"""Examples of the main shapes, by the name of the shape: people of the test town, ids that stand for any."""

from typing import Any

EVA, BORIS, SALES = (f"0198c0de-0000-7000-8000-00000000000{number}" for number in (2, 3, 4))
SESSION, MESSAGE, KEY = (f"0198c0de-0000-7000-8000-00000000000{number}" for number in (5, 6, 7))
CHANNEL, GROUP, FILE = (f"0198c0de-0000-7000-8000-00000000000{number}" for number in (8, 9, "a"))
AT = "2026-03-02T09:41:07Z"

_MESSAGE: dict[str, Any] = {
    "seq": 2,
    "id": MESSAGE,
    "send_key": KEY,
    "author": {"kind": "account", "id": EVA, "name": "Eva"},
    "text": "Do you ship to Norway?",
    "quote": None,
    "files": [],
    "client_no": 1,
    "posted_at": AT,
    "edited_at": None,
    "deleted_at": None,
}

_ROW: dict[str, Any] = {
    "id": SESSION,
    "number": 42,
    "live_chat_id": SALES,
    "channel_id": CHANNEL,
    "channel_kind": "widget",
    "state": "with_operator",
    "priority": "normal",
    "name": "Eva",
    "client": {"id": EVA, "name": "Eva"},
    "operator": {"id": BORIS, "name": "Boris"},
    "group": None,
    "opened_at": AT,
    "queued_at": None,
    "taken_at": AT,
    "closed_at": None,
    "escalated_at": None,
    "last_message_at": AT,
    "preview": "Do you ship to Norway?",
    "preview_author": "client",
    "client_count": 1,
    "last_seq": 3,
}

_ACCOUNT: dict[str, Any] = {
    "id": EVA,
    "name": "Eva",
    "external_id": "site:7",
    "email": "eva@client.example",
    "phone": None,
    "verified": True,
    "language": "en",
    "details": {},
    "seen_at": AT,
}

_DETAIL: dict[str, Any] = _ROW | {
    "account": _ACCOUNT,
    "live_chat": {"id": SALES, "name": "Sales", "message_limit": 10_000, "file_limit": 26_214_400, "ask_rating": True},
    "channel": {"id": CHANNEL, "name": "Website Sales", "kind": "widget"},
    "message_count": 1,
    "staff_read_no": 0,
    "client_delivered_seq": 0,
    "client_read_seq": 0,
    "subject": None,
    "rating": None,
    "rated_at": None,
    "rating_comment": None,
    "spam_at": None,
    "tags": [{"id": GROUP, "name": "Delivery"}],
    "parameters": {"order": "A-17"},
    "close_reason": None,
    "joined": [],
    "shared_with": [],
}

_CLIENT_SESSION: dict[str, Any] = {
    "id": SESSION,
    "number": 42,
    "state": "waiting",
    "operator": None,
    "opened_at": AT,
    "closed_at": None,
    "last_seq": 2,
    "staff_read_no": 0,
    "client_delivered_seq": 0,
    "client_read_seq": 0,
    "queue_position": 1,
    "ask_rating": True,
    "rating": None,
    "rated_at": None,
}

_STORED: dict[str, Any] = {"session": SESSION, "seq": 3, "message_id": MESSAGE, "posted_at": AT}

BODIES: dict[str, dict[str, Any]] = {
    "Credentials": {"email": "boris@town.example", "password": "walk-the-town"},
    "StatusChange": {"status": "online"},
    "NewMessage": {"send_key": KEY, "text": "Yes, in four to six days."},
    "MessageBody": {"send_key": KEY, "text": "Do you ship to Norway?"},
    "StartBody": {"language": "en", "page": {"url": "https://shop.example/", "title": "Fjordline Cycles"}},
    "Assignment": {"operator_id": BORIS},
    "PriorityChange": {"priority": "high"},
    "ReadMark": {"client_no": 1},
    "NewLiveChat": {"name": "Sales", "operator_group_ids": [GROUP], "supervisor_group_ids": [GROUP]},
    "NewChannel": {"kind": "widget", "name": "Website Sales", "settings": {"sites": ["https://shop.example"]}},
    "NewGroup": {"name": "Sales operators"},
    "FileIds": {"file_ids": [FILE]},
}
"""What may be sent."""

ANSWERS: dict[str, dict[str, Any]] = {
    "Acknowledged": _STORED,
    "ClientAcknowledged": _STORED | {"session": _CLIENT_SESSION, "opened": True},
    "SessionDetail": _DETAIL,
    "SessionList": {"items": [_ROW | {"my_read_no": 0}], "next": None},
    "MessageList": {"items": [_MESSAGE], "has_older": False},
    "TicketOut": {"ticket": "5Q0c…"},
    "IdentitySecret": {"secret": "n7Zk…"},
}
"""What may be answered."""
