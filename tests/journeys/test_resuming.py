"""Cuts: nothing written is lost or doubled, whatever happens to the network, the page, the server or the sign-in."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Starter, Walk, chat, open_chat, say, sign_in, unique
from tests.journeys.test_dialogue import open_waiting
from tests.servers import free_port


def test_what_both_write_during_a_network_cut_arrives_once_and_in_order(walk: Walk) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    tag = unique("cut")
    say(chat(shop), f"{tag} begin")
    open_waiting(boris, f"{tag} begin")
    boris.context.set_offline(True)
    shop.context.set_offline(True)
    for number in (1, 2, 3):
        say(boris, f"{tag} desk {number}")
        say(chat(shop), f"{tag} shop {number}")
    for log in (boris.get_by_role("log"), chat(shop).get_by_role("log")):
        expect(log.get_by_text(tag)).to_have_count(4)
    boris.context.set_offline(False)
    shop.context.set_offline(False)
    for log in (boris.get_by_role("log"), chat(shop).get_by_role("log")):
        expect(log.get_by_text(tag)).to_have_count(7, timeout=45_000)
    for side in ("desk", "shop"):
        for log in (boris.get_by_role("log"), chat(shop).get_by_role("log")):
            texts = log.get_by_text(f"{tag} {side}").all_inner_texts()
            assert [text.strip()[-1] for text in texts] == ["1", "2", "3"]


def test_words_written_while_the_server_is_down_are_sent_once_when_it_is_back(
    walk: Walk, starter: Starter, tmp_path: Path
) -> None:
    port = free_port()
    server = starter(port, tmp_path / "data")
    shop = walk.page(walk.context())
    shop.goto(server.shop)
    open_chat(shop)
    tag = unique("down")
    say(chat(shop), f"{tag} before")
    expect(chat(shop).get_by_text("Sent")).to_be_visible()
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(30)
    say(chat(shop), f"{tag} meanwhile")
    shop_log = chat(shop).get_by_role("log")
    expect(shop_log.get_by_text(f"{tag} meanwhile")).to_be_visible()
    server = starter(port, tmp_path / "data")
    try:
        boris = walk.page(walk.context())
        boris.goto(server.desk)
        sign_in(boris, "boris")
        boris.get_by_role("link", name="Queue").first.click()
        boris.get_by_role("link", name=f"{tag} meanwhile").click(timeout=60_000)
        expect(boris.get_by_role("log").get_by_text(tag)).to_have_count(2)
        expect(shop_log.get_by_text(tag)).to_have_count(2)
    finally:
        server.process.send_signal(signal.SIGINT)
        server.process.wait(30)


@pytest.mark.parametrize("leaving", ["reload", "sign-in ended"])
def test_unsent_words_of_an_operator_survive(walk: Walk, leaving: str) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    question = unique("Are you still there?")
    say(chat(shop), question)
    open_waiting(boris, question)
    draft = unique("Half a sentence")
    boris.get_by_role("textbox", name="Write to").fill(draft)
    if leaving == "reload":
        boris.reload()
    else:
        boris.context.clear_cookies()
        boris.keyboard.press("Enter")
        expect(boris.get_by_label("Password", exact=True)).to_be_visible()
        boris.get_by_label("Password", exact=True).fill("walk-the-town")
        boris.keyboard.press("Enter")
        expect(boris.get_by_role("log").get_by_text(draft)).to_be_visible(timeout=20_000)
        expect(chat(shop).get_by_role("log").get_by_text(draft)).to_have_count(1, timeout=20_000)
        return
    expect(boris.get_by_role("textbox", name="Write to")).to_have_value(draft)
