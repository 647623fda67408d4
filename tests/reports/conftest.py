"""Sales at work, and its reports as the desk reads them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from deskbell.base.db import Database
from deskbell.demo.town import Town
from tests.sessions.conftest import Sales, open_sales
from tests.surfaces import fresh_rates

TABLES = ("report_fact", "report_span", "report_status", "report_quarter", "report_day")


@pytest.fixture
async def sales(db: Database, town: Town) -> Sales:
    return await open_sales(db, town)


async def period_of(desk: httpx.AsyncClient) -> dict[str, str]:
    """Today alone, as a question's period."""
    today = (await desk.get("/api/v1/reports")).json()["today"]
    return {"since": today, "until": today}


async def report(desk: httpx.AsyncClient, kind: str = "live-chats", **query: Any) -> dict[str, Any]:
    """The report of today, by day."""
    answer = await desk.get(f"/api/v1/reports/{kind}", params={**await period_of(desk), **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def behind(desk: httpx.AsyncClient, metric: str, kind: str = "live-chats", **query: Any) -> dict[str, Any]:
    """The sessions behind a number of today: value by session."""
    fresh_rates()
    params = {**await period_of(desk), "report": kind, "metric": metric, **query}
    answer = await desk.get("/api/v1/reports/sessions", params=params)
    assert answer.status_code == 200, answer.text
    return {item["session"]["id"]: item["value"] for item in answer.json()["items"]}


def row_of(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(row["totals"] for row in found["rows"] if row["name"] == name)


async def stored(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that reports read, but for what depends on the moment of the last rolling up."""
    found = {}
    async with db.pool.acquire() as connection:
        for table in TABLES:
            rows = [dict(row) for row in await connection.fetch(f"select * from {table}")]  # noqa: S608 - of our own
            for row in rows:
                for name in ("online", "away", "occupied"):
                    row.pop(name, None)
            found[table] = sorted(tuple(map(repr, row.values())) for row in rows if _says_anything(row))
    return found


def _says_anything(row: Mapping[str, Any]) -> bool:
    keys = {"at", "day", "live_chat_id", "operator_id", "session_id", "person_id"}
    return any(value for name, value in row.items() if name not in keys)
