"""A program gets a token by hand, tells a client something by it, and is shut out."""

import re

import httpx
from playwright.sync_api import expect

from tests.journeys.conftest import Walk, chat, say, unique
from tests.journeys.test_accessible import findings


def test_a_program_is_given_a_token_tells_a_client_something_and_is_shut_out(walk: Walk) -> None:
    name, question, news = unique("Orders"), unique("Where is my order?"), unique("It is on its way.")
    eva = walk.in_shop()
    say(chat(eva), question)
    boris = walk.at_desk("boris")
    boris.get_by_role("link", name=question).click()
    expect(boris.get_by_role("log").get_by_text(question)).to_be_visible()
    session = boris.url.rsplit("/", 1)[1].split("?")[0]

    dmitri = walk.at_desk("dmitri", "/settings/programs")
    dmitri.get_by_role("button", name="Add a program").first.click()
    dmitri.get_by_role("button", name="Create").click()
    expect(dmitri.get_by_text("Fill this in.")).to_be_visible()
    dmitri.get_by_label("Name", exact=True).fill(name)
    dmitri.get_by_role("combobox", name="Live chats").click()
    dmitri.get_by_role("option", name="Sales").click()
    dmitri.keyboard.press("Tab")
    dmitri.get_by_role("button", name="Create").click()
    token = dmitri.get_by_role("textbox", name="Token", exact=True).inner_text().strip()
    assert findings(dmitri) == []
    dmitri.get_by_role("button", name="Done").click()
    expect(dmitri.get_by_text("Sales · added just now · not used yet").first).to_be_visible()
    expect(dmitri.get_by_text(token)).to_have_count(0)

    def notify(key: str) -> int:
        told = {"key": key, "session": session, "text": news}
        bearer = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{walk.server.desk}/api/v1/notifications", json=told, headers=bearer).status_code

    assert notify("01a20000-0000-7000-8000-0000000000a1") == 201
    said = boris.locator(".ss-message[data-program]").filter(has_text=news)
    expect(said).to_contain_text(name)
    expect(chat(eva).get_by_role("log").get_by_text(news, exact=True)).to_be_visible()
    expect(chat(eva).get_by_role("log").get_by_text(name, exact=True)).to_be_visible()
    assert findings(boris) == []

    dmitri.reload()
    expect(dmitri.get_by_text("Sales · added just now · used just now").first).to_be_visible()
    dmitri.emulate_media(color_scheme="dark")
    assert findings(dmitri) == []
    dmitri.get_by_role("button", name=f"Revoke: {name}").click()
    dmitri.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(dmitri.get_by_role("heading", name="Revoked")).to_be_visible()
    assert notify("01a20000-0000-7000-8000-0000000000a2") == 401
    dmitri.keyboard.press("Control+k")
    dmitri.keyboard.type("audit log")
    dmitri.keyboard.press("Enter")
    expect(dmitri.get_by_text(re.compile(f"program shut out of the API: “{name}”"))).to_be_visible()
