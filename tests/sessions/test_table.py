"""The Sessions app: what stands in its table, for whom and in which order; its views and its export."""

import csv
import io
import json
import random
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.houses import Standing, standing
from tests.sessions.archive import (
    NAMES,
    PRIORITIES,
    START,
    STATES,
    Archive,
    Fact,
    filters_of,
    holds,
    ordered,
)
from tests.surfaces import at_work, desk_of

from deskbell.base.ids import new_id
from deskbell.base.postgres import Embedded
from deskbell.sessions.filters import Filters, Period, edges, like
from deskbell.sessions.sheets import Csv, Xlsx


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
    assert [row[1] for row in rows[1:]] == [fact.client or f"Visitor {fact.number}" for fact in facts]
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
