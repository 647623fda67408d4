"""E-mail for the contract: letters come by a real Postfix into a real Dovecot, and leave to an SMTP server of ours."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from tests.channels.contract.harness import Arrived, Failure, File, Happening, Request, Says
from tests.mail.outside import Outside
from tests.mail.running import Running, running

from deskbell.channels.email import wire

ANSWERS: dict[str, str] = {
    "retry": "451 4.3.0 Come again",
    "rate_limited": "450 4.7.1 Not so fast",
    "permanent": "554 5.7.1 We do not want this",
    "channel_broken": "530 5.7.0 Sign in first",
}
"""`blocked`: mail knows no such answer; whoever does not want our letters takes them and throws them away."""


class EmailHarness:
    def __init__(self) -> None:
        self.mail: Running
        self.server = Outside()
        self.address = ""
        self._named: dict[str, str] = {}
        self._last: dict[str, str] = {}

    async def start(self) -> Mapping[str, Any]:
        wire.WAIT_SECONDS = 0.2
        self.mail = await running()
        self.address = self.mail.mailbox()
        port = await self.server.start()
        entered = self.mail.settings(self.address)
        return {**entered, "smtp_port": port, "smtp_security": "none", "password": "letter-box-of-the-town"}

    async def stop(self) -> None:
        wire.close_all()
        await self.server.stop()

    def made(self, shown: Mapping[str, str], hook_url: str) -> None:
        """A mailbox is asked: it has no address for webhooks."""

    async def tell(self, happening: Happening) -> Sequence[Request]:
        assert isinstance(happening, Says)
        sender = f"{happening.account}@client.example"
        letter = EmailMessage()
        letter["From"] = f"{happening.account.title()} <{sender}>"
        letter["To"] = self.address
        letter["Subject"] = "The grey bicycle"
        letter["Message-ID"] = self._named[happening.id] = make_msgid(domain="client.example")
        letter["Authentication-Results"] = "mx.shop.example; dmarc=pass header.from=client.example"
        if happening.account in self._last:
            letter["In-Reply-To"] = self._last[happening.account]
        self._last[happening.account] = letter["Message-ID"]
        letter.set_content(happening.text)
        for file in happening.files:
            main, _, sub = file.media_type.partition("/")
            letter.add_attachment(file.body, maintype=main, subtype=sub, filename=file.name)
        before = self._count()
        await self.mail.stack.bring(letter.as_bytes(), self.address, sender)
        await self.mail.stack.holds(self.address, before + 1)
        return []

    def _count(self) -> int:
        return self.mail.stack.count(self.address)

    def forged(self, request: Request) -> Request:
        return request

    def fail(self, how: Failure) -> None:
        if how == "cut":
            self.server.cut = 1
        elif how in ANSWERS:
            self.server.answers.append(ANSWERS[how])

    def arrived(self) -> Sequence[Arrived]:
        found = []
        for one in self.server.taken:
            words = one.letter.get_body(("plain",))
            files = [
                File(str(part.get_filename()), part.get_content_type(), bytes(part.get_payload(decode=True) or b""))
                for part in one.letter.iter_attachments()
            ]
            text = words.get_content() if words else ""
            account = one.recipients[0].partition("@")[0]
            found.append(Arrived(one.letter["Message-ID"], account, text, files, one.letter["In-Reply-To"]))
        return found

    def misuses(self) -> Sequence[str]:
        return [str(defect) for one in self.server.taken for defect in one.letter.defects]

    def spoil(self) -> None:
        """Nobody listens any more where letters leave."""
        self.server.hang_up()


HARNESS = EmailHarness
