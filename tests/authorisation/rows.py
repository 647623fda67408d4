"""The matrix: every route and every socket command, and what each of the town's people is answered there.

A number is the status of a success, a word the code of a refusal. Whoever is not named in a row of a session sees
nothing of it, and is answered as if it were not there.
"""

from collections.abc import Mapping
from typing import Any

from deskbell.base.ids import new_id
from tests.authorisation.answers import (
    LOOK,
    OFFLINE,
    PEOPLE,
    TEXT,
    Row,
    administrators,
    binding,
    everybody,
    keepers,
    keeping_cards,
    kept_in_sales,
    looking,
    of_cards,
    of_sales,
    of_session,
    overseeing_sales,
    serving_sales,
    supervisors,
)

API: dict[str, Row] = {
    "GET /sign-ins": everybody(200),
    "DELETE /sign-ins/{sign_in_id}": Row(dict.fromkeys(PEOPLE, "not_found")),
    "POST /password": Row(
        dict.fromkeys(PEOPLE, "wrong_credentials"), {"current": "x", "new": "x"}, missing_alike=False
    ),
    "POST /socket-tickets": everybody(201, {}),
    "GET /me": everybody(200),
    "PATCH /me": everybody(200, {"settings": {"theme": "dark"}}),
    "PUT /me/status": everybody(200, {"status": "away"}),
    "GET /push": everybody(200),
    "POST /push/browsers": Row(
        dict.fromkeys(PEOPLE, "validation_failed"),
        {"endpoint": "http://10.0.0.1/", "p256dh": "", "auth": ""},
        missing_alike=False,
    ),
    "DELETE /push/browsers/{browser_id}": Row(dict.fromkeys(PEOPLE, "not_found")),
    "POST /push/test": everybody(202, {}),
    "GET /sessions": everybody(200, query={"group": "mine"}),
    "GET /counters": everybody(200),
    "GET /people": administrators(200),
    "POST /people": administrators(201, {"name": "Nadia", "email": lambda _: f"{new_id()}@town.example"}),
    "POST /people/import/preview": administrators(422, None),
    "POST /people/import": administrators(422, None),
    "PATCH /people/{person_id}": administrators(200, {"name": "Nadia"}),
    "POST /people/{person_id}/link": administrators(201, {}),
    "POST /people/{person_id}/archive": administrators(200, {}),
    "POST /people/{person_id}/restore": administrators(200, {}),
    "GET /groups": administrators(200),
    "POST /groups": administrators(201, {"name": lambda _: str(new_id()), "member_ids": []}),
    "PATCH /groups/{group_id}": administrators(200, {"name": lambda _: str(new_id())}),
    "PATCH /workspace": administrators(200, {"name": "Fjordline"}),
    "GET /audit": administrators(200),
    "GET /audit/export": administrators(200),
    "GET /audit/guard": administrators(200),
    "POST /audit/verify": administrators(200, {}),
    "GET /schedules": administrators(200),
    "POST /schedules": administrators(201, {"name": lambda _: str(new_id()), "time_zone": "Europe/Oslo"}),
    "PUT /schedules/{schedule_id}": administrators(
        200, {"name": lambda _: str(new_id()), "time_zone": "Europe/Oslo", "hours": []}
    ),
    "POST /schedules/{schedule_id}/archive": administrators(204, {}),
    "GET /live-chats/{live_chat_id}/hours": administrators(200),
    "PUT /live-chats/{live_chat_id}/hours": administrators(
        200, {"schedule_id": None, "waiting_after": None, "words": {"greeting": {"en": "Hello"}}}
    ),
    "GET /live-chats": administrators(200),
    "POST /live-chats": administrators(
        201,
        {
            "name": lambda _: str(new_id()),
            "operator_group_ids": lambda ids: [ids["kept_group"]],
            "supervisor_group_ids": lambda ids: [ids["kept_group"]],
        },
    ),
    "GET /live-chats/{live_chat_id}": administrators(200),
    "PATCH /live-chats/{live_chat_id}": administrators(200, {"reopen_hours": 1}),
    "POST /live-chats/{live_chat_id}/channels": administrators(201, {"kind": "widget", "name": "Another"}),
    "PATCH /channels/{channel_id}": administrators(200, {"name": "Renamed"}),
    "POST /channels/{channel_id}/identity-secret": administrators(201, {}),
    "DELETE /channels/{channel_id}/identity-secret": administrators(204),
    "POST /channels/{channel_id}/test": administrators("not_found", {}),
    "POST /channels/{channel_id}/connect": administrators("not_found", {}),
    "POST /channels/{channel_id}/disconnect": administrators("not_found", {}),
    "POST /channels/{channel_id}/secrets/{field}": administrators("not_found", {}),
    "GET /sessions/{session_id}/composing": looking(),
    "POST /sessions/{session_id}/plan": looking(body={"text": "A word"}),
    "GET /channel-kinds": everybody(200),
    "GET /channel-health": everybody(200),
    "GET /channels/{channel_id}/health": overseeing_sales(200),
    "POST /channels/{channel_id}/pause": administrators(200, {}),
    "POST /channels/{channel_id}/resume": administrators(200, {}),
    "POST /channels/{channel_id}/archive": administrators(200, {}),
    "PUT /live-chats/{live_chat_id}/parameters": administrators(200, {"parameters": []}),
    "PUT /live-chats/{live_chat_id}/apps/{app_id}": administrators(200, {"on": True}),
    "POST /live-chats/{live_chat_id}/archive": administrators(200, {}),
    "POST /groups/{group_id}/archive": administrators(204, {}),
    "GET /labels": everybody(200),
    "POST /tags": administrators(201, {"name": lambda _: str(new_id())}),
    "PATCH /tags/{tag_id}": administrators(200, {"name": lambda _: str(new_id())}),
    "POST /close-reasons": administrators(201, {"name": lambda _: str(new_id())}),
    "PATCH /close-reasons/{close_reason_id}": administrators(200, {"position": 1}),
    "POST /parameters": administrators(
        201, {"key": lambda _: f"p{new_id().hex}", "kind": "text", "names": {"en": "Order"}}
    ),
    "PATCH /parameters/{parameter_id}": administrators(200, {"names": {"en": "Order number"}}),
    "GET /apps": everybody(200),
    "POST /apps": administrators(
        201, {"key": lambda _: f"a{new_id().hex}", "binds": "session", "names": {"en": "Deals"}}
    ),
    "PATCH /apps/{app_id}": administrators(200, {"names": {"en": "People"}}),
    "PUT /apps/{app_id}/fields": administrators(200, {"field_ids": lambda ids: ids["fields"].split()}),
    "PATCH /apps/{app_id}/fields/{field_id}": administrators(200, {"names": {"en": "Full name"}}),
    "POST /apps/{app_id}/fields": administrators(
        201, {"key": lambda _: f"f{new_id().hex}", "kind": "text", "names": {"en": "Town"}}
    ),
    "GET /cards": of_cards(query={"app": "{app_id}"}),
    "GET /cards/{card_id}": of_cards(),
    "GET /cards/{card_id}/history": of_cards(),
    "GET /cards/{card_id}/clients": of_cards(),
    "GET /cards/{card_id}/sessions": of_cards(),
    "POST /cards": keeping_cards(
        201, {"app_id": lambda ids: ids["app_id"], "values": {"name": lambda _: f"Eva {new_id()}"}}
    ),
    "PATCH /cards/{card_id}": keeping_cards(200, {"values": {"subject": lambda _: f"Norway {new_id()}"}}),
    "GET /clients": everybody(200, query={"search": "canary"}),
    "GET /clients/{client_id}": looking(),
    "GET /clients/{client_id}/sessions": looking(),
    "PATCH /clients/{client_id}": of_session(
        "mine", {"name": "canary-of-eva"}, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "POST /clients/{client_id}/merge": of_session(
        "mine",
        {"client_id": lambda ids: ids["other_client"]},
        boris="not_allowed",
        offline=LOOK,
        anna=200,
        dmitri="not_allowed",
    ),
    "POST /clients/{client_id}/merges/{merge_id}/undo": of_session(
        "mine", {}, boris="not_found", offline=LOOK, anna="not_found", dmitri="not_allowed"
    ),
    "GET /sessions/{session_id}/cards": looking(),
    "PUT /sessions/{session_id}/client-cards/{app_id}": binding({"card_id": lambda ids: ids["contact"]}),
    "DELETE /sessions/{session_id}/client-cards/{app_id}": binding(),
    "PUT /sessions/{session_id}/cards/{card_id}": binding({}),
    "DELETE /sessions/{session_id}/cards/{card_id}": binding(),
    "GET /sessions/table": everybody(200),
    "GET /sessions/table/choices": everybody(200),
    "POST /sessions/export": everybody(200, {"columns": ["name", "client", "preview"], "form": "csv"}),
    "GET /saved-views": everybody(200),
    "POST /saved-views": everybody(201, {"name": "Mine", "settings": {}}),
    "PATCH /saved-views/{view_id}": Row({**dict.fromkeys(PEOPLE, "not_found"), "anna": 200}, {"name": "canary-of-eva"}),
    "POST /saved-views/{view_id}/archive": Row({**dict.fromkeys(PEOPLE, "not_found"), "anna": 204}, {}),
    "GET /search": everybody(200, query={"q": "canary-of-eva"}),
    "GET /sessions/{session_id}/search": looking({"q": "canary-of-eva"}),
    "GET /template-folders": keepers(200),
    "POST /template-folders": supervisors(201, {"kind": "template", "name": lambda _: str(new_id())}),
    "PUT /template-folders/{folder_id}": supervisors(204, {"name": "For a while"}),
    "GET /template-choices": Row(supervisors(200).answers, missing_alike=False),
    "GET /templates": keepers(200),
    "POST /templates": supervisors(201, {"name": "Hello", "text": "Hello"}),
    "GET /templates/{template_id}": serving_sales(200),
    "PUT /templates/{template_id}": kept_in_sales(
        200, {"name": "Hello", "text": "canary-of-eva", "live_chat_ids": lambda ids: [ids["sales_id"]]}
    ),
    "POST /templates/{template_id}/archive": kept_in_sales(200, {}),
    "POST /templates/{template_id}/restore": kept_in_sales(200, {}),
    "POST /template-files": Row(supervisors(201).answers, query={"name": "price.txt"}, missing_alike=False),
    "GET /articles": keepers(200),
    "POST /articles": supervisors(201, {"title": "Norway"}),
    "GET /articles/{article_id}": serving_sales(200),
    "PUT /articles/{article_id}": kept_in_sales(
        200, {"title": "canary-of-eva", "live_chat_ids": lambda ids: [ids["sales_id"]]}
    ),
    "POST /articles/{article_id}/archive": kept_in_sales(200, {}),
    "POST /articles/{article_id}/restore": kept_in_sales(200, {}),
    "POST /article-previews": keepers(200, {"markdown": "**Norway**"}),
    "GET /sessions/{session_id}/templates": looking(),
    "GET /sessions/{session_id}/suggestions": looking(),
    "POST /sessions/{session_id}/templates/{template_id}/take": of_session(
        "mine", {"key": lambda _: str(new_id())}, boris=200, offline=LOOK, anna="not_allowed", dmitri="not_allowed"
    ),
    "POST /template-folders/{folder_id}/archive": supervisors(204, {}),
    "GET /sessions/{session_id}": looking(),
    "GET /sessions/{session_id}/messages": looking(),
    "GET /sessions/{session_id}/events": looking({"after": "0"}),
    "GET /sessions/{session_id}/assignees": looking(),
    "GET /sessions/{session_id}/pages": looking(),
    "GET /sessions/{session_id}/earlier": looking(),
    "GET /sessions/{session_id}/earlier/{earlier_id}": looking(),
    "POST /sessions/{session_id}/file-addresses": looking(body={"file_ids": lambda ids: [ids["file_id"]]}),
    "PUT /sessions/{session_id}/read": of_session("mine", {"client_no": 1}, boris=204, anna=204, dmitri=204),
    "POST /sessions/{session_id}/take": of_session(
        "waiting", {}, True, boris=200, offline=LOOK, anna="not_allowed", dmitri="not_allowed"
    ),
    "POST /live-chats/{live_chat_id}/take-next": Row(
        {
            **dict.fromkeys(PEOPLE, "not_found"),
            "anna": "not_allowed",
            "boris": 200,
            OFFLINE: LOOK,
        },
        {},
        state="waiting",
        fresh=True,
    ),
    "GET /live-chats/{live_chat_id}/ways-to-begin": Row(
        {**dict.fromkeys(PEOPLE, "not_found"), "anna": "not_allowed", "boris": 200, OFFLINE: 200}, state="mine"
    ),
    "POST /live-chats/{live_chat_id}/sessions": Row(
        {**dict.fromkeys(PEOPLE, "not_found"), "anna": "not_allowed", "boris": "cannot_begin", OFFLINE: LOOK},
        {"begin_key": lambda _: str(new_id()), "channel_id": lambda ids: ids["sales_channel_id"], "address": "eva"},
        state="mine",
    ),
    "POST /sessions/{session_id}/messages": of_session(
        "mine", TEXT, boris=201, offline=LOOK, anna="not_yours", dmitri="not_yours"
    ),
    "POST /sessions/{session_id}/notes": of_session(
        "mine", TEXT, boris=201, offline=LOOK, anna=201, dmitri="not_allowed"
    ),
    "POST /sessions/{session_id}/forward": of_session(
        "mine",
        {"send_key": lambda _: str(new_id()), "person_ids": lambda ids: [ids["anna"]], "text": "Look"},
        boris=201,
        offline=LOOK,
        anna=201,
        dmitri="not_allowed",
    ),
    "GET /sessions/{session_id}/colleagues": looking(),
    "GET /mentions": everybody(200),
    "PUT /sessions/{session_id}/mentions-seen": everybody(204, {}),
    "POST /sessions/{session_id}/join": of_session(
        "mine", {}, True, boris="not_allowed", anna=200, dmitri="not_allowed"
    ),
    "POST /sessions/{session_id}/leave": of_session(
        "mine", {}, True, boris="not_allowed", anna=200, dmitri="not_allowed"
    ),
    "POST /sessions/{session_id}/transfer": of_session(
        "mine",
        {"send_key": lambda _: str(new_id()), "operator_id": lambda ids: ids["anna"], "note": "Yours"},
        True,
        boris=204,
        offline=LOOK,
        anna=204,
        dmitri="not_allowed",
    ),
    "PATCH /sessions/{session_id}/messages/{seq}": of_session(
        "mine", {"text": "canary-of-eva, I say"}, boris=204, offline=LOOK, anna="not_allowed", dmitri="not_allowed"
    ),
    "DELETE /sessions/{session_id}/messages/{seq}": of_session(
        "mine", boris=204, offline=LOOK, anna="not_allowed", dmitri="not_allowed"
    ),
    "GET /sessions/{session_id}/messages/{seq}/versions": of_session("mine", boris="not_allowed", anna=200, dmitri=200),
    "GET /drafts": everybody(200),
    "PUT /sessions/{session_id}/draft": of_session(
        "mine", {"text": "canary-of-eva", "note": False}, boris=204, anna=204, dmitri=204
    ),
    "POST /sessions/{session_id}/assign": of_session(
        "mine",
        {"operator_id": lambda ids: ids["anna"]},
        True,
        boris="not_allowed",
        anna=200,
        dmitri="not_allowed",
    ),
    "POST /sessions/{session_id}/close": of_session(
        "mine", {}, True, boris=200, offline=LOOK, anna="not_yours", dmitri="not_allowed"
    ),
    "POST /sessions/{session_id}/reopen": of_session(
        "closed", {}, True, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "POST /sessions/bulk": everybody(
        200, {"session_ids": lambda ids: [ids["session_id"]], "deed": "set_priority", "priority": "high"}
    ),
    "GET /live-chats/{live_chat_id}/now": kept_in_sales(200),
    "PUT /sessions/{session_id}/priority": of_session(
        "mine", {"priority": "high"}, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "PUT /sessions/{session_id}/name": of_session(
        "mine", {"name": "Norway"}, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "PUT /sessions/{session_id}/tags": of_session(
        "mine", {"tag_ids": []}, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "PUT /sessions/{session_id}/parameters": of_session(
        "mine", {"values": {}}, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "PUT /sessions/{session_id}/client-name": of_session(
        "mine", {"name": "canary-of-eva"}, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "POST /sessions/{session_id}/spam": of_session(
        "mine", {}, True, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "POST /sessions/{session_id}/restore": of_session(
        "spam", {}, True, boris=200, offline=LOOK, anna=200, dmitri="not_allowed"
    ),
    "GET /sessions/{session_id}/blocking": looking(),
    "POST /sessions/{session_id}/block": of_session(
        "mine",
        {"kind": "account", "name": "Eva", "live_chat_ids": lambda ids: [ids["sales_id"]]},
        True,
        boris=201,
        anna=201,
        dmitri=201,
    ),
    "GET /blocklist": keepers(200),
    "POST /blocklist/probe": keepers(200, {"kind": "email", "value": "a@spam.example"}),
    "POST /blocklist": of_sales(
        201,
        {
            "list": "block",
            "name": "A word",
            "kind": "email",
            "value": lambda _: f"{new_id()}@spam.example",
            "live_chat_ids": lambda ids: [ids["sales_id"]],
        },
        stranger="not_allowed",
    ),
    "GET /blocklist/{entry_id}": of_sales(200),
    "PUT /blocklist/{entry_id}": of_sales(
        200,
        {
            "list": "block",
            "name": "Another word",
            "kind": "email",
            "value": "canary@spam.example",
            "live_chat_ids": lambda ids: [ids["sales_id"]],
        },
    ),
    "POST /blocklist/{entry_id}/archive": of_sales(200, {}),
    "POST /blocklist/{entry_id}/restore": of_sales(200, {}),
    "POST /files": of_session(
        "mine",
        query={"session": "{session_id}", "name": "list.txt"},
        boris=201,
        offline=LOOK,
        anna=201,
        dmitri="not_allowed",
    ),
    "DELETE /sign-ins/current": everybody(204),
}

WIDGET: dict[str, tuple[int, Any, Mapping[str, str]]] = {
    "POST /tickets": (201, {}, {}),
    "POST /messages": (201, TEXT, {}),
    "PUT /sessions/{session_id}/rating": (409, {"rating": 5}, {}),
    "POST /pages": (204, {"url": "http://shop.example/"}, {}),
    "POST /files": (201, None, {"name": "list.txt"}),
    "GET /sessions/{session_id}/messages": (200, None, {}),
    "GET /sessions/{session_id}/events": (200, None, {"after": "0"}),
    "POST /sessions/{session_id}/file-addresses": (200, {"file_ids": lambda ids: [ids["file_id"]]}, {}),
    "POST /sign-out": (204, {}, {}),
}
"""Routes of the frame: with its own secret, answered so; with another's, sessions are not there."""

ENDING = {"POST /sign-out"}
"""Ends the secret it comes with: tried where secrets end."""

DESK_COMMANDS: dict[str, dict[str, Any]] = {
    "join": {"cursor": 0},
    "leave": {},
    "post": {"text": "A word", "send_key": lambda _: str(new_id())},
    "typing": {"on": True},
    "seen": {"on": True},
    "read": {"client_no": 1},
    "events": {"after": 0},
}
WIDGET_COMMANDS: dict[str, dict[str, Any]] = {
    "join": {"cursor": 0},
    "leave": {},
    "post": {"text": "A word", "send_key": lambda _: str(new_id())},
    "typing": {"on": True},
    "read": {"seq": 1},
    "events": {"after": 0},
}
SILENT = {"typing", "seen", "leave"}
"""Commands that say nothing about the session they name: unheard where it is not joined."""


def filled(body: Any, ids: Mapping[str, str]) -> Any:
    """A body with what stands for ids put in."""
    if callable(body):
        return body(ids)
    return {name: filled(value, ids) for name, value in body.items()} if isinstance(body, dict) else body
