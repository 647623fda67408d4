"""Years of a few sessions, and in plain Python what the table must hold of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from hypothesis import strategies as st
from tests.houses import Standing
from tests.surfaces import fresh_rates

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STATES = ("waiting", "with_operator", "closed", "spam")
PRIORITIES = ("low", "normal", "high")
NAMES = ("Eva", "Fred", "100 % sure", "under_score", "Ян", None)


@dataclass
class Fact:
    """A session as it was put into the tables."""

    id: UUID
    number: int
    live_chat: str
    state: str
    priority: str
    operator: str | None
    rating: int | None
    opened_at: datetime
    closed_at: datetime | None
    client: str | None
    name: str | None
    messages: int
    tags: frozenset[str]
    parameters: dict[str, Any] = field(default_factory=dict)

    def seen_by(self, who: str) -> bool:
        """Anna supervises both, Boris operates Sales, Clara both, Dmitri administers, Rita and Emil nothing."""
        if who in ("anna", "dmitri"):
            return True
        operates = who == "clara" or (who == "boris" and self.live_chat == "Sales")
        return operates and (self.operator == who or self.state == "waiting")


@dataclass
class Archive:
    """A house with sixty sessions of every sort, and its people at their desks."""

    house: Standing
    facts: list[Fact]
    desks: dict[str, httpx.AsyncClient]
    tags: dict[str, UUID]

    async def pages(self, who: str, filters: dict[str, Any], sort: str, limit: int = 100) -> list[UUID]:
        """All ids of the table, page by page."""
        found, cursor = [], None
        while True:
            fresh_rates()
            query = {"filters": json.dumps(filters), "sort": sort, "limit": str(limit)}
            query |= {"cursor": cursor} if cursor else {}
            answer = await self.desks[who].get("/api/v1/sessions/table", params=query)
            assert answer.status_code == 200, answer.text
            found += [UUID(item["id"]) for item in answer.json()["items"]]
            cursor = answer.json()["next"]
            if cursor is None:
                return found


def within(moment: datetime | None, period: dict[str, str]) -> bool:
    since, until = (datetime.fromisoformat(period[edge]) if edge in period else None for edge in ("since", "until"))
    return moment is not None and (since is None or since <= moment) and (until is None or moment < until)


def holds(fact: Fact, filters: dict[str, Any], archive: Archive) -> bool:
    """The promise of the filters, in plain words."""
    town = archive.house.town
    checks: dict[str, Callable[[Any], bool]] = {
        "live_chats": lambda ids: str(town.live_chats[fact.live_chat]) in ids,
        "channels": lambda ids: str(town.channels[fact.live_chat].id) in ids,
        "priorities": lambda some: fact.priority in some,
        "ratings": lambda some: fact.rating in some,
        "tags": lambda ids: any(str(archive.tags[name]) in ids for name in fact.tags),
        "opened": lambda period: within(fact.opened_at, period),
        "closed": lambda period: within(fact.closed_at, period),
        "text": lambda text: any(
            text.lower() in (words or "").lower() for words in (fact.client, fact.name)
        ) or text.removeprefix("#") == str(fact.number),
    }  # fmt: skip
    states = filters.get("states") or ["waiting", "with_operator", "closed"]
    operators, unassigned = filters.get("operators"), filters.get("unassigned", False)
    own = str(town.people[fact.operator]) if fact.operator else None
    asked = bool(operators) or unassigned
    served = not asked or (unassigned and own is None) or (own is not None and own in (operators or ()))
    rest = all(check(filters[name]) for name, check in checks.items() if filters.get(name))
    return fact.state in states and served and rest and all(
        has(fact.parameters.get(key), condition) for key, condition in filters.get("parameters", {}).items()
    )  # fmt: skip


def has(value: Any, condition: dict[str, Any]) -> bool:
    if value is None or (condition.get("one_of") and value not in condition["one_of"]):
        return False
    if "contains" in condition and condition["contains"].lower() not in str(value).lower():
        return False
    low, high = condition.get("least"), condition.get("most")
    return (low is None or value >= low) and (high is None or value <= high)


def some(values: Any) -> Any:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True)


def periods() -> Any:
    moments = st.integers(0, 24 * 41).map(lambda hours: (START + timedelta(hours=hours)).isoformat())
    return st.fixed_dictionaries({}, optional={"since": moments, "until": moments})


def filters_of(archive: Archive) -> Any:
    """Every filter, alone and with the others."""
    town = archive.house.town
    numbers = st.sampled_from((0.5, 2, 10, 200))
    optional = {
        "live_chats": some(str(id_) for id_ in town.live_chats.values()),
        "channels": some(str(channel.id) for channel in town.channels.values()),
        "states": some(STATES),
        "operators": some(str(town.people[name]) for name in ("anna", "boris", "clara")),
        "unassigned": st.booleans(),
        "priorities": some(PRIORITIES),
        "tags": some(str(id_) for id_ in archive.tags.values()),
        "ratings": some((1, 3, 5)),
        "opened": periods(),
        "closed": periods(),
        "text": st.sampled_from(("eva", "EV", "0 %", "r_s", "ЯН", "Norway", "par", "#7", "12", "a\\b", "'; --")),
        "parameters": st.fixed_dictionaries(
            {},
            optional={
                "order": st.one_of(
                    st.fixed_dictionaries({"contains": st.sampled_from(("a-1", "7", "%"))}),
                    st.fixed_dictionaries({"one_of": some(("A-1", "A-2", "A-3"))}),
                ),
                "weight": st.fixed_dictionaries({}, optional={"least": numbers, "most": numbers}),
                "due": st.fixed_dictionaries({"least": st.just("2026-03-01")}),
            },
        ),
    }  # fmt: skip
    return st.fixed_dictionaries({}, optional=optional)


def ordered(facts: list[Fact], sort: str) -> list[UUID]:
    """By a column, those without a value last in either order, equals by id."""
    falling, column = sort.startswith("-"), sort.removeprefix("-")
    by: dict[str, Callable[[Fact], Any]] = {
        "number": lambda fact: fact.number,
        "opened_at": lambda fact: fact.opened_at,
        "closed_at": lambda fact: fact.closed_at,
        "queued_at": lambda fact: fact.opened_at if fact.state == "waiting" else None,
        "rating": lambda fact: fact.rating,
        "priority": lambda fact: PRIORITIES.index(fact.priority),
    }
    key = by[column]
    filled = sorted((f for f in facts if key(f) is not None), key=lambda f: (key(f), f.id.int), reverse=falling)
    empty = sorted((f for f in facts if key(f) is None), key=lambda f: f.id.int, reverse=falling)
    return [fact.id for fact in (*filled, *empty)]
