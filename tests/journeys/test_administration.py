"""Administrators by hand: people, groups, live chats, widgets, and everybody's own settings."""

import re

import httpx
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import Walk, box, chat, say, sign_in, unique


def pick(page: Page, label: str, option: str) -> None:
    """One option of a field that takes several; the list is closed by going on to another field."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    page.keyboard.press("Tab")


def test_an_invited_person_comes_in_by_a_link_that_works_once(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/people")
    name = unique("Fred")
    email = f"{name.replace(' ', '.').lower()}@town.example"
    dmitri.get_by_role("button", name="Invite somebody").click()
    dmitri.get_by_role("button", name="Make the invitation").click()
    expect(dmitri.get_by_text("Fill this in.")).to_have_count(2)
    dmitri.get_by_label("Name", exact=True).fill(name)
    dmitri.get_by_label("E-mail", exact=True).fill("boris@town.example")
    dmitri.get_by_role("button", name="Make the invitation").click()
    expect(dmitri.get_by_text("Somebody already has this e-mail address.")).to_be_visible()
    dmitri.get_by_label("E-mail", exact=True).fill(email)
    pick(dmitri, "Groups", "Sales operators")
    dmitri.get_by_role("button", name="Make the invitation").click()
    link = dmitri.get_by_role("textbox", name="Personal link").inner_text()
    dmitri.get_by_role("button", name="Done").click()

    fred = walk.page(walk.context())
    fred.goto(link)
    fred.get_by_label("Password", exact=True).fill("short")
    fred.keyboard.press("Enter")
    expect(fred.get_by_text("Too short")).to_be_visible()
    fred.get_by_label("Password", exact=True).fill("a-quiet-gull-over-the-pier")
    fred.keyboard.press("Enter")
    expect(fred.get_by_role("heading", name="Queue")).to_be_visible()
    stranger = walk.page(walk.context())
    stranger.goto(link)
    expect(stranger.get_by_text("This link no longer works")).to_be_visible()


def test_an_archived_person_is_out_at_once_and_undo_brings_him_back(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/people")
    dmitri.get_by_role("button", name="What to do with Emil").click()
    dmitri.get_by_role("menuitem", name="Archive").click()
    dmitri.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(dmitri.get_by_text("emil@town.example")).to_have_count(0)
    dmitri.get_by_role("button", name="Undo").click()
    expect(dmitri.get_by_text("emil@town.example")).to_be_visible()


def test_a_new_live_chat_with_a_widget_takes_its_first_message(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    name = unique("Harbour")
    dmitri.get_by_role("button", name="New live chat").click()
    dmitri.get_by_role("button", name="Create").click()
    expect(dmitri.get_by_text("Choose at least one group.")).to_have_count(2)
    dmitri.get_by_label("Name", exact=True).fill(name)
    pick(dmitri, "Operator groups", "Sales operators")
    pick(dmitri, "Supervisor groups", "Supervisors")
    dmitri.get_by_role("button", name="Create").click()

    dmitri.get_by_role("button", name="Add a channel").click()
    dmitri.get_by_role("button", name="Website widget").click()
    dmitri.get_by_label("Name").last.fill("Quay shop")
    dmitri.get_by_label("Site it stands on").fill("https://*.quay.example")
    dmitri.get_by_role("button", name="Create").click()
    expect(dmitri.get_by_text("No wildcards")).to_be_visible()
    dmitri.get_by_label("Site it stands on").fill("quay.example/cart")
    dmitri.get_by_role("button", name="Create").click()
    expect(dmitri.get_by_text("https://quay.example")).to_be_visible()

    dmitri.get_by_role("button", name="#e8590c").click()
    dmitri.get_by_label("Greeting").fill("Ahoy! What may we find for you?")
    preview = dmitri.frame_locator("iframe[title=Preview]")
    expect(preview.get_by_text("Ahoy! What may we find for you?", exact=True)).to_be_visible()
    dmitri.get_by_role("link", name="People").click()
    dmitri.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Cancel").click()
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_text("Unsaved changes")).to_have_count(0)

    snippet = dmitri.get_by_role("textbox", name="Line to paste").inner_text()
    loader = snippet.split('"')[1]
    assert "#e8590c" in httpx.get(loader).text
    shop = walk.page(walk.context())
    shop.goto(loader.replace("loader.js", "frame"))
    words = unique("Is the ferry late?")
    say_directly(shop, words)
    boris = walk.at_desk("boris")
    boris.get_by_role("region", name=name).get_by_role("link", name="Queue").click()
    expect(boris.get_by_text(words).first).to_be_visible()


def say_directly(frame: Page, words: str) -> None:
    """Write in the chat's own page, opened without a site around it."""
    composer = frame.get_by_role("textbox", name="Message")
    composer.fill(words)
    composer.press("Enter")
    expect(frame.get_by_role("log").get_by_text(words)).to_be_visible()


