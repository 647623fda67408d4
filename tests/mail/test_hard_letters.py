"""Letters that make trouble hold up no other: what cannot be read is kept, what is slow goes on where it stood."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from email.message import EmailMessage
from typing import Any, BinaryIO
from uuid import UUID

import pytest

from deskbell.channels.contract import SendError
from deskbell.channels.doctor import Doctor
from deskbell.channels.email import fetching, keeping, wire
from deskbell.channels.email.imap import Mailbox
from deskbell.files import service as files
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import sql
from tests.mail.letters import letter, way
from tests.mail.running import Running
from tests.mail.test_belonging import brought, comes, mail_of, texts
from tests.mail.test_fetching import caught_up


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    wire.WAIT_SECONDS = 0.2
    yield
    wire.close_all()


READING: Any = keeping


def text_of(event: Any) -> str:
    return str(event.payload.text)


def chokes_on(word: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter with this word in it cannot be read."""
    read_letter = READING.read_letter

    def choked(file: BinaryIO, *given: Any) -> Any:
        file.seek(0)
        if word in file.read():
            raise KeyError("what nobody thought of")
        return read_letter(file, *given)

    monkeypatch.setattr(keeping, "read_letter", choked)


def film(to: str, size: int) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "eva@client.example", to, "<film@client.example>"
    made.set_content("A film of it.")
    made.add_attachment(b"\0" * size, maintype="application", subtype="octet-stream", filename="film.bin")
    return made.as_bytes()


async def dead(stage: Stage) -> list[dict[str, Any]]:
    path = f"/api/v1/channels/{stage.channel['id']}/dead-letters"
    answer = await stage.dmitri.get(path, params={"direction": "in"})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def replayed(stage: Stage, id_: int) -> None:
    answer = await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/dead-letters/in/{id_}/replay")
    assert answer.status_code == 202, answer.text
    await stage.settle()


async def test_a_letter_that_cannot_be_read_is_kept_and_holds_up_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mail_of(stage).address
    with monkeypatch.context() as patched:
        chokes_on(b"sour grapes", patched)
        mail_of(stage).mail.stack.put(box, [letter(box, text) for text in ("One.", "sour grapes", "Two.")])
        await stage.settle()
        heard = [(await texts(stage, one["id"]))[0] for one in await stage.sessions()]
        assert heard == ["One.", "Two."]
        (kept,) = await dead(stage)
        assert kept["detail"] == "KeyError: 'what nobody thought of'"
        await replayed(stage, kept["id"])
        assert [one["id"] for one in await stage.sessions()] != []
        assert len(await stage.sessions()) == 2
    # After an update that can read it.
    await stage.hurry()
    assert [(await texts(stage, one["id"]))[0] for one in await stage.sessions()] == ["One.", "Two.", "sour grapes"]
    assert await dead(stage) == []


async def test_the_doctor_counts_what_could_not_be_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    chokes_on(b"sour grapes", monkeypatch)
    await brought(stage, "sour grapes")
    await Doctor(stage.app.house.links.to).look_at(stage.app.house.db, UUID(stage.channel["id"]))
    health = (await stage.dmitri.get(f"/api/v1/channels/{stage.channel['id']}/health")).json()
    assert {"code": "dead_letters", "level": "warning", "detail": "1"} in health["findings"]


