"""The matrix, for what employees write, and for what is read on cards and in other applications' pages."""

from typing import Any

from deskbell.base.ids import new_id
from tests.authorisation.answers import LOOK, OFFLINE, PEOPLE, TEXT, Row, administrators, everybody
from tests.authorisation.rows_delivery import DELIVERY
from tests.authorisation.rows_letters import LETTERS
from tests.authorisation.rows_reports import REPORTS


def emil_alone(status: int, body: Any = None, refused: str = "not_found", query: Any = None) -> Row:
    """Emil's own messages: an internal channel is offered to his group, and to nobody else's."""
    return Row({**dict.fromkeys(PEOPLE, refused), "emil": status}, body, query or {})


def read_on_cards(body: Any = None, query: Any = None) -> Row:
    """Eva's session on the request it is registered with: Rita reads it, and whoever sees it by the ordinary right."""
    readers = dict.fromkeys(("rita", "boris", OFFLINE, "anna", "dmitri"), 200)
    return Row({**dict.fromkeys(PEOPLE, "not_found"), **readers}, body, query or {}, state="mine")


MESSAGES: dict[str, Row] = {
    **REPORTS,
    **DELIVERY,
    **LETTERS,
    "GET /cards/{card_id}/messages": Row({**dict.fromkeys(PEOPLE, 200), "emil": "not_found"}),
    "GET /cards/{card_id}/messages/ways-to-begin": Row({**dict.fromkeys(PEOPLE, 200), "emil": "not_found"}),
    "POST /cards/{card_id}/messages/sessions": Row(
        {**dict.fromkeys(PEOPLE, "not_found"), "anna": "not_allowed", "boris": "cannot_begin", OFFLINE: LOOK},
        {
            "begin_key": lambda _: str(new_id()),
            "live_chat_id": lambda ids: ids["sales"],
            "channel_id": lambda ids: ids["sales_channel_id"],
            "account_id": lambda ids: ids["evas_account"],
        },
        state="mine",
    ),
    "GET /cards/{card_id}/messages/{session_id}": read_on_cards(),
    "GET /cards/{card_id}/messages/{session_id}/older": read_on_cards(),
    "GET /cards/{card_id}/messages/{session_id}/newer": read_on_cards(query={"after": "0"}),
    "POST /cards/{card_id}/messages/{session_id}/file-addresses": read_on_cards(
        {"file_ids": lambda ids: [ids["file_id"]]}
    ),
    "GET /embed-sites": administrators(200),
    "POST /embed-sites": administrators(201, {"name": "Books", "origins": ["https://books.example"]}),
    "PATCH /embed-sites/{site_id}": administrators(200, {"name": "Ledger"}),
    "POST /embed-sites/{site_id}/secret": administrators(201, {}),
    "POST /embed-sites/{site_id}/archive": administrators(204, {}),
    "GET /internal-channels": everybody(200),
    "POST /internal-channels/tickets": emil_alone(201, {}),
    "GET /internal-channels/{internal_id}": emil_alone(200),
    "POST /internal-channels/{internal_id}/messages": emil_alone(201, TEXT, "channel_not_offered"),
    "POST /internal-channels/{internal_id}/files": emil_alone(
        201, refused="channel_not_offered", query={"name": "list.txt"}
    ),
    "GET /internal-sessions/{own_id}/messages": emil_alone(200),
    "GET /internal-sessions/{own_id}/events": emil_alone(200, query={"after": "0"}),
    "PUT /internal-sessions/{own_id}/rating": Row(
        {**dict.fromkeys(PEOPLE, "not_found"), "emil": "cannot_rate"}, {"rating": 5}, missing_alike=False
    ),
    "POST /internal-sessions/{own_id}/file-addresses": emil_alone(200, {"file_ids": lambda ids: [ids["file_id"]]}),
    "GET /channel-offers/{internal_id}": administrators(200),
    "PUT /channel-offers/{internal_id}": administrators(200, {"group_ids": lambda ids: [ids["staff_group"]]}),
}

EMBEDDED = {
    "GET /embed/v1.js": "part of the other application's page",
    "GET /embed/messages": "the frame's page, without anybody's words",
    "POST /embed/v1/entries": "the signed token is the proof",
    "GET /embed/v1/messages": "the key in the frame is the proof",
    "GET /embed/v1/messages/ways-to-begin": "the key in the frame is the proof",
    "POST /embed/v1/messages/sessions": "the key in the frame is the proof",
    "GET /embed/v1/messages/{session_id}": "the key in the frame is the proof",
    "GET /embed/v1/messages/{session_id}/older": "the key in the frame is the proof",
    "GET /embed/v1/messages/{session_id}/newer": "the key in the frame is the proof",
    "POST /embed/v1/messages/{session_id}/replies": "the key in the frame is the proof",
    "POST /embed/v1/messages/{session_id}/file-addresses": "the key in the frame is the proof",
}
"""Routes for other applications, and why they ask for no sign-in; tests/embed asks each of them."""
