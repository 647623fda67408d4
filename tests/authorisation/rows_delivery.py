"""The matrix, for what leaves by channels and comes in by them."""

from tests.authorisation.answers import LOOK, PEOPLE, Row, administrators, of_session

DELIVERY: dict[str, Row] = {
    # In a widget nothing leaves by a provider: for whom it may be sent again, there is nothing to send.
    "POST /sessions/{session_id}/messages/{seq}/resend": of_session(
        "mine", boris="not_found", offline=LOOK, anna="not_allowed", dmitri="not_allowed"
    ),
    "GET /channels/{channel_id}/attempts": administrators(200),
    "GET /channels/{channel_id}/dead-letters": administrators(200),
    "GET /programs": administrators(200),
    "POST /programs": administrators(201, {"name": "Orders", "scopes": ["notify"]}),
    "POST /programs/{program_id}/end": Row({**dict.fromkeys(PEOPLE, "not_allowed"), "dmitri": "not_found"}),
    **{
        f"POST /channels/{{channel_id}}/dead-letters/{{direction}}/{{number}}/{deed}": Row(
            {**dict.fromkeys(PEOPLE, "not_allowed"), "dmitri": "not_found"}, missing_alike=False
        )
        for deed in ("replay", "discard")
    },
}
