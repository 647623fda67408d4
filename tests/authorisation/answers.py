"""Who the matrix asks, and the ways they are answered alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deskbell.base.ids import new_id

Answers = Mapping[str, int | str]

OFFLINE = "boris, offline"
PEOPLE = ("emil", "rita", "clara", "boris", OFFLINE, "anna", "dmitri")
"""Emil holds no role, Rita reads in Sales, Clara operates and supervises elsewhere, Boris operates and Anna supervises
in Sales, Dmitri administers. The session at hand is Eva's, in Sales; where it has an operator, he is Boris."""


@dataclass(frozen=True)
class Row:
    """What is asked and what is answered. `state`: how the session must stand; `fresh`: the deed changes that."""

    answers: Answers
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    state: str = ""
    fresh: bool = False
    missing_alike: bool = True


def everybody(status: int, body: Any = None, **more: Any) -> Row:
    """For whoever has signed in."""
    return Row(dict.fromkeys(PEOPLE, status), body, missing_alike=False, **more)


def administrators(status: int | str, body: Any = None) -> Row:
    """For administrators alone; others learn nothing, not even whether it exists."""
    return Row({**dict.fromkeys(PEOPLE, "not_allowed"), "dmitri": status}, body)


def of_session(state: str, body: Any = None, fresh: bool = False, query: Any = None, **answers: int | str) -> Row:
    """Answers of those who see a session of Sales; `offline` is Boris's answer while he is Offline."""
    offline = answers.pop("offline", answers["boris"])
    return Row({**dict.fromkeys(PEOPLE, "not_found"), **answers, OFFLINE: offline}, body, query or {}, state, fresh)


def looking(query: Any = None, body: Any = None) -> Row:
    """What everybody may read who sees the session, Offline too."""
    return of_session("mine", body, query=query, boris=200, anna=200, dmitri=200)


def keepers(status: int, body: Any = None) -> Row:
    """For whoever works in some live chat, Offline too, and administrators."""
    answers: dict[str, int | str] = {**dict.fromkeys(PEOPLE, status), "emil": "not_allowed", "rita": "not_allowed"}
    return Row(answers, body, missing_alike=False)


def of_sales(status: int, body: Any = None, stranger: str = "not_found") -> Row:
    """What belongs to Sales, for those who work there, Offline too, and administrators."""
    return Row({**keepers(status).answers, "clara": stranger}, body)


def supervisors(status: int, body: Any = None) -> Row:
    """For supervisors of any live chat, Offline too, and administrators."""
    answers = dict.fromkeys(PEOPLE, "not_allowed") | dict.fromkeys(("clara", "anna", "dmitri"), status)
    return Row(answers, body)


def serving_sales(status: int) -> Row:
    """What serves Sales alone, for those who work there, Offline too, and administrators; others see nothing of it."""
    return Row({**dict.fromkeys(PEOPLE, "not_found"), **dict.fromkeys(("boris", OFFLINE, "anna", "dmitri"), status)})


def overseeing_sales(status: int) -> Row:
    """What of Sales is its supervisors' and administrators' alone; others see nothing of it."""
    return Row({**dict.fromkeys(PEOPLE, "not_found"), "anna": status, "dmitri": status})


def kept_in_sales(status: int, body: Any = None) -> Row:
    """What serves Sales alone: seen by its operators, changed by its supervisors and administrators."""
    answers = dict.fromkeys(("boris", OFFLINE), "not_allowed") | dict.fromkeys(("anna", "dmitri"), status)
    return Row({**dict.fromkeys(PEOPLE, "not_found"), **answers}, body, state="mine")


LOOK = "offline_may_only_look"


def of_cards(query: Any = None) -> Row:
    """Cards are read by whoever holds a role in some live chat, and by administrators."""
    return Row({**dict.fromkeys(PEOPLE, 200), "emil": "not_found"}, query=query or {})


def keeping_cards(status: int, body: Any) -> Row:
    """Cards are kept by operators and supervisors, and not while Offline."""
    others = {"emil": "not_found", "rita": "not_allowed", "dmitri": "not_allowed", OFFLINE: LOOK}
    return Row({**dict.fromkeys(PEOPLE, status), **others}, body)


def binding(body: Any = None) -> Row:
    """Cards are bound by the responsible operator and supervisors."""
    return of_session("mine", body, boris=200, offline=LOOK, anna=200, dmitri="not_allowed")


TEXT = {"text": "A word", "send_key": lambda _: str(new_id())}
