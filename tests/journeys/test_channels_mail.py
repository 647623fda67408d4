"""A mailbox is connected by its form alone to a real Postfix and Dovecot: a letter becomes a session, and answers with
files are letters."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.beside import Beside, add_channel, disconnect, enter
from tests.journeys.conftest import Walk, box, say, unique
from tests.mail.outside import Outside, until
from tests.mail.stack import MailStack, new_folder

SHOP, EVA = "support@shop.example", "eva@client.example"
BILL = b"%PDF-1.4 the bill"


class Played(Beside):
    """Our mail system, and the world's."""

    def __init__(self) -> None:
        super().__init__()
        self.outside = Outside()
        self.stack = MailStack(new_folder(), self.do(self.outside.start()))
        self.do(self.stack.start("support"))

    def brings(self, words: str, subject: str, to: str = SHOP) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = f"Eva <{EVA}>", to, subject
        letter["Authentication-Results"] = "mx.shop.example; dmarc=pass header.from=client.example"
        letter.set_content(words)
        letter.add_attachment(BILL, maintype="application", subtype="pdf", filename="bill.pdf")
        self.do(self.stack.bring(letter.as_bytes(), to, EVA))

    def arrived(self, count: int) -> EmailMessage:
        """The last of so many letters that reached Eva."""
        self.do(until(lambda: len(self.outside.taken) >= count))
        assert len(self.outside.taken) == count
        return self.outside.taken[-1].letter

    def stop(self) -> None:
        self.stack.stop()
        self.do(self.outside.stop())
        super().stop()


@pytest.fixture
def played() -> Iterator[Played]:
    playing = Played()
    yield playing
    playing.stop()


def test_a_mailbox_is_connected_by_its_form_and_letters_with_files_go_both_ways(walk: Walk, played: Played) -> None:
    subject, words = unique("The grey bicycle"), unique("Its bell is broken.")
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    add_channel(dmitri, "E-mail", unique("Help"))
    entered = {
        "address": SHOP,
        "imap_host": "127.0.0.1",
        "imap_port": str(played.stack.imaps),
        "smtp_host": "127.0.0.1",
        "smtp_port": str(played.stack.submission),
        "password": "letter-box-of-the-town",
        "trusted_server": "mx.shop.example",
    }
    enter(dmitri, entered, {"certificate": played.stack.certificate})
    dmitri.get_by_role("button", name="Connect").click()
    expect(dmitri.get_by_text(f"Connected as {SHOP}")).to_be_visible(timeout=20_000)
    expect(dmitri.get_by_text("Letters can be sent")).to_be_visible()
    settings = dmitri.url
    try:
        played.brings(words, subject)
        boris = walk.at_desk("boris")
        expect(boris.get_by_role("link", name=words)).to_be_visible()
        boris.get_by_role("link", name=words).click()
        log = boris.get_by_role("log")
        expect(log.get_by_text("bill.pdf")).to_be_visible()
        boris.get_by_role("button", name="Start work").last.click()
        expect(
            boris.get_by_role("complementary", name="About the session").get_by_text(subject, exact=True)
        ).to_be_visible()
        expect(boris.get_by_role("heading", name=f"Eva: {subject}").first).to_be_visible()
        say(boris, "Bring it along: we have bells.")
        expect(boris.locator(".ss-message[data-tick=sent]")).to_contain_text("we have bells")
        answer = played.arrived(1)
        assert subject in str(answer["Subject"])
        with boris.expect_file_chooser() as chooser:
            boris.get_by_role("button", name="Attach files").click()
        chooser.value.set_files(FilePayload(name="bells.pdf", mimeType="application/pdf", buffer=BILL))
        box(boris).fill("These.")
        boris.get_by_role("button", name="Send", exact=True).click()
        expect(boris.locator(".ss-message[data-tick=sent]").last).to_contain_text("These.")
        (file,) = played.arrived(2).iter_attachments()
        assert (file.get_filename(), file.get_payload(decode=True)) == ("bells.pdf", BILL)
        played.brings("Then I come on Monday.", str(answer["Subject"]), str(answer["Reply-To"]))
        expect(log.get_by_text("Then I come on Monday.")).to_be_visible(timeout=20_000)
        boris.get_by_role("button", name="Put it apart").click()
        boris.get_by_role("dialog").get_by_role("button", name="Put it apart").click()
        # What was put apart is found from where it stood, and the way back from there.
        boris.get_by_text("Put apart into #").get_by_role("link").click()
        expect(boris.get_by_text("Came from #").get_by_role("link")).to_be_visible()
        expect(log.get_by_text("Then I come on Monday.")).to_be_visible()
    finally:
        disconnect(dmitri, settings)
