"""The mail system of this test run: started with the first test that needs it, for all of them."""

from dataclasses import dataclass

from tests.mail.outside import Outside
from tests.mail.stack import MailStack, new_folder

BOXES = 200


@dataclass
class Running:
    """Ours, and the world's."""

    stack: MailStack
    outside: Outside
    boxes: int = 0

    def mailbox(self) -> str:
        """A mailbox that nobody used before."""
        self.boxes += 1
        return f"support{self.boxes}@shop.example"

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
        # All of them at once: a list that changes within a second is not read again.
        await stack.start(*(f"support{number}" for number in range(1, BOXES + 1)))
        _running.append(Running(stack, outside))
    return _running[0]
