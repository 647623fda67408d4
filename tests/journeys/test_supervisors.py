"""A supervisor's day: who waits on the wallboard, many sessions to one operator at once, and what he then sees."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Walk, chat, say, unique


def wait_in_shop(walk: Walk, words: str) -> Page:
    """A client who has written and waits."""
    shop = walk.in_shop()
    say(chat(shop), words)
    expect(chat(shop).get_by_text("Sent")).to_be_visible()
    return shop


def heads(wall: Page, name: str) -> int:
    """A big number of the wallboard."""
    return int(wall.locator(".wb-big", has_text=name).locator(".wb-number").inner_text())


def test_two_who_wait_are_given_to_one_operator_and_all_see_it_at_once(walk: Walk) -> None:
    wall = walk.at_desk("anna")
    wall.get_by_role("link", name="Wallboard").first.click()
    waiting = wall.get_by_role("region", name="Waiting", exact=True)
    expect(waiting).to_be_visible()
    before, open_before = heads(wall, "Waiting"), heads(wall, "With operators")
    questions = [unique(f"Question {number}") for number in ("one", "two", "three")]
    for question in questions:
        wait_in_shop(walk, question)
    count = wall.locator(".wb-big", has_text="Waiting").locator(".wb-number")
    expect(count).to_have_text(str(before + 3))
    expect(waiting.get_by_role("listitem")).to_have_count(before + 3)

    boris = walk.at_desk("boris")
    boris.get_by_role("link", name="My sessions").first.click()
    anna = walk.at_desk("anna")
    anna.get_by_role("link", name="Active sessions").first.click()
    first, second = [anna.get_by_role("listitem").filter(has_text=question) for question in questions[:2]]
    first.hover()
    first.get_by_role("checkbox").click()
    second.get_by_role("checkbox").click()
    deeds = anna.get_by_role("region", name="What to do with the selected sessions")
    expect(deeds).to_contain_text("2 selected")
    deeds.get_by_role("button", name="Assign").click()
    anna.get_by_role("option", name="Boris").click()
    expect(anna.get_by_text("2 sessions assigned to Boris")).to_be_visible()
    for question in questions[:2]:
        expect(boris.get_by_role("link", name=question)).to_be_visible()
    expect(count).to_have_text(str(before + 1))
    expect(wall.locator(".wb-big", has_text="With operators").locator(".wb-number")).to_have_text(str(open_before + 2))
    expect(wall.get_by_role("region", name="Not answered").get_by_role("listitem").first).to_be_visible()

    anna.get_by_role("button", name="Undo").click()
    expect(anna.get_by_text("Taken back")).to_be_visible()
    expect(boris.get_by_role("link", name=questions[0])).to_have_count(0)
    expect(count).to_have_text(str(before + 3))


def test_sessions_are_chosen_by_keys_alone_and_a_list_is_looked_at_in_another_order(walk: Walk) -> None:
    questions = [unique("By keys") for _ in range(2)]
    for question in questions:
        wait_in_shop(walk, question)
    anna = walk.at_desk("anna")
    anna.get_by_role("link", name="Active sessions").first.click()
    anna.get_by_role("link", name=questions[1]).focus()
    anna.keyboard.press("x")
    anna.keyboard.press("Shift+ArrowDown")
    deeds = anna.get_by_role("region", name="What to do with the selected sessions")
    expect(deeds).to_contain_text("2 selected")
    anna.keyboard.press("Control+a")
    expect(deeds.get_by_role("status")).not_to_have_text("2 selected")
    anna.keyboard.press("Escape")
    expect(deeds).to_have_count(0)

    anna.get_by_role("combobox", name="Order").click()
    anna.get_by_role("option", name="Longest waiting").click()
    anna.get_by_role("combobox", name="Whose sessions").click()
    anna.get_by_role("option", name="Nobody yet").click()
    rows = anna.locator(".ss-row")
    expect(rows.filter(has_text="Boris")).to_have_count(0)
    expect(rows.last).to_contain_text(questions[1])
    anna.reload()
    expect(rows.last).to_contain_text(questions[1])


def test_the_counter_of_the_queue_opens_who_has_waited_longest_and_makes_the_session_mine(walk: Walk) -> None:
    wait_in_shop(walk, unique("Longest"))
    boris = walk.at_desk("boris")
    boris.get_by_role("button", name="Take the one who has waited longest").first.click()
    expect(boris.get_by_role("textbox", name="Write to")).to_be_visible()
    expect(boris.get_by_role("heading", name="My sessions")).to_be_visible()
