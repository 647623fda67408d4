"""The mail system of this test run: started with the first test that needs it, for all of them."""

from dataclasses import dataclass

from tests.mail.outside import Outside
from tests.mail.stack import MailStack, new_folder


@dataclass
class Running:
    """Ours, and the world's."""

    stack: MailStack
    outside: Outside
    boxes: int = 0

    def mailbox(self, name: str = "support") -> str:
        """A mailbox that nobody used before."""
        self.boxes += 1
        return self.stack.add(f"{name}{self.boxes}@shop.example")

    def settings(self, address: str) -> dict[str, object]:
        """What an administrator enters into the form."""
        return {
            "address": address,
            "imap_host": "127.0.0.1",
            "imap_port": self.stack.imaps,
            "smtp_host": "127.0.0.1",
            "smtp_port": self.stack.submission,
            "password": "letter-box-of-the-town",
            "trusted_server": "mx.shop.example",
            "history": "all",
            "certificate": self.stack.certificate,
        }


_running: list[Running] = []


async def running() -> Running:
    """The one of this process."""
    if not _running:
        outside = Outside()
        stack = MailStack(new_folder(), await outside.start())
        await stack.start()
        _running.append(Running(stack, outside))
    return _running[0]
