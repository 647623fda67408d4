"""Search: words in all their forms and parts of words, in Russian and English, newest first, by right; never what was
deleted."""

from typing import Any

import httpx
import pytest
from tests.sessions.conftest import Sales, new_visitor, rows
from tests.surfaces import desk_of, fresh_rates

from deskbell.app import Doors
from deskbell.base.db import Database
from deskbell.sessions import lifecycle, searchable
from deskbell.sessions.search import cut
from deskbell.sessions.searchable import follow, forget_words


async def found(desk: httpx.AsyncClient, text: str, **query: str) -> list[str]:
    """The texts of all hits, page by page, as their snippets say them."""
    said: list[str] = []
    cursor: str | None = None
    while True:
        fresh_rates()
        more = {"cursor": cursor} if cursor else {}
        answer = await desk.get("/api/v1/search", params={"q": text} | query | more)
        assert answer.status_code == 200, answer.text
        said += ["".join(piece["text"] for piece in hit["snippet"]) for hit in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            return said


async def change(db: Database, statement: str, *values: Any) -> None:
    """What the deeds of editing and deleting do to the tables."""
    async with db.pool.acquire() as connection:
        await connection.execute(statement, *values)


async def test_words_are_found_in_their_forms_and_parts_where_no_word_fits(app: Doors, sales: Sales) -> None:
    for text in (
        "Мои заказы ещё не пришли, ёлка тоже",
        "Where are my parcels?",
        "Order A-10427 please",
        "Что-то другое",
    ):
        await sales.eva.write(text)
    await follow(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        for asked, wanted in (
            ("заказ", "Мои заказы ещё не пришли, ёлка тоже"),
            ("ЕЛКА", "Мои заказы ещё не пришли, ёлка тоже"),
            ("parcel", "Where are my parcels?"),
            ("A-10427", "Order A-10427 please"),
            ("0427 pl", "Order A-10427 please"),
            ("arce", "Where are my parcels?"),
        ):
            assert await found(anna, asked) == [wanted], asked
        hit = (await anna.get("/api/v1/search", params={"q": "заказ"})).json()["items"][0]
        assert [piece["text"] for piece in hit["snippet"] if piece["hit"]] == ["заказы"]
        assert await found(anna, "bicycle") == []
        for wrong in ("", "a", "x" * 201, " a "):
            assert (await anna.get("/api/v1/search", params={"q": wrong})).status_code == 422
        assert await found(anna, "' | & ! ( :* <->") == []


async def test_newest_first_in_pages_through_the_windows_of_time(app: Doors, sales: Sales) -> None:
    days = (0, 1, 3, 9, 15, 17, 40, 127, 130, 900, 1_100, 3_000, 9_000)
    for place in range(len(days)):
        await (await new_visitor(sales.db, sales.town.channels["Sales"])).write(f"bell {place}")
    for place, ago in enumerate(days):
        age = "update message set posted_at = now() - make_interval(days => $1, mins => 5) where text = $2"
        await change(sales.db, age, ago, f"bell {place}")
    await follow(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        for limit in ("1", "3", "4", "50"):
            assert await found(anna, "bells", limit=limit) == [f"bell {place}" for place in range(len(days))]
            assert await found(anna, "ell", limit=limit) == [f"bell {place}" for place in range(len(days))]


async def test_hits_are_of_sessions_one_may_see(app: Doors, sales: Sales) -> None:
    eva, fred = [(await one.write("A bell in the tower")).session_id for one in (sales.eva, sales.fred)]
    await lifecycle.take(sales.db, sales.boris, eva)
    await lifecycle.take(sales.db, sales.clara, fred)
    await follow(sales.db)
    counts = {}
    for name in ("anna", "boris", "clara", "dmitri", "rita", "emil"):
        async with desk_of(app, sales.town, name) as desk:
            counts[name] = len(await found(desk, "bell"))
            inside = await desk.get(f"/api/v1/sessions/{eva}/search", params={"q": "bell"})
            assert inside.status_code == (200 if name in ("anna", "boris", "dmitri") else 404), name
            support = str(sales.town.live_chats["Support"])
            assert await found(desk, "bell", live_chat=support) == []
    assert counts == {"anna": 2, "boris": 1, "clara": 1, "dmitri": 2, "rita": 0, "emil": 0}


async def test_what_is_deleted_goes_at_once_and_what_is_edited_follows(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("first bell")).session_id
    await sales.eva.write("second bell")
    await follow(sales.db)
    assert len(await rows(sales.db, "select * from message_text")) == 2
    async with desk_of(app, sales.town, "anna") as anna:
        await change(sales.db, "update message set text = 'first whistle' where text = 'first bell'")
        assert await found(anna, "bell") == ["second bell"]
        assert await found(anna, "whistle") == ["first whistle"]
        await change(sales.db, "update message set text = '', deleted_at = now() where text = 'second bell'")
        assert await rows(sales.db, "select text from message_text") == [{"text": "first whistle"}]
        while await forget_words(sales.db):
            continue
        words = await rows(sales.db, "select word from message_word order by word")
        assert [row["word"] for row in words] == ["first", "whistl"]
        assert await found(anna, "bell") == []
        inside = await anna.get(f"/api/v1/sessions/{session}/search", params={"q": "whistles"})
        assert [hit["seq"] for hit in inside.json()["items"]] == [2]
    await sales.eva.write("third bell")
    await follow(sales.db)
    assert [row["text"] for row in await rows(sales.db, "select text from message_text order by seq")] == [
        "first whistle",
        "third bell",
    ]


async def test_what_was_posted_before_anybody_copied_is_walked_to(sales: Sales) -> None:
    for place in range(3):
        await (await new_visitor(sales.db, sales.town.channels["Sales"])).write(f"bell {place}")
    await change(sales.db, "delete from changed_session")
    assert await follow(sales.db) == 3
    (progress,) = await rows(sales.db, "select * from search_progress")
    assert progress["walked"] is None
    assert await follow(sales.db) == 0
    await sales.eva.write("bell 3")
    assert await follow(sales.db) == 1
    # A restore: the log's window is empty, its epoch is new.
    await change(sales.db, "update search_progress set epoch = gen_random_uuid()")
    await change(sales.db, "delete from message_text")
    assert await follow(sales.db) == 4


@pytest.mark.parametrize(
    ("marked", "text", "pieces"),
    [
        ("a \x02bell\x03!", "a bell!", [("a ", False), ("bell", True), ("!", False)]),
        ("\x02елка\x03 еще", "Вот ёлка ещё", [("ёлка", True), (" ещё", False)]),
        ("\x02Елка\x03 еще", "Ёлка ещё", [("Ёлка", True), (" ещё", False)]),
    ],
)
def test_a_snippet_has_the_letters_of_the_message(marked: str, text: str, pieces: list[tuple[str, bool]]) -> None:
    assert [(piece["text"], piece["hit"]) for piece in cut(marked, text)] == pieces


async def test_long_messages_are_copied_a_part_at_a_time_and_all_of_them(
    sales: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many letters go into a statement that it ends in time: one that never does would stop the search for all."""
    monkeypatch.setattr(searchable, "LETTERS_AT_ONCE", 100)
    said = [f"word{number} " + "letters " * 5 for number in range(6)]
    for text in said:
        await sales.eva.write(text)
    session_id = (await rows(sales.db, "select session_id from message limit 1"))[0]["session_id"]
    assert await searchable.copy_some(sales.db, [session_id]) == (3, True)
    assert await follow(sales.db) == 3
    assert [row["text"] for row in await rows(sales.db, "select text from message_text order by seq")] == said
    await sales.eva.write("x" * 500)
    assert await follow(sales.db) == 1, "one that is longer than a part goes alone"


async def test_two_letters_find_words_that_begin_with_them(app: Doors, sales: Sales) -> None:
    await sales.eva.write("A Fjell in green")
    await follow(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        assert await found(anna, "fj") == ["A Fjell in green"]
        assert await found(anna, "je") == []
        assert await found(anna, "jel") == ["A Fjell in green"]


async def test_an_edit_of_a_long_message_asks_for_no_word_of_it(sales: Sales) -> None:
    words = [f"bell{place}" for place in range(400)]
    await sales.eva.write(" ".join(words))
    await sales.eva.write("bell1 rings")
    await follow(sales.db)
    words[1:3] = ["whistle"]
    async with sales.db.pool.acquire() as connection:
        edit = "update message set text = $1 where text like 'bell0%'"
        await connection.execute(edit, " ".join(words))
    gone = await rows(sales.db, "select word from message_word_gone order by word")
    assert [row["word"] for row in gone] == ["bell1", "bell2"]
    assert await forget_words(sales.db) == 2
    assert await forget_words(sales.db) == 0
    left = await rows(sales.db, "select word from message_word where word in ('bell1', 'bell2', 'whistl') order by 1")
    assert [row["word"] for row in left] == ["bell1", "whistl"]
