"""Clients and cards by hand: a client is bound, a session registered, two clients become one and two again."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Walk, chat, say, unique


def take(page: Page, words: str) -> None:
    """The session that begins with these words becomes one's own."""
    page.get_by_role("link", name="Queue").first.click()
    page.get_by_role("link", name=words).click()
    page.get_by_role("button", name="Start work").click()
    expect(page.get_by_role("textbox", name="Write to")).to_be_visible()


def test_a_session_is_registered_and_its_client_bound_in_place(walk: Walk) -> None:
    eva = walk.in_shop()
    hello = unique("Do you ship to Norway?")
    say(chat(eva), hello)
    boris = walk.at_desk("boris")
    take(boris, hello)
    about = boris.get_by_role("complementary", name="About the session")
    name = unique("Eva")
    about.get_by_role("button", name="Bind a card: Contacts").click()
    dialog = boris.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a new card").click()
    dialog.get_by_role("button", name="Make and bind").click()
    expect(dialog.get_by_text("Fill this in.")).to_be_visible()
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("E-mail").fill("not an address")
    dialog.get_by_role("button", name="Make and bind").click()
    expect(dialog.get_by_text("This isn't an e-mail address.")).to_be_visible()
    dialog.get_by_label("E-mail").fill(f"{name.replace(' ', '.').lower()}@client.example")
    dialog.get_by_role("button", name="Make and bind").click()
    expect(about.get_by_role("link", name=name)).to_be_visible()

    about.get_by_role("button", name="Register: Requests").click()
    dialog.get_by_label("Find a card").fill("spring service")
    dialog.get_by_role("button", name="Spring service for the club").click()
    expect(about.get_by_role("link", name="Spring service for the club")).to_be_visible()
    expect(about.get_by_text("bound a card")).to_have_count(2)

    about.get_by_role("link", name=name).click()
    expect(boris.get_by_role("heading", name=name, level=1)).to_be_visible()
    boris.get_by_label("Company").fill("Fjell Tours")
    boris.get_by_role("button", name="Save", exact=True).click()
    expect(boris.get_by_text("Boris changed: Company")).to_be_visible()
    boris.get_by_role("link", name=hello).click()
    expect(boris.get_by_role("log")).to_contain_text(hello)


def test_an_app_switched_off_in_a_live_chat_is_offered_there_no_more(walk: Walk) -> None:
    hello = unique("Do you ship to Bergen?")
    say(chat(walk.in_shop()), hello)
    boris = walk.at_desk("boris")
    take(boris, hello)
    register = boris.get_by_role("button", name="Register: Requests")
    expect(register).to_be_visible()
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    dmitri.get_by_role("link", name=re.compile("^Sales ")).click()
    dmitri.get_by_role("navigation", name="Settings of the live chat").get_by_role("link", name="Apps").click()
    switch = dmitri.get_by_role("switch", name="Requests: used in this live chat")
    switch.click(force=True)
    expect(register).to_have_count(0)
    switch.click(force=True)
    expect(register).to_be_visible()


def test_two_clients_become_one_in_every_list_and_two_again(walk: Walk) -> None:
    names, greetings = [unique("Eva"), unique("Evelyn")], [unique("Hello"), unique("Hello again")]
    anna = walk.at_desk("anna")
    for name, hello in zip(names, greetings, strict=True):
        say(chat(walk.in_shop()), hello)
        anna.get_by_role("link", name="Active sessions").first.click()
        anna.get_by_role("link", name=hello).click()
        anna.get_by_role("button", name="Rename the client").click()
        anna.get_by_role("textbox", name="Rename the client").fill(name)
        anna.keyboard.press("Enter")
        expect(anna.get_by_role("complementary", name="About the session").get_by_text(name).first).to_be_visible()
    watching = walk.at_desk("anna")
    watching.get_by_role("link", name="Active sessions").first.click()
    expect(watching.get_by_role("link", name=names[1])).to_be_visible()

    anna.get_by_role("link", name="Clients").click()
    anna.get_by_role("searchbox", name="Name, e-mail or phone").fill(names[0])
    anna.get_by_role("link", name=names[0]).click()
    anna.get_by_role("button", name="Merge with another client…").click()
    dialog = anna.get_by_role("dialog", name="Merge with")
    dialog.get_by_role("searchbox").fill(names[1])
    dialog.get_by_role("button", name=f"Merge: {names[1]}").click()
    anna.get_by_role("button", name="Merge", exact=True).click()
    expect(anna.get_by_text(greetings[1])).to_be_visible()
    expect(watching.get_by_role("link", name=names[1])).to_have_count(0)
    expect(watching.get_by_role("link", name=greetings[1])).to_contain_text(names[0])

    anna.get_by_role("button", name=f"Part again: {names[1]}").click()
    anna.get_by_role("button", name="Part again", exact=True).last.click()
    expect(anna.get_by_text(greetings[1])).to_have_count(0)
    expect(watching.get_by_role("link", name=greetings[1])).to_contain_text(names[1])


def test_an_administrator_defines_an_app_of_another_system_and_operators_use_it(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/apps")
    name = unique("Deals")
    dmitri.get_by_role("button", name="New app").click()
    dmitri.get_by_label("Name in English").fill(name)
    dmitri.get_by_role("radio", name="Session").check()
    dmitri.get_by_role("switch", name="The cards stand in another system").check()
    dmitri.get_by_label("Address of a card there").fill("http://crm.example/{{id}}")
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_text("Begin with https:// and a host.")).to_be_visible()
    dmitri.get_by_label("Address of a card there").fill("https://crm.example/deals/{{id}}")
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_role("link", name=name)).to_be_visible()

    boris = walk.at_desk("boris", "/cards")
    boris.get_by_role("link", name=name).click()
    expect(boris.get_by_text("No cards yet")).to_be_visible()
    boris.get_by_role("button", name="New card").click()
    boris.get_by_label("Id in that system").fill("A 7")
    boris.get_by_role("button", name="Make a new card").click()
    link = boris.get_by_role("link", name="Open in its system")
    expect(link).to_have_attribute("href", "https://crm.example/deals/A%207")
    # Put away again: the other journeys' sessions ask for no deals.
    dmitri.get_by_role("link", name=name).click()
    dmitri.get_by_role("button", name="Archive", exact=True).click()
    expect(dmitri.get_by_role("button", name="Bring back")).to_be_visible()