async def test_a_letter_that_takes_longer_than_a_poll_goes_on_where_it_stood(
    mail: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mail.mailbox()
    mail.stack.put(box, [letter(box, "small before"), film(box, 1_000_000), letter(box, "small after")])
    monkeypatch.setattr(fetching, "SECONDS_AT_ONCE", 0.0)
    link, polls = way(mail, box), 0
    cursor: dict[str, Any] = {}
    came: list[str] = []
    while len(came) < 3:
        polled = await wire.poll(link, cursor)
        cursor, polls = dict(polled.cursor), polls + 1
        came += [text_of(one) for one in polled.events]
        assert polls < 40
    assert came == ["small before", "A film of it.", "small after"]
    assert polls > 8


async def test_over_a_line_that_breaks_again_and_again_a_large_letter_comes_all_the_same(
    mail: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mail.mailbox()
    mail.stack.put(box, [film(box, 1_000_000)])
    pieces = Mailbox.pieces

    async def breaking(self: Mailbox, *given: Any) -> AsyncIterator[bytes]:
        async for piece in pieces(self, *given):
            yield piece
            raise OSError("the line broke")

    monkeypatch.setattr(Mailbox, "pieces", breaking)
    link, polls = way(mail, box), 0
    came: list[Any] = []
    while not came:
        polls += 1
        assert polls < 40
        with suppress(SendError):
            came = list((await wire.poll(link, {})).events)
    assert text_of(came[0]) == "A film of it."
    assert polls > 8


async def test_a_letter_that_the_server_does_not_give_is_told_and_gone_past(
    mail: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mail.mailbox()
    mail.stack.put(box, [letter(box, f"letter {number}") for number in range(5)])
    fetch_small, link = Mailbox.fetch_small, way(mail, box)

    async def broken(self: Mailbox, uids: Sequence[int]) -> dict[int, bytes]:
        if 3 in uids:
            raise OSError("FETCH: NO [SERVERBUG]")
        return await fetch_small(self, uids)

    came: list[Any] = []
    unread: list[Any] = []
    cursor: dict[str, Any] = {}
    with monkeypatch.context() as patched:
        patched.setattr(Mailbox, "fetch_small", broken)
        for _ in range(10):
            try:
                polled = await wire.poll(link, cursor)
            except SendError:
                continue
            cursor, came, unread = dict(polled.cursor), [*came, *polled.events], [*unread, *polled.unread]
    assert [text_of(one) for one in came] == ["letter 0", "letter 1", "letter 3", "letter 4"]
    assert [one.why for one in unread] == ["the server does not give this letter"]
    # And once the server gives it, it is read from its mailbox.
    (again,) = await wire.reread(link, unread[0].raw)
    assert text_of(again) == "letter 2"
    events, _, _ = await caught_up(link, cursor)
    assert events == []


async def test_what_cannot_be_stored_is_kept_unread_with_its_letter(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_of = READING.event_of

    def beyond(*given: Any) -> Any:
        event: Any = event_of(*given)
        if "sour" in event.payload.text:
            object.__setattr__(event, "position", 1 << 70)
        return event

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "event_of", beyond)
        await comes(stage, letter(mail_of(stage).address, "sour grapes"))
        await comes(stage, letter(mail_of(stage).address, "sweet grapes"))
    assert [(await texts(stage, one["id"]))[0] for one in await stage.sessions()] == ["sweet grapes"]
    (kept,) = await dead(stage)
    await replayed(stage, kept["id"])
    assert (await texts(stage, (await stage.sessions())[-1]["id"])) == ["sour grapes"]


async def days_later(stage: Stage) -> None:
    """The sweep comes when all files are days old."""
    await sql(stage, "update file set created_at = created_at - interval '2 days'")
    await files.sweep_unattached(stage.app.house.db, stage.app.house.store)


async def test_what_lies_dead_for_days_is_tried_again_with_its_files_and_lets_them_go(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mail_of(stage).address
    with monkeypatch.context() as patched:
        chokes_on(b"film of it", patched)
        await comes(stage, film(box, 2_000))
    (kept,) = await dead(stage)
    await days_later(stage)
    # Read now, but not worked yet: the second event waits with the letter's file, and one of its own.
    await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/dead-letters/in/{kept['id']}/replay")
    assert await stage.app.house.engine.take_due()
    await sql(stage, "update inbound_event set dead_at = clock_timestamp() where done_at is null")
    await days_later(stage)
    (again,) = await dead(stage)
    await replayed(stage, again["id"])
    (message,) = await stage.thread(await stage.taken())
    assert (message["text"], [one["name"] for one in message["files"]]) == ("A film of it.", ["film.bin"])
    assert await stage.count("letter where raw_id is not null") == 1
    assert await stage.count("file where held <> 0") == 0
    await days_later(stage)
    assert await stage.count("file") == 2


async def test_a_letter_whose_bytes_are_gone_is_taken_in_and_says_which_file_is_missing(stage: Stage) -> None:
    box = mail_of(stage).address
    mail_of(stage).mail.stack.put(box, [film(box, 2_000)])
    await stage.app.house.engine.poll_due()
    await sql(stage, "delete from file")
    await stage.settle()
    (message,) = await stage.thread(await stage.taken())
    assert message["text"].startswith("A film of it.")
    assert "film.bin" in message["text"]
    assert await dead(stage) == []
