"""Letters leave: once as far as anybody can know, and what became of them is said."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
import uvloop

from deskbell.channels.contract import SendError
from deskbell.channels.email import wire
from deskbell.channels.email.belonging import Signer
from tests.mail.letters import answer, sent, way
from tests.mail.running import Running


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    wire.WAIT_SECONDS = 0.2
    yield
    wire.close_all()


@asynccontextmanager
async def cutting(port: int) -> AsyncIterator[int]:
    """A line to a server that breaks when the letter's last line has passed, before the answer."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ends: asyncio.Event) -> None:
        tail = b""
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                tail = (tail + data)[-5:]
                if tail == b"\r\n.\r\n":
                    ends.set()
                writer.write(data)
                await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        ends = asyncio.Event()
        there = asyncio.create_task(pipe(reader, far_writer, ends))
        back = asyncio.create_task(_back(far_reader, writer, ends))
        await asyncio.gather(there, back, return_exceptions=True)
        for one in (writer, far_writer):
            one.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ends: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            if ends.is_set():
                writer.transport.abort()
                return
            writer.write(data)
            await writer.drain()


async def test_a_letter_goes_by_starttls_to_the_world_and_names_where_it_comes_back(mail: Running) -> None:
    link = way(mail, mail.mailbox())
    before = len(mail.outside.taken)
    result = await sent(link, answer("fred@client.example", uuid4()))
    taken = (await mail.outside.until(before + 1))[-1]
    assert taken.letter["Message-ID"] == result.external_ids[0]
    assert Signer(link.settings.reply_key).bounced_id(link.settings.mailbox, [taken.sender]) == result.external_ids[0]
    assert taken.letter["Subject"] == "Re: [#42] The grey bicycle"


async def test_a_cut_between_the_end_and_the_answer_is_uncertain_and_again_is_the_same_letter(mail: Running) -> None:
    link, to = way(mail, mail.mailbox(), smtp_security="none"), mail.mailbox()
    message = answer(to, uuid4())
    async with cutting(mail.stack.smtp) as port:
        cut = way(mail, link.settings.address, smtp_security="none", smtp_port=port)
        with pytest.raises(SendError) as refused:
            await sent(cut, message)
    assert refused.value.kind == "uncertain"
    straight = way(mail, link.settings.address, smtp_security="none", smtp_port=mail.stack.smtp)
    await sent(straight, message, 2)
    await mail.stack.holds(to, 2)
    ids = [message_from_bytes(data, policy=policy.default)["Message-ID"] for data in mail.stack.letters(to)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def test_a_line_that_breaks_before_the_letters_end_is_another_try(mail: Running) -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(SendError) as refused:
            await sent(way(mail, mail.mailbox(), smtp_security="none", smtp_port=port), answer("x@y.example", uuid4()))
    assert refused.value.kind == "retry"


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("dead", "permanent", "5.1.1"),
        ("full", "permanent", "5.2.2"),
        ("policy", "permanent", "5.7.1"),
        ("later", "retry", "4.7.1"),
    ],
)
async def test_a_refusal_is_told_as_the_server_says_it(mail: Running, name: str, kind: str, code: str) -> None:
    link = way(mail, mail.mailbox(), smtp_security="none", smtp_port=mail.outside.port)
    with pytest.raises(SendError) as refused:
        await sent(link, answer(f"{name}@client.example", uuid4()))
    assert (refused.value.kind, refused.value.code) == (kind, code)
    assert refused.value.detail


@pytest.mark.parametrize(
    ("at", "says", "kind"),
    [
        ("MAIL", "550 5.7.0 Sign in first", "channel_broken"),
        ("MAIL", "530 Authentication required", "channel_broken"),
        ("MAIL", "550 5.1.8 No such sender", "permanent"),
        ("RCPT", "550 5.7.0 Not to him", "permanent"),
        ("RCPT", "530 5.7.0 Sign in first", "channel_broken"),
        ("DATA", "554 5.7.0 This looks like spam", "permanent"),
        ("DATA", "451 4.7.0 Come again", "retry"),
    ],
)
async def test_security_stops_the_mailbox_before_there_is_a_recipient_and_one_letter_after(
    mail: Running, at: str, says: str, kind: str
) -> None:
    link = way(mail, mail.mailbox(), smtp_security="none", smtp_port=mail.outside.port)
    mail.outside.refuses[at] = says
    with pytest.raises(SendError) as refused:
        await sent(link, answer("fred@client.example", uuid4()))
    assert refused.value.kind == kind
    assert says in refused.value.detail
    await sent(link, answer("fred@client.example", uuid4()))


async def test_who_is_not_let_in_is_told_by_the_channel(mail: Running) -> None:
    link = way(mail, mail.mailbox(), password="wrong")
    with pytest.raises(SendError) as refused:
        await sent(link, answer("fred@client.example", uuid4()))
    assert (refused.value.kind, refused.value.code) == ("channel_broken", "smtp")


async def test_a_greylisted_letter_comes_through_at_a_later_try_as_the_same(mail: Running) -> None:
    link = way(mail, mail.mailbox(), smtp_security="none", smtp_port=mail.outside.port)
    message = answer(f"grey-{uuid4().hex[:8]}@client.example", uuid4())
    outcomes: list[str] = []
    ids: tuple[str, ...] = ()
    for number in (1, 2, 3):
        try:
            result = await sent(link, message, number)
            outcomes.append(result.state)
            ids = result.external_ids
        except SendError as refused:
            outcomes.append(refused.kind)
    assert outcomes == ["retry", "retry", "sent"]
    assert mail.outside.taken[-1].letter["Message-ID"] == ids[0]


async def test_a_participant_who_is_refused_does_not_keep_the_letter_from_the_client(mail: Running) -> None:
    link = way(mail, mail.mailbox(), smtp_security="none", smtp_port=mail.outside.port)
    await sent(link, answer("fred@client.example", uuid4(), cc="dead@client.example"))
    assert mail.outside.taken[-1].recipients == ["fred@client.example"]


async def test_a_bounce_says_which_letter_did_not_arrive(mail: Running) -> None:
    box = mail.mailbox()
    link = way(mail, box)
    result = await sent(link, answer("dead@client.example", uuid4()))
    await mail.stack.holds(box, 1)
    polled = await wire.poll(link, {})
    (event,) = polled.events
    assert event.kind == "status"
    assert event.payload.external_id == result.external_ids[0]  # type: ignore[union-attr]
    assert (event.payload.state, event.payload.code) == ("failed", "address_dead")  # type: ignore[union-attr]
    assert "dead@client.example" in event.payload.detail  # type: ignore[union-attr]


async def test_on_the_loop_of_real_processes_letters_leave_and_are_waited_for_too(mail: Running) -> None:
    box = mail.mailbox()
    before = len(mail.outside.taken)

    async def there() -> int:
        link = way(mail, box)
        await sent(link, answer("fred@client.example", uuid4()))
        await sent(link, answer(box, uuid4()))
        wire.WAIT_SECONDS = 10.0
        try:
            first = await wire.poll(link, {})
            return len((first if first.events else await wire.poll(link, first.cursor)).events)
        finally:
            wire.close_all()

    assert await asyncio.to_thread(lambda: uvloop.run(there())) == 1
    await mail.outside.until(before + 1)
