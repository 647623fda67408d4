"""Posting: a message is stored once however often it is sent, and numbers have no hole however many write at once."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from tests.sessions.conftest import Sales, rows
from tests.surfaces import at_work, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.base.db import open_database
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.demo.town import Town
from deskbell.sessions import lifecycle
from deskbell.sessions.opening import Page, visit
from deskbell.sessions.post import Draft, post


async def test_the_same_key_sent_twenty_times_at_once_is_one_message(sales: Sales) -> None:
    send_key = new_id()
    answers = await asyncio.gather(*(sales.eva.try_writing("Hello", send_key) for _ in range(20)))
    assert len({(posted.session_id, posted.seq, posted.message_id, posted.posted_at) for posted, _ in answers}) == 1
    assert [posted.fresh for posted, _ in answers].count(True) == 1
    assert [opened for _, opened in answers].count(True) == 1
    session_id = answers[0][0].session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    draft = Draft(session_id, new_id(), "Good morning")
    replies = await asyncio.gather(*(post(sales.db, sales.boris, draft) for _ in range(20)))
    assert len({reply.seq for reply in replies}) == 1
    assert [reply.fresh for reply in replies].count(True) == 1
    await sales.check_log(session_id)


async def test_the_same_key_with_another_body_is_a_conflict_and_changes_nothing(sales: Sales) -> None:
    send_key = new_id()
    posted = await sales.eva.write("Hello", send_key)
    with pytest.raises(Refusal, match="send_key_conflict"):
        await sales.eva.write("Something else", send_key)
    assert (await sales.eva.write("Hello", send_key)).seq == posted.seq
    fred = await sales.fred.write("Something else", send_key)
    assert fred.session_id != posted.session_id, "a key belongs to its author"
    stored = await rows(sales.db, "select text from message where session_id = $1", posted.session_id)
    assert stored == [{"text": "Hello"}]
    together = await asyncio.gather(
        *(sales.eva.write(text, new) for new in (new_id(),) for text in ("one", "two")), return_exceptions=True
    )
    assert [getattr(one, "code", "stored") for one in together].count("send_key_conflict") == 1
    await sales.check_log(posted.session_id)


async def test_a_retry_lands_once_though_its_session_was_closed_and_another_way_opened(sales: Sales) -> None:
    send_key = new_id()
    first = await sales.eva.write("Hello", send_key)
    await lifecycle.take(sales.db, sales.boris, first.session_id)
    await lifecycle.close(sales.db, sales.boris, first.session_id)
    again, opened = await sales.eva.try_writing("Hello", send_key)
    assert (again.session_id, again.seq, again.fresh, opened) == (first.session_id, first.seq, False, False)
    assert (await sales.eva.sees(first.session_id)).state == "closed"
    new, opened = await sales.eva.try_writing("One more thing")
    assert (new.session_id, opened) == (first.session_id, True)
    assert not (await sales.eva.try_writing("Hello", send_key))[0].fresh
    await sales.check_log(first.session_id)


async def test_twenty_first_messages_at_once_open_one_session(sales: Sales) -> None:
    answers = await asyncio.gather(*(sales.eva.try_writing(f"Message {n}") for n in range(20)))
    assert len({posted.session_id for posted, _ in answers}) == 1
    assert [opened for _, opened in answers].count(True) == 1
    await sales.check_log(answers[0][0].session_id)


async def test_numbers_have_no_hole_under_fifty_writers_of_two_processes_with_racing_repeats(
    sales: Sales, dsn: str
) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    other = await open_database(dsn, size=4, sends=3)
    try:
        deeds: list[Any] = []
        for number in range(50):
            draft = Draft(session_id, new_id(), f"Message {number}", 2 if number % 7 == 0 else None)
            author = sales.boris if number % 2 else sales.eva.actor
            deeds.append(post(sales.db, author, draft))
            if number % 3 == 0:
                deeds.append(post(other, author, draft))
            if number % 10 == 0:
                deeds.append(visit(sales.db, sales.eva.actor, session_id, Page(f"http://shop.example/{number}", None)))
            if number % 15 == 0:
                deeds.append(lifecycle.set_priority(other, sales.boris, session_id, "high" if number % 2 else "low"))
        await asyncio.gather(*deeds)
    finally:
        await other.close()
    await sales.check_log(session_id)
    stored = await rows(sales.db, "select text, seq from message where session_id = $1 order by seq", session_id)
    assert sorted(row["text"] for row in stored[1:]) == sorted(f"Message {number}" for number in range(50))


async def test_one_bad_message_among_many_fails_alone(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    await lifecycle.take(sales.db, sales.boris, session_id)
    good = [Draft(session_id, new_id(), f"Message {n}") for n in range(10)]
    known = good[0]
    bad = [
        Draft(session_id, new_id(), "x" * 10_001),
        Draft(session_id, new_id(), "To nothing", 999),
        replace(known, text="Another body"),
    ]
    await post(sales.db, sales.boris, known)
    answers = await asyncio.gather(*(post(sales.db, sales.boris, one) for one in good + bad), return_exceptions=True)
    codes = [getattr(answer, "code", "stored") for answer in answers]
    assert codes == ["stored"] * 10 + ["message_too_long", "quote_unknown", "send_key_conflict"]
    await sales.check_log(session_id)


async def test_what_cannot_be_a_message_is_refused_beside_what_can(sales: Sales) -> None:
    for text, code in (
        ("", "message_empty"),
        (" \n\t ", "message_empty"),
        ("a\0b", "validation_failed"),
        ("\ud800", "validation_failed"),
        ("x" * 20_001, "message_too_long"),
        ("x" * 10_001, "message_too_long"),
    ):
        with pytest.raises(Refusal, match=code):
            await sales.eva.write(text)
    assert await rows(sales.db, "select 1 from session") == [], "a refused first message opens nothing"
    posted = await sales.eva.write("x" * 10_000)
    await sales.eva.write("🧗 ‏שלום")
    with pytest.raises(Refusal, match="file_unknown"):
        await post(sales.db, sales.eva.actor, Draft(posted.session_id, new_id(), "With a file", None, (new_id(),)))
    await sales.check_log(posted.session_id)


async def test_who_does_not_hold_the_session_does_not_write_in_it(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id

    async def code(actor: Any) -> tuple[str, Any]:
        with pytest.raises(Refusal) as refused:
            await post(sales.db, actor, Draft(session_id, new_id(), "A word"))
        return refused.value.code, refused.value.params.get("operator")

    assert await code(sales.boris) == ("not_yours", None)
    await lifecycle.take(sales.db, sales.boris, session_id)
    assert (await post(sales.db, sales.boris, Draft(session_id, new_id(), "A word"))).seq == 4
    assert await code(sales.anna) == ("not_yours", {"id": sales.boris.id, "name": "Boris"})
    assert await code(sales.clara) == ("not_found", None)
    assert await code(sales.fred.actor) == ("not_found", None)
    await lifecycle.close(sales.db, sales.boris, session_id)
    assert await code(sales.boris) == ("session_closed", None)


async def test_both_doors_of_both_sides_know_a_message_again(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva, desk_of(app, town, "boris") as boris:
        await at_work(boris)
        await eva.start()
        send_key, other = key(), key()
        first = await eva.call("POST", "/messages", json={"send_key": send_key, "text": "Hello"})
        session = first.json()["session"]["id"]
        await boris.post(f"/api/v1/sessions/{session}/take")
        async with socket_of(app, eva) as widget, socket_of(app, boris) as desk:
            again = await widget.ask("post", session=session, send_key=send_key, text="Hello")
            assert (again["seq"], again["message_id"]) == (first.json()["seq"], first.json()["message_id"])
            refused = await widget.ask("post", session=session, send_key=send_key, text="Hullo")
            assert (refused["type"], refused["code"]) == ("refused", "send_key_conflict")
            said = await desk.ask("post", session=session, send_key=other, text="Good morning")
        repeat = await boris.post(
            f"/api/v1/sessions/{session}/messages", json={"send_key": other, "text": "Good morning"}
        )
        assert (repeat.status_code, repeat.json()["seq"]) == (200, said["seq"])
        conflict = await boris.post(f"/api/v1/sessions/{session}/messages", json={"send_key": other, "text": "Good"})
        assert (conflict.status_code, conflict.json()["code"]) == (409, "send_key_conflict")
        elsewhere = await eva.call(
            "POST", "/messages", json={"send_key": send_key, "text": "Hello", "session": str(UUID(int=7))}
        )
        assert (elsewhere.status_code, elsewhere.json()["seq"]) == (200, first.json()["seq"])
