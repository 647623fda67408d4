"""The Sessions app: what stands in its table, for whom and in which order; its views and its export."""

import csv
import io
import json
import random
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.houses import Standing, standing
from tests.surfaces import at_work, desk_of, fresh_rates

from deskbell.base.ids import new_id
from deskbell.base.postgres import Embedded
from deskbell.sessions.filters import Filters, Period, edges, like
from deskbell.sessions.sheets import Csv, Xlsx

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


@pytest.fixture(scope="module")
async def archive(cluster: Embedded, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(standing(cluster, tmp_path_factory.mktemp("table")))
        desks = {
            name: await stack.enter_async_context(desk_of(house.app, house.town, name))
            for name in ("rita", "emil", "clara", "boris", "anna", "dmitri")
        }
        for name in ("boris", "anna"):
            await at_work(desks[name])
        owner = await asyncpg.connect(house.dsn)
        await owner.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        try:
            yield await fill(house, desks, owner)
        finally:
            await owner.close()


async def fill(house: Standing, desks: dict[str, httpx.AsyncClient], owner: asyncpg.Connection) -> Archive:
    """Sixty sessions, written as rows: what they hold is drawn, always the same."""
    draw, town, tags = random.Random(7), house.town, {"Gift": new_id(), "Urgent": new_id()}  # noqa: S311 - for a test
    parameters = {"order": (new_id(), "text"), "weight": (new_id(), "number"), "due": (new_id(), "date")}
    for name, id_ in tags.items():
        await owner.execute("insert into tag (id, name) values ($1, $2)", id_, name)
    for key, (id_, kind) in parameters.items():
        names = {"en": key}
        await owner.execute(
            "insert into parameter (id, key, kind, names) values ($1, $2, $3, $4)", id_, key, kind, names
        )
    facts = []
    for place in range(60):
        chat = draw.choice(("Sales", "Support"))
        state = draw.choice(STATES)
        operator = draw.choice(("boris", "clara", "anna")) if state in ("with_operator", "closed") else None
        opened = START + timedelta(hours=draw.randrange(24 * 40))
        closed = opened + timedelta(minutes=draw.randrange(600)) if state == "closed" else None
        client, account, session = new_id(), new_id(), new_id()
        fact = Fact(
            session, 0, chat, state, draw.choice(PRIORITIES), operator,
            draw.choice((None, None, 1, 5)) if state == "closed" else None,
            opened, closed, draw.choice(NAMES), draw.choice((None, None, "Norway parcel")), draw.randrange(5),
            frozenset(name for name in tags if draw.random() < 0.4),
            {
                key: value
                for key, value in (
                    ("order", f"A-{draw.randrange(20)}"),
                    ("weight", draw.choice((0.5, 2, 10, 200))),
                    ("due", f"2026-0{draw.randrange(1, 9)}-15"),
                )
                if draw.random() < 0.6
            },
        )  # fmt: skip
        await owner.execute("insert into client (id, name) values ($1, $2)", client, fact.client)
        await owner.execute(
            "insert into account (id, client_id, channel_kind, external_id) values ($1, $2, 'widget', $3)",
            account, client, str(account),
        )  # fmt: skip
        fact.number = await owner.fetchval(
            """insert into session (id, live_chat_id, channel_id, account_id, client_id, state, priority, name,
                 operator_id, rating, opened_at, queued_at, closed_at, message_count, last_message_at, spam_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $11, $15) returning number""",
            session, town.live_chats[chat], town.channels[chat].id, account, client, state, fact.priority, fact.name,
            town.people[operator] if operator else None, fact.rating, opened, opened if state == "waiting" else None,
            closed, fact.messages, opened if state == "spam" else None,
        )  # fmt: skip
        for name in fact.tags:
            await owner.execute("insert into session_tag values ($1, $2)", session, tags[name])
        for key, value in fact.parameters.items():
            await owner.execute("insert into session_parameter values ($1, $2, $3)", session, parameters[key][0], value)
        facts.append(fact)
        assert place < 60
    return Archive(house, facts, desks, tags)


# ── filters: the table agrees with a plain look at the same facts ───────────────────────────────────────────────────


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


async def test_the_table_holds_what_its_filters_say_in_its_order(archive: Archive) -> None:
    cases: list[tuple[str, dict[str, Any], str, int]] = []

    @settings(max_examples=120, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(("anna", "dmitri", "boris", "clara", "rita", "emil")),
        filters_of(archive),
        st.sampled_from(("number", "opened_at", "closed_at", "queued_at", "rating", "priority")),
        st.sampled_from(("", "-")),
        st.sampled_from((3, 7, 100)),
    )
    def draw(who: str, filters: dict[str, Any], column: str, sign: str, limit: int) -> None:
        cases.append((who, filters, sign + column, limit))

    draw()
    full = 0
    for who, filters, sort, limit in cases:
        wanted = ordered([f for f in archive.facts if f.seen_by(who) and holds(f, filters, archive)], sort)
        assert await archive.pages(who, filters, sort, limit) == wanted, (who, filters, sort, limit)
        full += bool(wanted)
    assert full > 20


async def test_each_sees_his_own_and_spam_only_where_it_is_asked_for(archive: Archive) -> None:
    for who in ("anna", "dmitri", "boris", "clara", "rita", "emil"):
        for states in ([], ["spam"], list(STATES)):
            shown = set(await archive.pages(who, {"states": states} if states else {}, "-opened_at"))
            wanted = {f.id for f in archive.facts if f.seen_by(who) and f.state in (states or STATES[:3])}
            assert shown == wanted, (who, states)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"sort": "secret"}, "sort"),
        ({"sort": "-last_message_at"}, "sort"),
        ({"filters": "{"}, "filters"),
        ({"filters": '{"shoe": 1}'}, "filters"),
        ({"filters": '{"text": "a"}'}, "text"),
        ({"filters": '{"opened": {"since": "2026-03-02T09:00:00"}}'}, "filters"),
        ({"filters": '{"parameters": {"shoe": {"one_of": ["x"]}}}'}, "shoe"),
        ({"filters": '{"parameters": {"weight": {"least": "heavy"}}}'}, "weight"),
        ({"filters": '{"parameters": {"order": {"least": "A"}}}'}, "order"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WzEsMiwzXQ"}, "cursor"),
    ],
)
async def test_what_the_table_cannot_do_it_says(archive: Archive, query: dict[str, str], field: str) -> None:
    answer = await archive.desks["anna"].get("/api/v1/sessions/table", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert list(answer.json()["params"]["fields"]) == [field]


async def test_an_order_without_an_index_is_there_for_a_period_or_open_states(archive: Archive) -> None:
    for filters in ({"opened": {"since": START.isoformat(), "until": (START + timedelta(days=60)).isoformat()}},
                    {"states": ["waiting"]}, {"opened": {"span": "last_30_days"}}):  # fmt: skip
        await archive.pages("anna", filters, "-last_message_at")


def test_spans_are_days_of_the_workspace() -> None:
    # Wednesday in Oslo, the clocks having gone forward on the Sunday before.
    now = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
    day = edges(Period(span="today"), "Europe/Oslo", now)
    assert day == (datetime(2026, 4, 1, 22, tzinfo=UTC), datetime(2026, 4, 2, 22, tzinfo=UTC))
    month = edges(Period(span="last_month"), "Europe/Oslo", now)
    assert month == (datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC))
    assert edges(Filters().opened, "Europe/Oslo", now) == (None, None)
    assert like("50%_\\") == "%50\\%\\_\\\\%"


# ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_view_is_ones_own_until_it_is_shared_and_changed_by_its_owner_and_administrators(
    archive: Archive,
) -> None:
    anna, boris, dmitri = (archive.desks[name] for name in ("anna", "boris", "dmitri"))
    body = {"name": "Parcels", "settings": {"filters": {"text": "Norway"}, "columns": ["number"], "sort": "-number"}}
    made = await anna.post("/api/v1/saved-views", json=body)
    assert made.status_code == 201, made.text
    at = f"/api/v1/saved-views/{made.json()['id']}"

    async def names(desk: httpx.AsyncClient) -> list[tuple[str, bool]]:
        return [(view["name"], view["may_change"]) for view in (await desk.get("/api/v1/saved-views")).json()["items"]]

    assert (await names(anna), await names(boris)) == ([("Parcels", True)], [])
    assert (await boris.patch(at, json={"name": "Mine"})).status_code == 404
    assert (await anna.patch(at, json={"shared": True})).json()["settings"] == body["settings"]
    assert (await names(boris), await names(dmitri)) == ([("Parcels", False)], [("Parcels", True)])
    refused = await boris.patch(at, json={"name": "Mine"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (await dmitri.patch(at, json={"name": "Parcels abroad"})).status_code == 200
    assert (await boris.post(f"{at}/archive", json={})).status_code == 403
    assert (await anna.post(f"{at}/archive", json={})).status_code == 204
    assert await names(boris) == []
    for wrong in ({"sort": "secret"}, {"filters": {"shoe": 1}}, {"columns": ["x" * 61]}):
        answer = await anna.post("/api/v1/saved-views", json={"name": "Wrong", "settings": wrong})
        assert answer.status_code == 422, wrong


# ── export ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def exported(desk: httpx.AsyncClient, **body: Any) -> httpx.Response:
    answer = await desk.post("/api/v1/sessions/export", json={"form": "csv", "columns": ["number", "client"]} | body)
    assert answer.status_code == 200, answer.text
    return answer


async def test_an_export_holds_what_the_asker_may_see_in_his_language(archive: Archive) -> None:
    for who in ("anna", "boris", "clara", "rita"):
        answer = await exported(archive.desks[who], sort="number")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        wanted = sorted(fact.number for fact in archive.facts if fact.seen_by(who) and fact.state != "spam")
        assert rows[0] == ["Number", "Client"]
        assert [int(row[0]) for row in rows[1:]] == wanted
    anna = archive.desks["anna"]
    await anna.patch("/api/v1/me", json={"language": "ru"})
    answer = await exported(anna, columns=["number", "state", "parameter:order"], filters={"states": ["spam"]})
    await anna.patch("/api/v1/me", json={"language": "en"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Номер", "Состояние", "order"]
    assert {row[1] for row in rows[1:]} == {"Спам"}
    trail = (await archive.desks["dmitri"].get("/api/v1/audit")).json()["items"]
    assert trail[0]["deed"] == "sessions_exported"


async def test_an_export_says_how_far_it_is_and_that_it_is_whole(archive: Archive) -> None:
    content = (await exported(archive.desks["anna"], progress=True)).content
    plain = (await exported(archive.desks["anna"])).content
    pieces, told = [], []
    while content:
        length, rows = int.from_bytes(content[:4]), int.from_bytes(content[4:8])
        told.append((length, rows))
        pieces.append(content[8 : 8 + length])
        content = content[8 + length :]
    assert b"".join(pieces) == plain
    assert told[-1] == (0, sum(fact.state != "spam" for fact in archive.facts))


async def test_a_workbook_opens_and_holds_the_same_rows(archive: Archive) -> None:
    answer = await exported(
        archive.desks["anna"], form="xlsx", columns=["number", "client", "opened_at"], sort="number"
    )
    rows = list(cells_of(answer.content))
    facts = sorted((f for f in archive.facts if f.state != "spam"), key=lambda f: f.number)
    assert rows[0] == ["Number", "Client", "Opened"]
    assert [int(row[0]) for row in rows[1:]] == [fact.number for fact in facts]
    assert [row[1] for row in rows[1:]] == [fact.client or f"#{fact.number}" for fact in facts]
    first = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=float(rows[1][2]))
    assert abs(first - facts[0].opened_at) < timedelta(seconds=1)


def cells_of(workbook: bytes) -> Iterator[list[str]]:
    """The cells of a workbook's one sheet, as text."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        assert parts.testzip() is None
        for part in parts.namelist():
            ElementTree.fromstring(parts.read(part))  # noqa: S314 - our own
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    for row in sheet.iter(f"{space}row"):
        yield ["".join(cell.itertext()) for cell in row]


async def test_columns_that_are_not_there_are_refused(archive: Archive) -> None:
    for columns in (["secret"], [], ["number", "number"], ["parameter:shoe"]):
        body = {"form": "csv", "columns": columns}
        assert (await archive.desks["anna"].post("/api/v1/sessions/export", json=body)).status_code == 422


def test_no_cell_of_a_file_is_a_formula() -> None:
    wicked = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "kind"]
    sheet = Csv(["head"], "en")
    text = (sheet.rows([[cell] for cell in wicked]) + sheet.end()).decode("utf-8-sig")
    shown = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert shown == [f"'{cell}" for cell in wicked[:-1]] + ["kind"]
    book = Xlsx(["head"], "Sessions")
    workbook = book.rows([[cell] for cell in [*wicked, "a\x00b<&>\ud800"]]) + book.end()
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml")
    assert [row[0] for row in cells_of(workbook)][-1] == "ab<&>"
