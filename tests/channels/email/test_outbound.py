"""A message of ours as a letter: what it says of its session, and that every mail program can read it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID, uuid5

from deskbell.channels.email.belonging import Signer, clues, decide
from deskbell.channels.email.model import Settings
from deskbell.channels.email.outbound import TOGETHER_MOST, envelope, letter, plan, references
from deskbell.channels.email.packing import packed
from deskbell.channels.events import ExternalAccount
from deskbell.channels.messages import OutboundFile, OutboundMessage, Thread

KEY = UUID("01234567-89ab-7def-8123-456789abcdef")
MAILBOX = Settings(address="Support@shop.example", sender_name="Магазин", signature="{operator}\nShop", reply_key="k1")
EVA = ExternalAccount("eva@client.example", "eva@client.example", name="Eva, the client")
AT = datetime(2026, 11, 2, 10, 15, tzinfo=UTC)
THREAD = Thread(KEY, 42, "Re: заказ №17", ("<a@client.example>", "<s.42.m.1@shop.example>"), "<a@client.example>")


def message(**more: object) -> OutboundMessage:
    given: dict[str, object] = {
        "send_key": KEY,
        "account": EVA,
        "text": "Hello.\n\nIt's <here>: https://shop.example/17.",
    }
    given |= {"author": "Boris", "thread": THREAD} | more
    return OutboundMessage(**given)  # type: ignore[arg-type]


class Files:
    """Our files: each is so many letters `x`."""

    async def open_file(self, file: OutboundFile) -> AsyncIterator[bytes]:
        left = file.size
        while left:
            piece = min(left, 70_001)
            left -= piece
            yield b"x" * piece


def file(name: str, size: int, media_type: str = "application/pdf") -> OutboundFile:
    return OutboundFile(uuid5(KEY, name), "file", name, media_type, size)


async def read(sent: OutboundMessage, settings: Settings = MAILBOX) -> EmailMessage:
    """The letter as its reader's program sees it."""
    data = b"".join([piece async for piece in packed(letter(sent, KEY, settings, AT), sent.attachments, Files())])
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    made = message_from_bytes(data, policy=policy.default)
    assert isinstance(made, EmailMessage)
    assert not any(part.defects for part in made.walk())
    return made


async def test_a_letter_says_which_session_it_belongs_to_in_four_ways() -> None:
    made = await read(message())
    assert made["Subject"] == "Re: [#42] заказ №17"
    assert made["Message-ID"].startswith("<s.42.m.")
    assert made["In-Reply-To"] == "<a@client.example>"
    assert made["References"] == "<a@client.example> <s.42.m.1@shop.example>"
    signer = Signer(MAILBOX.reply_key)
    assert signer.signed_number(MAILBOX.mailbox, [made["Reply-To"]]) == 42
    assert signer.our_letter(made["Message-ID"]) == (42, KEY)
    assert made["From"] == "Магазин <Support@shop.example>"
    assert made["To"] == '"Eva, the client" <eva@client.example>'


async def test_it_is_text_with_a_simple_html_beside_it() -> None:
    made = await read(message(quote="Where is it?"))
    plain, rich = made.get_body(("plain",)), made.get_body(("html",))
    assert plain is not None
    assert rich is not None
    text, html = plain.get_content().replace("\r\n", "\n"), rich.get_content()
    assert text == "> Where is it?\n\nHello.\n\nIt's <here>: https://shop.example/17.\n\n-- \nBoris\nShop\n"
    assert "&lt;here&gt;" in html
    assert '<a href="https://shop.example/17">' in html


async def test_the_same_message_makes_the_same_letter_at_every_try() -> None:
    first, again = await read(message()), await read(message())
    assert first.as_bytes() == again.as_bytes()
    assert envelope(message(), KEY, MAILBOX) == envelope(message(), KEY, MAILBOX)


async def test_files_hang_on_it_with_their_names_and_bytes() -> None:
    hung = (file("Счёт № 5.pdf", 200_000), file("a.weird", 1, "no type"), file("letter.eml", 5, "message/rfc822"))
    made = await read(message(attachments=hung))
    parts = list(made.iter_attachments())
    assert [part.get_filename() for part in parts] == ["Счёт № 5.pdf", "a.weird", "letter.eml"]
    assert [len(part.get_payload(decode=True) or b"") for part in parts] == [200_000, 1, 5]
    assert made.get_body(("plain",)) is not None