def test_the_identity_secret_is_shown_once(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    dmitri.get_by_role("main").get_by_role("link", name=re.compile("^Support")).click()
    expect(dmitri.get_by_role("heading", name="Support").first).to_be_visible()
    dmitri.get_by_role("link", name="Channels", exact=True).click()
    dmitri.get_by_role("link", name="Website Support").click()
    dmitri.get_by_role("button", name="Make the secret").click()
    secret = dmitri.get_by_role("textbox", name="Secret").inner_text()
    assert len(secret) >= 32
    dmitri.get_by_role("button", name="Done").click()
    dmitri.reload()
    expect(dmitri.get_by_text("Signed identities are accepted")).to_be_visible()
    assert secret not in dmitri.content()
    dmitri.get_by_role("button", name="Remove").last.click()
    dmitri.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(dmitri.get_by_role("button", name="Make the secret")).to_be_visible()


def test_a_paused_widget_says_so_to_visitors_and_resumes(walk: Walk) -> None:
    dmitri, shop = walk.at_desk("dmitri", "/settings/live-chats"), walk.in_shop()
    words = unique("Back again?")
    box(chat(shop)).fill(words)
    dmitri.get_by_role("main").get_by_role("link", name=re.compile("^Sales ")).click()
    # The tab: while the live chat is on its way, a row of the list still says "4 channels" of another one.
    tabs = dmitri.get_by_role("navigation", name="Settings of the live chat")
    tabs.get_by_role("link", name="Channels").click()
    dmitri.get_by_role("link", name="Website Sales").click()
    dmitri.get_by_role("button", name="Pause the widget").click()
    expect(dmitri.get_by_text("Paused: visitors can't write")).to_be_visible()
    # Who has the chat open is told, who comes now reads it at once.
    expect(chat(shop).get_by_text("The chat is switched off for now")).to_be_visible()
    late = walk.page(walk.context())
    late.goto(walk.server.shop)
    late.get_by_role("button", name="Fjordline").click()
    expect(chat(late).get_by_text("The chat is switched off for now")).to_be_visible()
    dmitri.get_by_role("button", name="Resume the widget").click()
    expect(dmitri.get_by_role("button", name="Pause the widget")).to_be_visible()
    # What he was about to say stands where he wrote it.
    expect(box(chat(late))).to_be_visible()
    expect(box(chat(shop))).to_have_value(words)
    box(chat(shop)).press("Enter")
    expect(chat(shop).get_by_role("log").get_by_text(words)).to_be_visible()


def test_a_form_is_saved_although_the_sign_in_ended_while_it_was_filled(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/groups")
    name = unique("Night shift")
    dmitri.get_by_role("button", name="New group").click()
    dmitri.get_by_label("Name", exact=True).fill(name)
    dmitri.context.clear_cookies()
    dmitri.keyboard.press("Enter")
    again = dmitri.get_by_role("dialog", name="Your sign-in has ended")
    again.get_by_label("Password", exact=True).fill("not-the-one")
    dmitri.keyboard.press("Enter")
    expect(again.get_by_text("don't match")).to_be_visible()
    again.get_by_label("Password", exact=True).fill("walk-the-town")
    dmitri.keyboard.press("Enter")
    expect(dmitri.get_by_role("main").get_by_text(name)).to_be_visible()


def test_language_and_theme_follow_the_person_to_another_browser(walk: Walk) -> None:
    rita = walk.at_desk("rita", "/settings/me")
    rita.get_by_text("Dark", exact=True).click()
    rita.get_by_role("combobox", name="Language").click()
    rita.get_by_role("option", name="Русский").click()
    expect(rita.get_by_role("heading", name="Мои настройки")).to_be_visible()
    elsewhere = walk.page(walk.context(color_scheme="light"))
    elsewhere.goto(walk.server.desk + "/settings/me")
    elsewhere.get_by_label("E-mail").fill("rita@town.example")
    elsewhere.get_by_label("Password", exact=True).fill("walk-the-town")
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("heading", name="Мои настройки")).to_be_visible()
    expect(elsewhere.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "ru")
    # As others know her.
    elsewhere.get_by_text("Авто", exact=True).click()
    elsewhere.get_by_role("combobox", name="Язык").click()
    elsewhere.get_by_role("option", name="English").click()
    expect(elsewhere.get_by_role("heading", name="My settings")).to_be_visible()


def test_the_command_bar_takes_keys_typed_at_once_and_leads_anywhere(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri")
    # At once, as fast hands do: the menu stands, the page it leads to may still be on its way.
    dmitri.keyboard.press("Control+k")
    dmitri.keyboard.type("audit", delay=0)
    expect(dmitri.get_by_role("option", name="Audit log")).to_be_visible()
    dmitri.keyboard.press("Enter")
    expect(dmitri.get_by_role("heading", name="Audit log")).to_be_visible()
    dmitri.keyboard.press("?")
    expect(dmitri.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_nobody_but_an_administrator_has_the_administration(walk: Walk) -> None:
    boris = walk.at_desk("boris", "/settings/me")
    settings = boris.get_by_role("navigation", name="Settings")
    expect(settings.get_by_role("link")).to_have_text(["My settings"])
    boris.goto(walk.server.desk + "/settings/people")
    expect(boris.get_by_text("You don't have the right to do this.").first).to_be_visible()


def test_signing_out_ends_the_sign_in_and_a_link_leads_back_to_its_page(walk: Walk) -> None:
    boris = walk.at_desk("boris", "/settings/me")
    boris.get_by_role("button", name="You: Boris").click()
    boris.get_by_role("menuitem", name="Sign out").click()
    # Not by its e-mail: My settings has a field of that name too, and stands until the server has answered.
    expect(boris.get_by_label("Password", exact=True)).to_be_visible()
    boris.goto(walk.server.desk + "/settings/me")
    sign_in(boris, "boris")
    expect(boris.get_by_role("heading", name="My settings")).to_be_visible()


def test_a_live_chats_tabs_have_addresses_and_hold_what_is_not_saved(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    dmitri.get_by_role("main").get_by_role("link", name=re.compile("^Sales ")).click()
    tabs = dmitri.get_by_role("navigation", name="Settings of the live chat")
    tabs.get_by_role("link", name="Limits").click()
    expect(dmitri.get_by_label("Longest message")).to_have_value("10000")
    expect(dmitri).to_have_url(re.compile("/limits$"))
    dmitri.get_by_label("Longest message").fill("5")
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_text("From 100 to 20,000.")).to_be_visible()
    tabs.get_by_role("link", name="Sessions").click()
    dmitri.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Cancel").click()
    expect(dmitri.get_by_label("Longest message")).to_have_value("5")
    dmitri.get_by_role("button", name="Discard").click()
    tabs.get_by_role("link", name="Sessions").click()
    expect(dmitri.get_by_label("Re-open window, hours")).to_be_visible()
    dmitri.go_back()
    expect(dmitri.get_by_label("Longest message")).to_have_value("10000")
    dmitri.reload()
    expect(tabs.locator("[aria-current]")).to_have_text("Limits")


def test_hours_and_words_are_kept_and_a_client_is_greeted_by_them(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/schedules")
    name = unique("Day and night")
    dmitri.get_by_role("button", name="New schedule").click()
    dmitri.get_by_label("Name").fill(name)
    dmitri.get_by_label("From, Monday").fill("0")
    dmitri.get_by_label("Until, Monday").fill("24")
    dmitri.get_by_role("button", name="Same for Monday to Friday").click()
    expect(dmitri.get_by_label("Until, Friday")).to_have_value("24:00")
    for day in ("Saturday", "Sunday"):
        dmitri.get_by_role("button", name=f"Add hours: {day}").click()
        dmitri.get_by_label(f"From, {day}").fill("18")
        dmitri.get_by_role("button", name="Save").click()
        expect(dmitri.get_by_role("alert").first).to_contain_text("must end after it begins")
        dmitri.get_by_label(f"From, {day}").fill("0:00")
        dmitri.get_by_label(f"Until, {day}").fill("24:00")
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_text("Always open")).to_be_visible()

    dmitri.goto(walk.server.desk + "/settings/live-chats")
    dmitri.get_by_role("main").get_by_role("link", name="Support").click()
    dmitri.get_by_role("link", name="Hours and words").click()
    dmitri.get_by_role("combobox", name="Schedule").click()
    dmitri.get_by_role("option", name=name).click()
    greeting = dmitri.get_by_label("When a client writes for the first time")
    greeted = unique("Ahoy")
    greeting.fill(f"{greeted}, this is ")
    dmitri.get_by_role("button", name="Live chat", exact=True).first.click()
    expect(greeting).to_have_value(f"{greeted}, this is {{{{live_chat}}}}")
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_text("Unsaved changes")).to_have_count(0)

    fred = walk.in_shop("workshop.html")
    say(chat(fred), unique("Is anybody there?"))
    expect(chat(fred).get_by_text(f"{greeted}, this is Support", exact=True)).to_be_visible()


def test_a_list_of_people_is_looked_at_first_and_its_links_are_taken_along(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/people")
    name = unique("Nadia")
    email = f"{name.replace(' ', '.').lower()}@town.example"
    text = f"Имя;Почта;Группы\n{name};{email};Staff\nOda;oda at town;Gardeners\n"
    dmitri.get_by_role("button", name="Import a list").click()
    dmitri.get_by_text("Choose a file").wait_for()
    file: FilePayload = {"name": "team.csv", "mimeType": "text/csv", "buffer": text.encode("cp1251")}
    dmitri.set_input_files("#im-file", [file])
    expect(dmitri.get_by_text("team.csv: CP1251, divided by semicolons")).to_be_visible()
    expect(dmitri.get_by_text("No such group: Gardeners")).to_be_visible()
    expect(dmitri.get_by_text("The e-mail isn't valid")).to_be_visible()
    assert [one["email"] for one in people_at(dmitri) if one["email"] == email] == []
    dmitri.get_by_role("button", name="Add 1 person").click()
    expect(dmitri.get_by_text("1 person is added")).to_be_visible()
    dmitri.get_by_role("main").get_by_role("link", name="People").last.click()
    dmitri.get_by_role("dialog", name="Leave without the links?").get_by_role("button", name="Cancel").click()
    with dmitri.expect_download() as kept:
        dmitri.get_by_role("button", name="Download the links").click()
    (row,) = [line for line in kept.value.path().read_text("utf-8-sig").splitlines() if email in line]
    assert row.startswith(f"{name},{email},http")
    dmitri.get_by_role("main").get_by_role("link", name="People").last.click()
    expect(dmitri.get_by_text(email)).to_be_visible()
    nadia = walk.page(walk.context())
    nadia.goto(row.rsplit(",", 1)[1])
    expect(nadia.get_by_text(email).or_(nadia.get_by_text(name)).first).to_be_visible()


def people_at(desk: Page) -> list[dict[str, str]]:
    """All the people there are, as the desk's own address gives them."""
    found: list[dict[str, str]] = desk.evaluate("fetch('/api/v1/people?limit=100').then((a) => a.json())")["items"]
    return found


def test_the_trail_is_chosen_from_exported_and_proven(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/audit")
    dmitri.get_by_role("combobox", name="Deed").fill("Schedule created")
    dmitri.get_by_role("option", name="Schedule created").click()
    expect(dmitri.get_by_text("Shop hours")).to_be_visible()
    expect(dmitri.get_by_role("listitem").filter(has_text="Article created")).to_have_count(0)
    expect(dmitri).to_have_url(re.compile("deed=schedule_created"))
    with dmitri.expect_download() as kept:
        dmitri.get_by_role("link", name="Export CSV").click()
    lines = kept.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) > 1
    assert all("schedule_created" in line for line in lines[1:])
    dmitri.get_by_label("Until").fill("2020-01-01")
    expect(dmitri.get_by_text("Nothing in this choice")).to_be_visible()
    expect(dmitri.get_by_text("Tamper-proof", exact=True)).to_be_visible()
    dmitri.get_by_role("button", name="Verify").click()
    expect(dmitri.get_by_text("The chain holds")).to_be_visible()
