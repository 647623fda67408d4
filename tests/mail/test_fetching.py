"""A mailbox is read: at once, in steps, in pieces, and each letter once."""

import asyncio
import time
import tracemalloc
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from deskbell.base.egress import Egress
from deskbell.channels.contract import Link, SendError
from deskbell.channels.email import wire
from deskbell.channels.email.model import Settings
from tests.mail.letters import letter, way, with_settings
from tests.mail.running import Running


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    wire.WAIT_SECONDS = 0.2
    yield
    wire.close_all()


async def caught_up(link: Link[Settings], cursor: dict[str, Any]) -> tuple[list[Any], dict[str, Any], int]:
    """Poll until nothing comes: what came, where we are, and in how many polls."""
    events: list[Any] = []
    polls = 0
    while True:
        polled = await wire.poll(link, cursor)
        if not polled.events and polled.cursor == cursor:
            return events, cursor, polls
        events += polled.events
        cursor, polls = dict(polled.cursor), polls + 1


async def test_a_letter_is_here_as_soon_as_the_server_has_it(mail: Running) -> None:
    box = mail.mailbox()
    link = way(mail, box)
    _, cursor, _ = await caught_up(link, {})
    wire.WAIT_SECONDS = 25.0
    waiting = asyncio.create_task(wire.poll(link, cursor))
    await mail.stack.said("IDLE", box)
    brought = time.monotonic()
    await mail.stack.bring(letter(box), box)
    events: list[Any] = list((await waiting).events)
    assert [event.payload.text for event in events] == ["Where is my order?"]
    assert time.monotonic() - brought < 5


async def test_a_letter_that_comes_just_before_we_wait_is_not_waited_for(mail: Running) -> None:
    box = mail.mailbox()
    link = way(mail, box)
    _, cursor, _ = await caught_up(link, {})
    open_box = wire._open[link.channel_id][1]  # what nothing outside can time: between the look and the waiting
    for number in range(1, 6):
        await open_box.select("INBOX")
        await mail.stack.bring(letter(box, f"letter {number}"), box)
        await mail.stack.holds(box, number)
        began = time.monotonic()
        assert await open_box.wait(25)
        assert time.monotonic() - began < 5
    assert len((await caught_up(link, cursor))[0]) == 5


async def test_what_comes_between_connecting_and_the_first_look_is_read(mail: Running) -> None:
    box = mail.mailbox()
    link = way(mail, box, history="new")
    await mail.stack.bring(letter(box, "from before"), box)
    await mail.stack.holds(box, 1)
    begins = (await wire.health(link)).begins
    assert begins is not None
    await mail.stack.bring(letter(box, "just connected"), box)
    await mail.stack.holds(box, 2)
    events, _, _ = await caught_up(link, dict(begins))
    assert [event.payload.text for event in events] == ["just connected"]


async def test_a_mailbox_of_five_hundred_letters_is_caught_up_in_steps_and_each_comes_once(mail: Running) -> None:
    box = mail.mailbox()
    mail.stack.put(box, [letter(box, f"letter {number}") for number in range(500)])
    events, _, polls = await caught_up(way(mail, box), {})
    assert sorted(int(event.payload.text.split()[1]) for event in events) == list(range(500))
    assert len({event.dedupe_key for event in events}) == 500
    assert polls >= 5
    await mail.stack.bring(letter(box, "one more"), box)
    await mail.stack.holds(box, 501)


async def test_when_the_server_counts_anew_a_known_letter_is_known(mail: Running) -> None:
    box = mail.mailbox()
    mail.stack.put(box, [letter(box, f"letter {number}") for number in range(5)])
    link = way(mail, box)
    events, cursor, _ = await caught_up(link, {})
    cursor["folders"]["INBOX"]["validity"] += 1
    again, after, _ = await caught_up(link, cursor)
    assert {event.dedupe_key for event in again} == {event.dedupe_key for event in events}
    assert after["folders"]["INBOX"]["uid"] == 5


async def test_one_letter_that_comes_three_times_is_one_and_another_under_its_name_is_another(mail: Running) -> None:
    box = mail.mailbox()
    same = letter(box, Message_ID="<same@client.example>")
    for _ in range(3):
        await mail.stack.bring(same, box)
    await mail.stack.bring(letter(box, "Something else.", Message_ID="<same@client.example>"), box)
    await mail.stack.holds(box, 4)
    events, _, _ = await caught_up(way(mail, box), {})
    assert len(events) == 4
    assert len({event.dedupe_key for event in events}) == 2
    assert len({event.payload.external_id for event in events}) == 2


async def test_only_letters_from_now_on_are_read_unless_all_are_wanted(mail: Running) -> None:
    box = mail.mailbox()
    await mail.stack.bring(letter(box, "before"), box)
    await mail.stack.holds(box, 1)
    link = way(mail, box, history="new")
    events, cursor, _ = await caught_up(link, {})
    assert events == []
    await mail.stack.bring(letter(box, "after"), box)
    await mail.stack.holds(box, 2)
    events, _, _ = await caught_up(link, cursor)
    assert [event.payload.text for event in events] == ["after"]