def test_what_is_too_heavy_for_one_letter_goes_with_several() -> None:
    heavy = (file("a", TOGETHER_MOST - 10), file("b", 20), file("c", 30))
    parts = plan(message(attachments=heavy))
    assert [[one.name for one in part.attachments] for part in parts] == [["a"], ["b", "c"]]
    assert [part.text for part in parts] == [message().text, ""]
    assert [(part.part, part.parts) for part in parts] == [(0, 2), (1, 2)]


def test_nothing_that_a_client_or_an_operator_wrote_makes_a_header() -> None:
    thread = Thread(KEY, 42, "order\r\nBcc: all@shop.example", (), None)
    settings = Settings(address="support@shop.example", sender_name="Shop\r\nBcc: all@shop.example", reply_key="k")
    account = ExternalAccount("eva@client.example", "eva@client.example", name="Eva\nBcc: x@y.example")
    made = letter(message(thread=thread, account=account), KEY, settings, AT)
    assert made["Bcc"] is None
    assert b"\nBcc:" not in made.as_bytes()


def test_participants_get_copies() -> None:
    account = ExternalAccount("eva@client.example", "eva@client.example", {"cc": "fred@client.example,,junk"})
    assert envelope(message(account=account), KEY, MAILBOX).recipients == ("eva@client.example", "fred@client.example")


def test_a_bounce_comes_back_to_the_letter_it_is_about() -> None:
    found = envelope(message(), KEY, MAILBOX)
    assert len(found.sender.partition("@")[0]) <= 64
    assert Signer("k1").bounced_id(MAILBOX.mailbox, [found.sender]) == found.message_id
    assert Signer("k2").bounced_id(MAILBOX.mailbox, [found.sender]) is None
    long = Settings(address="the-customer-support-of-the-town@shop.example", reply_key="k")
    assert envelope(message(), KEY, long).sender == long.address


def test_a_long_chain_keeps_its_ends() -> None:
    chain = [f"<{number}@x.example>" for number in range(100)]
    kept = references(chain)
    assert len(kept) == 20
    assert (kept[0], kept[-1]) == (chain[0], chain[-1])


# ── where an answer to it goes ──────────────────────────────────────────────────────────────────────────────────────

BOX = "support@shop.example"
SIGNER = Signer("k1")
SIGNED = SIGNER.reply_address(BOX, 42)
OUR_ID = SIGNER.message_id(BOX, 42, KEY)


def found(
    arrived_by: list[str], answered: list[str], subject: str = "", known: dict[str, int] | None = None
) -> list[object]:
    return list(clues(SIGNER, BOX, arrived_by, answered, known or {}, subject))


def test_a_signed_address_joins_whoever_takes_part_unless_he_is_contradicted() -> None:
    given = clues(SIGNER, BOX, [SIGNED], [], {}, "")
    assert decide(given, {42}, "unknown").number == 42
    assert decide(given, {42}, "pass").number == 42
    assert decide(given, {42}, "fail").number is None
    assert decide(given, set(), "pass").number is None
    assert decide(given, set(), "pass").said == 42


def test_an_answer_joins_only_where_the_receiving_server_vouches_for_its_sender() -> None:
    for given in (clues(SIGNER, BOX, [], [OUR_ID], {}, ""), clues(SIGNER, BOX, [], ["<x@y.z>"], {"<x@y.z>": 42}, "")):
        assert decide(given, {42}, "pass").number == 42
        assert decide(given, {42}, "unknown").number is None
        assert decide(given, {42}, "fail").number is None
        assert decide(given, {42}, "unknown").said == 42


def test_a_subject_never_joins_and_is_told() -> None:
    given = clues(SIGNER, BOX, [], [], {}, "Re: [#42] order")
    assert decide(given, {42}, "pass").number is None
    assert decide(given, {42}, "pass").said == 42


def test_what_is_made_up_is_no_clue() -> None:
    forged = SIGNED.replace("+s-42.", "+s-43.")
    other = Signer("k2").reply_address(BOX, 42)
    elsewhere = SIGNED.replace("support+", "sales+")
    made_up = OUR_ID.replace("s.42.", "s.43.")
    assert (
        found([forged, other, elsewhere, "support+s-42.aaaaaaaaaaaaaaaa@shop.example"], [made_up, "<s.42.m.77.x@y>"])
        == []
    )


def test_a_signed_address_survives_how_servers_write_it() -> None:
    assert found([SIGNED.upper().lower().replace("shop.example", "SHOP.example")], []) != []
