"""The matrix, for letters: read by whoever sees the session, moved by who answers it and by supervisors."""

from typing import Any

from deskbell.base.ids import new_id
from tests.authorisation.answers import LOOK, Row, looking, of_session


def sorting(body: Any = None) -> Row:
    """A widget has no letters: who might move them finds none to move."""
    return of_session("mine", body, boris="not_found", offline=LOOK, anna="not_found", dmitri="not_allowed")


LETTERS: dict[str, Row] = {
    "GET /sessions/{session_id}/letters": looking(),
    "GET /sessions/{session_id}/letters/{seq}": of_session(
        "mine", boris="not_found", anna="not_found", dmitri="not_found"
    ),
    "GET /sessions/{session_id}/letters/{seq}/page": of_session(
        "mine", boris="not_found", anna="not_found", dmitri="not_found"
    ),
    "GET /sessions/{session_id}/letters/{seq}/original": of_session(
        "mine", boris="not_found", anna="not_found", dmitri="not_found"
    ),
    "GET /sessions/{session_id}/participants": looking(),
    "POST /sessions/{session_id}/part": sorting({"seqs": [1]}),
    "POST /sessions/{session_id}/merge": sorting({"session_id": lambda _: str(new_id())}),
    "POST /sessions/{session_id}/unmerge": sorting({}),
    "POST /sessions/{session_id}/participants": sorting({"address": "fred@client.example"}),
    "DELETE /sessions/{session_id}/participants/{account_id}": sorting(),
}