async def test_a_letter_of_25_megabytes_is_read_in_pieces(mail: Running) -> None:
    box = mail.mailbox()
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "eva@client.example", box, "<big@client.example>"
    made.set_content("A film of it.")
    made.add_attachment(b"\0" * 25_000_000, maintype="application", subtype="octet-stream", filename="film.bin")
    mail.stack.put(box, [made.as_bytes()])
    link = with_settings(way(mail, box), size_most=60)
    del made
    tracemalloc.start()
    events, _, _ = await caught_up(link, {})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [event.payload.text for event in events] == ["A film of it."]
    assert 25_000_000 in link.files.sizes.values()  # type: ignore[attr-defined]
    assert peak < 12_000_000, peak


async def test_a_letter_that_is_too_large_is_read_to_its_limit_and_says_so(mail: Running) -> None:
    box = mail.mailbox()
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "eva@client.example", box, "<huge@client.example>"
    made.set_content("A film of it.")
    made.add_attachment(b"\0" * 3_000_000, maintype="application", subtype="octet-stream", filename="film.bin")
    mail.stack.put(box, [made.as_bytes()])
    (event,), _, _ = await caught_up(way(mail, box, size_most=1), {})
    assert event.payload.text.startswith("A film of it.")
    assert event.raw["too_large"]
    assert event.payload.attachments == ()


async def test_further_folders_are_read_too(mail: Running) -> None:
    box = mail.mailbox()
    mail.stack.put(box, [letter(box, "in the inbox")])
    mail.stack.put(box, [letter(box, "taken for junk")], ".Junk")
    events, _, _ = await caught_up(way(mail, box, folders="INBOX, Junk"), {})
    assert sorted(event.payload.text for event in events) == ["in the inbox", "taken for junk"]


@pytest.mark.parametrize(
    ("more", "kind", "code"),
    [
        ({"password": "wrong"}, "channel_broken", "mailbox"),
        ({"folders": "Nowhere"}, "channel_broken", "mailbox"),
        ({"certificate": None}, "channel_broken", "certificate"),
        ({"imap_port": 1}, "retry", "unreachable"),
        ({"imap_host": "127.0.0.1", "imap_security": "none", "imap_port": 1}, "retry", "unreachable"),
        ({"login_by": "xoauth2"}, "channel_broken", "token"),
    ],
)
async def test_a_mailbox_that_cannot_be_read_says_why(
    mail: Running, more: dict[str, Any], kind: str, code: str
) -> None:
    with pytest.raises(SendError) as refused:
        await wire.poll(way(mail, mail.mailbox(), **more), {})
    assert (refused.value.kind, refused.value.code) == (kind, code)


async def test_private_space_is_closed_to_mail_and_passwords_never_go_in_the_clear(mail: Running) -> None:
    link = way(mail, mail.mailbox())
    closed: Any = Link(link.channel_id, link.settings, link.http, Egress(), link.files, "")
    with pytest.raises(SendError) as refused:
        await wire.poll(closed, {})
    assert refused.value.code == "private_address"
    plain = with_settings(link, imap_host="mail.example.org", imap_security="none")
    with pytest.raises(SendError) as refused:
        await wire.poll(plain, {})
    assert refused.value.code == "not_encrypted"


async def test_signing_in_by_xoauth2(mail: Running) -> None:
    asked: list[bytes] = []

    def tokens(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return httpx.Response(200, json={"access_token": "a-token", "expires_in": 3600})

    box = mail.mailbox()
    mail.stack.put(box, [letter(box)])
    async with httpx.AsyncClient(transport=httpx.MockTransport(tokens)) as http:
        link = way(
            mail,
            box,
            http,
            login_by="xoauth2",
            password="",
            oauth_token_url="https://accounts.example/token",
            oauth_client_id="shop",
            oauth_refresh_token="refresh",
        )
        events, _, _ = await caught_up(link, {})
        assert len(events) == 1
        health = await wire.health(link)
    assert health.ok, health
    assert len(asked) == 1
    assert b"grant_type=refresh_token" in asked[0]


async def test_its_health_names_what_is_wrong(mail: Running) -> None:
    box = mail.mailbox()
    well = await wire.health(way(mail, box))
    assert well.ok
    assert well.external_id == box
    ill = await wire.health(way(mail, box, password="wrong"))
    assert {one.code for one in ill.findings if not one.ok} == {"mailbox", "smtp"}


async def test_another_mailbox_begins_anew_and_one_that_moved_is_read_again_from_days_before(mail: Running) -> None:
    box, other = mail.mailbox(), mail.mailbox()
    mail.stack.put(box, [letter(box, f"letter {number}") for number in range(5)])
    mail.stack.put(other, [letter(other, "another mailbox")])
    link = way(mail, box)
    events, cursor, _ = await caught_up(link, {})
    # Servers number their folders as they like: two may have the same validity.
    _, at_other, _ = await caught_up(way(mail, other), {})
    cursor["folders"]["INBOX"]["validity"] = at_other["folders"]["INBOX"]["validity"]
    found, _, _ = await caught_up(way(mail, other), cursor)
    assert [event.payload.text for event in found] == ["another mailbox"]
    # The same login on another server: what is young comes again, and is known by what it is.
    moved, after, _ = await caught_up(link, cursor | {"of": {**cursor["of"], "server": "old.example:993"}})
    assert {event.dedupe_key for event in moved} == {event.dedupe_key for event in events}
    assert after["of"]["server"].startswith("127.0.0.1:")
