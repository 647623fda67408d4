"""A list of people: looked at first, then brought in as it was looked at, and harmless the second time."""

import re
from typing import Any

import httpx
import pytest
from tests.surfaces import PASSWORD, desk_of

from deskbell.app import Doors
from deskbell.base.errors import Refusal
from deskbell.demo.town import Town
from deskbell.people.sheet import BYTES_MOST, ROWS_MOST, read_sheet

ENGLISH = "Name,E-mail,Groups,Language,Room\nNadia Bell,nadia@town.example,Sales operators,en,12\n"
RUSSIAN = "Имя;Фамилия;Электронная почта;Группы;Язык\nНадя;Белова;Nadia@Town.example;Staff | sales operators;русский\n"


async def look(desk: httpx.AsyncClient, text: str | bytes) -> dict[str, Any]:
    answer = await desk.post("/api/v1/people/import/preview", content=text)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def bring(desk: httpx.AsyncClient, text: str | bytes, **query: Any) -> list[dict[str, Any]]:
    answer = await desk.post("/api/v1/people/import", content=text, params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return rows


async def emails(desk: httpx.AsyncClient) -> set[str]:
    return {one["email"] for one in (await desk.get("/api/v1/people")).json()["items"]}


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (RUSSIAN.encode(), "utf-8", ";"),
        (b"\xef\xbb\xbf" + RUSSIAN.replace(";", ",").encode(), "utf-8", ","),
        (RUSSIAN.encode("cp1251"), "cp1251", ";"),
        (RUSSIAN.replace(";", "\t").encode("utf-16"), "utf-16", "\t"),
        (("sep=;\r\n" + RUSSIAN).encode("cp1251"), "cp1251", ";"),
    ],
)
def test_a_list_is_read_however_a_spreadsheet_program_saved_it(content: bytes, encoding: str, delimiter: str) -> None:
    sheet = read_sheet(content)
    assert (sheet.encoding, sheet.delimiter) == (encoding, delimiter)
    (line,) = sheet.lines
    assert (line.name, line.email, line.language) == ("Надя Белова", "nadia@town.example", "ru")
    assert line.groups == ["Staff", "sales operators"]
    assert line.problems == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"Name,E-mail\n", "empty"),
        (b"Name,E-mail\n,\n", "empty"),
        (b"Who,E-mail\nNadia,nadia@town.example\n", "no_name"),
        (b"Name,Phone\nNadia,123\n", "no_email"),
        (b'Name,E-mail\n"Nadia,nadia@town.example\n', "unreadable"),
        (b"PK\x03\x04\x14\x00\x06\x00", "unreadable"),
        (b"Name,E-mail\n\x98\xff,x\n", "unreadable"),
        (b"Name,E-mail\n" + b"N,n@town.example\n" * (ROWS_MOST + 1), "too_many"),
        (b"x" * (BYTES_MOST + 1), "too_large"),
    ],
)
def test_what_is_no_list_of_people_is_refused_by_name(content: bytes, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sheet(content)
    assert refused.value.params == {"fields": {"file": why}}


def test_each_row_says_what_is_wrong_with_it_and_where_it_stands() -> None:
    text = (
        "ФИО,Почта,Язык\n"
        "Надя,nadia@town.example,\n\n"
        ",b@town.example,en\n"
        "Без почты,,\n"
        "Плохая почта,nadia at town,\n"
        "Опять Надя,NADIA@town.example,\n"
        "Ян,yan@town.example,эльфийский\n"
        '"Длинная\nстрока",d@town.example,ru,и ещё\n'
    )
    assert [(line.number, line.problems) for line in read_sheet(text.encode()).lines] == [
        (2, {}),
        (4, {"name": "required"}),
        (5, {"email": "required"}),
        (6, {"email": "invalid"}),
        (7, {"email": "repeated"}),
        (8, {"language": "unknown"}),
        (9, {"row": "too_long"}),
    ]


async def test_looking_writes_nothing_and_says_what_would_become_of_each_row(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri, desk_of(app, town, "boris"):
        gone = town.people["rita"]
        assert (await dmitri.post(f"/api/v1/people/{gone}/archive")).status_code == 200
        before, trail = await emails(dmitri), (await dmitri.get("/api/v1/audit")).json()["items"]
        text = ENGLISH + (
            "Boris,BORIS@town.example,,,\nEmil,emil@town.example,,,\nRita,rita@town.example,,,\n"
            "Oda,oda@town.example,Gardeners,,\n"
        )
        seen = await look(dmitri, text)
        assert [column["field"] for column in seen["columns"]] == ["name", "email", "groups", "language", None]
        assert [(row["line"], row["state"]) for row in seen["rows"]] == [
            (2, "new"),
            (3, "known"),
            (4, "invited"),
            (5, "archived"),
            (6, "wrong"),
        ]
        assert seen["rows"][0]["groups"] == [{"id": str(town.groups["Sales operators"]), "name": "Sales operators"}]
        assert seen["rows"][4]["groups"] == [{"id": None, "name": "Gardeners"}]
        assert seen["rows"][4]["problems"] == {"groups": "unknown"}
        assert await emails(dmitri) == before
        assert (await dmitri.get("/api/v1/audit")).json()["items"] == trail


async def test_who_is_new_is_added_with_groups_and_a_link_that_works_and_the_rest_left_out(
    app: Doors, town: Town
) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        text = ENGLISH + "Oda,not an address,,,\nBoris,boris@town.example,Staff,,\n"
        new, wrong, known = await bring(dmitri, text)
        assert (new["state"], wrong["state"], known["state"]) == ("new", "wrong", "invited")
        assert (wrong["link"], known["link"]) == (None, None)
        (nadia,) = [
            one for one in (await dmitri.get("/api/v1/people")).json()["items"] if one["email"] == "nadia@town.example"
        ]
        assert (nadia["name"], nadia["language"], nadia["signed_up"]) == ("Nadia Bell", "en", False)
        assert [group["name"] for group in nadia["groups"]] == ["Sales operators"]
        token = re.sub(r".*/", "", new["link"])
        used = await dmitri.post(f"/api/v1/links/{token}", json={"password": PASSWORD})
        assert (used.status_code, used.json()["person"]["name"]) == (201, "Nadia Bell")


async def test_the_same_list_again_adds_nobody_and_makes_links_only_when_asked(app: Doors, town: Town) -> None:
    async with desk_of(app, town, "dmitri") as dmitri:
        (first,) = await bring(dmitri, ENGLISH)
        people = await emails(dmitri)
        (again,) = await bring(dmitri, ENGLISH)
        assert (again["state"], again["link"]) == ("invited", None)
        assert await emails(dmitri) == people
        (renewed,) = await bring(dmitri, ENGLISH, renew_links=True)
        assert renewed["link"] not in (None, first["link"])
        old, new = (one["link"].rsplit("/", 1)[1] for one in (first, renewed))
        assert (await dmitri.get(f"/api/v1/links/{old}")).status_code == 404
        assert (await dmitri.get(f"/api/v1/links/{new}")).status_code == 200
        deeds = [one["deed"] for one in (await dmitri.get("/api/v1/audit")).json()["items"]]
        assert deeds.count("people_imported") == 3


async def test_a_list_too_large_is_refused_before_it_is_read_and_to_others_whatever_it_is(
    app: Doors, town: Town
) -> None:
    async with desk_of(app, town, "dmitri") as dmitri, desk_of(app, town, "anna") as anna:
        large = await dmitri.post("/api/v1/people/import", content=b"x" * (BYTES_MOST + 1))
        assert (large.status_code, large.json()["params"]) == (422, {"fields": {"file": "too_large"}})
        for path in ("people/import", "people/import/preview"):
            assert (await anna.post(f"/api/v1/{path}", content=ENGLISH)).json()["code"] == "not_allowed"
