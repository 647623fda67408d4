"""A report as a file: every number of the screen, in the asker's language."""

import asyncio
import csv
import io
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from deskbell.app import Doors
from deskbell.audit.service import entries
from deskbell.reports import exporting, gathering
from deskbell.rights.actor import SYSTEM
from deskbell.sessions import lifecycle
from tests.reports.conftest import period_of, report
from tests.sessions.conftest import Sales
from tests.surfaces import desk_of


async def test_a_file_holds_the_whole_period_and_each_step_of_each_row(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        asked = {**await period_of(anna), "step": "hour", "format": "csv"}
        answer = await anna.get("/api/v1/reports/live-chats/export", params=asked)
        shown = await report(anna, step="hour")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    names = [line["Live Chat Performance"] for line in lines]
    steps = len(shown["steps"])
    assert names == ["Sales", "Support", "All together", *["Sales"] * steps, *["Support"] * steps,
                     *["All together"] * steps]  # fmt: skip
    assert [lines[0][name] for name in ("New sessions", "Taken", "Acceptance delay (s), count")] == ["1", "1", "1"]
    assert sum(int(line["Taken"] or 0) for line in lines[3 : 3 + steps]) == 1
    assert "filename*=UTF-8''report" in answer.headers["content-disposition"]
    newest = (await entries(sales.db, SYSTEM))[0]
    assert (newest.deed, newest.actor_id) == ("report_exported", sales.anna.id)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_workbook_is_one_and_speaks_the_language_of_who_asks(app: Doors, sales: Sales, language: str) -> None:
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        assert (await anna.patch("/api/v1/me", json={"language": language})).status_code == 200
        asked = {**await period_of(anna), "format": "xlsx"}
        answer = await anna.get("/api/v1/reports/operators/export", params=asked)
    sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert ("Occupied" in sheet, "Занят" in sheet) == (language == "en", language == "ru")


async def test_a_third_file_waits_until_one_of_two_is_sent_and_nobody_waits_for_them(
    app: Doors, sales: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Semaphore(0), threading.Event()

    def held(*_: Any) -> Iterator[bytes]:
        begun.release()
        go.wait(5)
        yield b"sheet"

    monkeypatch.setattr(exporting, "pieces", held)
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        path, asked = "/api/v1/reports/operators/export", await period_of(anna)
        two = [asyncio.create_task(anna.get(path, params=asked)) for _ in range(2)]
        for _ in two:
            assert await asyncio.to_thread(begun.acquire, timeout=5)
        third = await anna.get(path, params=asked)
        go.set()
        assert [(one.status_code, one.content) for one in await asyncio.gather(*two)] == [(200, b"sheet")] * 2
        again = await anna.get(path, params=asked)
    assert (third.status_code, third.json()["code"], again.status_code) == (429, "too_many_requests", 200)
