"""A client's letters, by hand: beside a real mail system, which takes and brings them."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import make_msgid

from tests.fakes.phone import Bubble, Deed, Phone
from tests.fakes.web import Answer, Asked, Web
from tests.mail.outside import Outside
from tests.mail.stack import MailStack, new_folder

SHOP = "support@shop.example"
PASSWORD = "letter-box-of-the-town"


class MailByHand:
    """Eva and Fred with a mail program each, the shop's mailbox at a Postfix and a Dovecot."""

    name = "E-mail"
    can: Sequence[str] = ("quote",)
    asks: Sequence[str] = ()

    def __init__(self) -> None:
        self._outside = Outside()
        self._own: list[tuple[str, int, EmailMessage]] = []
        self._web = Web(self._answer)
        self._phone = Phone(self)
        self._stack: MailStack

    async def start(self, port: int = 0) -> str:
        self._stack = MailStack(new_folder(), await self._outside.start())
        await self._stack.start("support")
        return await self._web.start(port)

    async def stop(self) -> None:
        await self._web.stop()
        self._stack.stop()
        await self._outside.stop()

    def entered(self) -> dict[str, str]:
        """What an administrator enters."""
        return {
            "address": SHOP,
            "imap_host": "127.0.0.1",
            "imap_port": str(self._stack.imaps),
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self._stack.submission),
            "password": PASSWORD,
            "trusted_server": "mx.shop.example",
            "certificate": self._stack.certificate,
        }

    async def _answer(self, asked: Asked) -> Answer:
        return self._phone.answer(asked) or Answer(404)

    def people(self) -> Sequence[str]:
        return ["Eva", "Fred"]

    def note(self) -> str:
        return f"Letters to {SHOP}."

    def file(self, key: str) -> tuple[str, bytes] | None:
        mark, _, at = key.partition("/")
        for letter in (*(one for _, _, one in self._own), *(one.letter for one in self._outside.taken)):
            if letter["Message-ID"] == mark:
                part = list(letter.iter_attachments())[int(at)]
                return str(part.get_filename() or "file"), bytes(part.get_payload(decode=True) or b"")
        return None

    def bubbles(self, who: str) -> Sequence[Bubble]:
        address = f"{who.lower()}@client.example"
        taken = [one.letter for one in self._outside.taken if address in one.recipients]
        own = [(at, letter) for name, at, letter in self._own if name == who]
        drawn = []
        for number in range(len(taken) + 1):
            drawn += [_bubble(letter, True) for at, letter in own if at == number]
            drawn += [_bubble(taken[number], False)] if number < len(taken) else []
        return drawn

    async def does(self, deed: Deed) -> None:
        address = f"{deed.who.lower()}@client.example"
        taken = [one.letter for one in self._outside.taken if address in one.recipients]
        letter = EmailMessage()
        letter["From"], letter["To"] = f"{deed.who} <{address}>", str(taken[-1]["Reply-To"] or SHOP) if taken else SHOP
        letter["Subject"] = str(taken[-1]["Subject"]) if taken else "The grey bicycle"
        letter["Message-ID"] = make_msgid(domain="client.example")
        letter["Authentication-Results"] = "mx.shop.example; dmarc=pass header.from=client.example"
        answered = deed.about or (str(taken[-1]["Message-ID"]) if taken else "")
        if answered:
            letter["In-Reply-To"] = letter["References"] = answered
        letter.set_content(deed.text or " ")
        if deed.file:
            main, _, sub = (deed.file.content_type or "application/octet-stream").partition("/")
            letter.add_attachment(deed.file.value, maintype=main, subtype=sub, filename=deed.file.filename)
        self._own.append((deed.who, len(taken), letter))
        await self._stack.bring(letter.as_bytes(), str(letter["To"]), address)


def _bubble(letter: EmailMessage, own: bool) -> Bubble:
    words = letter.get_body(("plain",))
    mark = str(letter["Message-ID"])
    files = [
        (str(part.get_filename() or "file"), f"/phone/file/{mark}/{at}")
        for at, part in enumerate(letter.iter_attachments())
    ]
    return Bubble(mark, own, words.get_content().strip() if words else "", files, note=str(letter["Subject"]))
